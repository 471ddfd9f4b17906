"""Measurement, redress and money (ODD 4.6-4.8)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.parameters.fields import NEVER, Real, Strict, Whole, fraction, parameter


class Measurement(Strict):
    """What is reported to the funder, how well, and what follows (4.6)."""

    metric: Literal["people", "contacts", "stock", "places", "joined_up"] = Field(
        default="people",
        description="what is counted: people, contacts, the stock in need on a day, places filled,"
        " or joined-up outcomes",
    )
    noise: Real = parameter(0.10, unit="share", ge=0, low=0.02, high=0.4, about="s.d. of reports")
    lag: Whole = parameter(13, unit="weeks", ge=0, le=104, about="delay of reports")
    audit: Real = fraction(0.3, low=0, high=0.9, about="chance that a report is audited")
    gaming_cost: Real = parameter(4.0, unit="pay-off", gt=0, low=1, high=20, about="c_g: cost of gaming")
    deadlines: tuple[Whole, ...] = parameter((), unit="week", about="published dates (weeks)")
    deadline_gain: Real = parameter(
        1.0, unit="factor", ge=0, about="added pressure in the 13 weeks before a published date"
    )
    target: Real | None = parameter(
        None, unit="as the metric, per agency and quarter", gt=0, about="target", if_none=0.0
    )
    target_ratio: Real = parameter(
        1.2, unit="factor", gt=0, about="target over the mean of the year before the run, if none is given"
    )
    review_weeks: Whole = parameter(52, unit="weeks", ge=1, about="time between reviews")
    correction: Real = parameter(
        0.5, unit="pay-off", ge=0, low=0, high=2, about="rise of w_joint per unit of reported shortfall"
    )
    reviews_start: Whole | None = parameter(
        None,
        unit="week",
        about="week of the first review (default: one interval after the partnership's start)",
        if_none=-NEVER,
    )


class Redress(Strict):
    """Complaints and what they change (4.7)."""

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
    cost: Real = parameter(100.0, unit="GBP per complaint", ge=0, about="cost of handling")


class Money(Strict):
    """Prices, the payers of failure and discounting (4.8)."""

    unmet_need: Real = parameter(100.0, unit="GBP a week", ge=0, about="public cost of an unmet need")
    outside_failure_shares: dict[str, Real] = parameter(
        {}, unit="share", about="shares of that cost paid by bodies outside the partnership"
    )
    discount_rate: Real = fraction(
        0.035,
        unit="per year",
        about="Green Book discount rate",
        grade="recalled",
        source="HM Treasury Green Book (mechanisms D)",
    )
    value_of_week: Real = parameter(
        200.0,
        unit="GBP",
        ge=0,
        low=50,
        high=1000,
        about="what it is worth to spare one person one week of unmet need (net benefit)",
    )
