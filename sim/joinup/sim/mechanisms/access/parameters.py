"""Who may be served, who finds the right agency, and how hard it is to use it (ODD 4.4)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.declarations import Named, Real, Strict, fraction, log_odds, parameter


class AccessDimension(Named):
    """Something that makes a service easy or hard to use (hours, language, cost ...)."""

    weight: Real = parameter(
        0.8,
        unit="log-odds",
        ge=0,
        low=0.3,
        high=1.5,
        about="beta_d: burden of a wholly unmet access need on presenting",
        source="mechanisms C1: scale set by one unit of assistance, +0.57 log-odds",
    )


class AccessNeeds(Strict):
    """What keeps a group from a service, and how it finds its way."""

    access: dict[str, Real] = parameter(
        {}, unit="share", called="share for whom it matters", about="share of the group with each access need"
    )
    right_door: Real | None = fraction(
        None,
        low=0.5,
        high=0.95,
        about="chance of going first to an agency that serves the next need"
        " (default: 0.8, 0.7 or 0.6 by difficulty 1, 1.15, 1.4)",
    )
    consent: Real | None = fraction(
        None,
        low=0.4,
        high=1,
        about="share who consent that agencies share what they know of them"
        " (default: `partnership.information.consent`)",
    )
    presenting: Real = fraction(
        0.15,
        unit="per week",
        low=0.05,
        high=0.3,
        called="weekly chance that someone who knows of the service and could use it goes there",
        about="weekly chance that an aware client without burdens presents (logistic b0)",
        kernel=log_odds,
    )


class Accommodation(Strict):
    """How far an agency meets access needs."""

    accommodation: dict[str, Real] = parameter(
        {}, unit="share", about="0-1 by access dimension: how far it is met (default 0.4, 0.8 if planned for)"
    )
    planned_for: tuple[str, ...] = Field(default=(), description="access dimensions it plans for")


class Eligibility(Strict):
    """Who may be served. Without a rule everybody may."""

    groups: dict[str, Real] = parameter(
        {}, unit="share", about="share of each named group that is eligible (others: all)"
    )
    localities: tuple[str, ...] = Field(
        default=(), description="only clients of these localities are eligible (empty: all)"
    )
    applies_at: tuple[str, ...] = Field(default=(), description="agencies that apply the rule (empty: all)")
    otherwise: Literal["refused", "as_before"] = Field(
        default="refused",
        description="ineligible clients are refused, or served as if there were no joint working",
    )
