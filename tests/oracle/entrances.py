"""Configurations of the town by where people come in."""

from __future__ import annotations

from typing import Any

from tests.oracle.outcomes import NOT_YET

GATEWAY: dict[str, Any] = {
    "partnership.access.kind": "single_gateway",
    "partnership.access.accuracy": 0.9,
    "partnership.access.set_up_weeks": 20,
    "partnership.access.staff_share": 0.06,
}
"""A gateway that takes time to set up, takes staff and may err."""

SHARED_PLACE: dict[str, Any] = {
    "partnership.access.kind": "co_located",
    "partnership.access.warm": 0.95,
    "partnership.access.joint": 0.5,
    "partnership.access.set_up_weeks": 10,
    "partnership.access.staff_share": 0.04,
}
"""Doors in one place, where people are passed on warmly."""

EAGER: dict[str, Any] = {"weeks": 53, "decisions.rule": "fixed", "decisions.fixed_effort": 0.8}
"""Much joint effort."""

ENTRANCES: dict[str, dict[str, Any]] = {
    "gateway_of_a_formal_partnership": EAGER | GATEWAY | {"partnership.form": "formal"},
    "gateway_for_people_with_several_needs": EAGER
    | GATEWAY
    | {
        "partnership.form": "dedicated_unit",
        "partnership.covers.min_needs": 2,
        "partnership.starts": 4,
        "population.groups.most.right_door": 0.95,
        "agencies.housing.paced_by_staff": 0.4,
    },
    "shared_place_for_one_group": EAGER
    | SHARED_PLACE
    | {
        "partnership.form": "informal",
        "partnership.covers.groups": ["others"],
        "service.cold_hand_off": 0.2,
        "service.relapse_protection": 0.8,
        "service.relapse": 0.2,
    },
    "shared_place_of_some_agencies_and_ineligible_people": EAGER
    | SHARED_PLACE
    | {
        "partnership.form": "lead_agency",
        "partnership.members": ["housing", "clinic"],
        "population.groups.most.right_door": 0.3,
        "population.groups.others.right_door": 0.1,
        "population.eligibility": {"groups": {"others": 0.4}, "applies_at": ["clinic"]},
        "partnership.ends": 44,
    },
    "merger_without_its_one_door": EAGER
    | {
        "partnership.form": "merged",
        "partnership.access.kind": "own_doors",
        "partnership.access.staff_share": 0.2,
        "partnership.merger_loses": ["others"],
    },
    "entrances_that_change_in_mid_run": EAGER
    | {
        "partnership.form": "formal",
        "partnership.access.set_up_weeks": 8,
        "partnership.access.accuracy": 0.97,
        "partnership.access.warm": 0.8,
        "partnership.access.joint": 0.7,
        "partnership.access.staff_share": 0.05,
        "incentives": [{"name": "grant", "kind": "subsidy", "of_full_cost": 0.5}],
        "events": [
            {"name": "place", "week": 6, "set": {"partnership.access.kind": "co_located"}},
            {"name": "better", "week": 10, "set": {"partnership.access.joint": 0.9}},
            {"name": "gateway", "week": 21, "set": {"partnership.access.kind": "single_gateway"}},
            {"name": "unit", "week": 32, "set": {"partnership.form": "dedicated_unit"}},
            {"name": "no_gateway", "week": 41, "set": {"partnership.access.kind": None}},
        ],
    },
    "gateway_and_no_staff_time_left": EAGER
    | GATEWAY
    | {
        "weeks": 30,
        "partnership.form": "formal",
        "partnership.coordination.base": 0.9,
        "partnership.access.set_up_weeks": 4,
        "partnership.access.staff_share": 0.2,
    },
    "gateway_in_the_second_edition": GATEWAY
    | NOT_YET
    | {"weeks": 53, "schema_version": 2, "partnership.form": "lead_agency", "decisions.rule": "best_reply"},
}
"""What each changes in the town, by name of what it is about."""
