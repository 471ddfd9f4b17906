"""What users add to the model: registered by a decorator, named in scenarios, carried along by them.

A function's keyword-only arguments are its parameters, with their defaults; a scenario gives other values in
its section ``extensions``, by the extension's name, and sweeps, events and levers reach them by path.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, create_model
from pydantic.fields import FieldInfo

from joinup.sim.declarations import Real, Strict, Whole, parameter
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.extensions.source_code import plain

Kind = Literal["mechanism", "rule", "incentive", "measure"]
Better = Literal["higher", "lower", "neither"]
Function = Callable[..., Any]

INSTALLED = "joinup.extensions"
"""Entry points by which a package names its extensions."""

OWNERS = ("locality", "agency", "client")
"""Who may have own columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The own columns of one extension.

    Attributes
    ----------
    locality, agency, client
        The number that each column starts with, by name; its type is the column's.
    """

    locality: Mapping[str, Any]
    agency: Mapping[str, Any]
    client: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the week a mechanism runs: before or after a step or all steps of a mechanism."""

    side: Literal["before", "after"]
    of: str


class OwnSection(Strict):
    """The parameters of an extension, with which its code travels."""

    extension: ClassVar[Extension]

    def __reduce__(self) -> tuple[Any, ...]:
        """Let other processes make the section anew: they do not know its class."""
        return _section, (self.extension, self.model_dump())


class _AnySection(OwnSection):
    """The parameters of an extension whose code is not here: whatever was stored."""

    model_config = ConfigDict(extra="allow")


def _absent(*_: Any, **parameters: Any) -> Any:
    """Stand for code that is not here."""
    raise NotImplementedError


def _section(extension: Extension, values: dict[str, Any]) -> OwnSection:
    return extension.parameters(**values)


@dataclass(frozen=True, eq=False)
class Extension:
    """Something that a user has added to the model.

    Attributes
    ----------
    kind, name
        What it is and what scenarios call it.
    function
        What it does.
    columns
        What it remembers.
    place
        Where in the week a mechanism runs.
    unit, better
        Of a measure: its unit, and which way is better.
    fingerprint
        Hash of its code: extensions with one fingerprint do the same.
    """

    kind: Kind
    name: str
    function: Function
    columns: Columns = field(default_factory=lambda: Columns({}, {}, {}))
    place: Place | None = None
    unit: str = ""
    better: Better = "neither"
    fingerprint: str = ""

    @property
    def is_here(self) -> bool:
        """Whether its code is here, or only what a stored run says of it."""
        return self.function is not _absent

    @cached_property
    def parameters(self) -> type[OwnSection]:
        """Its parameters, as a section of a scenario."""
        if not self.is_here:
            known_by_name: type[OwnSection] = create_model(self.name, __base__=_AnySection)
            known_by_name.extension = self
            return known_by_name
        fields: dict[str, Any] = {name: _declared(default) for name, default in _keywords(self.function)}
        section: type[OwnSection] = create_model(self.name, __base__=OwnSection, **fields)
        section.extension = self
        return section

    @property
    def about(self) -> str:
        """What it says of itself: the first line of its docstring."""
        return (inspect.getdoc(plain(self.function)) or "").partition("\n")[0]

    @property
    def where(self) -> str:
        """Where it is defined."""
        if not self.is_here:
            return "not here"
        code = plain(self.function).__code__
        return f"{code.co_filename}, line {code.co_firstlineno}"

    @property
    def facts(self) -> dict[str, str]:
        """What a record of a run says of it."""
        return {"kind": self.kind, "name": self.name, "where": self.where, "fingerprint": self.fingerprint}

    def __eq__(self, other: object) -> bool:
        """Return whether it does the same as another."""
        return isinstance(other, Extension) and self.identity == other.identity

    def __hash__(self) -> int:
        return int(self.fingerprint[:15] or "0", 16)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same as another: kind, name and code."""
        return self.kind, self.name, self.fingerprint

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel with the code of the function, which other processes may not be able to import."""
        columns = tuple(dict(getattr(self.columns, owner)) for owner in OWNERS)
        facts = (self.place, self.unit, self.better, self.fingerprint)
        return _arrived, (self.kind, self.name, _as_code(self.function), columns, facts)


_registered: dict[str, Extension] = {}

