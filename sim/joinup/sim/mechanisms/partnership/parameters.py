"""Forms of joint working, membership, trust and routine (ODD 2 and 4.2)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.declarations import NEVER, Real, Strict, Whole, fraction, parameter

Family = Literal["none", "informal partnership", "formal partnership", "realigned boundaries"]
Graph = Literal["none", "complete", "star_on_member", "star_outside", "team"]


class Form(Strict):
    """A form of joint working and its cost."""

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
        0.0, unit="share of a year's budget", ge=0, about="yearly cost of a dedicated unit"
    )
    pooled_share: Real = fraction(0.0, about="share of budgets that is pooled")
    capacity_dip: Real = fraction(0.0, about="capacity lost at first")
    dip_weeks: Whole = parameter(0, unit="weeks", ge=0, about="duration of that loss")
    specialism_loss: Real = fraction(0.0, about="speed lost by generic working")
    specialism_loss_per_partner: Real = fraction(0.0, about="the same for each partner after the first")
    accommodation_loss: Real = fraction(0.0, about="accommodation lost for groups that the partnership names")
    trust_loss: Real = parameter(
        1.0, unit="factor", ge=0, about="how much more trust goes with staff who leave"
    )
    own_weight_per_sponsor: Real = parameter(
        0.0, unit="pay-off", ge=0, about="own targets added by each sponsor after the first"
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
    """Staff time that a partnership takes regardless of its results."""

    base: Real = fraction(0.004, low=0, high=0.02, about="k0: share of each member's staff time")
    per_link: Real = fraction(0.0012, low=0, high=0.01, about="k1: the same for each link")


class Covers(Strict):
    """For whom a partnership is. Others are served as if there were no joint working."""

    groups: tuple[str, ...] = Field(default=(), description="groups whose members it is for (empty: all)")
    min_needs: Whole = parameter(
        1,
        unit="needs",
        ge=1,
        le=8,
        second_edition=1,
        called="needs at onset from which on a person is covered",
        about="fewest needs at the onset of an episode with which somebody is covered",
    )


class Partnership(Strict):
    """The form in force, who is in it and how members come and go."""

    form: str = Field(
        default="none",
        description="name of the form of joint working",
        json_schema_extra={"called": "form of joint working"},
    )
    starts: Whole = parameter(0, unit="week", about="week in which it starts")
    ends: Whole | None = parameter(
        None, unit="week", about="week in which it is dissolved, if ever", if_none=NEVER
    )
    members: tuple[str, ...] = Field(default=(), description="agencies in it (empty: all)")
    lead: str | None = Field(default=None, description="leading member (default: the first)")
    sponsors: Whole = parameter(2, unit="bodies", ge=1, le=10, about="sponsors of a contract network")
    covers: Covers = Covers()
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


class Trust(Strict):
    """Trust between agencies (4.2)."""

    start: Real = fraction(0.3, low=0.1, high=0.6, about="tau at the start of a run")
    up: Real = fraction(0.1, unit="per quarter", low=0.05, high=0.2, about="gain when promises are kept")
    down: Real = fraction(
        0.3,
        unit="per quarter",
        low=0.1,
        high=0.5,
        about="loss when they are not",
        grade="L",
        source="asymmetry: Luna-Reyes et al. 2004; the value is judgement (mechanisms B4)",
    )
    lost_with_staff: Real = fraction(0.5, about="trust lost with each member of staff who leaves")


class Routine(Strict):
    """Joint working as a habit that grows with practice and erodes (4.2)."""

    start: Real = fraction(0.0, about="R at the start of a run")
    embedding: Real = fraction(
        0.02, unit="per week", low=0.005, high=0.05, about="rho_e: growth at full effort"
    )
    handover: Real = fraction(0.5, low=0, high=0.9, about="h: kept when staff change")
    decay: Real = fraction(0.004, unit="per week", low=0, high=0.02, about="delta: loss without practice")
    distance_decay: Real = fraction(0.8, about="rho_hop: joint intensity kept per further step apart")


class Staff(Strict):
    """How fast an agency's staff change."""

    turnover: Real = fraction(
        0.136,
        unit="per year",
        low=0.08,
        high=0.25,
        about="staff who leave in a year",
        grade="L",
        source="Institute for Government: 13.6 % in 2021/22 (mechanisms B5)",
    )
