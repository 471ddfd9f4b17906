"""The key questions of the 2001 report, and what a scenario assumes about each."""
