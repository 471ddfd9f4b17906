"""Configurations of the town by what services achieve: help, time, and needs that end meanwhile."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

OVERLAPPING: list[dict[str, Any]] = [
    {"name": "adviser", "needs": ["advice"], "places": 6, "service_weeks": 3, "efficacy": 0.5},
    {"name": "housing", "needs": ["home", "advice"], "places": 11, "service_weeks": 4, "efficacy": 0.6},
    {"name": "clinic", "needs": ["health", "home"], "places": 9, "service_weeks": 4, "efficacy": 0.7},
    {"name": "centre", "needs": ["advice", "home", "health"], "places": 5, "efficacy": 0.4},
]
"""Agencies of which several serve each need, so that one may help where another did not."""

NOT_YET: dict[str, Any] = {}
"""Rules of the second edition that the second implementation does not know yet, turned off."""

OUTCOMES: dict[str, dict[str, Any]] = {
    "services_that_may_not_help": {
        "agencies.adviser.efficacy": 0.6,
        "agencies.housing.efficacy": 0.4,
        "agencies.clinic.efficacy": 0.8,
    },
    "needs_that_end_in_service": {
        "service.ends_in_service": True,
        "population.groups.most.natural_exit": 0.05,
        "population.groups.others.natural_exit": 0.15,
    },
    "weeks_in_service_are_weeks_of_need": {
        "outcomes.in_service_weight": 0.6,
        "money.in_service_weight": 0.35,
        "money.outside_failure_shares": {"police": 0.1},
        "agencies.clinic.failure_share": 0.3,
    },
    "help_counted_to_two_years": {
        "weeks": 120,
        "agencies.adviser.efficacy": 0.6,
        "agencies.housing.efficacy": 0.5,
        "service.ends_in_service": True,
        "service.cold_hand_off": 0.7,
        "agencies.clinic.places": 4,
    },
    "several_services_for_one_need": {
        "agencies": OVERLAPPING,
        "partnership.form": "formal",
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.7,
        "service.cold_hand_off": 0.8,
        "service.ends_in_service": True,
    },
    "needs_that_come_back_after_services_in_vain": {
        "agencies": OVERLAPPING,
        "service.recurrence": 0.2,
        "service.cold_hand_off": 0.9,
        "service.return_from_lapse": 0.4,
        "population.groups.most.natural_exit": 0.0,
    },
    "redress_after_services_in_vain": {
        "agencies": OVERLAPPING,
        "redress.clarity": 0.8,
        "redress.upheld": 0.9,
        "redress.complaint": 0.9,
        "decisions.pressure_weight": 1.0,
        "partnership.form": "informal",
    },
    "merged_without_help": {
        "partnership.form": "merged",
        "partnership.merger_loses": ["others"],
        "forms.merged.set_up_weeks": 6,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.8,
        "service.repeated_assessment": 0.4,
        "service.ends_in_service": True,
        "service.relapse_protection": 0.8,
        "service.relapse": 0.08,
        "agencies.adviser.efficacy": 0.7,
        "agencies.clinic.efficacy": 0.3,
        "money.in_service_weight": 1.0,
    },
    "ineligible_people_and_services_in_vain": {
        "agencies": OVERLAPPING,
        "partnership.form": "formal",
        "service.ends_in_service": True,
        "population.eligibility": {"groups": {"others": 0.4}, "applies_at": ["housing", "clinic"]},
    },
    "ineligible_people_served_as_before_in_vain": {
        "partnership.form": "lead_agency",
        "population.eligibility": {"groups": {"others": 0.5}, "otherwise": "as_before"},
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.9,
        "agencies.housing.efficacy": 0.5,
        "service.ends_in_service": True,
    },
    "joined_up_target_where_services_fail": {
        "agencies": OVERLAPPING,
        "partnership.form": "formal",
        "measurement.metric": "joined_up",
        "measurement.review_weeks": 13,
        "measurement.lag": 2,
        "service.cold_hand_off": 0.9,
        "incentives": [{"name": "prize", "kind": "reward", "gbp": 2000, "threshold": 0.3}],
        "warm_up_weeks": 39,
    },
    "own_performance_by_needs_that_end": {
        "partnership.form": "dedicated_unit",
        "decisions.rule": "best_reply",
        "service.ends_in_service": True,
        "population.groups.most.natural_exit": 0.08,
        "population.groups.others.natural_exit": 0.08,
        "agencies.clinic.efficacy": 0.5,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "money.in_service_weight": 0.5,
        "incentives": ALL_INCENTIVES,
    },
    "efficacy_that_changes_in_mid_run": {
        "agencies.adviser.efficacy": 0.0,
        "agencies.clinic.efficacy": 1.0,
        "events": [
            {
                "name": "better",
                "week": 10,
                "set": {
                    "agencies.adviser.efficacy": 0.9,
                    "agencies.clinic.efficacy": 0.2,
                    "service.ends_in_service": True,
                },
            },
            {
                "name": "dearer",
                "week": 40,
                "set": {"money.in_service_weight": 0.8, "service.ends_in_service": False},
            },
        ],
    },
    "opening_states_and_services_in_vain": {
        "weeks": 110,
        "warm_up_weeks": 0,
        "agencies.adviser.efficacy": 0.3,
        "agencies.housing.efficacy": 0.5,
        "service.ends_in_service": True,
        "population.groups.most.opening": {"seeking": 0.1, "waiting": 0.2, "in_service": 0.2, "lapsed": 0.1},
        "population.groups.others.opening": {"in_service": 0.3, "lapsed": 0.2},
    },
    "second_edition": {
        "schema_version": 2,
        "weeks": 120,
        "partnership.form": "formal",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "incentives": ALL_INCENTIVES,
        **NOT_YET,
    },
}
"""What each changes in the town, by name of what it is about."""
