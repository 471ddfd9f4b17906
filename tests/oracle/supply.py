"""Configurations of the town by staff to be had, pools that follow work, and publicity."""

from __future__ import annotations

from typing import Any

POOL: dict[str, Any] = {
    "pool.by": "workload",
    "pool.speed": 0.6,
    "agencies.adviser.fungible": True,
    "agencies.housing.fungible": True,
    "agencies.clinic.fungible": True,
    "agencies.adviser.place_cost": 180,
    "agencies.clinic.place_cost": 330,
    "partnership.form": "dedicated_unit",
}
"""Places of unlike cost that follow the work."""

ADVERT: dict[str, Any] = {
    "name": "radio",
    "spend": 900,
    "starts": 3,
    "ends": 30,
    "ceiling": 0.6,
    "fixed_cost": 700,
}
"""A campaign that reaches few."""

MORE: dict[str, Any] = {
    "name": "more",
    "starts": 2,
    "ends": 40,
    "places": {"housing": 5, "clinic": 3},
    "recruitment_weeks": 5,
}
"""Money for more staff."""

SUPPLY: dict[str, dict[str, Any]] = {
    "pool_that_follows_the_work": POOL
    | {"weeks": 80, "agencies.clinic.places": 3, "agencies.housing.places": 15, "journeys.together": []},
    "pool_of_a_budget_with_members_that_leave": POOL
    | {
        "weeks": 66,
        "partnership.form": "formal",
        "partnership.starts": 3,
        "partnership.ends": 60,
        "partnership.leaving": True,
        "partnership.coordination.per_link": 0.02,
        "agencies.clinic.places": 2,
        "agencies.adviser.places": 9,
        "agencies.housing.own_weight": 2.0,
        "agencies.adviser.fungible": False,
        "incentives": [{"name": "pool", "kind": "pooled_budget", "share": 0.9, "starts": 5, "ends": 50}],
        "events": [{"name": "slow", "week": 30, "set": {"pool.speed": 0.2}}],
        "funding": [MORE | {"mainstreamed": 0.5, "ends": 20}],
    },
    "staff_that_all_who_recruit_share": {
        "weeks": 53,
        "workforce.slack": 0.2,
        "partnership.form": "formal",
        "population.localities": [
            {"name": "north"},
            {"name": "south", "share": 0.7, "partnership_starts": 9},
            {"name": "west", "in_programme": False},
        ],
        "funding": [MORE, MORE | {"name": "later", "starts": 15, "ends": None, "localities": ["north"]}],
        "incentives": [
            {"name": "grant", "kind": "subsidy", "gbp": 40000, "spent_on_places": 0.6, "recruitment_weeks": 5}
        ],
        "events": [{"name": "slack", "week": 35, "set": {"workforce.slack": 0.05}}],
    },
    "campaigns_that_saturate": {
        "weeks": 40,
        "population.people": 240,
        "agencies.adviser.places": 12,
        "agencies.housing.places": 22,
        "agencies.clinic.places": 14,
        "awareness.opening": 0.1,
        "awareness.advertising_effect": 0.0015,
        "population.groups.most.reach": {"advertising": 0.8, "leaflets": 0.5},
        "population.localities": [{"name": "north"}, {"name": "west", "in_programme": False}],
        "campaigns": [
            ADVERT,
            ADVERT | {"name": "posters", "ceiling": 0.8, "audience": ["others"], "half_life": 2},
            ADVERT | {"name": "leaflets", "channel": "leaflets", "ceiling": 0.3, "programme": False},
            ADVERT | {"name": "vain", "channel": "doors", "ceiling": 0.0, "starts": -5},
        ],
    },
}
"""What each changes in the town, by name of what it is about."""
