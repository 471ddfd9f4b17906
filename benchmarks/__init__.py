"""Speed and memory against the targets of the project, in one run on one machine.

``uv run python -m benchmarks`` measures everything and writes ``docs/explanation/performance.md`` and the
growth curve; ``--quick`` runs each measurement at a small size, to see that it works.
"""
