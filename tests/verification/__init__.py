"""The model against settings whose exact answer is known (ODD 7).

Every case goes through the public interface: a scenario, as a file would hold it, and the tables of its
result. ``uv run python -m tests.verification`` runs all of them and writes
``docs/explanation/verification.md``; with ``--check`` it says whether that page is out of date.
"""
