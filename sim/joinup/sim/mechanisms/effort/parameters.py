"""Agencies' objectives, how they choose effort, and what changes its pay-off (ODD 2 and 4.1)."""

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
from joinup.sim.extensions.choices import OrRegistered

RuleName = Annotated[Literal["logit", "best_reply", "ewa", "aspiration", "fixed"], OrRegistered("rule")]

IncentiveKind = Annotated[
    Literal[
        "subsidy", "joint_target", "reward", "charge", "failure_grant", "pooled_budget", "penalty", "payment"
    ],
    OrRegistered("incentive"),
]

PAID_BY_AGENCIES = ("charge", "penalty")
"""Kinds of incentives that an agency pays; of the others an agency is paid."""

PAID_BY_REPORT = ("reward", "payment")
"""Kinds of incentives that are paid by what an agency reports."""


class Aims(Strict):
    """What an agency considers when it chooses its joint effort."""

    own_weight: Real = parameter(
        1.0, unit="pay-off", ge=0, low=0.3, high=2, about="w_own: weight of its own targets"
    )
    joint_weight: Real = parameter(0.0, unit="pay-off", ge=0, le=4, about="w_joint before any joint target")
    measurability: Real = fraction(0.8, low=0.1, high=1, about="m: how well joint results can be measured")
    intrinsic: Real | None = parameter(
        None, unit="pay-off", about="i: own motivation for joint work, if not drawn"
    )
    manager_support: Real = fraction(1.0, about="share of front-line joint effort that management backs")
    own_target: Real = parameter(
        0.8, unit="share", gt=0, le=2, about="own target: services completed over what its places could do"
    )
    rule: RuleName | None = Field(default=None, description="own choice rule, if not the scenario's")
    fixed_effort: Real | tuple[Real, ...] | None = parameter(
        None, unit="share", about="effort under the rule 'fixed': a number, or one per quarter"
    )


class ExperienceWeighting(Strict):
    """Experience-weighted attraction (Camerer and Ho 1999)."""

    decay: Real = fraction(0.9, about="phi: decay of attractions")
    foregone: Real = fraction(0.5, about="delta: weight of pay-offs of options not taken")
    experience_decay: Real = fraction(0.9, about="rho: decay of experience")
    experience: Real = parameter(1.0, unit="rounds", gt=0, about="N0: experience at the start")


class Aspiration(Strict):
    """Search when results fall short of the level aspired to (Greve 2002)."""

    inertia: Real = fraction(0.75, about="alpha: weight of the old aspiration")
    base: Real = fraction(0.05, about="p0: chance of trying something else when satisfied")
    slope: Real = fraction(0.5, about="p1: added chance per share by which results fall short")


class Decisions(Strict):
    """How agencies choose their joint effort every quarter (4.1)."""

    rule: RuleName = "logit"
    precision: Real | Literal["infinite"] = parameter(
        12.0,
        unit="1/pay-off",
        low=1,
        high=20,
        about="lambda: how sharply better pay-offs are chosen",
        kernel=number_or_infinite,
    )
    grid: Whole | tuple[Real, ...] = parameter(
        11, unit="levels", about="effort levels: how many from 0 to 1, or the levels themselves"
    )
    beliefs: Literal["promised", "observed", "expected"] = Field(
        default="promised",
        description="what partners are believed to do: keep promises as far as trusted, what they"
        " did last quarter, or the chances of what they chose from",
    )
    joint_result: Literal["effort", "reach"] = choice(
        "effort",
        about="what joint results are credited for: effort itself, or what the form's reach makes of efforts",
        second_edition="reach",
    )
    joint_link: Literal["sqrt", "min"] = choice(
        "sqrt",
        about="what two agencies' efforts make between them: the root of their product, or the smaller",
    )
    promised: Real = fraction(0.5, about="joint effort that partners promise each other")
    complementarity: Real = fraction(0.0, low=0, high=1, about="g: share of joint results that needs both")
    failure_weight: Real = parameter(
        0.5, unit="pay-off", ge=0, about="v: weight of the cost of failure that falls on the agency"
    )
    intrinsic_mean: Real = parameter(0.1, unit="pay-off", low=0, high=0.5, about="i: mean over agencies")
    intrinsic_sd: Real = parameter(0.1, unit="pay-off", ge=0, low=0, high=0.3, about="i: s.d. over agencies")
    trust_weight: Real = parameter(
        0.5, unit="pay-off", ge=0, low=0, high=1, about="eta: pay-off of effort per unit of trust"
    )
    pressure_weight: Real = parameter(
        0.0,
        unit="pay-off",
        ge=0,
        low=0,
        high=1,
        second_edition=0.2,
        revised=True,
        about="kappa: pay-off of effort per unit of pressure",
    )
    effort_cost: Real = parameter(
        0.5, unit="pay-off", ge=0, low=0.1, high=2, about="c: convexity of the cost of effort"
    )
    money_salience: Real = parameter(
        1.0, unit="factor", ge=0, low=0.3, high=2, about="weight of money against other pay-offs"
    )
    shunting_most: Real = fraction(
        0.0,
        second_edition=0.0,
        low=0,
        high=0.3,
        called="most hard cases that an agency refuses",
        about="z_max: most that an agency refuses of hard cases handed on to it",
    )
    shunting_cost: Real = parameter(
        2.0,
        unit="pay-off",
        ge=0,
        second_edition=2.0,
        low=1,
        high=8,
        about="c_z: convexity of the cost of refusing them",
    )
    crowding_out: Real = parameter(
        0.0,
        unit="per full cost offered",
        ge=0,
        second_edition=0.3,
        low=0,
        high=1,
        called="how much money crowds out motivation",
        about="gamma: motivation lost to money offered for joint work, as much as full joint effort costs",
        source="sign: Weibel, Rost and Osterloh 2010 (literature); size: judgement",
    )
    crowding_half_life: Real = parameter(
        104.0,
        unit="weeks",
        gt=0,
        second_edition=104.0,
        low=26,
        high=260,
        about="h: time in which half of it comes back when no money is offered any more",
    )
    fixed_effort: Real | tuple[Real, ...] = parameter(
        0.0, unit="share", about="effort under the rule 'fixed': a number, or one per quarter"
    )
    experience_weighting: ExperienceWeighting = ExperienceWeighting()
    aspiration: Aspiration = Aspiration()


