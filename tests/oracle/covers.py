"""Configurations of the town by whom a partnership is for."""

from __future__ import annotations

from typing import Any

from tests.oracle.localities import BEDS
from tests.oracle.town import ALL_INCENTIVES

EAGER: dict[str, Any] = {
    "weeks": 53,
    "decisions.rule": "fixed",
    "decisions.fixed_effort": 0.8,
    "service.repeated_assessment": 0.3,
    "partnership.coordination.base": 0.05,
}
"""Much joint effort and overhead, so that it shows for whom they are."""

COVERS: dict[str, dict[str, Any]] = {
    "several_needs_covered_by_a_merger": EAGER
    | BEDS
    | {
        "partnership.form": "merged",
        "partnership.merger_loses": ["others", "most"],
        "partnership.covers.min_needs": 2,
        "forms.merged.governance.set_up_weeks": 6,
        "service.relapse_protection": 0.8,
    },
    "one_group_covered_by_all_with_all": EAGER
    | {
        "partnership.form": "formal",
        "partnership.covers.groups": ["others"],
        "partnership.starts": 5,
        "population.eligibility": {"groups": {"others": 0.6}, "otherwise": "as_before"},
    },
    "coverage_where_some_are_in_service_at_the_start": EAGER
    | {
        "weeks": 30,
        "warm_up_weeks": 0,
        "partnership.form": "formal",
        "partnership.covers.min_needs": 2,
        "population.groups.most.opening": {"waiting": 0.2, "in_service": 0.3},
        "population.groups.others.opening": {"in_service": 0.5, "lapsed": 0.2},
    },
    "nobody_can_be_covered": {
        "weeks": 26,
        "partnership.form": "formal",
        "partnership.covers.groups": ["most"],
        "partnership.covers.min_needs": 4,
    },
    "coverage_with_pay_and_leaving": {
        "partnership.form": "dedicated_unit",
        "partnership.leaving": True,
        "partnership.covers.min_needs": 3,
        "partnership.coordination.per_link": 0.03,
        "decisions.joint_result": "reach",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "incentives": ALL_INCENTIVES,
        "warm_up_weeks": 32,
        "weeks": 60,
    },
    "coverage_that_changes_in_mid_run": EAGER
    | {
        "partnership.form": "merged",
        "partnership.covers.groups": ["others", "most"],
        "partnership.covers.min_needs": 3,
        "service.ends_in_service": True,
        "agencies.housing.efficacy": 0.6,
        "events": [
            {"name": "wider", "week": 10, "set": {"partnership.covers.min_needs": 1}},
            {"name": "fewer", "week": 23, "set": {"partnership.covers.groups": ["most"]}},
            {"name": "formal", "week": 36, "set": {"partnership.form": "formal"}},
        ],
    },
    "coverage_from_opening_states": EAGER
    | {
        "weeks": 30,
        "warm_up_weeks": 0,
        "partnership.form": "formal",
        "partnership.covers.min_needs": 2,
        "population.groups.most.opening": {"waiting": 0.2, "in_service": 0.3},
        "population.groups.others.opening": {"in_service": 0.5, "lapsed": 0.2},
    },
    "coverage_with_no_staff_time_left": EAGER
    | {
        "weeks": 40,
        "partnership.form": "formal",
        "partnership.covers.min_needs": 2,
        "partnership.coordination.base": 0.97,
        "service.full_effort": 0.2,
    },
}
"""What each changes in the town, by name of what it is about."""
