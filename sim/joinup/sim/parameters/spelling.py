"""One word for one thing: synonyms in input are replaced by the primary word.

``slots`` is a synonym of ``places`` in scenarios, paths and measures. Everything
past this module reads only primary words, so that the same thing has the same name, the same column
and the same hash however it was asked for.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from joinup.sim.declarations import facts_of, other_words
from joinup.sim.errors import ArgumentError, Path, Problem


@dataclass(frozen=True, slots=True)
class Spelling:
    """A key or a value that input spells with a synonym.

    Attributes
    ----------
    path
        Its path, as it is written.
    ours
        The primary word for it; the way to it where the key has moved into parts of its section.
    of_key
        Whether it is the key, and not the value.
    """

    path: Path
    ours: str | tuple[str, ...]
    of_key: bool


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the schema declares at a path: its primary words, the type, and the facts of its field."""

    path: str
    annotation: Any
    facts: Mapping[str, Any]


@lru_cache(maxsize=4096)
def _declared(model: type[BaseModel], path: str) -> _Declared:
    here: Any = model
    facts: Mapping[str, Any] = {}
    parts = path.split(".")
    for place, part in enumerate(parts):
        kind = _kind(here)
        if isinstance(kind, type):
            parts[place : place + 1] = other_words(kind).get(part, part).split(".")
            part = parts[place]
            known = part in kind.model_fields
            here, facts = (kind.model_fields[part].annotation, facts_of(kind, part)) if known else (None, {})
        else:
            # A name in a list, or a free key of a mapping.
            here, facts = (None if kind is None else kind[1]), {}
    return _Declared(".".join(parts), here, facts)


def primary_path(model: type[BaseModel], path: str) -> str:
    """Return a dotted path in primary words; a path that does not exist stays as it is.

    Examples
    --------
    >>> from joinup.sim.parameters import Scenario
    >>> primary_path(Scenario, "agencies.slots.slots"), primary_path(Scenario, "forms.merged.reach")
    ('agencies.slots.places', 'forms.merged.governance.reach.base')
    """
    if not isinstance(path, str):
        raise ArgumentError("path", path, "a path such as 'trust.start'")
    return _declared(model, path).path


