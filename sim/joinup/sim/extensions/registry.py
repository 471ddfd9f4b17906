"""What users have added to the model: registered by a decorator, named and brought along by scenarios."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import EntryPoint
from types import MappingProxyType
from typing import Any

from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.extensions.extension import Extension, Kind, absent, installed, known, wrong_signature

_registered: dict[str, Extension] = {}

_carried: ContextVar[Mapping[str, Extension]] = ContextVar("carried", default=MappingProxyType({}))
"""Extensions that a scenario has with it, whether or not they are registered here."""

_heard_of: dict[str, set[Extension]] = {}
"""What stored runs have said of extensions, by name: how their measures are shown where their code is not."""


@contextmanager
def carried(extensions: Iterable[Extension]) -> Iterator[None]:
    """Let the scenarios that are made meanwhile name extensions that need not be registered here.

    They keep the code that they have with them, with a warning if other code is registered here. One whose
    code is not with them (see :func:`stored`) is the one registered here if that is the same code.
    """
    brought = {one.name: one for one in extensions}
    for one in brought.values():
        here = _registered.get(one.name)
        if here is not None and one.is_here and here != one:
            text = (
                f"the scenario keeps the code of {one.kind} '{one.name}' that it was made with ({one.where})"
            )
            other = f"what is registered now ({here.where}) is other code: load the scenario again to use it"
            warnings.warn(f"{text}; {other}", stacklevel=4)
    token = _carried.set(brought)
    try:
        yield
    finally:
        _carried.reset(token)


def at_hand() -> tuple[Extension, ...]:
    """Return the extensions that scenarios may name just now without their being registered here."""
    return tuple(_carried.get().values())


def stored(facts: Iterable[Mapping[str, Any]]) -> tuple[Extension, ...]:
    """Return the extensions of a stored run by what it says of them (`Extension.facts`), without their code.

    A scenario with one of them can be read, and its results with it; it cannot be run.
    """
    made = tuple(absent(one) for one in facts)
    for one in made:
        _heard_of.setdefault(one.name, set()).add(one)
    return made


def said_of(name: str) -> Extension | None:
    """Return what is known of an extension: itself, or what stored runs have said of it.

    Nothing is, if they have said it of different ones: see :func:`carried`.
    """
    heard = _heard_of.get(name, set())
    return find(name) or (next(iter(heard)) if len(heard) == 1 else None)


def named_in(changes: Iterable[Mapping[str, Any]]) -> tuple[Extension, ...]:
    """Return the extensions at hand or registered that changes of a scenario name: as a value, or in a path.

    Those of packages that nobody has asked for yet are installed wherever scenarios go.

    Parameters
    ----------
    changes
        Values by path, as often as a scenario is changed.
    """
    words = {word for change in changes for word in _words(change)}
    return tuple(one for name, one in registered().items() if name in words)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for path, inner in value.items():
            yield from str(path).split(".")
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


def register(extension: Extension) -> Extension:
    """Let scenarios name an extension; one of the same name and kind is replaced.

    Raises
    ------
    ScenarioError
        If its name is taken, or its parameters are none that a scenario could give.
    """
    taken = _registered.get(extension.name)
    if taken is not None and taken.kind != extension.kind:
        text = f"{extension.where}: '{extension.name}' is registered as a {taken.kind} ({taken.where})"
        raise ScenarioError([Problem((), f"{text}: choose another name")])
    problems = wrong_signature(extension)
    if problems:
        raise ScenarioError(problems)
    _registered[extension.name] = known[extension.identity] = extension
    return extension


def registered(kind: Kind | None = None) -> dict[str, Extension]:
    """Return the extensions of a kind, or all, by name: registered here, or brought by a scenario."""
    every = {name: find(name) for name in (*_registered, *_carried.get())}
    return {name: one for name, one in every.items() if one is not None and kind in (None, one.kind)}


def find(name: str) -> Extension | None:
    """Return the extension of a name: registered here, brought by a scenario, or of an installed package.

    A package names its extensions as entry points of the group ``joinup.extensions``; it is imported when one
    of them is first asked for.
    """
    brought = _carried.get().get(name)
    if brought is not None and brought.is_here:
        return brought
    if name not in _registered and name in installed():
        _import(installed()[name])
    here = _registered.get(name)
    return here if here is not None and (brought is None or brought == here) else brought


def _import(entry: EntryPoint) -> None:
    """Import the package that registers an extension."""
    try:
        entry.load()
    except ScenarioError:
        raise
    except Exception as broken:
        text = f"'{entry.name}' cannot be imported from '{entry.value}': {type(broken).__name__}: {broken}"
        raise ScenarioError([Problem((), text)]) from broken


def extension_named(name: str) -> Extension:
    """Return the extension of a name, as :func:`find`.

    Raises
    ------
    KeyError
        If none has that name; its text says what there is.
    """
    found = find(name)
    if found is not None:
        return found
    every = sorted({*_registered, *installed()})
    near = nearest(name, every)
    hint = f" Did you mean '{near}'?" if near else f" Registered: {', '.join(every)}." if every else ""
    raise KeyError(f"'{name}' is not registered: import what registers it first.{hint}")
