"""Provenance of a study: one entry for every call that asked for runs, in every environment."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from joinup.experiments.study.environment import environment, environment_key
from joinup.experiments.study.identity import model_version

SWEEP, MERGE, REPEAT = "sweep", "merge", "repeat"
"""Calls that make a study."""

SAME = ("call", "asked", "design", "points", "seeds", "shard", "withdrawn", "environment_key", "version")
"""What two entries share if they are of one call that was continued."""


def entry(
    call: str,
    *,
    asked: Sequence[str] = (),
    points: Iterable[int] = (),
    seeds: Iterable[int] = (),
    design: Mapping[str, Any] | None = None,
    shard: tuple[int, int] | None = None,
    withdrawn: Iterable[int] = (),
) -> dict[str, Any]:
    """Return what is noted of a call.

    Parameters
    ----------
    call
        Which call.
    asked
        The words that name the scenario on the command line.
    points, seeds
        Points and seeds that it asked for.
    design
        How the points were made.
    shard
        Which part of how many it was for.
    withdrawn
        Points that it took out.
    """
    points = list(points)
    return {
        "call": call,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "asked": list(asked),
        "points": spans(points),
        "seeds": spans(seeds),
        "design": dict(design or {}),
        "shard": None if shard is None else list(shard),
        "withdrawn": sorted(withdrawn),
        "version": model_version(),
        "environment": dict(environment()),
        "environment_key": environment_key(environment()),
        "host": platform.node(),
    }


def is_known(one: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether an entry is of a call that was noted before."""
    return any(all(one.get(key) == other.get(key) for key in SAME) for other in entries)


def design_key(keys: Sequence[str], seeds: Sequence[int]) -> str:
    """Return a short text that two designs share if they ask for the same runs."""
    return hashlib.sha256(json.dumps([list(keys), list(seeds)]).encode()).hexdigest()[:12]


def missing_parts(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in words which parts of sweeps that were run in parts are not there.

    Examples
    --------
    >>> part = {"design": {"key": "a"}, "shard": [2, 3]}
    >>> missing_parts([part])
    ['parts 1 and 3 of 3']
    """
    there: dict[tuple[str, int], set[int]] = {}
    whole: set[str] = set()
    for one in entries:
        key = one.get("design", {}).get("key", "")
        if one.get("shard") is None:
            whole.add(key)
        else:
            part, parts = one["shard"]
            there.setdefault((key, parts), set()).add(part)
    found = []
    for (key, parts), those in there.items():
        lost = [str(part) for part in range(1, parts + 1) if part not in those]
        if lost and key not in whole:
            listed = " and ".join([", ".join(lost[:-1]), lost[-1]] if lost[1:] else lost)
            found.append(f"part{'s' if lost[1:] else ''} {listed} of {parts}")
    return found


def spans(numbers: Iterable[int]) -> str:
    """Write whole numbers as spans.

    Examples
    --------
    >>> spans([3, 1, 2, 101])
    '1-3, 101'
    """
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)
