"""Agencies: what they serve, what they aim at, how they decide (ODD 2, 4.1, 4.2, 4.5)."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from joinup.sim.parameters.fields import Name, Real, Strict, Whole, fraction, log_odds, parameter

RuleName = Literal["logit", "best_reply", "ewa", "aspiration", "fixed"]


class Agency(Strict):
    """A role: every locality has one agency of it."""

    name: Name
    title: str = ""
    needs: tuple[str, ...] = Field(default=(), description="needs it serves")
    places: Real = parameter(
        unit="clients at once", ge=0, also="slots", about="contracted places over all localities"
    )
    service_weeks: Real = parameter(
        8.0, unit="weeks", ge=1, low=1, high=52, about="mean weeks of service for difficulty 1"
    )
    accommodation: dict[str, Real] = parameter(
        {}, unit="share", about="0-1 by access dimension: how far it is met (default 0.4, 0.8 if planned for)"
    )
    planned_for: tuple[str, ...] = Field(default=(), description="access dimensions it plans for")
    own_weight: Real = parameter(
        1.0, unit="pay-off", ge=0, low=0.3, high=2, about="w_own: weight of its own targets"
    )
    joint_weight: Real = parameter(0.0, unit="pay-off", ge=0, le=4, about="w_joint before any joint target")
    measurability: Real = fraction(0.8, low=0.1, high=1, about="m: how well joint results can be measured")
    failure_share: Real = fraction(0.0, about="sigma: share of the cost of unmet need that it pays")
    intrinsic: Real | None = parameter(
        None, unit="pay-off", about="i: own motivation for joint work, if not drawn"
    )
    manager_support: Real = fraction(1.0, about="share of front-line joint effort that management backs")
    turnover: Real = fraction(
        0.136,
        unit="per year",
        low=0.08,
        high=0.25,
        about="staff who leave in a year",
        grade="L",
        source="Institute for Government: 13.6 % in 2021/22 (mechanisms B5)",
    )
    own_target: Real = parameter(
        0.8, unit="share", gt=0, le=2, about="own target: services completed over what its places could do"
    )
    place_cost: Real = parameter(700.0, unit="GBP a week", ge=0, also="slot_cost", about="cost of one place")
    fungible: bool = Field(default=False, description="whether pooled places may move to and from it")
    outreach: Real = parameter(
        0.0, unit="clients a week", ge=0, about="clients that outreach makes aware and seeking"
    )
    outreach_cost: Real = parameter(50.0, unit="GBP per client", ge=0, about="cost of one such contact")
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
    base: Real = fraction(0.05, about="p0: chance of trying something else when content")
    slope: Real = fraction(0.5, about="p1: added chance per share by which results fall short")


def _number_or_infinite(precision: float | str) -> float:
    return math.inf if isinstance(precision, str) else precision


class Decisions(Strict):
    """How agencies choose their joint effort every quarter (4.1)."""

    rule: RuleName = "logit"
    precision: Real | Literal["infinite"] = parameter(
        12.0,
        unit="1/pay-off",
        low=1,
        high=20,
        about="lambda: how sharply better pay-offs are chosen",
        kernel=_number_or_infinite,
    )
    grid: Whole | tuple[Real, ...] = parameter(
        11, unit="levels", about="effort levels: how many from 0 to 1, or the levels themselves"
    )
    beliefs: Literal["promised", "observed", "expected"] = Field(
        default="promised",
        description="what partners are believed to do: keep promises as far as trusted, what they"
        " did last quarter, or the chances of what they chose from",
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
        0.0, unit="pay-off", ge=0, low=0, high=1, about="kappa: pay-off of effort per unit of pressure"
    )
    effort_cost: Real = parameter(
        0.5, unit="pay-off", ge=0, low=0.1, high=2, about="c: convexity of the cost of effort"
    )
    money_salience: Real = parameter(
        1.0, unit="factor", ge=0, low=0.3, high=2, about="weight of money against other pay-offs"
    )
    fixed_effort: Real | tuple[Real, ...] = parameter(
        0.0, unit="share", about="effort under the rule 'fixed': a number, or one per quarter"
    )
    experience_weighting: ExperienceWeighting = ExperienceWeighting()
    aspiration: Aspiration = Aspiration()


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


class Service(Strict):
    """Service, hand-off, leaving and return (4.5)."""

    full_effort: Real = fraction(
        0.10, low=0.02, high=0.2, about="e_max: share of staff time that full joint effort takes"
    )
    repeated_assessment: Real = fraction(
        0.25, low=0, high=0.4, about="d: share of service time that repeats what was done elsewhere"
    )
    cold_hand_off: Real = fraction(
        0.40,
        low=0.24,
        high=0.5,
        about="chance that a hand-off succeeds without joint working",
        grade="L",
        source="WE CARE control group 24 %; other studies to 50 % (mechanisms C6)",
        kernel=log_odds,
    )
    joint_hand_off: Real = parameter(
        1.791759469228055,
        unit="log-odds",
        low=0.7,
        high=2.2,
        about="beta_J: gain of a hand-off at full joint intensity (ln 6)",
        grade="derived",
        source="mechanisms C6",
    )
    burden_hand_off: Real = parameter(
        0.4, unit="factor", ge=0, about="psi: weight of access burdens in a hand-off"
    )
    fatigue: Real = parameter(
        0.2,
        unit="log-odds per hand-off",
        ge=0,
        low=0,
        high=0.6,
        about="b_hop: loss of patience with each hand-off tried before",
    )
    abandonment: Real = fraction(
        0.02, unit="per week", low=0.005, high=0.06, about="theta: giving up while waiting"
    )
    need_ends_on_abandonment: Real = fraction(0.0, about="share of those giving up whose need ends")
    return_from_lapse: Real = fraction(0.05, unit="per week", about="lambda_b: trying again after giving up")
    recurrence: Real = fraction(
        0.005, unit="per week", about="r_partial: a need met returns while the episode is open"
    )
    relapse: Real = fraction(
        0.00214,
        unit="per week",
        low=0.001,
        high=0.0043,
        about="added to onset for those helped before",
        grade="recalled",
        source="about 20 % return within two years (mechanisms C7)",
    )
    relapse_protection: Real = fraction(
        0.5, low=0, high=0.7, about="rho_r: share of relapse prevented at full joint intensity"
    )
    creaming: Real = parameter(
        0.0,
        unit="weeks per unit of difficulty",
        ge=0,
        low=0,
        high=2,
        about="sigma_c: head start of easy cases on the list",
    )
    joint_presenting: Real = parameter(
        1.2,
        unit="log-odds",
        ge=0,
        low=0.57,
        high=1.8,
        about="chi: gain in presenting at one door at full joint intensity",
        grade="L",
        source="Finkelstein and Notowidigdo 2019 (mechanisms C2)",
    )
    wait_deterrence: Real = parameter(
        0.05,
        unit="log-odds per week",
        ge=0,
        low=0.03,
        high=0.10,
        about="b_w: deterrence by the expected wait",
        grade="L",
        source="attendance odds x 0.95 per week waited (mechanisms C5)",
    )
    outreach_to: tuple[str, ...] = Field(
        default=(), description="groups that outreach looks for (empty: all)"
    )
