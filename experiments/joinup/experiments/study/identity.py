"""Identity of a run: scenario, seed, the model's code and the environment."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import joinup.sim as sim
from joinup.sim.versions import versions


@cache
def model_version() -> str:
    """Return the model's version: joinup's, and a hash of the model's code.

    Two runs of one scenario with one seed are the same run only if this is the same.
    """
    digest = hashlib.blake2b(digest_size=6)
    assert sim.__file__ is not None
    home = Path(sim.__file__).parent
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{versions()['joinup']}+{digest.hexdigest()}"


def run_identity(scenario_hash: str, seed: int, version: str, environment: str) -> str:
    """Return the hash of a resolved scenario, a seed, a model version and an environment.

    A finished run with the same identity is not repeated.
    """
    text = f"{scenario_hash}:{seed}:{version}:{environment}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
