"""Checks of what events and levers change, on a file that may have other errors.

A wrong path or value in an event is reported together with everything else in the file, so
these checks read the plain tree and ask the schema about each path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model

from joinup.sim.declarations import Strict
from joinup.sim.errors import Path, Problem, ScenarioError
from joinup.sim.parameters.fixed import stays
from joinup.sim.parameters.paths import Declared, declared_at, name_of, split
from joinup.sim.parameters.schema_errors import explain
from joinup.sim.parameters.trees import is_number

Tree = dict[str, Any]
DEFAULT_START = date(2000, 1, 3)
"""First day of week 0 if a scenario does not give one."""


def check_changes(
    model: type[BaseModel], tree: Tree, before: list[Problem], parts_fit: Callable[[Tree], list[Problem]]
) -> list[Problem]:
    """Return the problems in the changes of events and the paths of levers.

    Parameters
    ----------
    model
        The schema of a scenario.
    tree
        The scenario as plain mappings, lists and scalars.
    before
        The problems between its parts as it stands.
    parts_fit
        The check of what must hold between parts, which must hold after each change as well.
    """
    problems: list[Problem] = []
    known = {(problem.path, problem.message) for problem in before}
    now = tree
    for place, event in sorted(_entries(tree, "events"), key=lambda entry: _when(tree, entry[1])):
        changes = event.get("set")
        sound: dict[str, Any] = {}
        for path, value in changes.items() if isinstance(changes, dict) else ():
            at: Path = ("events", place, "set", path)
            wrong = _check_change(model, now, at, str(path), value)
            problems += wrong
            if not wrong:
                sound[str(path)] = value
        # The changes of an event belong together, and come after those of earlier events.
        after = now
        for path, value in sound.items():
            after = _changed(after, split(path), value)
        new = [p for p in parts_fit(after) if (p.path, p.message) not in known]
        told: list[Problem] = []
        for problem in new:
            # At the one change that is at fault, if it can be identified.
            alone = [path for path, value in sound.items() if _breaks(parts_fit, now, path, value, problem)]
            where: Path = ("events", place, "set", *alone[:1])
            told.append(Problem(where, problem.message, problem.allowed, problem.suggestion))
        # A problem that a change causes in several groups is reported once.
        problems += dict.fromkeys(told)
        if not new:
            now = after
    for place, lever in _entries(tree, "levers"):
        problems += _check_lever(model, tree, ("levers", place), lever)
    return problems


def _entries(tree: Tree, part: str) -> Iterator[tuple[int, Tree]]:
    found = tree.get(part)
    for place, item in enumerate(found) if isinstance(found, list | tuple) else ():
        if isinstance(item, dict):
            yield place, item


def _when(tree: Tree, event: Tree) -> float:
    """Return the week of an event if it can be determined; others come last."""
    week, day, start = event.get("week"), event.get("date"), tree.get("start_date", DEFAULT_START)
    if isinstance(week, int | float):
        return week
    try:
        return (date.fromisoformat(str(day)) - date.fromisoformat(str(start))).days / 7
    except ValueError:
        return float("inf")


def _check_change(model: type[BaseModel], tree: Tree, at: Path, path: str, value: Any) -> list[Problem]:
    if stays(path):
        return [Problem(at, f"'{path}' cannot change while a run is under way", on_key=True)]
    try:
        declared = declared_at(model, tree, path)
    except ScenarioError as error:
        return [Problem(at, p.message, p.allowed, p.suggestion, True) for p in error.problems]
    return _check_value(at, declared, value) if declared is not None else []


def _changed(node: Any, parts: Path, value: Any) -> Any:
    """Return a tree with another value at a path; the given one is left as it is."""
    if not parts:
        return value
    if isinstance(node, list | tuple):
        return [
            _changed(item, parts[1:], value) if name_of(item, place) == parts[0] else item
            for place, item in enumerate(node)
        ]
    inner = dict(node) if isinstance(node, dict) else {}
    return inner | {parts[0]: _changed(inner.get(parts[0]), parts[1:], value)}


def _breaks(
    parts_fit: Callable[[Tree], list[Problem]], tree: Tree, path: str, value: Any, problem: Problem
) -> bool:
    found = parts_fit(_changed(tree, split(path), value))
    return (problem.path, problem.message) in {(one.path, one.message) for one in found}


def _check_lever(model: type[BaseModel], tree: Tree, at: Path, lever: Tree) -> list[Problem]:
    problems: list[Problem] = []
    if isinstance(lever.get("path"), str):
        try:
            declared_at(model, tree, lever["path"])
        except ScenarioError as error:
            problems += [Problem((*at, "path"), p.message, p.allowed, p.suggestion) for p in error.problems]
    low, high = lever.get("low"), lever.get("high")
    if is_number(low) and is_number(high) and low > high:
        problems.append(Problem((*at, "low"), f"low {low:g} is above high {high:g}"))
    return problems


def _check_value(at: Path, declared: Declared, value: Any) -> list[Problem]:
    model = _alone(declared)
    try:
        model.model_validate({"new": value})
    except ValidationError as error:
        return [Problem(at, p.message, p.allowed, p.suggestion) for p in explain(error, model)]
    return []


@lru_cache(maxsize=1024)
def _alone(declared: Declared) -> type[BaseModel]:
    """Return a model with one field, declared as the field in question is."""
    field = declared.model.model_fields[declared.field]
    kind: Any = field.annotation
    if declared.entry:
        kind = _entry_of(kind)
    elif field.metadata:
        kind = Annotated[(kind, *field.metadata)]
    return create_model("Change", __base__=Strict, new=(kind, Field()))


def _entry_of(annotation: Any) -> Any:
    """Return what the entries of a mapping or list are."""
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0]
    return next(_entry_of(part) for part in get_args(annotation) if get_origin(part) in (dict, tuple))
