"""The settings: every scalar of a scenario as one record, which kernels read by its path.

A parameter is declared once, in its section. ``service.fatigue`` of a scenario file stands in the
record as ``p.service.fatigue``; nothing is listed here a second time. Forms of joint working are records
of a table of their own. Choices go by their place among the choices, truth as 0 or 1. Texts and lists
have no place in the record, nor has a number that may be missing, unless its declaration says what
kernels read then.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from joinup.sim.declarations import InKernels
from joinup.sim.mechanisms.partnership.forms import Form
from joinup.sim.parameters import Scenario

Kind = Literal["f8", "i8"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A setting that follows from several parts of a scenario, or from the run.

    Attributes
    ----------
    name, kind, meaning
        What kernels call it, how it is stored and what it says.
    value
        Returns it for a scenario and a seed.
    """

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Scenario, int], float]


def _lead(scenario: Scenario, seed: int) -> int:
    roles = [agency.name for agency in scenario.agencies]
    return roles.index(scenario.partnership.lead or (scenario.partnership.members or roles)[0])


def _refuse(scenario: Scenario, seed: int) -> bool:
    rule = scenario.population.eligibility
    return rule is None or rule.otherwise == "refused"


DERIVED = (
    Derived("seed", "i8", "seed of every draw", lambda _, seed: seed),
    Derived("scale", "f8", "simulated clients per person", lambda s, _: 1 / s.people_per_client),
    Derived("lead", "i8", "number of the leading agency", _lead),
    Derived("refuse", "i8", "whether the ineligible are refused", _refuse),
    Derived(
        "outreach_any",
        "i8",
        "whether any agency does outreach",
        lambda s, _: any(agency.outreach > 0 for agency in s.agencies),
    ),
)
"""What no single parameter says."""


@cache
def scalars(model: type[BaseModel]) -> tuple[tuple[str, Kind, Callable[[Any], float]], ...]:
    """Return the scalars that a section declares: name, kind, and what turns its value into a number.

    Worked out once a section: to do so for every run would take longer than all else that opens one.

    Examples
    --------
    >>> from joinup.sim.mechanisms.partnership.parameters import Trust
    >>> [(name, kind) for name, kind, _ in scalars(Trust)]
    [('start', 'f8'), ('up', 'f8'), ('down', 'f8'), ('lost_with_staff', 'f8')]
    """
    every = []
    for name, field in model.model_fields.items():
        declared = next((one for one in field.metadata if isinstance(one, InKernels)), InKernels())
        found = _scalar(field.annotation, declared)
        if found is not None:
            every.append((name, *found))
    return tuple(every)


def _scalar(annotation: Any, declared: InKernels) -> tuple[Kind, Callable[[Any], float]] | None:
    if declared.value is not None:
        return "f8", declared.value
    if get_origin(annotation) is Annotated:
        return _scalar(get_args(annotation)[0], declared)
    if get_origin(annotation) is Literal and all(isinstance(one, str) for one in get_args(annotation)):
        return "i8", _place_among(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType) and declared.if_none is not None:
        number = next(part for part in get_args(annotation) if part is not type(None))
        kind = _scalar(number, InKernels())
        return None if kind is None else (kind[0], _or_else(declared.if_none))
    if annotation is float:
        return "f8", float
    return ("i8", int) if annotation in (int, bool) else None


def _place_among(choices: tuple[str, ...]) -> Callable[[Any], float]:
    """Return what gives the place of a choice; one that a user has added comes after all others."""
    places = {choice: place for place, choice in enumerate(choices)}
    return lambda chosen: places.get(chosen, len(choices))


def _or_else(if_none: float) -> Callable[[Any], float]:
    return lambda value: if_none if value is None else value


@cache
def _sections(model: type[BaseModel]) -> tuple[tuple[str, type[BaseModel]], ...]:
    return tuple(
        (name, field.annotation)
        for name, field in model.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    )


