"""Outreach to clients, and consultation on what they need (ODD 4.2 and 4.4)."""

from __future__ import annotations

from pydantic import Field

from joinup.sim.declarations import Named, Real, Strict, Whole, fraction, parameter


class Outreach(Strict):
    """How many clients an agency seeks out, and at what cost."""

    outreach: Real = parameter(
        0.0,
        unit="clients a week",
        ge=0,
        called="people found by outreach a week",
        about="clients that outreach makes aware and seeking",
    )
    outreach_cost: Real = parameter(50.0, unit="GBP per client", ge=0, about="cost of one such contact")


class Adaptation(Strict):
    """What it costs an agency to adapt to clients' wishes."""

    accommodation_cost: Real = fraction(
        0.0,
        low=0,
        high=0.1,
        second_edition=0.03,
        called="speed that adapting to clients costs",
        about="share of the speed of service lost for each unit of accommodation that consultation brings",
    )


class Consultation(Named):
    """Asking client groups what they need, and acting on it."""

    payer: str = Field(default="funder", description="who pays")
    starts: Whole = parameter(0, unit="week", about="first week")
    weeks: Whole = parameter(26, unit="weeks", ge=1, about="weeks until it has its full effect")
    groups: tuple[str, ...] = Field(description="groups consulted")
    agencies: tuple[str, ...] = Field(default=(), description="agencies that act on it (empty: all)")
    gain: Real = fraction(0.3, low=0.1, high=0.6, about="xi: share of the gap in accommodation closed")
    participation: Real | None = fraction(
        1.0,
        low=0.2,
        high=1,
        second_edition=None,
        called="share of the groups consulted who answer",
        about="share of those asked who answer (none: 1, 0.7 or 0.4 by difficulty 1, 1.15, 1.4)",
    )
    acted_on: Real = fraction(
        1.0, low=0.1, high=0.9, second_edition=0.5, about="share of what they ask for that is done"
    )
    cost: Real = parameter(0.0, unit="GBP a week", ge=0, about="cost while it runs")
    programme: bool = Field(default=True, description="whether it is part of the programme")
