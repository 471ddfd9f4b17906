"""Every form, rule and incentive does something, and without a form nothing joint works."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.run import run
from tests.support.villages import JOINT, same, village

BUSY: dict[str, Any] = {
    "agencies.agency_1.places": 4.0,
    "agencies.agency_1.joint_weight": 1.0,
    "service.relapse": 0.05,
}

INCENTIVES: dict[str, dict[str, Any]] = {
    "subsidy": {"of_full_cost": 0.8},
    "joint_target": {"weight": 2.0},
    "reward": {"of_full_cost": 2.0},
    "charge": {"rate": 200.0},
    "failure_grant": {"of_full_cost": 0.5},
    "pooled_budget": {"share": 0.5},
    "penalty": {"of_full_cost": 3.0},
    "payment": {"price": 500.0},
}


def test_every_kind_of_incentive_is_tried() -> None:
    assert set(INCENTIVES) == set(k.INCENTIVES)


@pytest.mark.parametrize("kind", INCENTIVES)
def test_every_kind_of_incentive_changes_what_happens(kind: str) -> None:
    base = village(**BUSY)
    incentive = {"name": "it", "kind": kind, **INCENTIVES[kind]}
    before, after = run(base, 1), run(base.with_changes({"incentives": [incentive]}), 1)
    assert not before.decisions["pay_off"].equals(after.decisions["pay_off"])
    assert not before.weekly.equals(after.weekly)
    moves_money = kind not in ("joint_target", "pooled_budget")
    assert bool((after.ledger["category"] == "incentive").any()) == moves_money


@pytest.mark.parametrize("form", JOINT)
def test_every_form_differs_from_every_other(form: str) -> None:
    results = {other: run(village(partnership__form=other), 1) for other in FORMS}
    for other, result in results.items():
        assert results[form].weekly.equals(result.weekly) == (form == other)
        assert results[form].ledger["gbp"].equals(result.ledger["gbp"]) == (form == other)


@pytest.mark.parametrize("rule", [rule for rule in k.RULES if rule != "logit"])
def test_every_rule_of_choice_changes_what_happens(rule: str) -> None:
    base = village(agencies__agency_0__joint_weight=2.0, agencies__agency_1__joint_weight=1.0)
    before, after = run(base, 1), run(base.with_changes({"decisions.rule": rule}), 1)
    assert not before.agencies["effort"].equals(after.agencies["effort"])
    assert not before.weekly.equals(after.weekly)


JOINT_LEVERS: list[dict[str, Any]] = [
    *({"incentives": [{"name": "it", "kind": kind, **given}]} for kind, given in INCENTIVES.items()),
    {"incentives": [{"name": kind, "kind": kind, **given} for kind, given in INCENTIVES.items()]},
    {"partnership.members": ["agency_0", "agency_2"]},
    {"partnership.lead": "agency_2"},
    {"partnership.sponsors": 6},
    {"partnership.merger_loses": ["little_english"]},
    {"partnership.decline_share": 0.8},
    {"partnership.free_rider_share": 0.5},
    {"partnership.leaving": True},
    {"partnership.starts": 30},
    {"partnership.ends": 50},
    {"partnership.coordination": {"base": 0.02, "per_link": 0.01}},
    *({"decisions.rule": rule, "decisions.fixed_effort": 1.0} for rule in k.RULES),
    {"decisions.precision": 1.0},
    {"decisions.grid": 2},
    *({"decisions.beliefs": beliefs} for beliefs in k.BELIEFS),
    {"decisions.promised": 1.0},
    {"decisions.complementarity": 1.0},
    {"decisions.failure_weight": 4.0},
    {"decisions.intrinsic_mean": 2.0},
    {"decisions.intrinsic_sd": 1.0},
    {"decisions.trust_weight": 3.0},
    {"decisions.pressure_weight": 3.0},
    {"decisions.effort_cost": 0.0},
    {"decisions.money_salience": 5.0},
    {"trust.start": 0.9},
    {"trust.up": 0.9},
    {"trust.down": 0.0},
    {"trust.lost_with_staff": 1.0},
    {"routine.start": 0.9},
    {"routine.embedding": 0.5},
    {"routine.handover": 0.0},
    {"routine.decay": 0.1},
    {"routine.distance_decay": 0.1},
    {"service.full_effort": 0.5},
    {"service.repeated_assessment": 0.9},
    {"service.joint_hand_off": 5.0},
    {"service.joint_presenting": 5.0},
    {"service.relapse_protection": 1.0},
    *(
        {f"agencies.agency_0.{key}": value}
        for key, value in {
            "own_weight": 0.0,
            "joint_weight": 4.0,
            "measurability": 0.1,
            "intrinsic": 5.0,
            "manager_support": 0.1,
            "own_target": 0.1,
            "turnover": 0.9,
            "fungible": False,
            "rule": "fixed",
            "fixed_effort": 1.0,
        }.items()
    ),
    {"measurement.audit": 1.0},
    {"measurement.gaming_cost": 0.1},
    {"measurement.deadlines": [40]},
    {"measurement.correction": 5.0},
    *({f"forms.{form}.reach": 0.5} for form in JOINT),
    {"forms.none.set_up_cost": 0.5},
]


@pytest.mark.parametrize("lever", JOINT_LEVERS, ids=lambda lever: ", ".join(lever))
def test_without_a_form_every_joint_lever_is_inert(lever: dict[str, Any]) -> None:
    base = village(partnership__form="none", **BUSY)
    before, after = run(base, 1), run(base.with_changes(lever), 1)
    # What routine and trust are at the start can be read off, but does nothing.
    shown = {"routine.start": ("routine",), "trust.start": ("trust",)}.get(next(iter(lever)), ())
    assert same(before, after, but=shown)
    assert (after.agencies[["effort", "joint_intensity", "overhead_time", "dip_time"]] == 0).all().all()
    assert after.decisions.empty
    assert (after.links["joint_intensity"] == 0).all()


def test_the_same_levers_do_work_under_a_form() -> None:
    """So that the test above could fail: most joint levers change the figures of a merged service."""
    base = village(partnership__form="merged", **BUSY)
    before = run(base, 1)
    idle = [lever for lever in JOINT_LEVERS if same(before, run(base.with_changes(lever), 1))]
    # A merged service has no lead, sponsors or steps apart; the others rest on a lever that is not used.
    allowed = {
        "partnership.lead",
        "partnership.sponsors",
        "partnership.leaving",
        "decisions.rule",
        "decisions.beliefs",
        "decisions.pressure_weight",
        "decisions.money_salience",
        "decisions.promised",
        "decisions.complementarity",
        "decisions.intrinsic_mean",
        "routine.distance_decay",
        "agencies.agency_0.own_target",
        "agencies.agency_0.fungible",
        "agencies.agency_0.fixed_effort",
        "partnership.starts",
        "forms.none.set_up_cost",
        "measurement.deadlines",
    } | {f"forms.{form}.reach" for form in JOINT if form != "merged"}
    assert {next(iter(lever)) for lever in idle} <= allowed


@pytest.mark.parametrize(
    "alone",
    [
        {"partnership.members": ["agency_1"]},
        {"partnership.decline_share": 1.0},
        {"partnership.starts": 500},
        {"forms.formal.reach": 0.0},
    ],
    ids=["one member", "all decline", "not yet", "it covers nothing"],
)
def test_a_partnership_of_one_is_no_partnership(alone: dict[str, Any]) -> None:
    subsidy = {"incentives": [{"name": "it", "kind": "subsidy", "of_full_cost": 2.0}]}
    assert same(run(village(partnership__form="none"), 1), run(village().with_changes(alone | subsidy), 1))


def test_consultation_outreach_publicity_and_redress_work_without_a_form() -> None:
    base = village(partnership__form="none")
    before = run(base, 1)
    for lever in (
        {"consultations": [{"name": "asked", "groups": ["little_english"], "gain": 0.6}]},
        {"agencies.agency_0.outreach": 3.0},
        {"campaigns": [{"name": "posters", "spend": 100.0}]},
        {"redress.clarity": 1.0},
    ):
        assert not run(base.with_changes(lever), 1).weekly.equals(before.weekly), lever
