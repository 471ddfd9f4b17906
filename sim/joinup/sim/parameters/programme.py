"""What a programme adds: money, campaigns, consultation, events, levers (ODD 3.1, 4.2-4.4)."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import Field

from joinup.sim.parameters.fields import Name, Real, Strict, Whole, fraction, parameter


class Funding(Strict):
    """A funding window that pays for extra places."""

    name: Name
    title: str = ""
    payer: str = Field(default="funder", description="who pays")
    starts: Whole = parameter(0, unit="week", about="first week of the money")
    ends: Whole | None = parameter(None, unit="week", about="week in which the money stops, if ever")
    places: dict[str, Real] = parameter(
        unit="clients at once", also="slots", about="extra places by agency, over all its localities"
    )
    localities: tuple[str, ...] = Field(
        default=(), description="localities that get them (empty: all of the programme)"
    )
    recruitment_weeks: Real = parameter(
        26.0, unit="weeks", ge=0, low=0, high=52, about="mean lag until an extra place is staffed"
    )
    recruits_after: Whole | None = parameter(
        None,
        unit="weeks",
        ge=0,
        about="weeks from the partnership's start until recruiting may begin, if it starts no later"
        " than the money (default: its set-up weeks)",
    )
    carry_forward: bool = Field(
        default=False, description="whether money unspent in a year may be spent later"
    )
    mainstreamed: Real = fraction(
        0.0, about="share of the extra places that agencies keep paying for when the money ends"
    )


class Campaign(Strict):
    """Paid publicity."""

    name: Name
    title: str = ""
    payer: str = Field(default="funder", description="who pays")
    channel: str = Field(default="advertising", description="channel, for the reach of groups")
    starts: Whole = parameter(0, unit="week", about="first week")
    ends: Whole | None = parameter(None, unit="week", about="week in which it stops, if ever")
    spend: Real = parameter(
        unit="GBP a week per 1,000 of its audience", ge=0, about="spending on the campaign"
    )
    audience: tuple[str, ...] = Field(default=(), description="groups it is aimed at (empty: all)")
    half_life: Real = parameter(
        4.0,
        unit="weeks",
        gt=0,
        low=2,
        high=12,
        about="time in which the effect of an advert halves",
        grade="L2",
        source="mechanisms C3",
    )
    programme: bool = Field(default=True, description="whether it is part of the programme")


class Consultation(Strict):
    """Asking client groups what they need, and acting on it."""

    name: Name
    title: str = ""
    payer: str = Field(default="funder", description="who pays")
    starts: Whole = parameter(0, unit="week", about="first week")
    weeks: Whole = parameter(26, unit="weeks", ge=1, about="weeks until it has its full effect")
    groups: tuple[str, ...] = Field(description="groups consulted")
    agencies: tuple[str, ...] = Field(default=(), description="agencies that act on it (empty: all)")
    gain: Real = fraction(0.3, low=0.1, high=0.6, about="xi: share of the gap in accommodation closed")
    cost: Real = parameter(0.0, unit="GBP a week", ge=0, about="cost while it runs")
    programme: bool = Field(default=True, description="whether it is part of the programme")


class Event(Strict):
    """Something that happens in a given week."""

    name: Name
    title: str = ""
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
