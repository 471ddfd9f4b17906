"""Configurations of the town by how far joint working reaches and what agencies are credited for."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

FOR_REACH: dict[str, Any] = {"decisions.joint_result": "reach", "decisions.rule": "best_reply"}
"""Credit for what the form's reach makes of effort, by the choice without error."""

AIMS: dict[str, Any] = {
    "agencies.adviser.joint_weight": 3.0,
    "agencies.housing.joint_weight": 2.5,
    "agencies.clinic.joint_weight": 4.0,
    "weeks": 53,
}
"""Agencies to whom joint results matter."""

REACH: dict[str, dict[str, Any]] = {
    "credit_for_reach_of_all_with_all": AIMS
    | {
        "decisions.joint_result": "reach",
        "partnership.form": "formal",
        "partnership.starts": 4,
        "routine.start": 0.1,
    },
    "credit_for_reach_around_a_lead_by_best_reply": AIMS
    | FOR_REACH
    | {"partnership.form": "lead_agency", "partnership.lead": "clinic", "decisions.beliefs": "expected"},
    "credit_for_reach_through_an_operator_by_smaller_effort": AIMS
    | {
        "decisions.joint_result": "reach",
        "decisions.joint_link": "min",
        "decisions.beliefs": "observed",
        "partnership.form": "contract_network",
    },
    "credit_for_reach_in_one_team_by_smaller_effort": AIMS
    | FOR_REACH
    | {"decisions.joint_link": "min", "partnership.form": "merged", "decisions.beliefs": "observed"},
    "smaller_effort_with_credit_for_effort": AIMS
    | {
        "decisions.joint_link": "min",
        "decisions.complementarity": 0.4,
        "partnership.form": "dedicated_unit",
        "incentives": [{"name": "prize", "kind": "reward", "of_full_cost": 2.0, "threshold": 0.5}],
        "measurement.lag": 2,
    },
    "credit_for_reach_with_learning_and_leaving": {
        "weeks": 66,
        "decisions.joint_result": "reach",
        "decisions.complementarity": 0.7,
        "partnership.form": "formal",
        "partnership.leaving": True,
        "partnership.free_rider_share": 0.3,
        "partnership.coordination.per_link": 0.02,
        "agencies.adviser.rule": "ewa",
        "agencies.housing.rule": "aspiration",
        "agencies.clinic.manager_support": 0.6,
        "incentives": ALL_INCENTIVES,
        "events": [
            {"name": "smaller", "week": 30, "set": {"decisions.joint_link": "min"}},
            {"name": "lead", "week": 45, "set": {"partnership.form": "lead_agency"}},
            {"name": "effort", "week": 60, "set": {"decisions.joint_result": "effort"}},
        ],
    },
}
"""What each changes in the town, by name of what it is about."""
