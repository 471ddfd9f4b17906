"""Configurations of the town by who decides: reach by trust and consensus, vetoes, leads, own links."""

from __future__ import annotations

from typing import Any

from tests.oracle.outcomes import NOT_YET
from tests.oracle.town import ALL_INCENTIVES

AIMS: dict[str, Any] = {
    "weeks": 53,
    "agencies.adviser.joint_weight": 3.0,
    "agencies.housing.joint_weight": 1.0,
    "agencies.clinic.joint_weight": 2.0,
}
"""Agencies that weigh joint results unlike."""

OWN_LINKS: dict[str, Any] = {
    "partnership.coordination.base": None,
    "partnership.coordination.per_link": None,
    "partnership.coordination.links_charged": "own",
}
"""Overhead as the form has it, for a member's own links."""

AGREEMENTS: dict[str, dict[str, Any]] = {
    "reach_by_trust_with_vetoes": AIMS
    | {
        "partnership.form": "informal",
        "forms.informal.governance.reach": {"base": 0.1, "trust": 0.8},
        "forms.informal.governance.veto": 0.1,
        "decisions.joint_result": "reach",
    },
    "reach_by_trust_and_reviews_that_part_members": AIMS
    | {
        "partnership.form": "formal",
        "forms.formal.governance.reach": {"base": 0.6, "trust": 0.9},
        "forms.formal.governance.veto": 0.2,
        "forms.formal.governance.set_up_weeks": 3,
        "forms.formal.governance.set_up_weeks_per_partner": 4.3,
        "trust.start": 0.6,
        "decisions.rule": "best_reply",
        "decisions.joint_result": "reach",
        "partnership.leaving": True,
        "partnership.coordination.per_link": 0.02,
        "agencies.clinic.own_weight": 0.0,
        "measurement.review_weeks": 13,
        "measurement.lag": 2,
        "incentives": [
            {"name": "aim", "kind": "joint_target", "weight": 1.5, "starts": 10, "agencies": ["adviser"]}
        ],
        "weeks": 70,
    },
    "lead_that_takes_over_the_others_wishes": AIMS
    | OWN_LINKS
    | {
        "partnership.form": "lead_agency",
        "partnership.lead": "housing",
        "forms.lead_agency.governance.dom": 0.6,
        "forms.lead_agency.governance.per_link": 0.03,
        "forms.lead_agency.governance.base": 0.01,
        "decisions.pressure_weight": 1.0,
    },
    "own_links_of_all_with_all": AIMS
    | OWN_LINKS
    | {"partnership.form": "formal", "forms.formal.governance.per_link": 0.02, "partnership.starts": 5},
    "own_links_to_an_operator_at_prices_of_the_partnership": AIMS
    | {
        "partnership.form": "contract_network",
        "partnership.coordination.base": 0.02,
        "partnership.coordination.per_link": 0.05,
        "partnership.coordination.links_charged": "own",
        "partnership.members": ["adviser", "clinic"],
    },
    "unit_with_seconded_staff": OWN_LINKS
    | {
        "weeks": 53,
        "partnership.form": "dedicated_unit",
        "partnership.covers.min_needs": 2,
        "forms.dedicated_unit.governance.running_cost": 0.2,
        "forms.dedicated_unit.governance.seconded": 0.7,
        "forms.dedicated_unit.governance.per_link": 0.01,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "agencies.clinic.paced_by_staff": 0.4,
        "incentives": ALL_INCENTIVES,
    },
    "form_that_signs_nothing": {
        "weeks": 65,
        "partnership.form": "informal",
        "forms.informal.governance.signs": False,
        "forms.informal.money.pooled_share": 0.4,
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "partnership.free_rider_share": 0.3,
        "incentives": ALL_INCENTIVES,
        "events": [{"name": "formal", "week": 40, "set": {"partnership.form": "formal"}}],
    },
    "governance_that_changes_in_mid_run": AIMS
    | {
        "partnership.form": "informal",
        "forms.informal.governance.reach.trust": 0.5,
        "forms.formal.governance.set_up_weeks_per_partner": 6,
        "forms.formal.governance.veto": 0.1,
        "population.localities": [{"name": "north"}, {"name": "south", "partnership_starts": 9}],
        "funding": [
            {"name": "programme", "starts": 0, "ends": 30, "places": {"housing": 6}, "recruitment_weeks": 4}
        ],
        "events": [
            {"name": "veto", "week": 5, "set": {"forms.informal.governance.veto": 0.3}},
            {"name": "base", "week": 16, "set": {"forms.informal.governance.reach.base": 0.7}},
            {"name": "leavers", "week": 20, "turnover_shock": 0.5, "agencies": ["clinic"]},
            {"name": "formal", "week": 22, "set": {"partnership.form": "formal"}},
            {"name": "links", "week": 30, "set": {"partnership.coordination.links_charged": "own"}},
            {"name": "lead", "week": 41, "set": {"partnership.form": "lead_agency"}},
            {"name": "dom", "week": 43, "set": {"forms.lead_agency.governance.dom": 0.5}},
        ],
        "weeks": 60,
    },
    "every_form_of_the_second_edition_in_turn": AIMS
    | NOT_YET
    | {
        "schema_version": 2,
        "partnership.form": "informal",
        "agencies.housing.fungible": True,
        "agencies.clinic.fungible": True,
        "incentives": ALL_INCENTIVES,
        "events": [
            {"name": "formal", "week": 6, "set": {"partnership.form": "formal"}},
            {"name": "contract", "week": 22, "set": {"partnership.form": "contract_network"}},
            {"name": "lead", "week": 33, "set": {"partnership.form": "lead_agency"}},
            {"name": "unit", "week": 47, "set": {"partnership.form": "dedicated_unit"}},
            {"name": "merger", "week": 61, "set": {"partnership.form": "merged"}},
        ],
        "weeks": 78,
    },
}
"""What each changes in the town, by name of what it is about."""
