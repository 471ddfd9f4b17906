"""Configurations of the town by needs met in a given order or side by side."""

from __future__ import annotations

from typing import Any

from tests.oracle.outcomes import OVERLAPPING

SIDE_BY_SIDE: dict[str, Any] = {
    "weeks": 53,
    "journeys.together": [["home", "health"], ["advice", "home"]],
    "service.cold_hand_off": 0.8,
}
"""Needs that may be met at the same time, and hand-offs that often work."""

JOURNEYS: dict[str, dict[str, Any]] = {
    "needs_in_a_given_order": {
        "weeks": 53,
        "journeys.before": [["health", "home"], ["home", "advice"]],
        "service.cold_hand_off": 0.8,
        "service.recurrence": 0.1,
        "agencies.housing.efficacy": 0.6,
    },
    "needs_side_by_side": SIDE_BY_SIDE | {"service.recurrence": 0.0},
    "needs_side_by_side_with_ends_and_services_in_vain": SIDE_BY_SIDE
    | {
        "service.ends_in_service": True,
        "population.groups.most.natural_exit": 0.08,
        "agencies.adviser.efficacy": 0.6,
        "agencies.housing.efficacy": 0.5,
        "agencies.clinic.efficacy": 0.7,
        "agencies.housing.places": 6,
        "agencies.clinic.places": 4,
        "service.abandonment": 0.1,
        "service.creaming": 3,
        "redress.patience": 2,
        "redress.complaint": 0.8,
        "redress.clarity": 0.8,
    },
    "needs_side_by_side_jointly": SIDE_BY_SIDE
    | {
        "partnership.form": "formal",
        "partnership.covers.min_needs": 2,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.9,
        "service.repeated_assessment": 0.4,
        "service.relapse": 0.2,
        "service.relapse_protection": 0.8,
        "population.eligibility": {"groups": {"others": 0.5}, "applies_at": ["clinic"]},
        "agencies.clinic.places": 4,
    },
    "needs_side_by_side_with_places_held": SIDE_BY_SIDE
    | {
        "journeys.before": [["advice", "health"]],
        "service.cold_hand_off": 0.5,
        "agencies.adviser.holds_place": 0.7,
        "agencies.housing.holds_place": 0.7,
        "agencies.clinic.holds_place": 0.7,
        "agencies.clinic.places": 4,
        "agencies.housing.places": 7,
    },
    "needs_side_by_side_where_several_serve_a_need": SIDE_BY_SIDE
    | {
        "agencies": OVERLAPPING,
        "partnership.form": "informal",
        "measurement.metric": "joined_up",
        "incentives": [
            {"name": "delay", "kind": "charge", "rate": 40, "payee": "adviser", "agencies": ["clinic"]}
        ],
    },
    "navigators_of_a_partnership": {
        "weeks": 53,
        "partnership.form": "informal",
        "partnership.covers.min_needs": 2,
        "partnership.starts": 3,
        "partnership.ends": 45,
        "population.groups.most.right_door": 1.0,
        "population.groups.others.right_door": 1.0,
        "service.cold_hand_off": 0.3,
        "service.return_from_lapse": 0.2,
        "navigators": [
            {"name": "guide", "caseload": 6, "groups": ["others"], "joint": 0.8, "return_factor": 3},
            {"name": "friend", "caseload": 8, "cost": 80, "payer": "clinic"},
        ],
    },
    "navigators_side_by_side_in_waves": SIDE_BY_SIDE
    | {
        "partnership.form": "formal",
        "partnership.members": ["housing", "clinic"],
        "population.localities": [
            {"name": "north"},
            {"name": "south", "share": 0.7, "places": 1.2, "partnership_starts": 20},
        ],
        "population.people": 240,
        "agencies.adviser.places": 12,
        "agencies.housing.places": 22,
        "agencies.clinic.places": 14,
        "agencies.housing.holds_place": 0.6,
        "population.groups.most.right_door": 1.0,
        "population.groups.others.right_door": 1.0,
        "service.recurrence": 0.0,
        "redress.complaint": 0.9,
        "redress.clarity": 0.9,
        "service.relapse": 0.2,
        "service.relapse_protection": 0.8,
        "navigators": [{"name": "guide", "caseload": 30, "joint": 0.9, "return_factor": 4}],
    },
}
"""What each changes in the town, by name of what it is about."""
