"""Where a scenario's numbers come from.

In a scenario file a number may be plain or a mapping ``{value, unit, low, high, source, grade, note}``;
the mapping's facts are kept beside the scenario as its provenance and the number takes their place.
"""

from __future__ import annotations

import math
from typing import Any

from joinup.sim.declarations import GRADES, Grade, Strict
from joinup.sim.errors import Path, Problem, nearest
from joinup.sim.parameters.ceilings import beyond, is_too_large
from joinup.sim.parameters.trees import is_number

PROVENANCE_KEYS = ("value", "unit", "low", "high", "source", "grade", "note")


class Provenance(Strict):
    """Where a number in a scenario file comes from."""

    unit: str | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None
    grade: Grade = "judgement"
    note: str | None = None


def strip_provenance(tree: Any, path: Path = ()) -> tuple[Any, dict[Path, dict[str, Any]], list[Problem]]:
    """Replace every ``{value, ...}`` mapping by its value.

    Parameters
    ----------
    tree
        A scenario as plain mappings, lists and scalars.

    Returns
    -------
    tree, facts, problems
        The plain scenario, the facts of each number by path, and what is wrong with them.
    """
    facts: dict[Path, dict[str, Any]] = {}
    problems: list[Problem] = []
    if isinstance(tree, dict) and _is_entry(tree, path):
        entry = {str(key): value for key, value in tree.items() if key != "value"}
        facts[path] = entry
        return tree["value"], facts, _check_facts(path, tree["value"], entry)
    if isinstance(tree, dict):
        plain: dict[Any, Any] = {}
        for key, value in tree.items():
            plain[key], more, wrong = strip_provenance(value, (*path, key))
            facts |= more
            problems += wrong
        return plain, facts, problems
    if isinstance(tree, list | tuple):
        items: list[Any] = []
        for place, value in enumerate(tree):
            item, more, wrong = strip_provenance(value, (*path, place))
            items.append(item)
            facts |= more
            problems += wrong
        return items, facts, problems
    return tree, facts, problems


def _is_entry(tree: dict[Any, Any], path: Path) -> bool:
    """Whether a mapping is a number with its provenance; a published point has a value of its own."""
    if not path or path[-1] == "set" or path[-2:-1] == ("published",):
        return False
    return "value" in tree and not isinstance(tree["value"], dict | list)


def _check_facts(path: Path, value: Any, entry: dict[str, Any]) -> list[Problem]:
    problems = [
        Problem((*path, key), f"unknown key '{key}'", PROVENANCE_KEYS, nearest(key, PROVENANCE_KEYS), True)
        for key in entry
        if key not in PROVENANCE_KEYS
    ]
    if value is None:
        problems.append(Problem((*path, "value"), "'value' is blank: give it"))
    problems += [
        Problem((*path, key), f"'{key}' is blank: give it, or leave it out", GRADES if key == "grade" else ())
        for key in PROVENANCE_KEYS
        if key in entry and entry[key] is None
    ]
    if entry.get("grade") is not None and entry["grade"] not in GRADES:
        problems.append(Problem.unknown((*path, "grade"), "grade", entry["grade"], GRADES))
    for key in ("unit", "source", "note"):
        if entry.get(key) is not None and not isinstance(entry[key], str):
            problems.append(Problem((*path, key), f"'{key}' must be text, not {entry[key]!r}"))
    limits: list[float] = []
    for key in ("low", "high"):
        limit = entry.get(key)
        if limit is None:
            continue
        if not is_number(limit):
            problems.append(Problem((*path, key), f"'{key}' must be a number, not {limit!r}"))
        elif not math.isfinite(limit):
            problems.append(Problem((*path, key), f"'{key}' must be a finite number, not {limit!r}"))
        elif is_too_large(limit):
            problems.append(Problem((*path, key), beyond(limit)))
        else:
            limits.append(float(limit))
    if len(limits) == 2 and limits[0] > limits[1]:
        problems.append(Problem((*path, "low"), f"low {limits[0]:g} is above high {limits[1]:g}"))
    elif len(limits) == 2 and is_number(value) and not limits[0] <= value <= limits[1]:
        text = f"value {value:g} is outside its own range {limits[0]:g} to {limits[1]:g}"
        problems.append(Problem((*path, "value"), text))
    return problems
