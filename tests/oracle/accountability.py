"""Configurations of the town by who answers for joint work, and what hearing people takes."""

from __future__ import annotations

from typing import Any

from tests.oracle.returns import UPSET
from tests.oracle.town import ALL_INCENTIVES

HEARD: dict[str, Any] = UPSET | {"redress.staff_weeks": 2.0, "redress.clarity": 0.3, "redress.upheld": 0.6}
"""Many complaints, each of which takes much staff time."""

ASKED: dict[str, Any] = {
    "name": "asked",
    "starts": 2,
    "weeks": 20,
    "groups": ["most", "others"],
    "gain": 0.6,
    "acted_on": 0.7,
    "cost": 100,
}
"""A consultation of everybody."""

HELD_TO_ACCOUNT: dict[str, Any] = {
    "weeks": 162,
    "warm_up_weeks": 13,
    "population.clients": 60,
    "accountability.cut": 0.4,
    "accountability.account_lag": 30,
    "funding": [
        {
            "name": "more",
            "starts": 50,
            "ends": 150,
            "places": {"clinic": 4, "housing": 5},
            "recruitment_weeks": 5,
            "mainstreamed": 0.5,
        }
    ],
    "incentives": ALL_INCENTIVES,
}
"""Two years to be accounted for, and money that can be cut."""

ANSWERING: dict[str, dict[str, Any]] = {
    "redress_that_takes_staff_time": HEARD
    | {"agencies.housing.paced_by_staff": 0.4, "agencies.clinic.places": 3, "service.abandonment": 0.15},
    "lead_that_answers_for_some": HEARD
    | {
        "partnership.form": "lead_agency",
        "partnership.members": ["housing", "adviser"],
        "partnership.covers.min_needs": 2,
        "forms.lead_agency.governance.owner": 0.9,
        "population.eligibility": {"groups": {"others": 0.5}, "otherwise": "as_before"},
        "service.cold_hand_off": 0.3,
        "funding": [
            {"name": "more", "starts": 0, "ends": 30, "places": {"clinic": 5}, "recruitment_weeks": 0}
        ],
    },
    "team_that_answers_for_all_until_it_ends": HEARD
    | {
        "partnership.form": "merged",
        "forms.merged.governance.owner": 1.0,
        "partnership.starts": 6,
        "partnership.ends": 40,
        "redress.staff_weeks": 6,
        "partnership.coordination.base": 0.4,
    },
    "consultations_that_some_answer": {
        "weeks": 45,
        "agencies.housing.accommodation_cost": 0.5,
        "agencies.clinic.accommodation_cost": 0.3,
        "agencies.clinic.planned_for": ["language"],
        "consultations": [
            ASKED | {"participation": None},
            ASKED | {"name": "others", "groups": ["others"], "participation": 0.5, "agencies": ["clinic"]},
            ASKED | {"name": "nobody", "participation": 0.0},
        ],
        "population.localities": [
            {"name": "north", "accommodation": 0.1},
            {"name": "south", "share": 0.7, "partnership_starts": 14},
            {"name": "west", "in_programme": False},
        ],
        "events": [{"name": "no_more", "week": 30, "set": {"consultations.asked.acted_on": 0.2}}],
    },
    "account_of_each_year_that_cuts_money": HELD_TO_ACCOUNT
    | {
        "partnership.form": "formal",
        "forms.formal.governance.owner": 0.8,
        "measurement.metric": "contacts",
        "measurement.target": 6,
    },
    "account_of_a_stock_that_ends_it_all": HELD_TO_ACCOUNT
    | {
        "weeks": 125,
        "partnership.form": "informal",
        "measurement.metric": "stock",
        "measurement.target": 3,
        "accountability.account_lag": 13,
        "accountability.strikes": 1,
        "population.localities": [{"name": "north"}, {"name": "south", "partnership_starts": 70}],
    },
}
"""What each changes in the town, by name of what it is about."""
