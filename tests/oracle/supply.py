"""Configurations of the town by contracts, staff to be had, pools that follow work, and publicity."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

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
    "contract_with_a_price_a_quality_and_a_term": {
        "weeks": 66,
        "partnership.form": "contract_network",
        "partnership.starts": 2,
        "partnership.covers.groups": ["others"],
        "population.eligibility": {"groups": {"others": 0.8}, "otherwise": "as_before"},
        "forms.contract_network.governance.price": 0.3,
        "forms.contract_network.governance.shading": 0.8,
        "forms.contract_network.governance.term": 17,
        "forms.contract_network.governance.set_up_weeks": 4,
        "agencies.adviser.measurability": 0.3,
        "agencies.housing.efficacy": 0.8,
        "agencies.clinic.paced_by_staff": 0.4,
        "agencies.clinic.holds_place": 0.4,
        "population.localities": [{"name": "north"}, {"name": "south", "partnership_starts": 9}],
        "decisions.precision": 4,
        "funding": [MORE | {"payer": "clinic"}],
    },
    "contract_that_holds_incentives_back": {
        "weeks": 66,
        "partnership.form": "contract_network",
        "partnership.starts": 1,
        "partnership.ends": 60,
        "forms.contract_network.governance.term": 15,
        "forms.lead_agency.governance.term": 11,
        "incentives": ALL_INCENTIVES,
        "events": [
            {"name": "less", "week": 8, "set": {"incentives.grant.of_full_cost": 0.1}},
            {"name": "now", "week": 16, "set": {"incentives.prize.gbp": 100}},
            {"name": "lead", "week": 36, "set": {"partnership.form": "lead_agency"}},
            {"name": "aim", "week": 40, "set": {"incentives.aim.weight": 3.0}},
            {"name": "fine", "week": 59, "set": {"incentives.fine.gbp": 9000}},
        ],
    },
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
