"""The model beside patterns that others have published.

Each pattern is a scenario file in this folder, or a few, and a reading of its tables. What was used to
set a default counts as calibrated and proves nothing. ``uv run python -m tests.patterns`` runs all of
them and writes ``docs/explanation/patterns.md``; with ``--check`` it says whether that page is out of date.
"""
