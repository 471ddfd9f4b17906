"""Somebody who goes with a client from one agency to the next (ODD 4.5)."""

from __future__ import annotations

from pydantic import Field

from joinup.sim.declarations import Named, Real, fraction, parameter


class Navigator(Named):
    """Staff of a partnership who accompany clients through an episode, while it is in force."""

    payer: str = Field(default="funder", description="who pays")
    groups: tuple[str, ...] = Field(default=(), description="groups that it is for (empty: all)")
    caseload: Real = parameter(
        unit="clients at once", ge=0, about="clients whom it can accompany, over all localities"
    )
    cost: Real = parameter(
        60.0, unit="GBP a week", ge=0, low=30, high=120, about="cost of one place of the caseload"
    )
    joint: Real = fraction(
        0.6, low=0.3, high=0.9, about="j_n: least J of hand-offs between members for whom it accompanies"
    )
    return_factor: Real = parameter(
        2.0, unit="factor", ge=1, low=1, high=4, about="how much sooner those return who had given up"
    )
