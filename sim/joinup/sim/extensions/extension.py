"""Something that a user has added to the model, and how it travels to other processes.

A function's keyword-only arguments are its parameters, with their defaults; a scenario gives other values in
its section ``extensions``, by the extension's name, and sweeps, events and levers reach them by path.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, Literal
from weakref import WeakValueDictionary

from pydantic import ConfigDict, create_model
from pydantic.fields import FieldInfo

from joinup.sim.declarations import Real, Strict, Whole, parameter
from joinup.sim.errors import ExtensionError, Problem
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

    def __eq__(self, other: object) -> bool:
        """Return whether the same extension has the same parameters, wherever its code comes from."""
        if not isinstance(other, OwnSection):
            return NotImplemented
        return self.extension == other.extension and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return self.extension.__hash__()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let other processes make the section anew: they do not know its class."""
        return _section, (self.extension, self.model_dump())


class _AnySection(OwnSection):
    """The parameters of an extension whose code is not here: whatever was stored."""

    model_config = ConfigDict(extra="allow")


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for code that is not here.

    Attributes
    ----------
    about, where, file
        What a stored run says of it, as :class:`Extension` does.
    """

    about: str = ""
    where: str = ""
    file: str = ""

    def __call__(self, *_: Any, **parameters: Any) -> Any:
        """Refuse: there is nothing to call."""
        raise ExtensionError(f"its code is not here; it was defined in {self.where or 'a file not known'}")


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
        return not isinstance(self.function, Absent)

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
        if isinstance(self.function, Absent):
            return self.function.about
        return (inspect.getdoc(plain(self.function)) or "").partition("\n")[0]

    @property
    def where(self) -> str:
        """Where it is defined."""
        if isinstance(self.function, Absent):
            return self.function.where
        code = plain(self.function).__code__
        return f"{code.co_filename}, line {code.co_firstlineno}"

    @property
    def file(self) -> str:
        """The file that registers it; empty if an installed package does."""
        if isinstance(self.function, Absent):
            return self.function.file
        return "" if self.name in installed() else str(plain(self.function).__code__.co_filename)

    @property
    def facts(self) -> dict[str, str]:
        """What a record of a run says of it."""
        names = ("kind", "name", "about", "unit", "better", "where", "file", "fingerprint")
        return {name: getattr(self, name) for name in names}

    @cached_property
    def code(self) -> bytes:
        """Its function, with the code that it uses, as other processes get it."""
        from joinup.sim.extensions.travel import as_code

        return as_code(self.function)

    def __eq__(self, other: object) -> bool:
        """Return whether it does the same as another."""
        return isinstance(other, Extension) and self.identity == other.identity

    def __hash__(self) -> int:
        return int(self.fingerprint[:15] or "0", 16)

    @property
    def identity(self) -> tuple[Kind, str, str]:
        """What makes it the same as another: kind, name and code."""
        return self.kind, self.name, self.fingerprint

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel with the code of the function, which other processes may not be able to import."""
        if not self.is_here:
            return _stands_for, (self.facts,)
        columns = tuple(dict(getattr(self.columns, owner)) for owner in OWNERS)
        facts = (self.place, self.unit, self.better, self.fingerprint)
        return _arrived, (self.kind, self.name, self.code, columns, facts)

    def __deepcopy__(self, memo: Any) -> Extension:
        """Return itself: what it does is the same in every copy of a run."""
        return self


def absent(facts: Mapping[str, Any]) -> Extension:
    """Return an extension by what a stored run says of it (`Extension.facts`), without its code."""
    said = Absent(*(facts.get(name, "") for name in ("about", "where", "file")))
    unit, better = facts.get("unit", ""), facts.get("better", "neither")
    kind, name, fingerprint = facts["kind"], facts["name"], facts["fingerprint"]
    return Extension(kind, name, said, unit=unit, better=better, fingerprint=fingerprint)


@cache
def installed() -> dict[str, EntryPoint]:
    """Return the extensions that installed packages name; to look through these takes long."""
    return {entry.name: entry for entry in entry_points(group=INSTALLED)}


def _keywords(function: Function) -> list[tuple[str, Any]]:
    every = inspect.signature(plain(function)).parameters.values()
    return [(one.name, one.default) for one in every if one.kind is one.KEYWORD_ONLY]


def _declared(default: Any) -> tuple[Any, Any]:
    """Return a parameter's type and declaration, as a section of a scenario has them."""
    value = default.default if isinstance(default, FieldInfo) else default
    kind: Any = bool if isinstance(value, bool) else Whole if isinstance(value, int) else Real
    declared = default if isinstance(default, FieldInfo) else parameter(value, unit="", about="")
    return kind, declared


def wrong_signature(extension: Extension) -> list[Problem]:
    """Return why a function's arguments are none that a scenario could give."""
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


known: WeakValueDictionary[tuple[Kind, str, str], Extension] = WeakValueDictionary()
"""Extensions whose code is here, by their identity, as long as the registry or a scenario has them."""


def _arrived(
    kind: Kind, name: str, code: bytes, columns: tuple[Any, ...], facts: tuple[Any, ...]
) -> Extension:
    """Return an extension that comes from another process; the scenario with it alone can name it."""
    place, unit, better, fingerprint = facts
    if (here := known.get((kind, name, fingerprint))) is not None:
        return here
    import cloudpickle

    function = cloudpickle.loads(code)
    made = Extension(kind, name, function, Columns(*columns), place, unit, better, fingerprint)
    # It can travel on from here, where its source may not be found.
    made.__dict__["code"] = code
    known[made.identity] = made
    return made


def _stands_for(facts: Mapping[str, Any]) -> Extension:
    """Return an extension whose code was not where it comes from; it may be here."""
    made = absent(facts)
    return known.get(made.identity, made)