class Incentive(Named):
    """An instrument that changes what joint effort pays.

    Money is entered in GBP per agency and quarter (``gbp``) or as a multiple of what full
    joint effort costs the agency in a quarter (``of_full_cost``).
    """

    kind: IncentiveKind = Field(description="which instrument it is")
    starts: Whole = parameter(0, unit="week", about="first week")
    ends: Whole | None = parameter(None, unit="week", about="week in which it stops, if ever", if_none=NEVER)
    agencies: tuple[str, ...] = Field(default=(), description="agencies it applies to (empty: all)")
    gbp: Real | None = parameter(
        None, if_none=0.0, unit="GBP a quarter", ge=0, about="money at stake per agency"
    )
    of_full_cost: Real | None = parameter(
        None,
        if_none=-1.0,
        unit="factor",
        ge=0,
        about="the same, as a multiple of the cost of full joint effort",
    )
    rate: Real | None = parameter(
        None,
        if_none=0.0,
        unit="GBP per client-week",
        ge=0,
        about="charge for each week waited after a hand-off",
    )
    price: Real | None = parameter(
        None,
        if_none=0.0,
        unit="GBP per counted result",
        ge=0,
        about="payment: for each result that the agency reports",
    )
    weight: Real | None = parameter(
        None,
        if_none=0.0,
        unit="pay-off",
        ge=0,
        le=4,
        called="weight that it gives joint results",
        about="joint_target: what it adds to w_joint",
    )
    share: Real | None = fraction(None, if_none=0.0, about="pooled_budget: share of budgets pooled")
    threshold: Real = fraction(
        0.6,
        about="reward: nothing is paid below this share of the target",
        grade="A",
        source="Local PSA rules, Bath and North East Somerset 2004",
    )
    spent_on_places: Real = fraction(
        0.0,
        second_edition=0.5,
        low=0,
        high=1,
        called="share of the money that buys places",
        about="share of what it pays that buys places of the agency that receives it; the rest is left in its"
        " budget",
    )
    recruitment_weeks: Real = parameter(
        26.0,
        unit="weeks",
        ge=0,
        second_edition=26.0,
        low=0,
        high=52,
        about="mean lag until a place so bought is staffed",
    )
    buys: Literal["nothing", "priority_and_places"] = choice(
        "nothing",
        second_edition="priority_and_places",
        about="charge: what it makes the agency do for those who wait after a hand-off",
    )
    places_cap: Real = fraction(
        0.1,
        second_edition=0.1,
        low=0,
        high=0.3,
        called="most places bought because of a charge",
        about="charge: most places that it makes the agency buy, as a share of contracted ones",
    )
    payer: str = Field(default="funder", description="who pays (an agency, 'funder' or an outside payer)")
    payee: str = Field(default="funder", description="who receives a charge or a penalty")
