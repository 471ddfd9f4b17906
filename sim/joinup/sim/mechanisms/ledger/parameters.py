"""Prices, the payers of failure and discounting (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.declarations import Real, Strict, fraction, parameter

TRANSFER = "incentive"
FAILURE = "failure_demand"
CATEGORIES = (
    "service",
    "coordination",
    "set_up",
    "publicity",
    "consultation",
    "outreach",
    "prevention",
    "navigators",
    "redress",
    TRANSFER,
    FAILURE,
)
"""Categories of the ledger (ODD 4.8)."""


class Money(Strict):
    """Prices, the payers of failure and discounting (4.8)."""

    unmet_need: Real = parameter(100.0, unit="GBP a week", ge=0, about="public cost of an unmet need")
    in_service_weight: Real = fraction(
        0.0,
        unit="factor",
        second_edition=0.3,
        low=0,
        high=1,
        about="weight of a week in service in the public cost of need",
    )
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
        about="value of one person-week of need avoided (net benefit)",
    )


class Costs(Strict):
    """The cost of an agency's places, and its share of the cost of unmet need."""

    failure_share: Real = fraction(0.0, about="sigma: share of the cost of unmet need that it pays")
    place_cost: Real = parameter(700.0, unit="GBP a week", ge=0, also="slot_cost", about="cost of one place")
