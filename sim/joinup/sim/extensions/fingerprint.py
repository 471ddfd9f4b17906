"""The fingerprint of a function: a hash of its source and of all that it reads of its module.

Two extensions with one fingerprint do the same, in whatever process. So what a function reads must be
something whose value can be told: other functions, numbers, texts, arrays, modules and what is imported.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extensions.registry import plain

CHANCE = ("random", "secrets", "uuid", "time", "datetime")
"""Modules whose answers differ from call to call."""

DRAWS = ("random", "default_rng", "RandomState")
"""What NumPy's own generators are reached by."""


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a hash of a function's source and of what it reads.

    Raises
    ------
    ScenarioError
        If its source cannot be read, if it draws or asks the time by itself, or if it reads something whose
        value cannot be told.
    """
    digest = hashlib.sha256()
    problems: list[Problem] = []
    for part in _parts(plain(function), set(), problems):
        digest.update(part.encode() + b"\0")
    if problems:
        raise ScenarioError(problems)
    return digest.hexdigest()[:32]


def _parts(function: Any, seen: set[int], problems: list[Problem]) -> Iterator[str]:
    if id(function) in seen:
        return
    seen.add(id(function))
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        problems.append(_problem(function, "its source cannot be read: define it in a file or a notebook"))
        return
    tree = ast.parse(source)
    if getattr(tree.body[0], "name", None) != function.__name__:
        problems.append(_problem(function, "its source cannot be read: give it a name of its own"))
        return
    yield source
    problems += _own_chance(function, tree)
    outside = inspect.getclosurevars(function)
    for name, value in sorted({**outside.globals, **outside.nonlocals}.items()):
        yield from _of_value(function, name, value, seen, problems)


def _of_value(function: Any, name: str, value: Any, seen: set[int], problems: list[Problem]) -> Iterator[str]:
    value = plain(value)
    if isinstance(value, types.ModuleType):
        if value.__name__.split(".")[0] in CHANCE:
            problems.append(_problem(function, f"it uses '{value.__name__}': {INSTEAD}"))
        yield f"{name}: module {value.__name__}"
    elif isinstance(value, types.FunctionType) and value.__module__ == function.__module__:
        yield from _parts(value, seen, problems)
    elif isinstance(value, np.ndarray):
        yield f"{name}: {value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    elif _is_plain(value):
        yield f"{name} = {value!r}"
    elif isinstance(getattr(value, "__module__", None), str) and hasattr(value, "__qualname__"):
        yield f"{name}: {value.__module__}.{value.__qualname__}"
    else:
        kind = type(value).__name__
        text = f"it reads '{name}' of its module, a {kind}, whose value cannot be told: make it a parameter"
        problems.append(_problem(function, text))


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, bool | int | float | str | bytes | np.generic)


INSTEAD = "take draws from here.draw(), so that a run can be repeated and shares them with other scenarios"


def _own_chance(function: Any, tree: ast.AST) -> Iterator[Problem]:
    names = plain(function).__globals__
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            continue
        if names.get(node.value.id) is np and node.attr in DRAWS:
            yield _problem(function, f"it uses 'numpy.{node.attr}': {INSTEAD}", node.lineno)


def _problem(function: Any, text: str, line: int = 1) -> Problem:
    code = plain(function).__code__
    at = code.co_firstlineno + line - 1
    return Problem((), f"{code.co_filename}, line {at}: '{function.__name__}' cannot be registered: {text}")
