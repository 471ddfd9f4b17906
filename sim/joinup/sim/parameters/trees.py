"""Reading a plain tree of mappings, lists and scalars that may be wrong in any place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from joinup.sim.errors import Path, Problem

Tree = dict[str, Any]

# Scenarios are checked at every change, and an expression such as `int | float` is worked out at every call.
NUMBERS = (int, float)
SEQUENCES = (list, tuple)
CONTAINERS = (dict, *SEQUENCES)

LARGEST = 2**1023
"""About half of the largest whole number that fits a float."""


def value_at(tree: Any, *path: str) -> Any:
    """Return the value at a path; nothing if a part above is missing or has the wrong type."""
    for part in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(part)
    return tree


def items_at(tree: Tree, *path: str) -> Iterator[tuple[int, Tree]]:
    """Yield the mappings of a list with their places."""
    found = value_at(tree, *path)
    if isinstance(found, SEQUENCES):
        for place, item in enumerate(found):
            if isinstance(item, dict):
                yield place, item


def names_at(tree: Tree, *path: str) -> list[str]:
    """Return the names of the mappings of a list."""
    return [str(item["name"]) for _, item in items_at(tree, *path) if "name" in item]


def is_number(value: Any) -> TypeGuard[int | float]:
    """Return whether a value is a usable number: not true or false, nor too large for a float."""
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        return False
    return isinstance(value, float) or abs(value) <= LARGEST


def texts(value: Any) -> list[str]:
    """Return a list's entries as texts; nothing if it is no list."""
    return [str(item) for item in value] if isinstance(value, SEQUENCES) else []


def all_known(
    path: Path, given: Any, what: str, allowed: Iterable[str], *, on_key: bool = False
) -> list[Problem]:
    """Return a problem for every entry (or key) that is not among the allowed names."""
    names = tuple(allowed)
    entries: list[tuple[Any, Any]] = []
    if on_key and isinstance(given, dict):
        entries = list(given.items())
    elif not on_key:
        entries = list(enumerate(texts(given)))
    return [
        Problem.unknown((*path, key), what, key if on_key else value, names, on_key=on_key)
        for key, value in entries
        if (key if on_key else value) not in names
    ]


def merged(tree: Mapping[str, Any], changes: Mapping[str, Any]) -> Tree:
    """Return a tree with changes, which may be of parts of parts.

    Examples
    --------
    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    whole = dict(tree)
    for key, value in changes.items():
        there = whole.get(key)
        if isinstance(there, Mapping) and isinstance(value, Mapping):
            whole[key] = merged(there, value)
        else:
            whole[key] = value
    return whole


def difference(tree: Mapping[str, Any], other: Mapping[str, Any]) -> Tree:
    """Return what a tree says otherwise than another with the same keys; merged with that, it is the tree.

    Examples
    --------
    >>> difference({"a": {"b": 1, "c": 3}}, {"a": {"b": 1, "c": 2}})
    {'a': {'c': 3}}
    """
    found: Tree = {}
    for key, value in tree.items():
        there = other.get(key)
        if isinstance(there, Mapping) and isinstance(value, Mapping):
            if inner := difference(value, there):
                found[key] = inner
        elif value != there:
            found[key] = value
    return found


def plain(value: Any) -> Any:
    """Return a value in Python's own types: scalars and arrays of NumPy have others."""
    return value.tolist() if hasattr(value, "tolist") else value
