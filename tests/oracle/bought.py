"""Configurations of the town by what the money of incentives buys."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

BUYING: list[dict[str, Any]] = [
    item | {"spent_on_places": 0.8, "recruitment_weeks": 4}
    for item in ALL_INCENTIVES
    if item["kind"] not in ("joint_target", "pooled_budget")
]
"""Incentives of which a large share buys places."""

BOUGHT: dict[str, dict[str, Any]] = {
    "subsidy_that_buys_places": {
        "weeks": 65,
        "partnership.form": "informal",
        "partnership.free_rider_share": 0.3,
        "agencies.clinic.places": 4,
        "incentives": [
            {
                "name": "grant",
                "kind": "subsidy",
                "gbp": 40000,
                "starts": 4,
                "ends": 40,
                "spent_on_places": 0.6,
                "recruitment_weeks": 5,
            }
        ],
    },
    "charge_and_penalty_that_buy_places_of_payees": {
        "weeks": 65,
        "partnership.form": "formal",
        "agencies.housing.paced_by_staff": 0.5,
        "incentives": [
            {
                "name": "delay",
                "kind": "charge",
                "rate": 400,
                "payee": "adviser",
                "agencies": ["housing", "clinic", "adviser"],
                "spent_on_places": 1.0,
                "recruitment_weeks": 0,
            },
            {
                "name": "fine",
                "kind": "penalty",
                "gbp": 60000,
                "payee": "clinic",
                "spent_on_places": 0.5,
                "recruitment_weeks": 9,
            },
        ],
    },
    "every_incentive_that_buys_places": {
        "weeks": 65,
        "population.people": 600,
        "agencies.adviser.places": 30,
        "agencies.housing.places": 50,
        "agencies.clinic.places": 25,
        "partnership.form": "dedicated_unit",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "incentives": [item | {"gbp": 90000} if "gbp" in item else item for item in BUYING]
        + [{"name": "pool", "kind": "pooled_budget", "share": 0.4, "starts": 13, "ends": 60}],
        "funding": [
            {
                "name": "programme",
                "starts": 0,
                "ends": 30,
                "places": {"housing": 20},
                "recruitment_weeks": 4,
                "mainstreamed": 0.5,
            }
        ],
        "events": [
            {"name": "less", "week": 30, "set": {"incentives.prize.spent_on_places": 0.2}},
            {"name": "over", "week": 50, "set": {"partnership.form": "none"}},
        ],
    },
}
"""What each changes in the town, by name of what it is about."""
