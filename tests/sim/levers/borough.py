"""The borough in which the levers are tried, and changes of it."""

from __future__ import annotations

from typing import Any

Changes = dict[str, Any]

AGENCIES = ("advice", "housing", "health", "employment")
GROUPS = ("most_people", "shift_workers", "several_needs")
FUNDED = 104

BOROUGH: dict[str, Any] = {
    "name": "borough",
    "weeks": 156,
    "warm_up_weeks": 104,
    "population": {
        "clients": 3000,
        "needs": [{"name": "advice"}, {"name": "a_home"}, {"name": "health"}, {"name": "work"}],
        "access": [{"name": "evening_hours"}, {"name": "plain_language"}],
        "groups": [
            {
                "name": "most_people",
                "share": 0.6,
                "difficulty": 1.0,
                "onset": 0.006,
                "needs": {"advice": 0.5, "a_home": 0.35, "health": 0.35, "work": 0.35},
                "access": {"evening_hours": 0.1},
                "right_door": 0.8,
                "presenting": 0.2,
                "reach": 1.0,
            },
            {
                "name": "shift_workers",
                "share": 0.2,
                "difficulty": 1.15,
                "onset": 0.006,
                "needs": {"advice": 0.5, "a_home": 0.4, "health": 0.5, "work": 0.2},
                "access": {"evening_hours": 0.9},
                "right_door": 0.7,
                "presenting": 0.15,
                "reach": 0.6,
            },
            {
                "name": "several_needs",
                "share": 0.2,
                "difficulty": 1.4,
                "onset": 0.008,
                "needs": {"advice": 0.8, "a_home": 0.7, "health": 0.7, "work": 0.6},
                "access": {"evening_hours": 0.3, "plain_language": 0.8},
                "right_door": 0.6,
                "presenting": 0.12,
                "natural_exit": 0.01,
                "reach": 0.4,
            },
        ],
        "eligibility": {},
        "localities": [{"name": "better_off", "share": 0.6}, {"name": "poor", "share": 0.4, "onset": 1.4}],
    },
    "agencies": [
        {"name": "advice", "needs": ["advice"], "places": 30, "service_weeks": 4, "failure_share": 0.1},
        {
            "name": "housing",
            "needs": ["a_home"],
            "places": 46,
            "service_weeks": 10,
            "failure_share": 0.3,
            "fungible": True,
        },
        {"name": "health", "needs": ["health"], "places": 36, "service_weeks": 8, "failure_share": 0.4},
        {
            "name": "employment",
            "needs": ["work"],
            "places": 27,
            "service_weeks": 8,
            "failure_share": 0.2,
            "fungible": True,
        },
    ],
    "partnership": {"form": "formal", "lead": "advice"},
    "incentives": [
        {"name": "target", "kind": "joint_target", "weight": 1.5, "ends": FUNDED},
        {"name": "grant", "kind": "subsidy", "of_full_cost": 0.6, "ends": FUNDED},
        {"name": "pool", "kind": "pooled_budget", "share": 0.0},
        {"name": "charge", "kind": "charge", "rate": 0.0, "agencies": ["housing"], "payee": "health"},
        {"name": "relief", "kind": "failure_grant", "of_full_cost": 0.0},
    ],
    "funding": [
        {
            "name": "programme",
            "ends": FUNDED,
            "places": dict.fromkeys(AGENCIES, 6),
            "recruitment_weeks": 13,
            "mainstreamed": 0.3,
        }
    ],
    "campaigns": [{"name": "posters", "spend": 0.0}],
    "consultations": [{"name": "asked", "groups": ["several_needs"], "gain": 0.0}],
    "measurement": {"target_ratio": 1.2},
}


def each_agency(**values: Any) -> Changes:
    return {f"agencies.{name}.{key}": value for name in AGENCIES for key, value in values.items()}


def each_group(**values: Any) -> Changes:
    return {f"population.groups.{name}.{key}": value for name in GROUPS for key, value in values.items()}


def fixed(effort: float) -> Changes:
    return {"decisions.rule": "fixed", "decisions.fixed_effort": effort}
