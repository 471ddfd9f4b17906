"""Extra money and pooled places (ODD 4.2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from joinup.sim.declarations import (
    NEVER,
    Named,
    Real,
    Strict,
    Whole,
    choice,
    fraction,
    number_or_infinite,
    parameter,
)


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


class Workforce(Strict):
    """How many more staff there are to be had, which all who recruit share."""

    slack: Annotated[Real, Field(gt=0)] | Literal["infinite"] = parameter(
        "infinite",
        unit="share of contracted places",
        second_edition=0.1,
        low=0.02,
        high=0.5,
        called="extra places that can be staffed as fast as one",
        about="v: recruiting takes twice as long while extra places asked for are this share of contracted"
        " ones; infinite: never longer",
        kernel=number_or_infinite,
    )


class Pool(Strict):
    """By what pooled places move each quarter, and how fast."""

    by: Literal["waiting", "workload"] = choice(
        "waiting",
        about="whether all pooled places go where people wait, or pooled money goes step by step where people"
        " wait and are served (workload)",
        second_edition="workload",
    )
    speed: Real = fraction(
        0.25,
        unit="per quarter",
        second_edition=0.25,
        low=0.1,
        high=0.5,
        called="how fast pooled money follows the work",
        about="b: share of the way that pooled money goes in a quarter, by workload",
    )


class Pooling(Strict):
    """Whether an agency's places may be pooled."""

    fungible: bool = Field(default=False, description="whether pooled places may move to and from it")
