"""Paths such as ``agencies.housing.places``: names of numbers in scenarios, events, sweeps and sliders.

Named items in a list are found by name, never by position.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from joinup.sim.declarations import other_words
from joinup.sim.errors import ArgumentError, Path, Problem, ScenarioError, nearest
from joinup.sim.extensions import registry

EXTENSIONS = "extensions"
"""The section whose entries declare their own parameters."""


def split(path: str) -> Path:
    """Split a dotted path into its parts.

    Raises
    ------
    ArgumentError
        If it is no text.
    """
    if not isinstance(path, str):
        raise ArgumentError("path", path, "a path such as 'trust.start'")
    return tuple(path.split("."))


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation holds (inside tuples, unions and options), if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = model_in(inner)
        if found is not None:
            return found
    return None


def is_mapping(annotation: Any) -> bool:
    """Return whether an annotation is, or may be, a mapping with free keys."""
    if get_origin(annotation) is dict:
        return True
    if get_origin(annotation) in (Union, types.UnionType):
        return any(is_mapping(inner) for inner in get_args(annotation))
    return False


def _entries(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, BaseModel):
        return [(name, getattr(node, name)) for name in _children(node)]
    if isinstance(node, Mapping):
        return [(str(key), inner) for key, inner in node.items()]
    if isinstance(node, tuple | list):
        return [(str(getattr(item, "name", place)), item) for place, item in enumerate(node)]
    return []


def _children(node: Any) -> tuple[str, ...]:
    if isinstance(node, BaseModel):
        # Of an extension whose code is not here, no more is known than its values.
        return (*type(node).model_fields, *(node.model_extra or ()))
    return tuple(name for name, _ in _entries(node))


def _other_words(node: Any) -> Mapping[str, str]:
    return other_words(type(node)) if isinstance(node, BaseModel) else {}


def _in_our_words(node: Any, parts: list[str], place: int) -> str:
    """Put a part of a path into our own words, where input may use others; return it."""
    parts[place : place + 1] = _other_words(node).get(parts[place], parts[place]).split(".")
    return parts[place]


def find(root: BaseModel, path: str) -> Any:
    """Return what stands at a path.

    Raises
    ------
    ScenarioError
        If there is nothing of that name; the message lists the names that exist.
    """
    node: Any = root
    parts = [str(part) for part in split(path)]
    for place, _ in enumerate(parts):
        names, part = _children(node), _in_our_words(node, parts, place)
        if part not in names:
            raise ScenarioError([_no_such(parts, place, names, _other_words(node))])
        if isinstance(node, BaseModel):
            node = getattr(node, part)
        elif isinstance(node, Mapping):
            node = node[part]
        else:
            node = node[names.index(part)]
    return node


def has(root: BaseModel, path: str) -> bool:
    """Return whether something stands at a path."""
    try:
        find(root, path)
    except ScenarioError:
        return False
    return True


def walk(node: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield everything below a node by path: sections, named things and, deepest, single values.

    Examples
    --------
    >>> from joinup.sim.mechanisms.partnership.parameters import Trust
    >>> dict(walk(Trust()))["start"]
    0.3
    """
    for name, inner in _entries(node):
        yield f"{above}{name}", inner
        yield from walk(inner, f"{above}{name}.")


