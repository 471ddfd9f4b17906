"""What makes two runs the same run."""

from __future__ import annotations

import hashlib


def run_identity(scenario_hash: str, seed: int, version: str) -> str:
    """Return the hash of a resolved scenario, a seed and a model version.

    A run that has been made need not be made again: its identity says that it is the same.
    """
    text = f"{scenario_hash}:{seed}:{version}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
