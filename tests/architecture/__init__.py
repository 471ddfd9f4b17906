"""The architecture: what imports what, how far a scenario walks, and the drawing of both.

``uv run python -m tests.architecture`` draws ``docs/images/architecture.svg`` and renews the generated
parts of ``docs/contributing/architecture.md``; with ``--check`` it says whether they are out of date.
"""
