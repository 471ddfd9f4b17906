"""The environment of a run: what, besides scenario, seed and the model's code, can move a figure."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from joinup.sim.versions import versions

MEASURES = "code of measures"
FIGURES = ("python", "numpy", "numba", "machine", MEASURES)
"""Facts about an environment that can move a figure."""

MEASURING = ("run/measures_table.py", "study/rows.py", "study/design.py")
"""Modules outside the model that figures of studies go through."""


@cache
def environment() -> Mapping[str, str]:
    """Return the facts about this environment: versions, machine and platform."""
    return {
        **versions(),
        "machine": platform.machine(),
        "platform": platform.platform(),
        MEASURES: _code_of_measures(),
    }


def environment_key(facts: Mapping[str, str]) -> str:
    """Return a short text that two environments share if what can move a figure is the same.

    Examples
    --------
    >>> len(environment_key(environment()))
    12
    """
    text = "\0".join(f"{name}={facts.get(name)}" for name in FIGURES)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return in words what can move a figure and is not as it was.

    Examples
    --------
    >>> differences({"numba": "0.61.0"}, {"numba": "0.62.1"})
    ['numba was 0.61.0 and is 0.62.1']
    """
    return [
        f"{name} was {before.get(name, 'not noted')} and is {now.get(name, 'not noted')}"
        for name in FIGURES
        if before.get(name) != now.get(name)
    ]


def _code_of_measures() -> str:
    digest = hashlib.sha256()
    home = Path(__file__).parents[1]
    for name in MEASURING:
        digest.update((home / name).read_bytes())
    return digest.hexdigest()[:12]
