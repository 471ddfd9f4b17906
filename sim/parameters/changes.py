"""What events and levers may change: checked against the schema, on a file that may be wrong.

A wrong path or value in an event is reported together with everything else in the file, so
these checks read the plain tree and ask the schema about each path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model

from sim.errors import Path, Problem, ScenarioError
from sim.parameters.fields import Strict
from sim.parameters.paths import Declared, declared_at, name_of, split
from sim.parameters.schema_errors import explain

Tree = dict[str, Any]


def check_changes(tree: Tree, parts_fit: Callable[[Tree], list[Problem]]) -> list[Problem]:
    """Return what is wrong with the changes of events and the paths of levers.

    Parameters
    ----------
    tree
        The scenario as plain mappings, lists and scalars.
    parts_fit
        The check of what must hold between parts, which must hold after each change as well.
    """
    # The schema as a whole is built on these checks, so it can only be asked for here.
    from sim.parameters.scenario import Scenario, is_fixed

    problems: list[Problem] = []
    before = {(problem.path, problem.message) for problem in parts_fit(tree)}
    for at, path, value in _set_by_events(tree):
        if is_fixed(path):
            text = f"'{path}' cannot change while a run is under way"
            problems.append(Problem(at, text, on_key=True))
            continue
        try:
            declared = declared_at(Scenario, tree, path)
        except ScenarioError as error:
            problems += [Problem(at, p.message, p.allowed, p.suggestion, True) for p in error.problems]
            continue
        wrong = _check_value(at, declared, value) if declared is not None else []
        problems += wrong
        if not wrong:
            after = parts_fit(_changed(tree, split(path), value))
            new = [problem for problem in after if (problem.path, problem.message) not in before]
            problems += [Problem(at, p.message, p.allowed, p.suggestion) for p in new]
    for place, lever in _entries(tree, "levers"):
        problems += _check_lever(Scenario, tree, ("levers", place), lever)
    return problems


def _entries(tree: Tree, part: str) -> Iterator[tuple[int, Tree]]:
    found = tree.get(part)
    for place, item in enumerate(found) if isinstance(found, list | tuple) else ():
        if isinstance(item, dict):
            yield place, item


def _set_by_events(tree: Tree) -> Iterator[tuple[Path, str, Any]]:
    for place, event in _entries(tree, "events"):
        changes = event.get("set")
        for path, value in changes.items() if isinstance(changes, dict) else ():
            yield ("events", place, "set", path), str(path), value


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


def _check_lever(model: type[BaseModel], tree: Tree, at: Path, lever: Tree) -> list[Problem]:
    problems: list[Problem] = []
    if isinstance(lever.get("path"), str):
        try:
            declared_at(model, tree, lever["path"])
        except ScenarioError as error:
            problems += [Problem((*at, "path"), p.message, p.allowed, p.suggestion) for p in error.problems]
    low, high = lever.get("low"), lever.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
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
