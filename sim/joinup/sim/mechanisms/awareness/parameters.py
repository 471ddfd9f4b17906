"""How people learn of the service and forget it (ODD 4.3)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.declarations import NEVER, Named, Real, Strict, Whole, fraction, parameter


class Contacts(Strict):
    """Who hears from whom. ``mixing`` is within the locality by group; the others are explicit."""

    kind: Literal["mixing", "small_world", "scale_free", "blocks"] = "mixing"
    homophily: Real = fraction(
        0.5, low=0, high=0.9, about="share of contacts in the own group (mixing and blocks)"
    )
    degree: Whole = parameter(6, unit="contacts", ge=2, le=50, about="mean number of contacts")
    rewiring: Real = fraction(0.1, about="share of small-world links that go to a random client")


class Awareness(Strict):
    """How people learn of the service and forget it (4.3)."""

    spontaneous: Real = fraction(
        0.0015, unit="per week", low=0.0005, high=0.005, about="p0: learning of it unprompted"
    )
    word_of_mouth: Real = fraction(
        0.01, unit="per week", low=0.002, high=0.03, about="q: learning from contacts if all are aware"
    )
    forgetting: Real = fraction(
        0.006,
        unit="per week",
        low=0.001,
        high=0.02,
        about="omega: an aware person forgets",
        source="mechanisms C3: half-life about 2.2 years",
    )
    advertising_effect: Real = parameter(
        0.001,
        unit="per GBP a week per 1,000 people",
        ge=0,
        low=0.0005,
        high=0.0015,
        about="k: exposure per unit of advertising stock",
        grade="derived",
        source="mechanisms C3, from Business Link spending and awareness, Hansard 28 Apr 2004",
    )
    opening: Real | None = fraction(
        None, about="share aware when the run starts; if absent, the level without advertising"
    )


class Campaign(Named):
    """Paid publicity."""

    payer: str = Field(default="funder", description="who pays")
    channel: str = Field(default="advertising", description="channel, for the reach of groups")
    starts: Whole = parameter(0, unit="week", about="first week")
    ends: Whole | None = parameter(None, unit="week", about="week in which it stops, if ever", if_none=NEVER)
    spend: Real = parameter(
        unit="GBP a week per 1,000 of its audience",
        ge=0,
        called="spending a week for each 1,000 people",
        about="spending on the campaign",
    )
    audience: tuple[str, ...] = Field(default=(), description="groups it is aimed at (empty: all)")
    half_life: Real = parameter(
        4.0,
        unit="weeks",
        gt=0,
        low=2,
        high=12,
        about="half-life of the effect of an advert",
        grade="L2",
        source="mechanisms C3",
    )
    ceiling: Real = fraction(
        1.0,
        second_edition=0.8,
        low=0.4,
        high=0.95,
        called="most of its audience that the channel reaches",
        about="c: share of a group that its channel reaches at most, with all campaigns there",
    )
    fixed_cost: Real = parameter(
        0.0,
        unit="GBP",
        ge=0,
        second_edition=5000.0,
        low=2000,
        high=20000,
        called="cost of getting it under way",
        about="cost in each of its localities in its first week, whatever it spends",
    )
    programme: bool = Field(default=True, description="whether it is part of the programme")


class Reach(Strict):
    """How well publicity reaches a group."""

    reach: dict[str, Real] | Real | None = parameter(
        None,
        unit="factor",
        low=0.2,
        high=1,
        about="how well advertising reaches the group, by channel or one number for all"
        " (default: 1, 0.6 or 0.4 by difficulty 1, 1.15, 1.4)",
        source="mechanisms C3",
    )
