"""Configurations of the town by how needs return or are prevented, and by waits that displease."""

from __future__ import annotations

from typing import Any

from tests.oracle.outcomes import NOT_YET

PREVENTION: list[dict[str, Any]] = [
    {"name": "advice", "cut": 0.5, "ramp": 20, "cost": 12, "groups": ["others"], "starts": -6},
    {"name": "visits", "cut": 0.3, "ramp": 0, "joint_part": 1.0, "cost": 30, "starts": 5, "ends": 40},
    {"name": "school", "cut": 0.8, "ramp": 13, "joint_part": 0.0, "cost": 5, "programme": False},
]
"""Three ways of keeping needs from arising: for a group, through joint working alone, and for all."""

UPSET: dict[str, Any] = {
    "redress.patience": 2,
    "redress.patience_scale": 4,
    "redress.complaint": 0.7,
    "redress.clarity": 0.7,
    "decisions.pressure_weight": 1.5,
    "agencies.housing.places": 6,
    "weeks": 53,
}
"""Long waits, people who mind, and agencies to whom their complaints matter."""

RETURNS: dict[str, dict[str, Any]] = {
    "relapse_that_fades": {
        "service.relapse": 0.3,
        "service.relapse_fades": 6.5,
        "population.groups.others.natural_exit": 0.1,
        "weeks": 53,
    },
    "relapse_that_fades_with_protection_and_given_arrivals": {
        "service.relapse": 0.4,
        "service.relapse_fades": 20,
        "service.relapse_protection": 0.8,
        "partnership.form": "merged",
        "forms.merged.governance.set_up_weeks": 3,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.9,
        "population.groups": [
            {"name": "given", "share": 0.3, "needs": {"advice": 1}, "arrivals": {"per_week": [2]}},
            {"name": "rest", "share": 0.7, "needs": {"home": 0.8, "health": 0.8}, "onset": 0.02},
        ],
        "population.access": [],
        "events": [
            {"name": "lasting", "week": 30, "set": {"service.relapse_fades": "infinite"}},
            {"name": "fading", "week": 44, "set": {"service.relapse_fades": 3}},
        ],
        "weeks": 60,
    },
    "waits_that_displease": UPSET | {"partnership.form": "informal"},
    "waits_that_displease_after_redress_and_services_in_vain": UPSET
    | {
        "redress.patience": 0,
        "redress.upheld": 0.9,
        "redress.patience_scale": 9,
        "agencies.adviser.efficacy": 0.4,
        "agencies.clinic.places": 4,
        "service.abandonment": 0.2,
        "service.creaming": 3,
        "partnership.form": "lead_agency",
        "events": [{"name": "calm", "week": 40, "set": {"redress.patience": "infinite"}}],
    },
    "prevention_without_joint_working": {"prevention": PREVENTION, "weeks": 45},
    "prevention_with_joint_working_in_waves": {
        "prevention": PREVENTION,
        "population.localities": [
            {"name": "north", "onset": 1.4},
            {"name": "south", "share": 0.7, "partnership_starts": 14},
            {"name": "west", "in_programme": False},
        ],
        "population.variation": {"onset": 0.3},
        "partnership.form": "formal",
        "partnership.ends": 50,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.7,
        "weeks": 60,
        "events": [{"name": "more", "week": 30, "set": {"prevention.advice.cut": 0.9}}],
    },
    "prevention_of_needs_that_return_in_the_second_edition": UPSET
    | NOT_YET
    | {
        "schema_version": 2,
        "prevention": PREVENTION,
        "partnership.form": "merged",
        "partnership.covers.groups": ["others"],
        "service.relapse": 0.1,
        "service.relapse_fades": 30,
    },
}
"""What each changes in the town, by name of what it is about."""