def primary_changes(
    model: type[BaseModel], changes: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return changes by path in primary words, and everything that is given under two words at once."""
    ours: dict[str, Any] = {}
    problems: list[Problem] = []
    asked: dict[str, str] = {}
    for path, value in changes.items():
        declared = _declared(model, path)
        if declared.path in ours:
            problems.append(_twice((declared.path,), asked[declared.path], path))
            continue
        asked[declared.path] = path
        if isinstance(value, str | bool | Mapping | list | tuple):
            found = list(_of_value(model, declared.annotation, declared.facts, value, ()))
            value = with_our_words(value, [one for one in found if isinstance(one, Spelling)])
            problems += [one for one in found if isinstance(one, Problem)]
        ours[declared.path] = value
    return ours, problems


def spellings(model: type[BaseModel], tree: Any) -> tuple[list[Spelling], list[Problem]]:
    """Find the synonyms in a plain tree, which may be wrong in any place.

    Returns
    -------
    The spellings, inner ones first, and everything that is given under two words at once.
    """
    found = list(_of_value(model, model, {}, tree, ()))
    return [one for one in found if isinstance(one, Spelling)], [
        one for one in found if isinstance(one, Problem)
    ]


def with_our_words(tree: Any, found: Sequence[Spelling]) -> Any:
    """Return a plain tree in primary words; entries keep their order."""
    for one in found:
        tree = _replaced(tree, one.path, one)
    return tree


def as_written(path: Path, found: Sequence[Spelling]) -> Path:
    """Return a path in primary words as it is written in the tree that the spellings were found in."""
    written = {(*one.path[:-1], *_way(one)): one for one in found if one.of_key}
    spelt: Path = ()
    rest = path
    while rest:
        # A key may have moved by several parts.
        ends = (n for n in range(len(rest), 0, -1) if (*spelt, *rest[:n]) in written)
        end = next(ends, 0)
        spelt = written[(*spelt, *rest[:end])].path if end else (*spelt, rest[0])
        rest = rest[end or 1 :]
    return spelt


def _way(one: Spelling) -> tuple[str, ...]:
    return one.ours if isinstance(one.ours, tuple) else (one.ours,)


def _replaced(node: Any, path: Path, one: Spelling) -> Any:
    if not path:
        return one.ours
    if isinstance(node, list | tuple):
        return [_replaced(item, path[1:], one) if n == path[0] else item for n, item in enumerate(node)]
    if isinstance(one.ours, tuple) and len(path) == 1:
        return _moved(node, path[0], one.ours)
    if one.of_key and len(path) == 1:
        return {one.ours if key == path[0] else key: value for key, value in node.items()}
    return {key: _replaced(value, path[1:], one) if key == path[0] else value for key, value in node.items()}


def _moved(section: Mapping[Any, Any], key: str | int, way: tuple[str, ...]) -> dict[Any, Any]:
    """Return a section in which a key's value stands further in; as it is if something is in the way."""
    tree = dict(section)
    part = tree
    for name in way[:-1]:
        if not isinstance(part.get(name, {}), Mapping):
            return tree
        part[name] = part = dict(part.get(name, {}))
    part[way[-1]] = tree.pop(key)
    return tree


def _twice(path: Path, one: object, other: object) -> Problem:
    return Problem(path, f"'{one}' and '{other}' mean the same; give one of them", on_key=True)


def _kind(annotation: Any) -> type[BaseModel] | tuple[str, Any] | None:
    """Return the section that an annotation holds, or what its list or mapping has as entries."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0])
    if origin is dict:
        return "mapping", inner[1]
    if origin is tuple:
        return "list", inner[0]
    if origin in (Union, types.UnionType):
        return next((kind for kind in map(_kind, inner) if kind is not None), None)
    return None


def _of_value(
    root: type[BaseModel], annotation: Any, facts: Mapping[str, Any], value: Any, at: Path
) -> Iterator[Spelling | Problem]:
    kind = _kind(annotation)
    if facts.get("holds") == "paths":
        yield from _of_paths(root, value, at)
    elif isinstance(facts.get("also"), Mapping) and isinstance(value, str | bool) and value in facts["also"]:
        yield Spelling(at, facts["also"][value], of_key=False)
    elif isinstance(kind, type):
        if isinstance(value, Mapping):
            yield from _of_section(root, kind, value, at)
    elif kind is not None and kind[0] == "list" and isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _of_value(root, kind[1], {}, item, (*at, number))
    elif kind is not None and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _of_value(root, kind[1], {}, item, (*at, key))


def _of_section(
    root: type[BaseModel], model: type[BaseModel], section: Mapping[Any, Any], at: Path
) -> Iterator[Spelling | Problem]:
    words = other_words(model)
    for key, value in section.items():
        field = words.get(key) or key
        way = tuple(field.split(".")) if isinstance(field, str) else ()
        if way and way[0] in model.model_fields:
            declared = _declared(model, field)
            yield from _of_value(root, declared.annotation, declared.facts, value, (*at, key))
        if key in words and _has(section, way):
            yield _twice((*at, key), field, key)
        if key in words:
            yield Spelling((*at, key), way if len(way) > 1 else field, of_key=True)


def _has(section: Any, way: Path) -> bool:
    return not way or (isinstance(section, Mapping) and way[0] in section and _has(section[way[0]], way[1:]))


def _of_paths(root: type[BaseModel], value: Any, at: Path) -> Iterator[Spelling | Problem]:
    if isinstance(value, str):
        if primary_path(root, value) != value:
            yield Spelling(at, primary_path(root, value), of_key=False)
    elif isinstance(value, Mapping):
        seen: dict[str, str] = {}
        for key in filter(lambda key: isinstance(key, str), value):
            primary = primary_path(root, key)
            if primary in seen:
                yield _twice((*at, key), seen[primary], key)
            seen[primary] = key
            declared = _declared(root, key)
            yield from _of_value(root, declared.annotation, declared.facts, value[key], (*at, key))
            if primary != key:
                yield Spelling((*at, key), primary, of_key=True)
