"""Agencies' objectives and what changes their effort, in words (R1 and R6)."""

from __future__ import annotations

import math

from joinup.sim.declarations import QUARTER
from joinup.sim.mechanisms.effort.parameters import Incentive
from joinup.sim.mechanisms.partnership.sentences import forms_in_time
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import agencies_named, between, members_of, payer_named, span
from joinup.sim.text.words import capital, count, listing, number, percent, pounds, title

RULE_PHRASES = {
    "logit": "mostly choose what pays them best, with some error",
    "best_reply": "always choose what pays them best",
    "ewa": "learn from what paid in earlier quarters",
    "aspiration": "try something else when results fall short of their aspirations",
    "fixed": "make the effort that the scenario sets",
}


BELIEF_PHRASES = {
    "promised": "expect partners to keep their promises as far as they trust them",
    "observed": "expect partners to do what they did last quarter",
    "expected": "consider what partners are likely to do",
}


INCENTIVE_NAMES = {
    "subsidy": "a subsidy for joint effort",
    "joint_target": "a joint target",
    "reward": "a reward for reaching the target",
    "charge": "a charge for keeping clients waiting after a hand-off",
    "failure_grant": "money in proportion to remaining need",
    "pooled_budget": "pooled budgets",
    "penalty": "a penalty for missing own targets",
    "payment": "a payment by results",
}


PAID_FOR_EFFORT = ("subsidy", "reward", "payment")
"""Incentives that pay money for joint work."""


def aims(scenario: Scenario) -> list[str]:
    """State each agency's objectives, and how agencies choose."""
    rules = scenario.decisions
    said = [f"Every quarter agencies choose their joint effort: they {RULE_PHRASES[rules.rule]}."]
    said.append(f"They {BELIEF_PHRASES[rules.beliefs]}.")
    if rules.joint_result == "reach":
        said.append("Joint targets pay for what the form of joint working lets efforts achieve.")
    if rules.joint_link == "min":
        said.append("Between two agencies the smaller effort counts.")
    if rules.shunting_most:
        said.append(
            f"They refuse up to {percent(rules.shunting_most)} of hard cases that are handed on to them,"
            " where that saves more than it costs them."
        )
    for agency in scenario.agencies:
        if agency.joint_weight:
            weighs = f"{title(agency)} aims at its own targets (weight {number(agency.own_weight)})"
            weighs += f" and at joint results (weight {number(agency.joint_weight)})"
        else:
            weighs = f"{title(agency)} aims at its own targets only, unless an incentive changes that"
        if agency.failure_share:
            weighs += f"; it bears {percent(agency.failure_share)} of the cost of unmet need"
        if agency.rule is not None and agency.rule != rules.rule:
            weighs += f"; such agencies {RULE_PHRASES[agency.rule]}"
        said.append(weighs + ".")
    return said


def incentives(scenario: Scenario) -> list[str]:
    """State what changes the pay-off of joint effort."""
    said = []
    for one in scenario.incentives:
        at_stake = [
            f"{pounds(one.gbp)} a quarter for each agency" if one.gbp is not None else "",
            f"{number(one.of_full_cost)} times the cost of full effort"
            if one.of_full_cost is not None
            else "",
            f"{pounds(one.rate)} for each client and week" if one.rate is not None else "",
            f"{pounds(one.price)} for each result reported" if one.price is not None else "",
            f"weight {number(one.weight)}" if one.weight is not None else "",
            f"{percent(one.share)} of budgets" if one.share is not None else "",
        ]
        stake = listing(part for part in at_stake if part)
        payer = ""
        if one.kind in (*PAID_FOR_EFFORT, "failure_grant"):
            payer = f", paid by {payer_named(scenario, one.payer)}"
        elif one.kind in ("charge", "penalty"):
            payer = f", paid to {payer_named(scenario, one.payee)}"
        said.append(
            f"{capital(title(one))}: {INCENTIVE_NAMES[one.kind]}{f' ({stake})' if stake else ''}"
            f" for {agencies_named(scenario, one.agencies)}{payer},"
            f" {span(scenario, one.starts, one.ends)}.{_bought(one)}{_priority(one)}"
        )
    return said + _crowded_out(scenario) or ["None."]


