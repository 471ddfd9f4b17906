"""Configurations of the town by people who keep their place until the next service starts."""

from __future__ import annotations

from typing import Any

from tests.oracle.outcomes import NOT_YET, OVERLAPPING

HOLDING: dict[str, Any] = {
    "weeks": 53,
    "agencies.adviser.holds_place": 0.6,
    "agencies.housing.holds_place": 0.5,
    "agencies.clinic.holds_place": 1.0,
}
"""Places kept with a chance by those who are handed on."""

HELD: dict[str, dict[str, Any]] = {
    "places_held_for_certain": {
        "weeks": 53,
        "agencies.adviser.holds_place": 1.0,
        "agencies.housing.holds_place": 1.0,
        "agencies.clinic.holds_place": 1.0,
        "service.retry": 0.5,
        "service.cold_hand_off": 0.3,
        "agencies.housing.places": 7,
        "agencies.clinic.places": 4,
    },
    "places_held_by_chance_with_ends_and_recurrence": HOLDING
    | {
        "service.ends_in_service": True,
        "service.recurrence": 0.15,
        "service.cold_hand_off": 0.3,
        "population.groups.most.natural_exit": 0.08,
        "agencies.clinic.efficacy": 0.6,
        "agencies.clinic.places": 4,
    },
    "places_held_without_ends_in_service": HOLDING
    | {
        "partnership.form": "formal",
        "partnership.covers.groups": ["others"],
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.8,
        "service.repeated_assessment": 0.4,
        "service.cold_hand_off": 0.2,
        "population.groups.others.natural_exit": 0.1,
        "service.relapse_protection": 0.8,
    },
    "places_held_where_several_serve_a_need": {
        "weeks": 53,
        "agencies": [item | {"holds_place": 0.8} for item in OVERLAPPING],
        "service.cold_hand_off": 0.3,
        "service.recurrence": 0.05,
        "service.creaming": 4,
        "redress.complaint": 0.9,
        "redress.upheld": 0.9,
        "population.eligibility": {"groups": {"others": 0.5}, "applies_at": ["housing", "clinic"]},
        "measurement.metric": "places",
        "measurement.review_weeks": 13,
        "partnership.form": "informal",
    },
    "places_held_and_cut_in_mid_run": HOLDING
    | {
        "partnership.form": "dedicated_unit",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "money.in_service_weight": 0.5,
        "service.cold_hand_off": 0.3,
        "redress.patience": 1,
        "funding": [
            {"name": "more", "starts": 0, "ends": 30, "places": {"clinic": 5}, "recruitment_weeks": 0}
        ],
        "incentives": [
            {"name": "delay", "kind": "charge", "rate": 40, "payee": "adviser", "agencies": ["clinic"]}
        ],
        "events": [
            {"name": "cuts", "week": 20, "set": {"agencies.housing.places": 4}},
            {"name": "let_go", "week": 35, "set": {"agencies.clinic.holds_place": 0.0}},
        ],
    },
    "places_held_in_the_second_edition": HOLDING
    | NOT_YET
    | {"schema_version": 2, "partnership.form": "lead_agency"},
}
"""What each changes in the town, by name of what it is about."""
