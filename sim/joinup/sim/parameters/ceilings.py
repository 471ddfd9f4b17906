"""The largest number that a scenario may hold.

Money is counted for millions of people over decades, and places, people and weeks in whole numbers of 64
bits. Products of a few numbers up to `LARGEST` are what floating point bears; what is larger is a slip of
the pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from joinup.sim.errors import Path, Problem
from joinup.sim.parameters.trees import CONTAINERS, NUMBERS, Tree, is_number

LARGEST = 1e12


def too_large(tree: Tree) -> list[Problem]:
    """Return every number that is beyond the largest, of either sign.

    Examples
    --------
    >>> [str(problem) for problem in too_large({"money": {"unmet_need": 1e308}})]
    ['money.unmet_need: 1e+308 is beyond 1e+12, the largest number that a scenario may hold']
    """
    if not _any_too_large(tree):
        return []
    return [Problem(path, beyond(value)) for path, value in _leaves(tree, ()) if is_too_large(value)]


def is_too_large(value: Any) -> bool:
    """Return whether a value is a number beyond the largest."""
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        return False
    return abs(value) > LARGEST and (not is_number(value) or isfinite(value))


def beyond(value: float) -> str:
    """Say that a number is beyond the largest."""
    shown = f"{value:g}" if is_number(value) else "a number of so many digits"
    return f"{shown} is beyond {LARGEST:g}, the largest number that a scenario may hold"


def _any_too_large(node: Any) -> bool:
    """Return whether there is such a number at all: nearly never, which is found without paths."""
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, NUMBERS):
            if not -LARGEST <= inner <= LARGEST and is_too_large(inner):
                return True
        elif isinstance(inner, CONTAINERS) and _any_too_large(inner):
            return True
    return False


def _leaves(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(node, list | tuple):
        for place, inner in enumerate(node):
            yield from _leaves(inner, (*path, place))
    else:
        yield path, node
