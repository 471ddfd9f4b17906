"""Forms of joint working, the partnership and its incentives (ODD 2 and 4.1)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.parameters.fields import NEVER, Name, Real, Strict, Whole, fraction, parameter

Family = Literal["none", "informal partnership", "formal partnership", "realigned boundaries"]
Graph = Literal["none", "complete", "star_on_member", "star_outside", "team"]
IncentiveKind = Literal[
    "subsidy", "joint_target", "reward", "charge", "failure_grant", "pooled_budget", "penalty"
]


class Form(Strict):
    """A form of joint working and its price."""

    family: Family
    reach: Real = fraction(about="phi: share of contacts between agencies that it covers")
    credit: Literal["equal", "half_to_lead", "whole"] = Field(
        default="equal", description="how credit for joint results is shared"
    )
    graph: Graph = "complete"
    one_manager: bool = False
    one_door: bool = False
    set_up_weeks: Whole = parameter(0, unit="weeks", ge=0, le=520, about="time to set up")
    set_up_cost: Real = parameter(0.0, unit="share of a year's budget", ge=0, about="cost of setting up")
    running_cost: Real = parameter(
        0.0, unit="share of a year's budget", ge=0, about="cost a year of a unit of its own"
    )
    pooled_share: Real = fraction(0.0, about="share of budgets that is pooled")
    capacity_dip: Real = fraction(0.0, about="capacity lost at first")
    dip_weeks: Whole = parameter(0, unit="weeks", ge=0, about="how long that lasts")
    specialism_loss: Real = fraction(0.0, about="speed lost by generic working")
    specialism_loss_per_partner: Real = fraction(0.0, about="the same for each partner but the first")
    accommodation_loss: Real = fraction(0.0, about="accommodation lost for groups that the partnership names")
    trust_loss: Real = parameter(
        1.0, unit="factor", ge=0, about="how much more trust goes with staff who leave"
    )
    own_weight_per_sponsor: Real = parameter(
        0.0, unit="pay-off", ge=0, about="own targets added by each sponsor but the first"
    )


FORMS: dict[str, Form] = {
    "none": Form(family="none", reach=0, graph="none"),
    "informal": Form(family="informal partnership", reach=0.35, trust_loss=2),
    "formal": Form(family="formal partnership", reach=0.6, set_up_weeks=13, set_up_cost=0.01),
    "contract_network": Form(
        family="formal partnership",
        reach=0.6,
        graph="star_outside",
        set_up_weeks=26,
        set_up_cost=0.03,
        own_weight_per_sponsor=0.1,
    ),
    "lead_agency": Form(
        family="formal partnership",
        reach=0.8,
        credit="half_to_lead",
        graph="star_on_member",
        one_manager=True,
        set_up_weeks=13,
        set_up_cost=0.02,
    ),
    "dedicated_unit": Form(
        family="realigned boundaries",
        reach=0.9,
        credit="half_to_lead",
        graph="star_outside",
        one_manager=True,
        set_up_weeks=26,
        set_up_cost=0.05,
        running_cost=0.02,
        pooled_share=0.5,
        specialism_loss=0.02,
    ),
    "merged": Form(
        family="realigned boundaries",
        reach=1,
        credit="whole",
        graph="team",
        one_manager=True,
        one_door=True,
        set_up_weeks=52,
        set_up_cost=0.10,
        capacity_dip=0.10,
        dip_weeks=26,
        specialism_loss_per_partner=0.02,
        accommodation_loss=0.05,
    ),
}
"""The forms shipped with joinup (ODD table 2); a scenario can change them or add its own."""


class Coordination(Strict):
    """Staff time that a partnership takes whatever it achieves."""

    base: Real = fraction(0.004, low=0, high=0.02, about="k0: share of each member's staff time")
    per_link: Real = fraction(0.0012, low=0, high=0.01, about="k1: the same for each link")


class Partnership(Strict):
    """The form in force, who is in it and how members come and go."""

    form: str = Field(default="none", description="name of the form of joint working")
    starts: Whole = parameter(0, unit="week", about="week in which it starts")
    ends: Whole | None = parameter(
        None, unit="week", about="week in which it is dissolved, if ever", if_none=NEVER
    )
    members: tuple[str, ...] = Field(default=(), description="agencies in it (empty: all)")
    lead: str | None = Field(default=None, description="leading member (default: the first)")
    sponsors: Whole = parameter(2, unit="bodies", ge=1, le=10, about="sponsors of a contract network")
    merger_loses: tuple[str, ...] = Field(
        default=(), description="groups for whom a merger makes services harder to use"
    )
    decline_share: Real = fraction(0.0, about="share of agencies that decline to join")
    free_rider_share: Real = fraction(
        0.0, low=0, high=0.5, about="share of members that are there only for the money"
    )
    leaving: bool = Field(
        default=False, description="members leave after four quarters in which they would be better off alone"
    )
    coordination: Coordination = Coordination()


class Incentive(Strict):
    """An instrument that changes what joint effort pays.

    Money is entered in GBP per agency and quarter (``gbp``) or as a multiple of what full
    joint effort costs the agency in a quarter (``of_full_cost``).
    """

    name: Name
    title: str = ""
    kind: IncentiveKind
    starts: Whole = parameter(0, unit="week", about="first week")
    ends: Whole | None = parameter(None, unit="week", about="week in which it stops, if ever")
    agencies: tuple[str, ...] = Field(default=(), description="agencies it applies to (empty: all)")
    gbp: Real | None = parameter(None, unit="GBP a quarter", ge=0, about="money at stake per agency")
    of_full_cost: Real | None = parameter(
        None, unit="factor", ge=0, about="the same, as a multiple of the cost of full joint effort"
    )
    rate: Real | None = parameter(
        None, unit="GBP per client-week", ge=0, about="charge for each week waited after a hand-off"
    )
    weight: Real | None = parameter(
        None, unit="pay-off", ge=0, le=4, about="joint_target: what it adds to w_joint"
    )
    share: Real | None = fraction(None, about="pooled_budget: share of budgets pooled")
    threshold: Real = fraction(
        0.6,
        about="reward: nothing is paid below this share of the target",
        grade="A",
        source="Local PSA rules, Bath and North East Somerset 2004",
    )
    payer: str = Field(default="funder", description="who pays (an agency, 'funder' or an outside payer)")
    payee: str = Field(default="funder", description="who receives a charge or a penalty")
