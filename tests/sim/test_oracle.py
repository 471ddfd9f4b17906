"""The fast model agrees with a second, plain implementation (ODD 7).

`tests/oracle` runs the same scenarios client by client, written from the specification. After
every week both stand exactly alike, client by client, list by list, flow by flow; what is a sum of
floating-point numbers agrees within 1e-12.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.parameters import Scenario
from tests.oracle.extension import OWN_RULES
from tests.oracle.model import JointWorking
from tests.support.extensions import imitate_best

SEED = 20010302
WITH_EXTENSIONS = True
OWN_RULES["imitate_best"] = (imitate_best, {"decisions": 0})
EXACT = 1e-12

TOWN: dict[str, Any] = {
    "name": "small_town",
    "weeks": 78,
    "warm_up_weeks": 13,
    "population": {
        "clients": 120,
        "needs": [{"name": "advice"}, {"name": "home"}, {"name": "health"}],
        "access": [{"name": "hours"}, {"name": "language", "weight": 1.1}],
        "groups": [
            {
                "name": "most",
                "share": 0.6,
                "onset": 0.04,
                "presenting": 0.4,
                "needs": {"advice": 0.6, "home": 0.5, "health": 0.4},
                "access": {"hours": 0.3},
            },
            {
                "name": "others",
                "share": 0.4,
                "difficulty": 1.4,
                "onset": 0.05,
                "presenting": 0.3,
                "needs": {"advice": 0.4, "home": 0.7, "health": 0.5},
                "access": {"hours": 0.3, "language": 0.6},
            },
        ],
        "localities": [{"name": "north"}, {"name": "south", "share": 0.7, "places": 1.2, "onset": 0.9}],
    },
    "agencies": [
        {"name": "adviser", "needs": ["advice"], "places": 6, "service_weeks": 3, "failure_share": 0.3},
        {"name": "housing", "needs": ["home"], "places": 11, "service_weeks": 5, "failure_share": 0.3},
        {"name": "clinic", "needs": ["health"], "places": 7, "service_weeks": 4, "failure_share": 0.4},
    ],
    "awareness": {"opening": 0.7, "spontaneous": 0.01, "word_of_mouth": 0.05, "forgetting": 0.02},
    "service": {"abandonment": 0.05, "relapse": 0.04, "recurrence": 0.03, "return_from_lapse": 0.1},
}
"""Two localities, two groups, three agencies, no joint working."""

MONEY = {"gbp": 900}

ALL_INCENTIVES: list[dict[str, Any]] = [
    {"name": "grant", "kind": "subsidy", "of_full_cost": 0.5, "starts": 4},
    {"name": "aim", "kind": "joint_target", "weight": 1.5, "ends": 45},
    {"name": "prize", "kind": "reward", "gbp": 900, "threshold": 0.5},
    {"name": "delay", "kind": "charge", "rate": 30, "payee": "adviser", "agencies": ["housing", "clinic"]},
    {"name": "crisis", "kind": "failure_grant", "gbp": 300, "agencies": ["housing"]},
    {"name": "pool", "kind": "pooled_budget", "share": 0.4, "starts": 13, "ends": 60},
    {"name": "fine", "kind": "penalty", "gbp": 400},
]

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one_group_one_need_one_agency": {
        "population.groups": [{"name": "all", "share": 1, "needs": {"help": 1}, "onset": 0.05}],
        "population.needs": [{"name": "help"}],
        "population.access": [],
        "population.localities": [{"name": "town"}],
        "agencies": [{"name": "office", "needs": ["help"], "places": 6}],
    },
    "no_joint_working": {},
    "informal_opening_awareness_at_its_fixed_point": {
        "partnership.form": "informal",
        "awareness.opening": None,
        "trust.start": 0.5,
        "routine.start": 0.2,
        "decisions.complementarity": 0.3,
    },
    "formal_by_logit_with_a_partnership_that_ends": {
        "partnership.form": "formal",
        "partnership.starts": 4,
        "partnership.ends": 61,
        "decisions.beliefs": "observed",
        "agencies.housing.joint_weight": 1.5,
    },
    "contract_network_with_sponsors_by_best_reply": {
        "partnership.form": "contract_network",
        "partnership.sponsors": 3,
        "decisions.rule": "best_reply",
        "agencies.adviser.joint_weight": 3.0,
        "agencies.housing.joint_weight": 3.0,
        "agencies.clinic.manager_support": 0.5,
        "agencies.clinic.joint_weight": 4,
    },
    "lead_agency_by_ewa_with_penalty": {
        "partnership.form": "lead_agency",
        "partnership.lead": "housing",
        "decisions.rule": "ewa",
        "incentives": [{"name": "fine", "kind": "penalty", "gbp": 2500}],
        "agencies.adviser.own_target": 1.2,
        "decisions.pressure_weight": 0.5,
    },
    "dedicated_unit_that_pools_places": {
        "partnership.form": "dedicated_unit",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "agencies.adviser.fungible": True,
        "decisions.failure_weight": 1.5,
    },
    "merged_one_door_by_aspiration": {
        "partnership.form": "merged",
        "partnership.merger_loses": ["others"],
        "partnership.starts": 3,
        "decisions.rule": "aspiration",
        "decisions.aspiration.base": 0.3,
        "agencies.housing.joint_weight": 2.0,
        "agencies.clinic.joint_weight": 2.0,
        "routine.embedding": 0.05,
    },
    "merged_without_overhead_or_effort": {
        "partnership.form": "merged",
        "partnership.coordination.base": 0.0,
        "decisions.rule": "fixed",
    },
    "fixed_efforts_by_quarter_on_a_grid_of_two": {
        "partnership.form": "informal",
        "decisions.rule": "fixed",
        "decisions.fixed_effort": [0.3, 0.9, 0.5],
        "agencies.clinic.fixed_effort": 1.0,
        "agencies.adviser.rule": "logit",
        "decisions.grid": [0.0, 1.0],
        "decisions.beliefs": "expected",
        "agencies.housing.turnover": 0.5,
    },
    "beliefs_expected_and_infinite_precision": {
        "partnership.form": "formal",
        "decisions.beliefs": "expected",
        "decisions.precision": "infinite",
        "agencies.adviser.joint_weight": 4.0,
        "agencies.housing.rule": "ewa",
        "agencies.clinic.intrinsic": 0.8,
        "decisions.complementarity": 1.0,
    },
    "subsidy_and_free_riders": {
        "partnership.form": "formal",
        "partnership.free_rider_share": 0.4,
        "partnership.starts": 2,
        "incentives": [{"name": "grant", "kind": "subsidy", "of_full_cost": 0.9, "payer": "clinic"}],
    },
    "reward_with_noise": {
        "partnership.form": "informal",
        "measurement.lag": 3,
        "measurement.target_ratio": 1.0,
        "incentives": [{"name": "prize", "kind": "reward", "of_full_cost": 3.0, "threshold": 0.7}],
        "decisions.precision": 4,
    },
    "reward_for_certain_reports_all_or_nothing": {
        "partnership.form": "merged",
        "measurement.lag": 0,
        "measurement.target": 4,
        "measurement.noise": 0,
        "incentives": [
            {"name": "prize", "kind": "reward", "gbp": 2000, "threshold": 1.0},
            {"name": "slope", "kind": "reward", "gbp": 900, "threshold": 0.2},
        ],
    },
    "charge_and_failure_grant": {
        "partnership.form": "informal",
        "agencies.clinic.places": 4,
        "incentives": [
            {"name": "delay", "kind": "charge", "rate": 40, "payee": "adviser", "agencies": ["clinic"]},
            {"name": "crisis", "kind": "failure_grant", "gbp": 700},
        ],
    },
    "joint_target_with_reviews_gaming_and_deadlines": {
        "partnership.form": "lead_agency",
        "measurement.review_weeks": 13,
        "measurement.lag": 2,
        "measurement.deadlines": [20, 57],
        "measurement.deadline_gain": 2,
        "measurement.audit": 0.1,
        "measurement.gaming_cost": 1.5,
        "measurement.metric": "contacts",
        "measurement.correction": 2,
        "incentives": [{"name": "aim", "kind": "joint_target", "weight": 1.0, "starts": 10, "ends": 50}],
    },
    "metric_stock": {
        "partnership.form": "informal",
        "measurement.metric": "stock",
        "measurement.review_weeks": 17,
        "measurement.reviews_start": -5,
        "measurement.target_ratio": 0.7,
        "agencies.clinic.joint_weight": 1.0,
        "warm_up_weeks": 39,
    },
    "metric_places_and_warm_up_of_parts_of_quarters": {
        "partnership.form": "informal",
        "measurement.metric": "places",
        "warm_up_weeks": 32,
        "measurement.review_weeks": 10,
        "measurement.lag": 7,
        "weeks": 60,
        "partnership.starts": -20,
    },
    "metric_joined_up_under_one_manager": {
        "partnership.form": "merged",
        "measurement.metric": "joined_up",
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.8,
        "measurement.review_weeks": 13,
        "measurement.lag": 0,
        "forms.merged.set_up_weeks": 5,
        "forms.merged.dip_weeks": 9,
        "incentives": ALL_INCENTIVES,
    },
    "small_world": {
        "population.contacts": {"kind": "small_world", "degree": 6, "rewiring": 0.3},
        "awareness.word_of_mouth": 0.4,
    },
    "scale_free": {
        "population.contacts": {"kind": "scale_free", "degree": 4},
        "awareness.word_of_mouth": 0.4,
    },
    "blocks": {
        "population.contacts": {"kind": "blocks", "degree": 7, "homophily": 0.8},
        "awareness.word_of_mouth": 0.4,
    },
    "redress_and_pressure": {
        "partnership.form": "informal",
        "redress.clarity": 0.6,
        "redress.upheld": 0.8,
        "redress.complaint": 0.6,
        "decisions.pressure_weight": 2.0,
        "agencies.housing.places": 5,
        "service.abandonment": 0.2,
    },
    "creaming_and_needs_that_end": {
        "service.creaming": 5.0,
        "agencies.adviser.places": 4,
        "agencies.clinic.places": 4,
        "service.need_ends_on_abandonment": 0.5,
        "service.abandonment": 0.12,
    },
    "ineligible_are_refused": {
        "partnership.form": "formal",
        "population.eligibility": {"groups": {"others": 0.4}, "applies_at": ["housing", "clinic"]},
    },
    "ineligible_are_served_as_before": {
        "partnership.form": "merged",
        "partnership.merger_loses": ["others", "most"],
        "population.eligibility": {
            "groups": {"others": 0.6},
            "localities": ["north"],
            "otherwise": "as_before",
        },
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.9,
        "forms.merged.set_up_weeks": 4,
        "service.relapse_protection": 0.7,
    },
    "campaigns_consultation_outreach": {
        "partnership.form": "informal",
        "awareness.advertising_effect": 0.0015,
        "campaigns": [
            {
                "name": "posters",
                "starts": -3,
                "ends": 30,
                "spend": 90,
                "audience": ["others"],
                "channel": "street",
            },
            {
                "name": "radio",
                "starts": 8,
                "spend": 60,
                "half_life": 8,
                "payer": "clinic",
                "programme": False,
            },
        ],
        "consultations": [
            {
                "name": "asked",
                "starts": 5,
                "weeks": 10,
                "groups": ["others"],
                "cost": 150,
                "gain": 0.6,
                "agencies": ["housing"],
            },
            {"name": "more", "starts": 20, "weeks": 5, "groups": ["most"], "cost": 50, "programme": False},
        ],
        "agencies.adviser.outreach": 1.3,
        "agencies.clinic.outreach": 0.4,
        "service.outreach_to": ["others"],
        "population.groups.others.reach": {"street": 0.9},
        "population.localities": [
            {"name": "north"},
            {"name": "south", "share": 0.7, "in_programme": False, "accommodation": 0.1},
        ],
    },
    "funding_that_lapses_and_is_mainstreamed": {
        "partnership.form": "formal",
        "partnership.starts": 2,
        "funding": [
            {
                "name": "programme",
                "starts": 3,
                "ends": 50,
                "places": {"housing": 6, "clinic": 3},
                "recruitment_weeks": 9,
                "mainstreamed": 0.5,
                "payer": "clinic",
            },
            {
                "name": "bridge",
                "starts": 10,
                "ends": 30,
                "places": {"adviser": 4},
                "recruitment_weeks": 0,
                "recruits_after": 11,
            },
        ],
        "agencies.housing.places": 9,
    },
    "funding_carried_forward_in_waves": {
        "partnership.form": "contract_network",
        "funding": [
            {
                "name": "programme",
                "starts": 0,
                "ends": 40,
                "places": {"housing": 8, "clinic": 5},
                "recruitment_weeks": 13,
                "mainstreamed": 0.25,
                "carry_forward": True,
            },
            {
                "name": "first_round",
                "starts": 6,
                "ends": 22,
                "places": {"clinic": 5},
                "localities": ["late"],
                "recruitment_weeks": 4,
                "mainstreamed": 0.5,
            },
        ],
        "consultations": [{"name": "asked", "starts": 0, "weeks": 8, "groups": ["others"], "cost": 150}],
        "population.localities": [{"name": "town", "count": 2}, {"name": "late", "partnership_starts": 17}],
        "population.variation": {"places": 0.3, "onset": 0.4},
        "forms.contract_network.capacity_dip": 0.1,
        "forms.contract_network.dip_weeks": 8,
    },
    "pooled_budget_with_leaving": {
        "partnership.form": "informal",
        "partnership.leaving": True,
        "partnership.free_rider_share": 0.3,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "agencies.adviser.fungible": True,
        "trust.start": 0.0,
        "partnership.coordination.base": 0.05,
        "decisions.failure_weight": 0.0,
        "incentives": [{"name": "pool", "kind": "pooled_budget", "share": 0.5}],
    },
    "lead_agency_leaving_and_declining": {
        "partnership.form": "lead_agency",
        "partnership.leaving": True,
        "partnership.decline_share": 0.4,
        "partnership.coordination.per_link": 0.03,
        "agencies.clinic.intrinsic": -0.4,
        "agencies.adviser.intrinsic": -0.5,
        "partnership.members": ["clinic", "adviser", "housing"],
        "weeks": 90,
    },
    "given_arrivals_and_certain_presenting": {
        "population.certain_presenting": True,
        "population.groups": [
            {
                "name": "by_chance",
                "share": 0.3,
                "needs": {"advice": 0.7, "home": 0.3},
                "arrivals": {"kind": "poisson", "per_week": [2.5, 1, 3]},
            },
            {
                "name": "rarely",
                "share": 0.3,
                "needs": {"home": 0.7},
                "arrivals": {"kind": "bernoulli", "per_week": [0.8]},
            },
            {
                "name": "given",
                "share": 0.2,
                "needs": {"health": 0.7, "advice": 1},
                "arrivals": {"kind": "fixed", "per_week": [1, 2, 0, 3]},
            },
            {"name": "rest", "share": 0.2, "needs": {"health": 1}, "onset": 0.1},
        ],
        "population.access": [],
    },
    "opening_states_and_people_per_client": {
        "population.people": 1200,
        "agencies.adviser.places": 60,
        "agencies.housing.places": 70,
        "agencies.clinic.places": 4,
        "partnership.form": "informal",
        "warm_up_weeks": 0,
        "population.groups.most.opening": {"seeking": 0.1, "waiting": 0.2, "in_service": 0.3, "lapsed": 0.1},
        "population.groups.others.opening": {"in_service": 0.5, "lapsed": 0.2},
        "agencies.housing.outreach": 9,
        "incentives": [{"name": "grant", "kind": "subsidy", **MONEY}],
    },
    "change_of_form_and_levers_in_mid_run": {
        "partnership.form": "informal",
        "partnership.starts": 1,
        "incentives": ALL_INCENTIVES,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "events": [
            {"name": "early", "week": -5, "set": {"agencies.housing.places": 12}},
            {
                "name": "merger",
                "week": 17,
                "set": {"partnership.form": "merged", "partnership.merger_loses": ["most"]},
            },
            {
                "name": "levers",
                "week": 30,
                "set": {
                    "decisions.effort_cost": 0.1,
                    "incentives.grant.of_full_cost": 0.1,
                    "population.groups.most.onset": 0.08,
                    "service.abandonment": 0.1,
                    "agencies.clinic.places": 6,
                    "agencies.housing.accommodation": {"language": 0.9},
                },
            },
            {"name": "leavers", "week": 33, "turnover_shock": 0.5, "agencies": ["clinic"]},
            {"name": "unit", "week": 44, "set": {"partnership.form": "dedicated_unit"}},
            {"name": "over", "week": 66, "set": {"partnership.form": "none"}, "turnover_shock": 0.2},
        ],
    },
    "a_rule_of_a_user": {
        "decisions.rule": "imitate_best",
        "extensions.imitate_best.pull": 0.7,
        "partnership.form": "formal",
    },
    "rules_that_change_in_mid_run": {
        "partnership.form": "formal",
        "incentives": ALL_INCENTIVES,
        "agencies.adviser.rule": "ewa",
        "events": [
            {
                "name": "seat",
                "week": 13,
                "set": {
                    "agencies.adviser.rule": "fixed",
                    "agencies.adviser.fixed_effort": 0.85,
                    "agencies.housing.rule": "fixed",
                    "agencies.housing.fixed_effort": 0.05,
                },
            },
            {"name": "mid_quarter", "week": 20, "set": {"agencies.adviser.fixed_effort": 0.45}},
            {
                "name": "own_rules",
                "week": 39,
                "set": {"agencies.adviser.rule": "ewa", "agencies.housing.rule": "aspiration"},
            },
            {
                "name": "others",
                "week": 52,
                "set": {"agencies.housing.rule": None, "agencies.clinic.rule": "best_reply"},
            },
        ],
    },
    "all_incentives_with_learning_agencies": {
        "partnership.form": "dedicated_unit",
        "incentives": ALL_INCENTIVES,
        "agencies.adviser.rule": "ewa",
        "agencies.housing.rule": "aspiration",
        "agencies.clinic.rule": "best_reply",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "measurement.lag": 5,
        "decisions.money_salience": 1.5,
        "redress.clarity": 0.8,
        "money.outside_failure_shares": {"police": 0.2, "courts": 0.1},
        "agencies.adviser.failure_share": 0.0,
    },
}
"""What each configuration changes in the town, by name of what it is about."""


def scenario_of(changes: dict[str, Any]) -> Scenario:
    """Return the town with changes: whole parts of the people and agencies first, then the rest."""
    tree = copy.deepcopy(TOWN)
    parts_of_people = ("needs", "groups", "access", "localities")
    whole = ["agencies", *(f"population.{part}" for part in parts_of_people)]
    for path in whole:
        if path in changes:
            *parts, last = path.split(".")
            (tree[parts[0]] if parts else tree)[last] = changes[path]
    return Scenario.parse(tree).with_changes({p: v for p, v in changes.items() if p not in whole})


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_both_implementations_agree_week_by_week(name: str) -> None:
    scenario = scenario_of(CONFIGURATIONS[name])
    fast, plain = Engine(scenario, SEED), JointWorking(scenario.model_dump(), rng=SEED)
    assert_alike(fast, plain, "opening")
    for week in range(-scenario.warm_up_weeks, scenario.weeks):
        quarter = fast.quarter_index
        fast.advance(1)
        plain.step()
        assert_alike(fast, plain, f"week {week}")
        assert_same_week(fast, plain, quarter, f"week {week}")


def assert_alike(fast: Engine, plain: JointWorking, when: str) -> None:
    """Compare how clients, lists, agencies and partnerships stand."""
    state, roles = fast.state, [agency["name"] for agency in plain.tree["agencies"]]
    clients = plain.clients

    def same(what: str, found: Any, expected: Any) -> None:
        found, expected = np.asarray(found), np.asarray(expected)
        if not np.array_equal(found, expected):
            where = np.argwhere(found != expected).tolist()[:5]
            raise AssertionError(
                f"{when}: {what}: fast {found[found != expected][:5]}, "
                f"plain {expected[found != expected][:5]} at {where}"
            )

    def place(agency: Any) -> int:
        return k.NOBODY if agency is None else roles.index(agency.name)

    def mask(numbers: Any) -> int:
        return sum(1 << number for number in numbers)

    def flag(bit: int) -> Any:
        return (state.client["flags"] & bit) != 0

    same("group", state.group, [c.group_number for c in clients])
    same("state", state.state, [k.STATES.index(c.state) for c in clients])
    same("aware", state.aware, [c.aware for c in clients])
    same("since", state.client["entered"], [c.since for c in clients])
    same("needs", state.client["needs"], [mask(c.needs) for c in clients])
    same("needs at onset", state.client["needs_at_onset"], [mask(c.needs_at_onset) for c in clients])
    same("agency", state.client["role"], [place(c.agency) for c in clients])
    same("served by", state.client["last_role"], [place(c.served_by) for c in clients])
    same("hops", state.client["hops"], [c.hops for c in clients])
    same("met", state.client["met"], [mask(map(roles.index, c.met)) for c in clients])
    same("weeks waited", state.client["waited"], [c.waited for c in clients])
    for what, bit in (
        ("eligible", k.ELIGIBLE_BIT),
        ("lapsed", k.LAPSED_BIT),
        ("redress", k.REDRESS_BIT),
        ("helped_before", k.HELPED_BIT),
        ("complained", k.COMPLAINED_BIT),
        ("handed_on", k.HANDED_BIT),
    ):
        same(what, flag(bit), [getattr(c, what) for c in clients])

    # Kept in single precision: the smallest J of the episode (2 if none yet); after it, the protection.
    smallest = [c.protection if c.state == "no_need" else min(2.0, c.smallest_joint) for c in clients]
    assert state.client["joint"] == pytest.approx(np.array(smallest), rel=1e-6), f"{when}: smallest J"

    for n, locality in enumerate(plain.localities):
        for a, agency in enumerate(locality.agencies):
            here = f"{locality.name}/{agency.name}"
            queues = [*agency.lists.values(), agency.redress_list]
            for number, queue in enumerate(queues):
                chain = state.on_list(n, a, number)
                assert chain == [c.number for c in queue], f"{when}: list {number} of {here}"
            row = state.agency[n, a]
            exact: dict[str, float] = {
                "places": agency.places if when != "opening" else agency.contracted,
                "in_service": len(agency.in_service),
                "waiting": len(agency.waiting),
                "handed_waiting": agency.handed_waiting,
                "member": agency.member,
                "left": agency.left,
            }
            for what, value in exact.items():
                assert row[what] == value, f"{when}: {what} of {here}: {row[what]} and {value}"
            close = {
                "effort": agency.effort,
                "routine": agency.routine,
                "pressure": agency.pressure,
                "gaming": agency.gaming,
                "rate": agency.rate,
                "trust_mean": agency.trust_mean,
                "expected_wait": agency.expected_wait,
                "review_weight": agency.review_weight,
                "performance": agency.performance,
                "metric_sum": agency.metric,
                "joint_mean": locality.partnership.joint_mean(agency),
                "reported": np.nan if agency.reported is None else agency.reported,
                "target": np.nan if agency.target is None else agency.target,
            }
            for what, value in close.items():
                assert row[what] == pytest.approx(value, rel=EXACT, abs=EXACT, nan_ok=True), (
                    f"{when}: {what} of {here}"
                )
            for b, other in enumerate(roles):
                if a != b:
                    edge, link = locality.partnership.graph.edges[agency.name, other], state.link[n, a, b]
                    assert link["trust"] == pytest.approx(edge["trust"], rel=EXACT), f"{when}: {here} {other}"
                    assert link["hand_offs"] == edge["hand_offs"], f"{when}: {here} {other}"
                    assert link["joint"] == pytest.approx(edge["joint"], rel=EXACT), f"{when}: {here} {other}"


def assert_same_week(fast: Engine, plain: JointWorking, quarter: int, when: str) -> None:
    """Compare what happened in the week: flows, choices of effort, money."""
    lines = ledger_lines(fast.scenario)
    for n, locality in enumerate(plain.localities):
        for group in range(fast.record.flow.shape[1]):
            flows = dict(zip(k.FLOWS, fast.record.flow[n, group].tolist(), strict=True))
            assert flows == {name: locality.flow[group, name] for name in k.FLOWS}, (
                f"{when}: flows of {locality.name}"
            )
        assert {name for _, name in locality.flow} <= set(k.FLOWS)
        for a, agency in enumerate(locality.agencies):
            if agency in plain.choices:
                assert fast.record.choices[quarter, n, a] == plain.choices[agency], f"{when}: choice"
        money: Counter[tuple[str, str, str]] = Counter()
        for line, gbp in zip(lines, fast.record.money[n], strict=True):
            money[line.payer, line.payee, line.category] += gbp
        for key in money.keys() | locality.money.keys():
            expected = pytest.approx(locality.money.get(key, 0.0), rel=EXACT, abs=1e-9)
            assert money[key] == expected, f"{when}: {key}"


def test_the_configurations_switch_on_every_mechanism() -> None:
    trees = [scenario_of(changes).model_dump() for changes in CONFIGURATIONS.values()]
    forms = {tree["partnership"]["form"] for tree in trees}
    rules = {tree["decisions"]["rule"] for tree in trees}
    assert forms == set(trees[0]["forms"])
    assert {item["kind"] for tree in trees for item in tree["incentives"]} == set(k.INCENTIVES)
    assert rules == {*k.RULES, *OWN_RULES}
    assert {tree["decisions"]["beliefs"] for tree in trees} == set(k.BELIEFS)
    assert {tree["measurement"]["metric"] for tree in trees} == set(k.METRICS)
    assert {tree["population"]["contacts"]["kind"] for tree in trees} == set(k.CONTACT_KINDS)
    groups = [group for tree in trees for group in tree["population"]["groups"]]
    assert {group["arrivals"]["kind"] for group in groups if group["arrivals"]} | {"onset"} == set(
        k.ARRIVAL_KINDS
    )


def test_the_second_implementation_shares_only_the_draws() -> None:
    for path in sorted((Path(__file__).parents[1] / "oracle").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not [alias.name for alias in node.names if alias.name.split(".")[0] == "joinup"]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "joinup":
                assert node.module == "joinup.sim", path.name
                assert [alias.name for alias in node.names] == ["randomness"], path.name
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("__import__", "exec", "eval"), path.name
