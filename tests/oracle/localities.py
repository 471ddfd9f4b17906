"""Configurations of the town by how localities differ and by what lost staff time does to services."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

UNLIKE: list[dict[str, Any]] = [
    {"name": "north", "service_weeks": {"housing": 1.8, "clinic": 0.6}, "hand_off": 1.5, "efficacy": 1.7},
    {
        "name": "south",
        "share": 0.7,
        "places": 1.2,
        "service_weeks": {"adviser": 0.1, "clinic": 2.0},
        "hand_off": -1.0,
        "efficacy": 0.6,
    },
]
"""Two localities with other weeks of service, hand-offs and help."""

BEDS: dict[str, Any] = {
    "agencies.housing.paced_by_staff": 0.3,
    "agencies.clinic.paced_by_staff": 0.0,
    "service.full_effort": 0.2,
    "partnership.coordination.per_link": 0.02,
}
"""Services of which lost staff time slows a part only, and much staff time lost."""

LOCALITIES: dict[str, dict[str, Any]] = {
    "beds_in_a_merger": BEDS
    | {
        "weeks": 66,
        "partnership.form": "merged",
        "partnership.starts": 3,
        "partnership.ends": 60,
        "forms.merged.dip_weeks": 12,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.8,
        "service.repeated_assessment": 0.3,
    },
    "beds_with_no_staff_time_left": BEDS
    | {
        "weeks": 40,
        "partnership.form": "formal",
        "partnership.members": ["housing", "clinic"],
        "partnership.coordination.base": 0.93,
        "forms.formal.capacity_dip": 0.2,
        "forms.formal.dip_weeks": 20,
        "decisions.rule": "best_reply",
        "decisions.intrinsic_mean": 1.5,
    },
    "localities_as_given": {
        "population.localities": UNLIKE,
        "partnership.form": "formal",
        "agencies.adviser.efficacy": 0.8,
        "agencies.housing.efficacy": 0.7,
        "agencies.clinic.efficacy": 0.5,
        "incentives": [{"name": "fine", "kind": "penalty", "gbp": 2500}],
    },
    "localities_by_chance": {
        "population.localities": [{"name": "town", "count": 2}, *UNLIKE],
        "population.variation": {"hand_off": 0.9, "efficacy": 0.5, "onset": 0.3},
        "partnership.form": "lead_agency",
        "service.ends_in_service": True,
        "agencies.adviser.efficacy": 0.9,
        "agencies.clinic.efficacy": 0.4,
        "events": [
            {"name": "worse", "week": 19, "set": {"agencies.adviser.efficacy": 0.3}},
            {"name": "closed", "week": 30, "set": {"service.cold_hand_off": 0.0}},
            {"name": "open", "week": 45, "set": {"service.cold_hand_off": 1.0}},
        ],
    },
    "beds_funded_and_pooled_in_unlike_localities": BEDS
    | {
        "population.localities": [UNLIKE[0], UNLIKE[1] | {"partnership_starts": 14}],
        "population.variation": {"places": 0.3, "hand_off": 0.4, "efficacy": 0.3},
        "partnership.form": "dedicated_unit",
        "forms.dedicated_unit.set_up_weeks": 5,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "agencies.housing.efficacy": 0.6,
        "agencies.clinic.places": 4,
        "funding": [
            {
                "name": "programme",
                "starts": 2,
                "ends": 45,
                "places": {"housing": 6, "clinic": 4, "adviser": 3},
                "recruitment_weeks": 6,
                "mainstreamed": 0.5,
                "payer": "adviser",
            }
        ],
        "money.in_service_weight": 0.3,
        "incentives": ALL_INCENTIVES,
    },
    "beds_and_places_that_change_in_mid_run": BEDS
    | {
        "weeks": 60,
        "population.localities": UNLIKE,
        "population.variation": {"hand_off": 0.6, "efficacy": 0.4},
        "partnership.form": "informal",
        "partnership.leaving": True,
        "agencies.adviser.efficacy": 0.5,
        "measurement.metric": "joined_up",
        "measurement.review_weeks": 13,
        "events": [
            {
                "name": "beds",
                "week": 15,
                "set": {
                    "agencies.housing.places": 16,
                    "agencies.housing.paced_by_staff": 1.0,
                    "agencies.adviser.paced_by_staff": 0.5,
                    "agencies.clinic.efficacy": 0.4,
                },
            },
            {"name": "merger", "week": 31, "set": {"partnership.form": "merged"}},
            {
                "name": "cuts",
                "week": 50,
                "set": {
                    "agencies.clinic.places": 3,
                    "agencies.clinic.service_weeks": 7,
                    "agencies.clinic.paced_by_staff": 0.6,
                    "agencies.adviser.efficacy": 0.95,
                },
            },
        ],
    },
}
"""What each changes in the town, by name of what it is about."""
