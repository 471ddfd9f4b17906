"""Extra money and pooled places (ODD 4.2)."""

from __future__ import annotations

from pydantic import Field

from joinup.sim.declarations import NEVER, Named, Real, Strict, Whole, fraction, parameter


class Funding(Named):
    """A funding window that pays for extra places."""

    payer: str = Field(default="funder", description="who pays")
    starts: Whole = parameter(0, unit="week", about="first week of the money")
    ends: Whole | None = parameter(
        None, unit="week", about="week in which the money stops, if ever", if_none=NEVER
    )
    places: dict[str, Real] = parameter(
        unit="clients at once",
        also="slots",
        called="extra places",
        about="extra places by agency, over all its localities",
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


class Pooling(Strict):
    """Whether an agency's places may be pooled."""

    fungible: bool = Field(default=False, description="whether pooled places may move to and from it")