def _crowded_out(scenario: Scenario) -> list[str]:
    rules = scenario.decisions
    if not rules.crowding_out or not any(one.kind in PAID_FOR_EFFORT for one in scenario.incentives):
        return []
    return [
        "Money for joint work crowds out agencies' own motivation: as much as full effort costs leaves"
        f" {percent(math.exp(-rules.crowding_out))} of it, and half of what is lost comes back in"
        f" {count(round(rules.crowding_half_life), 'week')} without money."
    ]


def _bought(one: Incentive) -> str:
    if one.kind in ("joint_target", "pooled_budget") or not one.spent_on_places:
        return ""
    return f" Agencies that are paid buy places with {percent(one.spent_on_places)} of it."


def _priority(one: Incentive) -> str:
    if one.kind != "charge" or one.buys == "nothing":
        return ""
    return (
        " Agencies that are charged take those who wait after a hand-off first, the more so the dearer their"
        " wait is beside a place; if it is dearer, they buy places, at most"
        f" {percent(one.places_cap)} of their own."
    )


def what_pulls_against(scenario: Scenario) -> str:
    """1b."""
    own = [agency.own_weight for agency in members_of(scenario)]
    joint = [agency.joint_weight for agency in members_of(scenario)]
    said = f"Own targets weigh {between(own)}, joint results {between(joint)}"
    added = [one for one in scenario.incentives if one.kind == "joint_target" and one.weight]
    if added:
        said += f", plus {listing(number(one.weight) for one in added)} from a joint target"
    pooled = any(form.money.pooled_share for form in forms_in_time(scenario).values())
    pooled |= any(one.kind == "pooled_budget" for one in scenario.incentives)
    pulls = [] if pooled else ["separate budgets"]
    if scenario.population.eligibility is not None:
        pulls.append("a rule on who may be served")
    pulls += [
        INCENTIVE_NAMES[one.kind] for one in scenario.incentives if one.kind in ("penalty", "failure_grant")
    ]
    sponsors = scenario.partnership.sponsors - 1
    weights = [form.governance.own_weight_per_sponsor for form in forms_in_time(scenario).values()]
    pulls += [
        f"{count(sponsors, 'more sponsor')} with own targets (weight {number(weight)})"
        for weight in weights
        if weight and sponsors
    ]
    free = scenario.partnership.free_rider_share
    if free:
        pulls.append(f"members who are there only for the money ({percent(free)})")
    return f"{said}. Other barriers: {listing(pulls) or 'none'}."


def incentives_used(scenario: Scenario) -> str:
    """1c."""
    if not scenario.incentives:
        return "No incentive is used."
    kinds = listing(dict.fromkeys(INCENTIVE_NAMES[one.kind] for one in scenario.incentives))
    said = f"{capital(kinds)}."
    free = scenario.partnership.free_rider_share
    paid = [one for one in scenario.incentives if one.kind in PAID_FOR_EFFORT]
    ways = listing(_collected(scenario, one) for one in paid)
    if not ways:
        return f"{said} No instrument pays money for joint effort, so there is nothing to collect."
    who = f"{percent(free)} of members try" if free else "no member is assumed to try"
    return f"{said} A member could collect {ways} without contributing; {who}."


def _collected(scenario: Scenario, one: Incentive) -> str:
    if one.kind == "subsidy":
        return f"'{title(one)}' (paid to free riders for the effort they promised)"
    if one.kind == "payment":
        return f"'{title(one)}' (paid for every result that it reports, with or without joint work)"
    shared = scenario.measurement.metric == "stock"
    results = "the joint results of all" if shared else "its own results, with or without joint work"
    return f"'{title(one)}' (paid on {results})"


def reasons_to_take_part(scenario: Scenario) -> str:
    """1d."""
    rules = scenario.decisions
    own = [agency.intrinsic for agency in members_of(scenario) if agency.intrinsic is not None]
    said = f"Staff's own motivation is about {number(rules.intrinsic_mean)} (full effort costs 1)"
    if own:
        said += f", but {between(own)} at {count(len(own), 'agency', 'agencies')}"
    weak = [f"{title(a)} {percent(a.manager_support)}" for a in members_of(scenario) if a.manager_support < 1]
    backing = f"managers support only a part of it: {listing(weak)}" if weak else "managers support all of it"
    return f"{said}; {backing}."


def contributions(scenario: Scenario) -> str:
    """6c."""
    full = scenario.service.full_effort
    costs = [
        f"{title(a)} {pounds(full * a.places * a.place_cost * QUARTER)}"
        for a in members_of(scenario)
        if a.places
    ]
    return f"Cost of full effort in a quarter: {listing(costs) or 'nothing'}."
