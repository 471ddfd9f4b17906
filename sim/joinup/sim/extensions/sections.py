"""The section ``extensions`` of a scenario: which are in force, with which parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from joinup.sim.arrays import codes as k
from joinup.sim.errors import Path, Problem
from joinup.sim.extensions.extension import Extension
from joinup.sim.extensions.registry import extension_named, find
from joinup.sim.parameters.paths import EXTENSIONS
from joinup.sim.parameters.schema_errors import explain
from joinup.sim.parameters.trees import Tree, items_at, value_at


def with_named(tree: Tree) -> dict[str, Any]:
    """Return a plain tree whose section has every extension that another part names, with its defaults."""
    named: dict[str, Any] = {name: {} for name in _named(tree)}
    given = tree.get(EXTENSIONS)
    if not named or not (given is None or isinstance(given, Mapping)):
        return dict(tree)
    return {**tree, EXTENSIONS: named | dict(given or {})}


def _named(tree: Tree) -> Iterator[str]:
    """Yield the registered extensions that rules and incentives of a plain tree name."""
    rules = [value_at(tree, "decisions", "rule")]
    rules += [agency.get("rule") for _, agency in items_at(tree, "agencies")]
    kinds = [incentive.get("kind") for _, incentive in items_at(tree, "incentives")]
    for kind, names, shipped in (("rule", rules, k.RULES), ("incentive", kinds, k.INCENTIVES)):
        for name in names:
            # Nobody looks through the installed packages for what is shipped: that takes long.
            found = find(name) if isinstance(name, str) and name not in shipped else None
            if found is not None and found.kind == kind:
                yield found.name


def sections(given: Any) -> Any:
    """Return the section with each extension's parameters checked; what is wrong stays as it is."""
    if not isinstance(given, Mapping):
        return given
    return {name: _section(name, values) for name, values in given.items()}


def _section(name: Any, values: Any) -> Any:
    if isinstance(values, BaseModel):
        return values
    try:
        return extension_named(name).parameters.model_validate({} if values is None else values)
    except (KeyError, ValidationError):
        return values


def check_extensions(tree: Tree) -> list[Problem]:
    """Return what is wrong with the section of a plain tree."""
    problems: list[Problem] = []
    given = value_at(tree, EXTENSIONS)
    for name, values in given.items() if isinstance(given, Mapping) else ():
        path: Path = (EXTENSIONS, name)
        try:
            extension = extension_named(name)
        except KeyError as unknown:
            problems.append(Problem(path, unknown.args[0], on_key=True))
            continue
        plain = values.model_dump() if isinstance(values, BaseModel) else values
        try:
            extension.parameters.model_validate({} if plain is None else plain)
        except ValidationError as wrong:
            found = explain(wrong, extension.parameters)
            problems += [replace(one, path=(*path, *one.path)) for one in found]
    return problems


def not_in_force(section: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    """Return the extensions whose parameters are named by paths and which are not in force yet."""
    named = [path.split(".") for path in paths]
    names = [parts[1] for parts in named if len(parts) > 2 and parts[0] == EXTENSIONS]
    return [name for name in dict.fromkeys(names) if name not in section and find(name) is not None]


def in_force(section: Mapping[str, Any]) -> tuple[Extension, ...]:
    """Return the extensions of a section, by name."""
    return tuple(extension_named(name) for name in sorted(section))
