"""Columns as data (name, kind, axes, meaning), and how a scenario becomes arrays."""
