"""The small town that both implementations run."""

from __future__ import annotations

from typing import Any

TOWN: dict[str, Any] = {
    "name": "small_town",
    "weeks": 53,
    "warm_up_weeks": 13,
    "population": {
        "clients": 120,
        "needs": [{"name": "advice"}, {"name": "home"}, {"name": "health"}],
        "access": [{"name": "hours"}, {"name": "language", "weight": 1.1}],
        "groups": [
            {
                "name": "most",
                "share": 0.6,
                "onset": 0.04,
                "presenting": 0.4,
                "needs": {"advice": 0.6, "home": 0.5, "health": 0.4},
                "access": {"hours": 0.3},
            },
            {
                "name": "others",
                "share": 0.4,
                "difficulty": 1.4,
                "onset": 0.05,
                "presenting": 0.3,
                "needs": {"advice": 0.4, "home": 0.7, "health": 0.5},
                "access": {"hours": 0.3, "language": 0.6},
            },
        ],
        "localities": [{"name": "north"}, {"name": "south", "share": 0.7, "places": 1.2, "onset": 0.9}],
    },
    "agencies": [
        {"name": "adviser", "needs": ["advice"], "places": 6, "service_weeks": 3, "failure_share": 0.3},
        {"name": "housing", "needs": ["home"], "places": 11, "service_weeks": 5, "failure_share": 0.3},
        {"name": "clinic", "needs": ["health"], "places": 7, "service_weeks": 4, "failure_share": 0.4},
    ],
    "awareness": {"opening": 0.7, "spontaneous": 0.01, "word_of_mouth": 0.05, "forgetting": 0.02},
    "service": {"abandonment": 0.05, "relapse": 0.04, "recurrence": 0.03, "return_from_lapse": 0.1},
}
"""Two localities, two groups, three agencies, no joint working."""

ALL_INCENTIVES: list[dict[str, Any]] = [
    {"name": "grant", "kind": "subsidy", "of_full_cost": 0.5, "starts": 4},
    {"name": "aim", "kind": "joint_target", "weight": 1.5, "ends": 45},
    {"name": "prize", "kind": "reward", "gbp": 900, "threshold": 0.5},
    {"name": "delay", "kind": "charge", "rate": 30, "payee": "adviser", "agencies": ["housing", "clinic"]},
    {"name": "crisis", "kind": "failure_grant", "gbp": 300, "agencies": ["housing"]},
    {"name": "pool", "kind": "pooled_budget", "share": 0.4, "starts": 13, "ends": 60},
    {"name": "fine", "kind": "penalty", "gbp": 400},
]