def record_type(model: type[BaseModel]) -> list[tuple[str, Any]]:
    """Return the fields of the record of a section: its scalars, then the records of its sections."""
    own: list[tuple[str, Any]] = [(name, kind) for name, kind, _ in scalars(model)]
    inner = [(name, np.dtype(record_type(section))) for name, section in _sections(model)]
    # Some sections have no scalar at all.
    return own + [(name, kind) for name, kind in inner if kind.names]


@cache
def _leaves(model: type[BaseModel]) -> tuple[tuple[str, Kind, Callable[[Any], float]], ...]:
    """Return the scalars of a section and of all its sections by path, in the order of their record."""
    inner: list[tuple[str, Kind, Callable[[Any], float]]] = [
        (f"{section}.{path}", kind, number)
        for section, part in _sections(model)
        for path, kind, number in _leaves(part)
    ]
    return (*scalars(model), *inner)


@cache
def _reader(model: type[BaseModel]) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """Return what reads all scalars of a section, and which of them are no numbers as they stand."""
    leaves = _leaves(model)
    translated = [(at, number) for at, (_, _, number) in enumerate(leaves) if number not in (float, int)]
    return attrgetter(*(path for path, _, _ in leaves)), tuple(translated)


def record_values(part: BaseModel) -> list[float]:
    """Return the values of the record of a section with several scalars, one after the other."""
    read, translated = _reader(type(part))
    values = list(read(part))
    for at, number in translated:
        values[at] = number(values[at])
    return values


def rows_of(parts: Sequence[BaseModel], kind: np.dtype[Any]) -> npt.NDArray[np.void]:
    """Return parts of one kind as records; fields that they do not declare are 0.

    Examples
    --------
    >>> from joinup.sim.mechanisms.partnership.parameters import Coordination
    >>> kind = np.dtype([*record_type(Coordination), ("members", "i8")])
    >>> rows_of([Coordination(base=0.01)], kind)["base"].tolist()
    [0.01]
    """
    rows = np.zeros(len(parts), kind)
    for name, _, number in scalars(type(parts[0])) if parts else ():
        rows[name] = [number(getattr(part, name)) for part in parts]
    return rows


SETTINGS = np.dtype([*record_type(Scenario), *((one.name, one.kind) for one in DERIVED)])
"""The record that kernels call ``p``."""

_ROW = np.dtype(
    [
        (f"{at} {path}", kind)
        for at, (path, kind, _) in enumerate(
            (*_leaves(Scenario), *((one.name, one.kind, float) for one in DERIVED))
        )
    ]
)
"""The same bytes without sections, which are filled in a tenth of the time."""


def settings_row(scenario: Scenario, seed: int) -> npt.NDArray[np.void]:
    """Return the settings of a scenario, one record (1,).

    Examples
    --------
    >>> settings_row(scenario, seed=1)[0]["service"]["fatigue"]  # doctest: +SKIP
    0.2
    """
    derived = [one.value(scenario, seed) for one in DERIVED]
    return np.array([(*record_values(scenario), *derived)], _ROW).view(SETTINGS)


FORM = np.dtype(record_type(Form))
"""The record of a form."""

_FORM_ROW = np.dtype([(f"{at} {path}", kind) for at, (path, kind, _) in enumerate(_leaves(Form))])


def form_rows(scenario: Scenario) -> npt.NDArray[np.void]:
    """Return the forms of a scenario, in its order, with what the partnership says of their parts itself.

    Examples
    --------
    >>> import joinup as ju
    >>> [float(share) for share in form_rows(ju.load("town"))["governance"]["reach"]["base"]]
    [0.0, 0.35, 0.6, 0.6, 0.8, 0.9, 1.0]
    """
    forms = [scenario.partnership.shaping(form) for form in scenario.forms.values()]
    return np.array([tuple(record_values(form)) for form in forms], _FORM_ROW).view(FORM)
