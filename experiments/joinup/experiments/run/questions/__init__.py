"""Answers from runs to the key questions of the 2001 report."""