def put(root: BaseModel, tree: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path in `tree`, the dumped form of `root`.

    Raises
    ------
    ScenarioError
        If the path does not exist.
    """
    node: Any = root
    branch: Any = tree
    parts = [str(part) for part in split(path)]
    for place, _ in enumerate(parts):
        names, part = _children(node), _in_our_words(node, parts, place)
        last = place == len(parts) - 1
        if part not in names and not (last and isinstance(node, Mapping)):
            raise ScenarioError([_no_such(parts, place, names, _other_words(node))])
        key: Any = names.index(part) if isinstance(branch, list) else part
        if last:
            branch[key] = value
            return
        branch = branch[key]
        node = getattr(node, part) if isinstance(node, BaseModel) else node[key]


def _no_such(
    parts: Sequence[str | int], place: int, names: tuple[str, ...], words: Mapping[str, str] | None = None
) -> Problem:
    names, words = tuple(dict.fromkeys(names)), words or {}
    near = nearest(parts[place], (*names, *words))
    near = words.get(near, near) if near is not None else None
    above = ".".join(str(part) for part in parts[:place])
    what = f"nothing called '{parts[place]}'" + (f" in '{above}'" if above else "")
    return Problem((".".join(str(part) for part in parts),), what, names, near)


@dataclass(frozen=True, slots=True)
class Declared:
    """The field that declares a value; `entry` if the value is one of the field's entries."""

    model: type[BaseModel]
    field: str
    entry: bool = False

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping with free keys."""
        return not self.entry and is_mapping(self.model.model_fields[self.field].annotation)


def declared_at(model: type[BaseModel], tree: Any, path: str) -> Declared | None:
    """Return what the schema says about a path into a plain tree whose values may be wrong.

    Unlike :func:`find` it needs no valid scenario, so that a wrong path is reported together
    with everything else. What the tree leaves out has its default.

    Returns
    -------
    The declaration; nothing if it cannot be known because a part above has the wrong type.

    Raises
    ------
    ScenarioError
        If the path does not exist.
    """
    parts = [str(part) for part in split(path)]
    here: type[BaseModel] | None = model
    node: Any = tree
    declared: Declared | None = None
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if isinstance(node, list | tuple):
            names = tuple(name_of(item, number) for number, item in enumerate(node))
            if part not in names:
                raise ScenarioError([_no_such(parts, place, names)])
            node = node[names.index(part)]
            declared = None if declared is None else replace(declared, entry=True)
        elif declared is not None and declared.is_mapping:
            if node is None or isinstance(node, int | float | str):
                raise ScenarioError([_no_such(parts, place, ())])
            if not isinstance(node, Mapping):
                return None
            if part not in node and not last:
                raise ScenarioError([_no_such(parts, place, tuple(str(key) for key in node))])
            if declared.field == EXTENSIONS:
                here = _section_of(part, node.get(part)) or here
            node, declared = node.get(part), replace(declared, entry=True)
        elif here is not None and (isinstance(node, Mapping | BaseModel)):
            parts[place : place + 1] = other_words(here).get(part, part).split(".")
            part, last = parts[place], place == len(parts) - 1
            if part not in here.model_fields and here.model_config.get("extra") == "allow":
                return None
            if part not in here.model_fields:
                raise ScenarioError([_no_such(parts, place, tuple(here.model_fields), other_words(here))])
            declared = Declared(here, part)
            node = _given_or_default(here, part, node)
            here = model_in(here.model_fields[part].annotation)
        elif here is None and declared is not None:
            raise ScenarioError([_no_such(parts, place, ())])
        else:
            return None
    return declared


def _section_of(name: str, given: Any) -> type[BaseModel] | None:
    """Return what declares the parameters of an extension: what a scenario has, or else the registry."""
    if isinstance(given, BaseModel):
        return type(given)
    found = registry.find(name)
    return None if found is None else found.parameters


def name_of(item: Any, place: int) -> str:
    """Return what paths call an item of a list: its name, or its place if it has none."""
    name = item.get("name") if isinstance(item, Mapping) else getattr(item, "name", None)
    return str(place if name is None else name)


def _given_or_default(model: type[BaseModel], field: str, node: Any) -> Any:
    if isinstance(node, BaseModel):
        return getattr(node, field)
    given = node.get(field)
    if given is not None and not isinstance(given, Mapping):
        return given
    # Only looked at, so that it need not be a copy.
    declared = model.model_fields[field]
    default = (
        declared.default
        if declared.default_factory is None
        else declared.get_default(call_default_factory=True)
    )
    if given is None:
        return default
    return {**default, **given} if isinstance(default, Mapping) else given


def by_name(root: BaseModel, path: Path) -> str:
    """Write a path with places in lists (``('agencies', 0, 'places')``) as a dotted path by name."""
    node: Any = root
    parts: list[str] = []
    for part in path:
        names = _children(node)
        if isinstance(part, int) and isinstance(node, tuple | list) and part < len(names):
            parts.append(names[part])
            node = node[part]
        else:
            parts.append(str(part))
            if isinstance(node, BaseModel) and part in names:
                node = getattr(node, str(part))
            elif isinstance(node, Mapping):
                node = node.get(part)
            else:
                node = None
    return ".".join(parts)
