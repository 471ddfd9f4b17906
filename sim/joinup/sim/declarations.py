"""How a parameter is declared: once, with everything that is said about it anywhere.

A parameter's unit, default, limits, plausible range, evidence grade and source stand
in its field. Errors, sliders, sweeps, the JSON Schema and the documentation read them
from here, and kernels read the number by its path.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticKnownError

Grade = Literal["A", "A-", "B", "C", "L", "L2", "W", "recalled", "derived", "fitted", "judgement"]
"""Evidence grades: official text (A, A- if ambiguous), press or secondary (B), arithmetic
on official figures (C), literature (L, L2 secondary, W weak, recalled, derived), fitted to
a published series, or judgement."""

GRADES: tuple[str, ...] = get_args(Grade)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""A name that paths, draws and tables use: lower case, digits and underscores."""

Scalar = float | int | bool | str


NEVER = 2**30
"""A week that never comes."""

QUARTER = 13
"""Weeks."""


THE_SAME = object()
"""What a parameter is in the second edition that does not say otherwise: as in the first."""


@dataclass(frozen=True, slots=True)
class InKernels:
    """What kernels read where it is not the number itself.

    Attributes
    ----------
    value
        Turns what the scenario says into the number that kernels read.
    if_none
        What they read if the scenario says nothing.
    """

    value: Callable[[Any], float] | None = None
    if_none: float | None = None


def log_odds(probability: float) -> float:
    """Return ``ln(p / (1 - p))``; without end for 0 and 1.

    Examples
    --------
    >>> log_odds(0.5), log_odds(0.0)
    (0.0, -inf)
    """
    # To list or check scenarios needs no numpy, which takes long to import.
    import numpy as np

    if probability <= 0:
        return -math.inf
    return math.inf if probability >= 1 else float(np.log(probability / (1 - probability)))


def number_or_infinite(value: float | str) -> float:
    """Return a number that a scenario gives, or writes as ``infinite``.

    Examples
    --------
    >>> number_or_infinite(12.0), number_or_infinite("infinite")
    (12.0, inf)
    """
    return math.inf if isinstance(value, str) else value


class Strict(BaseModel):
    """A part of a scenario: unknown keys are errors, values cannot be changed in place."""

    # With any length demanded, texts that are none (halves of characters) are found at once.
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, strict=False, str_min_length=0
    )


class Named(Strict):
    """A part with a name, by which paths find it, and perhaps a title for people."""

    name: Name
    title: str = ""


def _schema_of_number(kind: str) -> dict[str, Any]:
    provenance: dict[str, Any] = {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {"type": kind},
            "unit": {"type": "string"},
            "low": {"type": "number"},
            "high": {"type": "number"},
            "source": {"type": "string"},
            "grade": {"enum": list(GRADES)},
            "note": {"type": "string"},
        },
    }
    return {"anyOf": [{"type": kind}, provenance]}


def _whole(value: Any) -> Any:
    """Refuse what Python would quietly take for a whole number (``True`` is 1, ``"3"`` is 3)."""
    if isinstance(value, bool | str):
        raise PydanticKnownError("int_type")
    return value


Real = Annotated[float, Field(strict=True), WithJsonSchema(_schema_of_number("number"))]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema(_schema_of_number("integer"))]


def parameter(
    default: Any = ...,
    *,
    unit: str,
    about: str,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    low: float | None = None,
    high: float | None = None,
    grade: Grade = "judgement",
    source: str | None = None,
    called: str | None = None,
    also: str | None = None,
    kernel: Callable[[Any], float] | None = None,
    if_none: float | None = None,
    second_edition: Any = THE_SAME,
    revised: bool = False,
    second_range: tuple[float, float] | None = None,
    unless_given: str | None = None,
) -> Any:
    """Declare a number of the model.

    Kernels read it by its path: ``service.fatigue`` of a scenario is ``p.service.fatigue`` there.

    Parameters
    ----------
    default
        Value where a scenario is silent; ``...`` if it must be given.
    unit
        Its unit, in words.
    about
        What it is, one line.
    ge, le, gt
        Hard limits: outside them a value is an error.
    low, high
        Plausible range, swept by default.
    grade, source
        Evidence for the default.
    called
        A short name for people, if what it is is said for modellers.
    also
        Another word for it that input may use.
    kernel, if_none
        What kernels read where it is not the number itself, and where there is none.
    second_edition
        Value where a scenario of the second edition is silent, if not the default.
    revised, second_range
        Whether that is another number for the same thing, so that neither turns anything off; and the
        plausible range then, if another.
    unless_given
        Another field of the section: where a scenario that goes from the first edition to the second gives
        it a number of its own, this one stays as it is.

    Examples
    --------
    >>> parameter(0.2, unit="share", ge=0, le=1, about="weight of what was learned").description
    'weight of what was learned'
    """
    extra: dict[str, Any] = {"unit": unit, "grade": grade}
    if low is not None and high is not None:
        extra |= {"low": low, "high": high}
    if source is not None:
        extra["source"] = source
    if called is not None:
        extra["called"] = called
    if also is not None:
        extra["also"] = also
    if second_edition is not THE_SAME:
        extra["second_edition"] = second_edition
    if revised:
        extra["revised"] = True
    if second_range is not None:
        extra["second_range"] = list(second_range)
    if unless_given is not None:
        extra["unless_given"] = unless_given
    limits = {"minimum": ge, "maximum": le, "exclusiveMinimum": gt}
    extra |= {key: limit for key, limit in limits.items() if limit is not None}
    declared = Field(default, ge=ge, le=le, gt=gt, description=about, json_schema_extra=extra)
    if kernel is not None or if_none is not None:
        declared.metadata.append(InKernels(kernel, if_none))
    return declared


def fraction(default: Any = ..., *, about: str, **facts: Any) -> Any:
    """Declare a share or probability: a number from 0 to 1."""
    return parameter(default, unit=facts.pop("unit", "share"), about=about, ge=0, le=1, **facts)


def switch(default: bool, *, about: str, second_edition: Any = THE_SAME) -> Any:
    """Declare whether something is so: yes or no."""
    return parameter(default, unit="yes or no", about=about, second_edition=second_edition)


def choice(default: str, *, about: str, second_edition: Any = THE_SAME) -> Any:
    """Declare a choice among words: those of the field's type."""
    return parameter(default, unit="choice", about=about, second_edition=second_edition)


def listed(about: str) -> Any:
    """Declare a list of parts that may be empty."""
    return Field(default=(), description=about)


@cache
def other_words(model: type[BaseModel]) -> dict[str, str]:
    """Return the other words for a section's fields that input may use, and the fields they mean.

    A section whose keys have moved to parts of it says so in `moved`; what such a key means has dots.

    Examples
    --------
    >>> class Desk(Strict):
    ...     places: Real = parameter(1.0, unit="clients at once", also="slots", about="places")
    >>> other_words(Desk)
    {'slots': 'places'}
    """
    words = {name: facts_of(model, name).get("also") for name in model.model_fields}
    moved: dict[str, str] = getattr(model, "moved", {})
    return {word: name for name, word in words.items() if isinstance(word, str)} | moved


def facts_of(model: type[BaseModel], field: str) -> dict[str, Any]:
    """Return what is declared about a field: unit, range, grade, source."""
    extra = model.model_fields[field].json_schema_extra
    return cast(dict[str, Any], extra) if isinstance(extra, dict) else {}