_carried: ContextVar[Mapping[str, Extension]] = ContextVar("carried", default=MappingProxyType({}))
"""Extensions that a scenario has with it, whether or not they are registered here."""


@contextmanager
def carried(extensions: Iterable[Extension]) -> Iterator[None]:
    """Let the scenarios that are made meanwhile name extensions that need not be registered here.

    One that is registered counts in its place; but for one whose code is not here (see :func:`stored`) only
    if it is the same code.
    """
    token = _carried.set({one.name: one for one in extensions})
    try:
        yield
    finally:
        _carried.reset(token)


def stored(facts: Iterable[Mapping[str, Any]]) -> tuple[Extension, ...]:
    """Return the extensions of a stored run by what it says of them (`Extension.facts`), without their code.

    A scenario with one of them can be read, and its results with it; it cannot be run.
    """
    return tuple(
        Extension(one["kind"], one["name"], _absent, fingerprint=one["fingerprint"]) for one in facts
    )


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
    problems = _wrong_signature(extension)
    if problems:
        raise ScenarioError(problems)
    _registered[extension.name] = extension
    return extension


def registered(kind: Kind | None = None) -> dict[str, Extension]:
    """Return the extensions of a kind, or all, by name."""
    return {name: one for name, one in _registered.items() if kind in (None, one.kind)}


@cache
def _installed() -> dict[str, EntryPoint]:
    """Return the extensions that installed packages name; to look through these takes long."""
    return {entry.name: entry for entry in entry_points(group=INSTALLED)}


def find(name: str) -> Extension | None:
    """Return the extension of a name: registered here, brought by a scenario, or of an installed package.

    A package names its extensions as entry points of the group ``joinup.extensions``; it is imported when one
    of them is first asked for.
    """
    if name not in _registered and name not in _carried.get() and name in _installed():
        _installed()[name].load()
    here, brought = _registered.get(name), _carried.get().get(name)
    if here is not None and (brought is None or brought.is_here or brought == here):
        return here
    return brought


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
    every = sorted({*_registered, *_installed()})
    near = nearest(name, every)
    hint = f" Did you mean '{near}'?" if near else f" Registered: {', '.join(every)}." if every else ""
    raise KeyError(f"'{name}' is not registered: import what registers it first.{hint}")


def _keywords(function: Function) -> list[tuple[str, Any]]:
    every = inspect.signature(plain(function)).parameters.values()
    return [(one.name, one.default) for one in every if one.kind is one.KEYWORD_ONLY]


def _declared(default: Any) -> tuple[Any, Any]:
    """Return a parameter's type and declaration, as a section of a scenario has them."""
    value = default.default if isinstance(default, FieldInfo) else default
    kind: Any = bool if isinstance(value, bool) else Whole if isinstance(value, int) else Real
    declared = default if isinstance(default, FieldInfo) else parameter(value, unit="", about="")
    return kind, declared


def _wrong_signature(extension: Extension) -> list[Problem]:
    at = f"{extension.where}: {extension.kind} '{extension.name}'"
    every = list(inspect.signature(plain(extension.function)).parameters.values())
    positional = [one for one in every if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    problems = []
    if len(positional) != 1:
        problems.append(Problem((), f"{at} must take one argument, and its parameters by keyword after '*'"))
    for name, default in _keywords(extension.function):
        value = default.default if isinstance(default, FieldInfo) else default
        if isinstance(value, bool | int | float):
            continue
        text = "needs a default" if default is inspect.Parameter.empty else "must be a number"
        problems.append(Problem((), f"{at}: parameter '{name}' {text}"))
    return problems


def _as_code(function: Function) -> bytes:
    """Return a function as bytes, with the code of its module that it uses."""
    import cloudpickle

    module = inspect.getmodule(plain(function))
    if module is None or module.__name__ == "__main__":
        return bytes(cloudpickle.dumps(function))
    cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(function))
    finally:
        cloudpickle.unregister_pickle_by_value(module)


def _arrived(
    kind: Kind, name: str, code: bytes, columns: tuple[Any, ...], facts: tuple[Any, ...]
) -> Extension:
    """Return an extension that comes from another process, and register it here."""
    place, unit, better, known_as = facts
    here = _registered.get(name)
    if here is not None and here.identity == (kind, name, known_as):
        return here
    import cloudpickle

    function = cloudpickle.loads(code)
    return register(Extension(kind, name, function, Columns(*columns), place, unit, better, known_as))
