"""What each shipped scenario gave when it was last looked at.

``uv run python -m tests.baselines`` runs every shipped scenario at a small size, prints what moved since
the last time and by how much, and writes it down, one JSON file a scenario. Whoever does that says what
moved and why under "Regression" in CHANGELOG.md.
"""
