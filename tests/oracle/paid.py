"""Configurations of the town by what money does to agencies: to their will, their reports, their clients."""

from __future__ import annotations

from typing import Any

from tests.oracle.town import ALL_INCENTIVES

CROWDED: dict[str, Any] = {
    "decisions.crowding_out": 0.8,
    "decisions.crowding_half_life": 20,
    "decisions.intrinsic_mean": 1.2,
    "measurement.lag": 3,
}
"""Agencies that want to work jointly, until they are paid for it."""

GAMED: dict[str, Any] = {
    "measurement.games_money": True,
    "measurement.most_gaming": 0.4,
    "measurement.lag": 0,
    "measurement.target_ratio": 1.0,
    "measurement.audit": 0.1,
}
"""Reports that money makes worth bettering."""

PAYMENT: dict[str, Any] = {"name": "fee", "kind": "payment", "price": 160, "starts": 3}
"""So much for each result that is reported."""

CHARGE: dict[str, Any] = {
    "name": "delay",
    "kind": "charge",
    "rate": 120,
    "payee": "adviser",
    "buys": "priority_and_places",
}
"""So much for each week waited after a hand-off, which it pays to avoid."""

PAID: dict[str, dict[str, Any]] = {
    "money_that_crowds_out_the_will": CROWDED
    | {
        "weeks": 66,
        "partnership.form": "lead_agency",
        "partnership.leaving": True,
        "partnership.ends": 59,
        "forms.lead_agency.governance.dom": 0.4,
        "incentives": [
            {"name": "grant", "kind": "subsidy", "of_full_cost": 0.6, "starts": 4, "ends": 22},
            {"name": "prize", "kind": "reward", "gbp": 700, "starts": 30, "ends": 33, "agencies": ["clinic"]},
        ],
        "events": [{"name": "formal", "week": 44, "set": {"partnership.form": "formal"}}],
    },
    "reports_gamed_for_rewards": GAMED
    | {
        "partnership.form": "formal",
        "agencies.adviser.joint_weight": 0.5,
        "measurement.deadlines": [30],
        "incentives": [
            {"name": "prize", "kind": "reward", "of_full_cost": 2.0, "threshold": 0.6},
            {"name": "all", "kind": "reward", "gbp": 900, "threshold": 1.0, "agencies": ["housing"]},
        ],
    },
    "reports_gamed_without_noise_or_limit": GAMED
    | {
        "partnership.form": "merged",
        "measurement.noise": 0,
        "measurement.most_gaming": "infinite",
        "measurement.metric": "stock",
        "measurement.lag": 2,
        "decisions.money_salience": 1.4,
        "incentives": [{"name": "prize", "kind": "reward", "gbp": 2500, "threshold": 0.4}],
    },
    "payment_for_episodes_that_end": GAMED
    | CROWDED
    | {
        "partnership.form": "formal",
        "measurement.metric": "resolved",
        "measurement.ratchet": 0.4,
        "service.ends_in_service": True,
        "population.groups.most.natural_exit": 0.05,
        "agencies.clinic.holds_place": 0.5,
        "agencies.housing.efficacy": 0.6,
        "incentives": [PAYMENT | {"spent_on_places": 0.5, "recruitment_weeks": 3}],
    },
    "payments_and_rewards_that_raise_targets_of_two_years": GAMED
    | {
        "weeks": 112,
        "partnership.form": "informal",
        "partnership.free_rider_share": 0.3,
        "measurement.ratchet": 0.5,
        "measurement.target": 4,
        "measurement.review_weeks": 26,
        "decisions.rule": "best_reply",
        "population.clients": 60,
        "incentives": [PAYMENT, {"name": "prize", "kind": "reward", "gbp": 500, "ends": 90}],
        "events": [{"name": "aims", "week": 80, "set": {"measurement.target": 3}}],
    },
    "stock_whose_target_falls": {
        "weeks": 53,
        "partnership.form": "informal",
        "measurement.metric": "stock",
        "measurement.ratchet": 0.5,
        "measurement.target_ratio": 1.3,
        "measurement.lag": 1,
        "measurement.review_weeks": 13,
    },
    "money_on_counts_makes_agencies_cream_and_park": {
        "weeks": 60,
        "partnership.form": "dedicated_unit",
        "partnership.starts": 5,
        "partnership.ends": 55,
        "service.creaming_by_counts": 9,
        "service.creaming": 1,
        "service.parking": 2,
        "measurement.lag": 4,
        "agencies.adviser.own_weight": 1.4,
        "agencies.adviser.efficacy": 0.8,
        "agencies.housing.efficacy": 0.7,
        "agencies.housing.places": 7,
        "agencies.clinic.places": 4,
        "incentives": [*ALL_INCENTIVES, PAYMENT | {"price": 500}],
        "events": [{"name": "calm", "week": 45, "set": {"service.parking": 0.5}}],
    },
    "payments_that_a_form_cannot_sign_for": CROWDED
    | GAMED
    | {
        "partnership.form": "informal",
        "forms.informal.governance.signs": False,
        "service.creaming_by_counts": 9,
        "incentives": [PAYMENT, *ALL_INCENTIVES],
    },
    "charge_that_buys_priority_and_places": {
        "weeks": 66,
        "partnership.form": "formal",
        "partnership.starts": 3,
        "partnership.ends": 60,
        "agencies.housing.places": 7,
        "agencies.clinic.places": 5,
        "agencies.housing.place_cost": 90,
        "service.cold_hand_off": 0.7,
        "service.creaming": 4,
        "redress.upheld": 0.9,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.5,
        "incentives": [
            CHARGE | {"places_cap": 0.3, "spent_on_places": 0.0, "recruitment_weeks": 4},
            CHARGE | {"name": "more", "rate": 50, "agencies": ["clinic"], "starts": 14, "ends": 40},
        ],
    },
    "charge_where_services_go_side_by_side_and_places_are_held": {
        "weeks": 53,
        "journeys.together": [["home", "health"], ["advice", "home"]],
        "partnership.form": "lead_agency",
        "agencies.housing.places": 5,
        "agencies.clinic.places": 3,
        "agencies.adviser.holds_place": 0.6,
        "agencies.housing.place_cost": 200,
        "agencies.clinic.place_cost": 150,
        "agencies.adviser.place_cost": 260,
        "service.cold_hand_off": 0.8,
        "redress.complaint": 0.9,
        "incentives": [CHARGE | {"places_cap": 0.2, "starts": 5}],
        "events": [{"name": "ordinary", "week": 40, "set": {"incentives.delay.buys": "nothing"}}],
    },
    "hard_cases_refused": {
        "weeks": 60,
        "partnership.form": "formal",
        "partnership.starts": 3,
        "partnership.ends": 55,
        "decisions.shunting_most": 0.3,
        "decisions.shunting_cost": 0.5,
        "decisions.pressure_weight": 0.3,
        "agencies.adviser.rule": "ewa",
        "agencies.clinic.rule": "best_reply",
        "agencies.housing.places": 7,
        "agencies.clinic.places": 4,
        "agencies.adviser.place_cost": 600,
        "agencies.clinic.place_cost": 900,
        "agencies.clinic.holds_place": 0.5,
        "money.unmet_need": 20,
        "service.cold_hand_off": 0.7,
    },
    "hard_cases_refused_in_a_shared_place_without_error": {
        "weeks": 53,
        "partnership.form": "merged",
        "partnership.access.kind": "co_located",
        "partnership.access.warm": 0.95,
        "decisions.shunting_most": 0.9,
        "decisions.shunting_cost": 0.0,
        "decisions.precision": "infinite",
        "agencies.housing.rule": "fixed",
        "agencies.housing.places": 7,
        "agencies.clinic.places": 4,
        "agencies.adviser.place_cost": 600,
        "money.unmet_need": 5,
        "population.groups.others.natural_exit": 0.1,
        "population.eligibility": {"groups": {"others": 0.7}, "applies_at": ["clinic"]},
    },
}
"""What each changes in the town, by name of what it is about."""
