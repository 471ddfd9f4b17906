"""The fingerprint of an extension: a hash of its source and of all that it reads of what surrounds it.

Two extensions with one fingerprint do the same, in whatever process. So what a function reads must be
something whose value can be told: other functions and classes of a user's own, which are read as well,
numbers, texts, arrays, modules and what installed packages have.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extensions.source_code import Read, Source, UnreadableError, is_own, plain, source_of

CLOCK = ("time", "datetime")
"""Modules whose answers differ from moment to moment."""

CHANCE = ("random", "secrets", "uuid", "numpy.random")
"""Modules whose answers differ from call to call."""

INSTEAD = {
    CLOCK: "take the week from here.week rather than the clock, so that a run can be repeated",
    CHANCE: "take draws from here.draw(), so that a run can be repeated and shares them with other scenarios",
}


def fingerprint(function: Callable[..., Any], *facts: str) -> str:
    """Return a hash of a function's source, of what it reads, and of further facts.

    Raises
    ------
    ScenarioError
        If its source cannot be read, if it draws or asks the time by itself, if it changes what surrounds it,
        or if it reads something whose value cannot be told.
    """
    inside = Inside(function)
    if inside.problems:
        raise ScenarioError(inside.problems)
    digest = hashlib.sha256()
    for part in (*inside.parts, *facts):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:32]


class Inside:
    """All that a function consists of.

    Parameters
    ----------
    function
        The function.

    Attributes
    ----------
    parts
        The sources of the function and of what it uses, and the values that they read.
    modules
        The modules that these sources are of.
    problems
        What is wrong with them.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.problems: list[Problem] = []
        self.modules: set[str] = set()
        self._seen: set[int] = set()
        self._function = plain(function)
        self.parts = list(self._parts(self._function))

    def _parts(self, code: Any) -> Iterator[str]:
        if id(code) in self._seen:
            return
        self._seen.add(id(code))
        self.modules.add(code.__module__)
        try:
            source = source_of(code)
        except UnreadableError as unreadable:
            self._refuse(None, code, str(unreadable))
            return
        yield source.text
        for name, line in source.changes:
            text = f"it changes '{name}' of what surrounds it: keep what it remembers in a column of its own"
            self._refuse(source, code, text, line)
        for read in (*source.reads, *self._defaults(code)):
            yield from self._of_value(source, read)

    def _defaults(self, code: Any) -> Iterator[Read]:
        """Yield the defaults of a function that it uses; its own are parameters, which scenarios have."""
        if not isinstance(code, types.FunctionType) or code is self._function:
            return
        given = {str(place): value for place, value in enumerate(code.__defaults__ or ())}
        for name, value in {**given, **(code.__kwdefaults__ or {})}.items():
            yield Read(f"default {name}", value, None, 1)

    def _of_value(self, source: Source, read: Read) -> Iterator[str]:
        value: Any = plain(read.value)
        name, origin = read.name, _origin(value)
        for modules, instead in INSTEAD.items():
            if used := _module_among(modules, origin):
                self._refuse(source, source.code, f"it uses '{used}': {instead}", read.line)
                return
        value = _followed(value)
        if isinstance(value, types.ModuleType):
            yield f"{name}: module {value.__name__}"
        elif read.module is not None and not self._is_own(read.module.__name__):
            yield f"{name}: {read.module.__name__}"
        elif isinstance(value, types.FunctionType | type) and self._is_own(value.__module__):
            yield from self._parts(value)
        elif isinstance(value, np.ndarray) and not value.dtype.hasobject:
            yield f"{name}: {value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
        elif (text := _text_of(value)) is not None:
            yield f"{name} = {text}"
        elif (within := getattr(value, "__qualname__", None)) and not self._is_own(origin):
            yield f"{name}: {origin}.{within}"
        else:
            kind = type(value).__name__
            text = (
                f"it reads '{name}' of its module, a {kind}, whose value cannot be told: make it a parameter"
            )
            self._refuse(source, source.code, text, read.line)

    def _is_own(self, module: str) -> bool:
        return is_own(module, self._function.__module__)

    def _refuse(self, source: Source | None, code: Any, text: str, line: int = 1) -> None:
        if source is not None:
            file, first = source.file, source.line
        else:
            inner = getattr(code, "__code__", self._function.__code__)
            file, first = inner.co_filename, inner.co_firstlineno
        at = f"{file}, line {first + line - 1}"
        self.problems.append(Problem((), f"{at}: '{code.__name__}' cannot be registered: {text}"))


def _followed(value: Any) -> Any:
    """Return the function or class behind a cached function, or a method of a class."""
    if isinstance(value, types.MethodType) and isinstance(value.__self__, type):
        return value.__self__
    if isinstance(value, types.FunctionType | type | types.ModuleType):
        return value
    return getattr(value, "__wrapped__", value)


def _origin(value: Any) -> str:
    """Return the module that something is of."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    module = getattr(value, "__module__", None)
    if isinstance(module, str):
        return module
    owner = getattr(value, "__self__", value)
    return (owner if isinstance(owner, type) else type(owner)).__module__


def _module_among(modules: Iterable[str], origin: str) -> str | None:
    return next((one for one in modules if f"{origin}.".startswith(f"{one}.")), None)


def _text_of(value: Any) -> str | None:
    """Return a text that tells a value from all others; None if there is none."""
    if isinstance(value, tuple | frozenset):
        inner = [_text_of(item) for item in value]
        # The order of a set differs from process to process.
        told = [text for text in inner if text is not None]
        told = sorted(told) if isinstance(value, frozenset) else told
        return f"{type(value).__name__}({', '.join(told)})" if len(told) == len(inner) else None
    known = value is None or isinstance(value, bool | int | float | str | bytes | np.generic)
    return repr(value) if known else None
