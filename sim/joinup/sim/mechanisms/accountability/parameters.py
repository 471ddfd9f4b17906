"""Complaints and their effects (ODD 4.7)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from joinup.sim.declarations import NEVER, Real, Strict, Whole, fraction, number_or_infinite, parameter


class Redress(Strict):
    """Complaints and their effects (4.7)."""

    complaint: Real = fraction(
        0.34,
        low=0.2,
        high=0.66,
        about="chance that a dissatisfied client complains at upheld share 0.5",
        grade="L",
        source="PHSO 2015: 34 % of the unhappy complained (mechanisms C8)",
    )
    clarity: Real = fraction(0.3, low=0, high=1, about="chance that it is clear who is responsible")
    upheld: Real = fraction(0.5, low=0.2, high=0.8, about="r: share upheld of complaints that find an owner")
    pressure_kept: Real = fraction(0.9, unit="per quarter", about="share of pressure left after a quarter")
    patience: Annotated[Real, Field(ge=0)] | Literal["infinite"] = parameter(
        "infinite",
        unit="weeks",
        second_edition=13.0,
        low=4,
        high=26,
        called="weeks that people wait without being displeased",
        about="wait that displeases nobody; infinite: no wait does",
        kernel=number_or_infinite,
    )
    patience_scale: Real = parameter(
        26.0,
        unit="weeks",
        gt=0,
        second_edition=26.0,
        low=8,
        high=104,
        about="weeks beyond that in which 63 % become displeased",
    )
    staff_weeks: Real = parameter(
        0.0,
        unit="staff-weeks per complaint",
        ge=0,
        low=0.02,
        high=0.5,
        second_edition=0.1,
        called="staff time that a complaint takes",
        about="staff time of the agency that answers for a complaint, in the week after it",
    )
    cost: Real = parameter(100.0, unit="GBP per complaint", ge=0, about="cost of handling")


class Accountability(Strict):
    """The yearly account of a partnership to whoever pays for it (4.7)."""

    account_lag: Whole = parameter(
        26,
        unit="weeks",
        ge=0,
        le=52,
        low=13,
        high=52,
        called="weeks after a year until it is accounted for",
        about="weeks after the end of each year in which its reports are held against their targets",
    )
    cut: Real = fraction(
        0.0,
        low=0,
        high=0.3,
        second_edition=0.1,
        called="cut of money after a missed account",
        about="share of next year's money that is cut if somebody is held to a missed account",
    )
    strikes: Whole | None = parameter(
        None,
        unit="accounts",
        ge=1,
        if_none=NEVER,
        about="accounts missed in a row that end the partnership and its money (none: as many as you like)",
    )
