"""Configurations of the town by what agencies tell one another of a person."""

from __future__ import annotations

from typing import Any

TOLD: dict[str, Any] = {
    "weeks": 53,
    "decisions.rule": "fixed",
    "decisions.fixed_effort": 0.9,
    "service.repeated_assessment": 0.4,
    "service.cold_hand_off": 0.8,
    "partnership.information.without": 0.2,
    "partnership.information.starts": 3,
    "partnership.information.cost": 70,
    "partnership.information.ready_weeks": 20,
}
"""Much that is found out again, and joint work that could spare it."""

SHARING: dict[str, dict[str, Any]] = {
    "information_of_those_who_consent": TOLD
    | {
        "partnership.form": "formal",
        "population.groups.others.consent": 0.5,
        "population.people": 240,
        "agencies.adviser.places": 12,
        "agencies.housing.places": 22,
        "agencies.clinic.places": 14,
    },
    "information_without_any_sharing": TOLD
    | {"partnership.form": "lead_agency", "partnership.information.starts": None},
    "information_within_a_merger": TOLD
    | {
        "partnership.form": "merged",
        "partnership.covers.min_needs": 2,
        "partnership.starts": 2,
        "partnership.information.starts": None,
        "forms.merged.governance.set_up_weeks": 30,
    },
    "information_that_a_form_cannot_sign_for": TOLD
    | {
        "partnership.form": "informal",
        "forms.informal.governance.signs": False,
        "partnership.starts": 8,
        "population.localities": [
            {"name": "north"},
            {"name": "south", "partnership_starts": 20},
            {"name": "west", "in_programme": False},
        ],
        "events": [
            {"name": "formal", "week": 26, "set": {"partnership.form": "formal"}},
            {"name": "later", "week": 40, "set": {"partnership.information.without": 0.8}},
        ],
    },
}
"""What each changes in the town, by name of what it is about."""
