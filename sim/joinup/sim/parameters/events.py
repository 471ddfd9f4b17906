"""Events in given weeks, and the levers that people may want to change (ODD 3)."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import Field

from joinup.sim.declarations import Named, Real, Strict, Whole, fraction, parameter


class Event(Named):
    """Something that happens in a given week."""

    week: Whole | None = parameter(None, unit="week", about="when")
    date: datetime.date | None = Field(default=None, description="when, as a date")
    set: dict[str, Any] = Field(
        default_factory=dict,
        description="parameters by path and their new values",
        json_schema_extra={"holds": "paths"},
    )
    turnover_shock: Real = fraction(0.0, about="share of staff who leave at once")
    agencies: tuple[str, ...] = Field(default=(), description="agencies shocked (empty: all)")
    programme: bool = Field(default=True, description="whether it is part of the programme")


class Lever(Strict):
    """A parameter that people may want to change."""

    path: str = Field(json_schema_extra={"holds": "paths"})
    title: str = ""
    low: Real | None = None
    high: Real | None = None
    options: tuple[str, ...] = ()
