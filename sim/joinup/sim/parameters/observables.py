"""Model series to compare with published ones (ODD 6)."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field, JsonValue

from joinup.sim.declarations import Named, Real, Strict, Whole, fraction, parameter


class Point(Strict):
    """A published figure."""

    date: datetime.date
    value: Real = parameter(unit="as the observable", about="published value")
    source: str = ""
    grade: str = "judgement"
    used_for: Literal["fitted", "shown", "held_out"] = "shown"


Measure = Literal[
    "in_need_not_in_service",
    "in_service",
    "waiting",
    "aware_share",
    "covered_share",
    "partnerships",
    "places",
    "places_opened",
    "places_closed",
    "spend",
    "extra_places_spend",
    "extra_places_unspent",
    "resolved",
    "started_service",
    "onsets",
    "people_in_need_in_year",
]

OTHER_MEASURES: dict[str, JsonValue] = {
    "slots": "places",
    "slots_opened": "places_opened",
    "slots_closed": "places_closed",
    "extra_slots_spend": "extra_places_spend",
    "extra_slots_unspent": "extra_places_unspent",
}
"""Other words for measures that input may use."""

_CLIENTS, _AGENCIES = ("groups", "localities"), ("agencies", "localities")
FILTERS: dict[str, tuple[str, ...]] = {
    "in_need_not_in_service": _CLIENTS,
    "in_service": (*_CLIENTS, "agencies"),
    "waiting": (*_CLIENTS, "agencies"),
    "aware_share": _CLIENTS,
    "covered_share": _CLIENTS,
    "partnerships": ("localities",),
    "places": _AGENCIES,
    "places_opened": _AGENCIES,
    "places_closed": _AGENCIES,
    "spend": ("payers", "categories", "localities"),
    "extra_places_spend": ("windows",),
    "extra_places_unspent": ("windows",),
    "resolved": _CLIENTS,
    "started_service": (*_CLIENTS, "agencies"),
    "onsets": _CLIENTS,
    "people_in_need_in_year": _CLIENTS,
}
"""The filters that each measure allows."""

SUMMED: tuple[str, ...] = (
    "places_opened",
    "places_closed",
    "spend",
    "extra_places_spend",
    "extra_places_unspent",
    "resolved",
    "started_service",
    "onsets",
)
"""Measures that are flows or money and are summed over an observable's weeks."""


LESS_LOOKS_BETTER: tuple[str, ...] = ("in_need_not_in_service", "waiting", "people_in_need_in_year")
"""Measures that are flattered by counting fewer."""


class Method(Strict):
    """A way of counting, from some week on."""

    starts: Whole = parameter(0, unit="week", about="first week for which it is used")
    spread: Real = parameter(
        0.1, unit="log s.d.", ge=0, about="error that all figures made by it share", low=0, high=0.3
    )


class Measured(Strict):
    """How what is published differs from what is so."""

    coverage: Real = fraction(1.0, low=0.7, high=1, about="share that is counted")
    error: Real = parameter(0.05, unit="log s.d.", ge=0, low=0.02, high=0.2, about="error of each figure")
    gaming: Real = fraction(0.0, low=0, high=0.3, about="share by which figures look better than they are")
    deadlines: tuple[Whole, ...] = parameter(
        (), unit="week", about="published dates (weeks), before which that doubles"
    )
    methods: tuple[Method, ...] = Field(default=(), description="ways of counting, in order of time")


class Observable(Named):
    """A model series that can be compared with a published one."""

    measure: Measure = Field(json_schema_extra={"also": {**OTHER_MEASURES}})
    groups: tuple[str, ...] = Field(default=(), description="groups counted (empty: all)")
    localities: tuple[str, ...] = Field(default=(), description="localities counted (empty: all)")
    agencies: tuple[str, ...] = Field(default=(), description="agencies counted (empty: all)")
    payers: tuple[str, ...] = Field(default=(), description="payers counted (empty: all)")
    categories: tuple[str, ...] = Field(
        default=(),
        description="categories of spending counted (empty: all but transfers and the cost of unmet need)",
    )
    windows: tuple[str, ...] = Field(default=(), description="funding windows counted (empty: all)")
    sum_weeks: Whole = parameter(
        1, unit="weeks", ge=1, le=520, about="for flows and money: summed over this many weeks"
    )
    measured: Measured | None = Field(
        default=None, description="how published figures differ from what is so; if absent they do not"
    )
    unit: str = "people"
    published: tuple[Point, ...] = ()
