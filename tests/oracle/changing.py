"""Configurations of the town by what changing to a form of joint working costs."""

from __future__ import annotations

from typing import Any

MERGING: dict[str, Any] = {
    "partnership.form": "merged",
    "partnership.transition.loss": 0.3,
    "partnership.transition.shape": "fading",
    "partnership.transition.fades": 9,
    "partnership.transition.turnover": 3.0,
    "partnership.transition.turnover_weeks": 30,
    "partnership.transition.identity_weeks": 12,
    "partnership.transition.specialism_recovers": 0.8,
    "forms.merged.governance.specialism_loss_per_partner": 0.1,
    "routine.start": 0.3,
}
"""A merger of which everything costs much and wears off."""

CHANGING: dict[str, dict[str, Any]] = {
    "merger_whose_cost_fades": MERGING
    | {
        "weeks": 53,
        "partnership.starts": 3,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.7,
        "agencies.housing.paced_by_staff": 0.4,
    },
    "merger_for_some_that_ends": MERGING
    | {
        "weeks": 65,
        "partnership.covers.min_needs": 2,
        "partnership.ends": 50,
        "agencies.clinic.turnover": 0.5,
        "decisions.joint_result": "reach",
        "agencies.housing.joint_weight": 2.0,
    },
    "every_form_may_have_a_transition": {
        "weeks": 65,
        "partnership.form": "formal",
        "partnership.transition.loss": 0.2,
        "partnership.transition.fades": 10,
        "partnership.transition.turnover": 2.0,
        "partnership.transition.turnover_weeks": 20,
        "forms.lead_agency.transition.identity_weeks": 0,
        "events": [
            {"name": "lead", "week": 17, "set": {"partnership.form": "lead_agency"}},
            {"name": "shape", "week": 20, "set": {"partnership.transition.shape": "fading"}},
            {"name": "unit", "week": 40, "set": {"partnership.form": "dedicated_unit"}},
            {"name": "leavers", "week": 45, "turnover_shock": 0.3},
        ],
    },
    "forms_that_are_undone": {
        "weeks": 125,
        "population.clients": 60,
        "population.localities": [{"name": f"place_{n}"} for n in range(4)]
        + [{"name": "late", "partnership_starts": 30}],
        "partnership.form": "merged",
        "partnership.starts": 2,
        "partnership.transition.reversal": 0.5,
        "partnership.access.set_up_weeks": 12,
        "forms.merged.governance.set_up_weeks": 6,
        "routine.start": 0.3,
        "incentives": [{"name": "grant", "kind": "subsidy", "of_full_cost": 0.9}],
        "events": [{"name": "lead", "week": 62, "set": {"partnership.form": "lead_agency"}}],
    },
}
"""What each changes in the town, by name of what it is about."""
