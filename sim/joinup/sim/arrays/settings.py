"""The settings: every scalar of a scenario as one record, which kernels read by its path.

A parameter is declared once, in its section. ``service.fatigue`` of a scenario file stands in the
record as ``p.service.fatigue``; nothing is listed here a second time. The form of joint working in
force is ``p.form``. Choices go by their place among the choices, truth as 0 or 1. Texts and lists
have no place in the record, nor has a number that may be missing, unless its declaration says what
kernels read then.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from joinup.sim.declarations import InKernels
from joinup.sim.mechanisms.partnership.parameters import Form
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


def scalars(model: type[BaseModel]) -> Iterator[tuple[str, Kind, Callable[[Any], float]]]:
    """Yield the scalars that a section declares: name, kind, and what turns its value into a number.

    Examples
    --------
    >>> from joinup.sim.parameters.partnership import Coordination
    >>> [(name, kind) for name, kind, _ in scalars(Coordination)]
    [('base', 'f8'), ('per_link', 'f8')]
    """
    for name, field in model.model_fields.items():
        declared = next((one for one in field.metadata if isinstance(one, InKernels)), InKernels())
        found = _scalar(field.annotation, declared)
        if found is not None:
            yield name, *found


def _scalar(annotation: Any, declared: InKernels) -> tuple[Kind, Callable[[Any], float]] | None:
    if declared.value is not None:
        return "f8", declared.value
    if get_origin(annotation) is Annotated:
        return _scalar(get_args(annotation)[0], declared)
    if get_origin(annotation) is Literal and all(isinstance(one, str) for one in get_args(annotation)):
        return "i8", get_args(annotation).index
    if get_origin(annotation) in (Union, types.UnionType) and declared.if_none is not None:
        number = next(part for part in get_args(annotation) if part is not type(None))
        kind = _scalar(number, InKernels())
        return None if kind is None else (kind[0], _or_else(declared.if_none))
    if annotation is float:
        return "f8", float
    return ("i8", int) if annotation in (int, bool) else None


def _or_else(if_none: float) -> Callable[[Any], float]:
    return lambda value: if_none if value is None else value


def _sections(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield name, field.annotation


def record_type(model: type[BaseModel]) -> list[tuple[str, Any]]:
    """Return the fields of the record of a section: its scalars, then the records of its sections."""
    own: list[tuple[str, Any]] = [(name, kind) for name, kind, _ in scalars(model)]
    inner = [(name, np.dtype(record_type(section))) for name, section in _sections(model)]
    # Some sections have no scalar at all.
    return own + [(name, kind) for name, kind in inner if kind.names]


def record_values(part: BaseModel) -> tuple[Any, ...]:
    """Return the values of a section's record, in the order of :func:`record_type`."""
    own = [number(getattr(part, name)) for name, _, number in scalars(type(part))]
    inner = [record_values(getattr(part, name)) for name, _ in _sections(type(part))]
    return (*own, *(values for values in inner if values))


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
    for row, part in zip(rows, parts, strict=True):
        for name, _, number in scalars(type(part)):
            row[name] = number(getattr(part, name))
    return rows


SETTINGS = np.dtype(
    [
        *record_type(Scenario),
        ("form", np.dtype(record_type(Form))),
        *((one.name, one.kind) for one in DERIVED),
    ]
)
"""The record that kernels call ``p``."""


def settings_row(scenario: Scenario, seed: int) -> npt.NDArray[np.void]:
    """Return the settings of a scenario, one record (1,).

    Examples
    --------
    >>> settings_row(scenario, seed=1)[0]["service"]["fatigue"]  # doctest: +SKIP
    0.2
    """
    form = scenario.forms[scenario.partnership.form]
    derived = [one.value(scenario, seed) for one in DERIVED]
    return np.array([(*record_values(scenario), record_values(form), *derived)], SETTINGS)
