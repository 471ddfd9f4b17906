"""Compiled code that several mechanisms share."""
