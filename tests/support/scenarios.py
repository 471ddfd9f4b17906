"""Small scenarios for tests: a town in which much happens within a year."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.results.run_tables import RunTables

PLAIN: dict[str, Any] = {
    "name": "test_town",
    "weeks": 52,
    "warm_up_weeks": 26,
    "population": {
        "clients": 300,
        "needs": [{"name": "advice"}, {"name": "home"}, {"name": "health"}],
        "access": [{"name": "hours"}, {"name": "language"}],
        "groups": [
            {
                "name": "most",
                "share": 0.7,
                "onset": 0.03,
                "presenting": 0.4,
                "right_door": 0.6,
                "needs": {"advice": 0.6, "home": 0.5, "health": 0.4},
                "access": {"hours": 0.2},
            },
            {
                "name": "others",
                "share": 0.3,
                "difficulty": 1.4,
                "onset": 0.04,
                "presenting": 0.3,
                "right_door": 0.5,
                "needs": {"advice": 0.5, "home": 0.8, "health": 0.6},
                "access": {"hours": 0.3, "language": 0.6},
            },
        ],
        "localities": [{"name": "north"}, {"name": "south", "share": 0.8}],
    },
    "agencies": [
        {"name": "adviser", "needs": ["advice"], "places": 8, "service_weeks": 3, "failure_share": 0.3},
        {"name": "housing", "needs": ["home"], "places": 14, "service_weeks": 5, "failure_share": 0.3},
        {"name": "clinic", "needs": ["health"], "places": 9, "service_weeks": 4, "failure_share": 0.4},
    ],
    "awareness": {"opening": 0.7},
    "service": {"abandonment": 0.05, "relapse": 0.02, "recurrence": 0.02, "return_from_lapse": 0.1},
}
"""Two localities, two groups, three agencies, no joint working."""

SEVEN_INCENTIVES: list[dict[str, Any]] = [
    {"name": "grant", "kind": "subsidy", "of_full_cost": 0.5},
    {"name": "aim", "kind": "joint_target", "weight": 1.5, "ends": 40},
    {"name": "prize", "kind": "reward", "gbp": 4000, "threshold": 0.5},
    {"name": "delay", "kind": "charge", "rate": 30, "payee": "adviser"},
    {"name": "crisis", "kind": "failure_grant", "gbp": 500, "agencies": ["housing"]},
    {"name": "pool", "kind": "pooled_budget", "share": 0.3, "starts": 13},
    {"name": "fine", "kind": "penalty", "gbp": 1000},
]

BUSY: dict[str, Any] = {
    "partnership.form": "lead_agency",
    "partnership.starts": 2,
    "partnership.lead": "housing",
    "agencies.housing.fungible": True,
    "agencies.clinic.fungible": True,
    "agencies.adviser.outreach": 2.5,
    "agencies.clinic.rule": "ewa",
    "incentives": SEVEN_INCENTIVES,
    "funding": [
        {
            "name": "programme",
            "starts": 4,
            "ends": 33,
            "places": {"housing": 8, "clinic": 4},
            "recruitment_weeks": 6,
            "mainstreamed": 0.25,
        }
    ],
    "campaigns": [{"name": "posters", "starts": 5, "ends": 20, "spend": 60, "audience": ["others"]}],
    "consultations": [{"name": "asked", "starts": 3, "weeks": 8, "groups": ["others"], "cost": 150}],
    "population.eligibility": {"groups": {"others": 0.7}, "applies_at": ["housing"]},
    "service.creaming": 1.0,
    "measurement.deadlines": [30],
    "measurement.lag": 5,
    "measurement.review_weeks": 20,
    "events": [
        {"name": "merger", "week": 24, "set": {"partnership.form": "merged"}},
        {"name": "leavers", "week": 30, "turnover_shock": 0.3, "agencies": ["housing"]},
    ],
}
"""Everything at once: all seven incentives, money, publicity, rules, two forms, a shock."""


TWO_STEPS: dict[str, Any] = {
    "name": "two_steps",
    "weeks": 10,
    "warm_up_weeks": 0,
    "population": {
        "clients": 5,
        "needs": [{"name": "advice"}, {"name": "home"}],
        "groups": [
            {
                "name": "all",
                "share": 1,
                "onset": 0,
                "needs": {"advice": 1, "home": 1},
                "right_door": 1,
                "natural_exit": 0,
                "opening": {"seeking": 1},
            }
        ],
        "certain_presenting": True,
    },
    "agencies": [
        {"name": "adviser", "needs": ["advice"], "places": 2, "service_weeks": 1},
        {"name": "housing", "needs": ["home"], "places": 1, "service_weeks": 1},
    ],
    "awareness": {"opening": 1, "forgetting": 0},
    "service": {
        "cold_hand_off": 1,
        "fatigue": 0,
        "abandonment": 0,
        "return_from_lapse": 0,
        "recurrence": 0,
        "relapse": 0,
    },
    "redress": {"complaint": 0},
}
"""Five clients who need advice, then a home, and no chance anywhere: every probability is 0 or 1."""


def two_steps(changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return the five clients' scenario with other values at the given paths."""
    return Scenario.parse(copy.deepcopy(TWO_STEPS)).with_changes(dict(changes or {}))


def plain_town(changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return the plain town with other values at the given paths."""
    return Scenario.parse(copy.deepcopy(PLAIN)).with_changes(dict(changes or {}))


def busy_town(changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return the town in which everything happens at once."""
    return plain_town(copy.deepcopy(BUSY)).with_changes(dict(changes or {}))


def engine_at(scenario: Scenario, week: int, seed: int = 1) -> Engine:
    """Return a run that has been run up to the start of a week."""
    engine = Engine(scenario, seed)
    engine.advance(scenario.warm_up_weeks + week)
    return engine


def engine_of(result: Result) -> Engine:
    """Return the engine of the run that a result is of."""
    assert isinstance(result._source, RunTables)
    return result._source.engine
