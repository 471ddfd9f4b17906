"""What keeps needs from arising (ODD 4.5)."""

from __future__ import annotations

from pydantic import Field

from joinup.sim.declarations import NEVER, Named, Real, Whole, fraction, parameter


class Prevention(Named):
    """Something done so that fewer needs arise in some groups."""

    payer: str = Field(default="funder", description="who pays")
    groups: tuple[str, ...] = Field(default=(), description="groups it is for (empty: all)")
    starts: Whole = parameter(0, unit="week", about="first week")
    ends: Whole | None = parameter(None, unit="week", about="week in which it stops, if ever", if_none=NEVER)
    cut: Real = fraction(
        0.1, low=0, high=0.3, called="share of onsets prevented", about="share of onsets that it prevents"
    )
    ramp: Real = parameter(52.0, unit="weeks", ge=0, low=13, high=104, about="weeks until it works fully")
    joint_part: Real = fraction(
        0.5, low=0, high=1, about="p: part of it that works only as far as agencies work jointly"
    )
    cost: Real = parameter(unit="GBP a year per head", ge=0, about="cost for each person of its groups")
    programme: bool = Field(default=True, description="whether it is part of the programme")
