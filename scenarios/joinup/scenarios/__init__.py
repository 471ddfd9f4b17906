"""Scenario files: read, inherited, checked, described."""
