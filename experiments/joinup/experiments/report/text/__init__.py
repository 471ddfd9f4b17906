"""Findings as sentences and tables."""
