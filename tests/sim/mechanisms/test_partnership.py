"""Forms of joint working: each does something, each has its own price, and `none` switches all off."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.partnership.parameters import FORMS, Form
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

QUARTER = 13
BASE, PER_LINK = 0.004, 0.0012
JOINT = tuple(name for name in FORMS if name != "none")
NEEDS = ("advice", "a_home", "health", "work")


def village(agencies: int = 4, *, weeks: int = 104, warm_up: int = 26, **changes: Any) -> Scenario:
    """Return a village of a few hundred people and a number of agencies, all members."""
    named = {path.replace("__", "."): value for path, value in changes.items()}
    return _village(agencies, weeks, warm_up).with_changes(named)


@lru_cache
def _village(agencies: int, weeks: int, warm_up: int) -> Scenario:
    groups = [
        {
            "name": "most_people",
            "share": 0.7,
            "onset": 0.02,
            "right_door": 0.7,
            "needs": dict.fromkeys(NEEDS, 0.5),
            "presenting": 0.3,
        },
        {
            "name": "little_english",
            "share": 0.3,
            "onset": 0.02,
            "right_door": 0.6,
            "needs": dict.fromkeys(NEEDS, 0.5),
            "access": {"plain_language": 1.0},
            "presenting": 0.3,
        },
    ]
    return Scenario.parse(
        {
            "name": "village",
            "weeks": weeks,
            "warm_up_weeks": warm_up,
            "population": {
                "clients": 600,
                "needs": [{"name": need} for need in NEEDS],
                "access": [{"name": "plain_language"}],
                "groups": groups,
            },
            "agencies": [
                {
                    "name": f"agency_{n}",
                    "needs": list(NEEDS[n % 4 : n % 4 + (1 if agencies >= 4 else 4)]),
                    "places": 20,
                    "failure_share": 1 / agencies,
                    "fungible": True,
                }
                for n in range(agencies)
            ]
            if agencies >= 4
            else [{"name": f"agency_{n}", "needs": list(NEEDS), "places": 20} for n in range(agencies)],
            "partnership": {"form": "formal"},
        }
    )


def fixed(effort: float) -> dict[str, Any]:
    return {"decisions.rule": "fixed", "decisions.fixed_effort": effort}


def figures(result: Result) -> dict[str, pd.DataFrame]:
    """Return every table of a run, in a shape that can be compared whatever the list of payers."""
    ledger = result.ledger.astype({"payer": str, "payee": str, "category": str})
    return {
        "weekly": result.weekly,
        "ledger": ledger,
        "agencies": result.agencies,
        "links": result.links,
        "episodes": result.episodes,
        "decisions": result.decisions,
    }


def same(one: Result, other: Result, *, but: tuple[str, ...] = ()) -> bool:
    """Return whether two runs agree bit for bit in every table, columns named aside."""
    mine, theirs = figures(one), figures(other)
    return all(
        mine[name]
        .drop(columns=[*but], errors="ignore")
        .equals(theirs[name].drop(columns=[*but], errors="ignore"))
        for name in mine
    )


# Everything does something.

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


# Without a form nothing joint works.

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


# The price of each form.


def links_of(graph: str, members: int) -> int:
    """Return the links of model.md's table of forms."""
    return {
        "complete": members * (members - 1) // 2,
        "star_outside": members,
        "star_on_member": members - 1,
        "team": 0,
    }[graph]


TABLE: dict[str, tuple[str, float, str, str, int, float, float]] = {
    # family, reach, credit, graph, set-up weeks, set-up cost, pooled share
    "none": ("none", 0.0, "equal", "none", 0, 0.0, 0.0),
    "informal": ("informal partnership", 0.35, "equal", "complete", 0, 0.0, 0.0),
    "formal": ("formal partnership", 0.6, "equal", "complete", 13, 0.01, 0.0),
    "contract_network": ("formal partnership", 0.6, "equal", "star_outside", 26, 0.03, 0.0),
    "lead_agency": ("formal partnership", 0.8, "half_to_lead", "star_on_member", 13, 0.02, 0.0),
    "dedicated_unit": ("realigned boundaries", 0.9, "half_to_lead", "star_outside", 26, 0.05, 0.5),
    "merged": ("realigned boundaries", 1.0, "whole", "team", 52, 0.10, 0.0),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_shipped_forms_are_those_of_the_table(name: str) -> None:
    form: Form = FORMS[name]
    found = (
        form.family,
        form.reach,
        form.credit,
        form.graph,
        form.set_up_weeks,
        form.set_up_cost,
        form.pooled_share,
    )
    assert found == TABLE[name]
    assert set(FORMS) == set(TABLE)
    assert form.one_manager == (name in ("lead_agency", "dedicated_unit", "merged"))
    assert form.one_door == (name == "merged")


@pytest.mark.parametrize("members", [2, 3, 4, 6])
@pytest.mark.parametrize("form", JOINT)
def test_staff_time_for_links_goes_with_the_shape_of_the_form(form: str, members: int) -> None:
    result = run(village(members, weeks=2, partnership__form=form), 1)
    overhead = BASE + PER_LINK * links_of(FORMS[form].graph, members)
    assert result.agencies["overhead_time"].to_numpy() == pytest.approx(overhead, abs=1e-12)


def test_links_of_a_formal_partnership_grow_with_the_square_of_its_members() -> None:
    def overhead(form: str, members: int) -> float:
        table = run(village(members, weeks=1, partnership__form=form), 1).agencies
        return float(table["overhead_time"].iloc[0]) - BASE

    assert overhead("formal", 12) == pytest.approx(66 / 15 * overhead("formal", 6))
    assert overhead("lead_agency", 12) == pytest.approx(11 / 5 * overhead("lead_agency", 6))
    assert overhead("merged", 12) == 0


def partnership_money(result: Result, category: str) -> pd.Series:
    table = result.ledger.query("payee == 'partnership' and category == @category")
    return table.groupby("week")["gbp"].sum()


@pytest.mark.parametrize("form", JOINT)
def test_setting_up_costs_its_share_of_a_years_budget_in_the_first_weeks(form: str) -> None:
    paid = partnership_money(run(village(partnership__form=form), 1), "set_up")
    budget = 4 * 20 * 700.0 * 52
    assert paid.sum() == pytest.approx(FORMS[form].set_up_cost * budget)
    assert list(paid.index) == list(range(FORMS[form].set_up_weeks))
    assert paid.nunique() <= 1 or np.ptp(paid) < 1e-6


@pytest.mark.parametrize("form", JOINT)
def test_only_a_dedicated_unit_has_a_running_cost(form: str) -> None:
    paid = partnership_money(run(village(partnership__form=form), 1), "coordination").sum()
    assert paid == pytest.approx(2 * 0.02 * 4 * 20 * 700.0 * 52 if form == "dedicated_unit" else 0.0)


@pytest.mark.parametrize("form", JOINT)
def test_only_a_merger_loses_capacity_at_first(form: str) -> None:
    dip = run(village(partnership__form=form), 1).agencies.groupby("week")["dip_time"].mean()
    assert (dip.loc[:25] == (0.10 if form == "merged" else 0.0)).all()
    assert (dip.loc[26:] == 0).all()


@pytest.mark.parametrize("form", ["none", *JOINT])
def test_generic_working_loses_speed(form: str) -> None:
    """``rate = mu (1 - e_max x - overhead - dip)(1 - specialism loss)``."""
    engine = Engine(village(weeks=60, partnership__form=form).with_changes(fixed(0.5)), 1)
    engine.advance(26 + 60)
    loss = {"dedicated_unit": 0.02, "merged": 0.06}.get(form, 0.0)
    time = 1.0
    if form != "none":
        time -= 0.05 + BASE + PER_LINK * links_of(FORMS[form].graph, 4)
    rate = engine.state.agency["rate"][0]
    assert rate == pytest.approx(1 / 8 * time * (1 - loss), abs=1e-12)


@pytest.mark.parametrize("form", JOINT)
def test_trust_in_an_informal_partnership_goes_with_staff_twice_as_fast(form: str) -> None:
    still = {"trust.up": 0.0, "trust.down": 0.0}
    result = run(village(weeks=65, partnership__form=form).with_changes(still), 1)
    quarterly = 1 - (1 - 0.136) ** 0.25
    factor = 2 if form == "informal" else 1
    # Trust is frozen while nothing is reached yet, that is in the first week of a set-up only.
    expected = 0.3 * (1 - 0.5 * factor * quarterly) ** np.arange(1, 6)
    found = result.links.groupby("quarter")["trust"].mean().to_numpy()
    assert found == pytest.approx(expected, rel=1e-12)


def slopes(scenario: Scenario) -> dict[str, float]:
    """Return by how much each agency's pay-off rises from no effort to all, at the first decision."""
    table = run(scenario, 1).decisions.query("quarter == 0").set_index("effort")
    return {
        str(name): float(rows["pay_off"][1.0] - rows["pay_off"][0.0])
        for name, rows in table.groupby("agency")
    }


@pytest.mark.parametrize("form", JOINT)
def test_credit_for_joint_results_is_shared_as_the_form_says(form: str) -> None:
    plain = village(weeks=13, warm_up=0, partnership__form=form, partnership__lead="agency_1")
    target = {"incentives": [{"name": "it", "kind": "joint_target", "weight": 1.0}]}
    before, after = slopes(plain), slopes(plain.with_changes(target))
    credit = {name: (after[name] - before[name]) / 0.8 for name in before}
    lead, others = {
        "lead_agency": (0.5, 0.5 / 3),
        "dedicated_unit": (0.5 / 4, 0.5 / 4),
        "merged": (1.0, 1.0),
    }.get(form, (0.25, 0.25))
    expected = {name: lead if name == "agency_1" else others for name in before}
    assert credit == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("form", JOINT)
def test_own_targets_of_several_sponsors_stay_in_force_in_a_contract_network_only(form: str) -> None:
    two = village(weeks=13, warm_up=0, partnership__form=form)
    before, after = slopes(two), slopes(two.with_changes({"partnership.sponsors": 5}))
    fall = 0.1 * 3 if form == "contract_network" else 0.0
    assert {name: before[name] - after[name] for name in before} == pytest.approx(
        dict.fromkeys(before, fall), abs=1e-9
    )


@pytest.mark.parametrize("form", JOINT)
def test_a_merger_is_harder_to_use_for_the_groups_it_names(form: str) -> None:
    plain = village(partnership__form=form).with_changes(fixed(0.0))
    named = plain.with_changes({"partnership.merger_loses": ["little_english"]})

    def presented(scenario: Scenario) -> float:
        runs = [run(scenario, seed).weekly.query("group == 'little_english'") for seed in range(4)]
        return sum(float(r["presented"].sum()) for r in runs) / sum(float(r["seeking"].sum()) for r in runs)

    if form == "merged":
        assert presented(named) < presented(plain)
        most = [run(scenario, 1).weekly.query("group == 'most_people'") for scenario in (plain, named)]
        assert most[1]["presented"].sum() == pytest.approx(most[0]["presented"].sum(), rel=0.05)
    else:
        assert same(run(plain, 1), run(named, 1))


@pytest.mark.parametrize("form", JOINT)
def test_half_of_the_budgets_of_a_dedicated_unit_is_pooled(form: str) -> None:
    shares = run(village(partnership__form=form), 1).agencies["pooled_share"].unique()
    assert list(shares) == [0.5 if form == "dedicated_unit" else 0.0]


# Reach, distance and set-up.


def mean_joint(form: str, members: int = 4) -> dict[str, float]:
    """Return J of each agency with others once set up, at full effort of all."""
    result = run(village(members, weeks=60, partnership__form=form).with_changes(fixed(1.0)), 1)
    last = result.agencies.query("week == 59").set_index("agency")["joint_intensity"]
    return {str(name): float(value) for name, value in last.items()}


def test_hubs_outside_the_members_put_them_at_distance_two() -> None:
    """``J = phi rho_hop^(distance - 1)`` at full effort."""
    apart = {
        "informal": [0.35] * 4,
        "formal": [0.6] * 4,
        "contract_network": [0.6 * 0.8] * 4,
        "lead_agency": [0.8, *[0.8 * (1 + 2 * 0.8) / 3] * 3],
        "dedicated_unit": [0.9 * 0.8] * 4,
        "merged": [1.0] * 4,
    }
    for form, expected in apart.items():
        assert list(mean_joint(form).values()) == pytest.approx(expected, abs=1e-12), form


def test_a_merged_service_works_as_one_team() -> None:
    """E is taken from the mean effort and the mean routine; elsewhere each pair has its own."""
    efforts = (0.0, 0.2, 0.4, 1.0)
    seats: dict[str, Any] = {f"agencies.agency_{n}.fixed_effort": x for n, x in enumerate(efforts)}
    seats["decisions.rule"] = "fixed"
    merged = run(village(weeks=60, partnership__form="merged").with_changes(seats), 1)
    last = merged.agencies.query("week == 59")
    routine = merged.agencies.query("week == 58")["routine"].mean()
    expected = 1 - (1 - 0.4) * (1 - routine)
    assert last["joint_intensity"].to_numpy() == pytest.approx(expected, abs=1e-12)
    formal = run(village(weeks=60).with_changes(seats), 1).links.query("quarter == 3")
    pairs = formal.set_index(["from", "to"])["joint_intensity"]
    assert pairs["agency_0", "agency_1"] == 0
    assert pairs["agency_3", "agency_2"] > pairs["agency_2", "agency_1"] > 0


@pytest.mark.parametrize("form", JOINT)
def test_reach_rises_evenly_over_the_weeks_of_setting_up(form: str) -> None:
    result = run(village(weeks=60, partnership__form=form).with_changes(fixed(1.0)), 1)
    joint = result.agencies.groupby("week")["joint_intensity"].mean()
    weeks = FORMS[form].set_up_weeks
    expected = [float(joint[59]) * min(1.0, week / weeks if weeks else 1.0) for week in range(60)]
    assert joint.to_numpy() == pytest.approx(expected, abs=1e-12)
    # Overhead is there from the first week.
    assert result.agencies.query("week == 0")["overhead_time"].min() >= BASE


def test_one_door_knows_no_wrong_door() -> None:
    merged = run(village(partnership__form="merged"), 1).weekly
    formal = run(village(), 1).weekly
    assert merged["wrong_door_lapsed"].sum() == 0 < formal["wrong_door_lapsed"].sum()
    after_service = merged["hand_offs_succeeded"] + merged["lapsed_after_hand_off"]
    assert merged["hand_offs_attempted"].equals(after_service)


def test_changing_the_form_in_mid_run_pays_for_setting_up_again() -> None:
    change = {"events": [{"name": "again", "week": 52, "set": {"partnership.form": "lead_agency"}}]}
    result = run(village().with_changes(change | fixed(1.0)), 1)
    budget = 4 * 20 * 700.0 * 52
    paid = partnership_money(result, "set_up")
    assert paid.loc[:51].sum() == pytest.approx(0.01 * budget)
    assert paid.loc[52:].sum() == pytest.approx(0.02 * budget)
    assert list(paid.index) == [*range(13), *range(52, 65)]
    joint = result.agencies.query("agency == 'agency_0'").set_index("week")["joint_intensity"]
    assert joint[51] == pytest.approx(0.6)
    assert joint[52] == 0
    assert joint[58] == pytest.approx(0.8 * 6 / 13)
    assert joint[70] == pytest.approx(0.8)


def test_a_partnership_that_ends_leaves_no_effort_and_no_overhead_but_its_routine_for_a_while() -> None:
    table = run(village(partnership__ends=60).with_changes(fixed(1.0)), 1).agencies
    after = table.query("week >= 60")
    assert (after[["effort", "overhead_time", "joint_intensity"]] == 0).all().all()
    routine = table.groupby("week")["routine"].mean()
    assert routine[59] > 0.6
    assert all(later < earlier for earlier, later in pairwise(routine.loc[60:]))
    assert routine[103] > 0.5 * routine[59]


# Members.


def test_only_members_work_jointly() -> None:
    result = run(village(partnership__members=["agency_0", "agency_3"]).with_changes(fixed(0.7)), 1)
    by_agency = result.agencies.query("week == 50").set_index("agency")
    joint = by_agency[["effort", "overhead_time", "joint_intensity"]]
    assert (joint.loc[["agency_1", "agency_2"]] == 0).all().all()
    assert (joint.loc[["agency_0", "agency_3"]] > 0).all().all()
    assert by_agency["overhead_time"]["agency_0"] == pytest.approx(BASE + PER_LINK)
    assert set(result.links.query("joint_intensity > 0")["from"]) == {"agency_0", "agency_3"}


def test_the_lead_is_the_one_named_or_the_first_member() -> None:
    base = village(weeks=13, warm_up=0, partnership__form="lead_agency")
    target = {"incentives": [{"name": "it", "kind": "joint_target", "weight": 3.0}]}
    chosen: dict[str, dict[str, Any]] = {
        "agency_2": {"partnership.lead": "agency_2"},
        "agency_1": {"partnership.members": ["agency_1", "agency_3", "agency_0"]},
    }
    for lead, changes in chosen.items():
        found = slopes(base.with_changes(target | changes | {"decisions.intrinsic_sd": 0.0}))
        assert max(found, key=lambda name: found[name]) == lead


def members_of(scenario: Scenario, seed: int = 1) -> set[str]:
    table = run(scenario, seed).agencies
    return set(table.loc[(table["week"] == table["week"].max()) & (table["overhead_time"] > 0), "agency"])


def test_those_who_decline_stay_out_and_the_same_ones_decline_at_a_higher_share() -> None:
    joined = [
        members_of(village(12, weeks=2, warm_up=0, partnership__decline_share=s)) for s in (0, 0.2, 0.5)
    ]
    assert joined[0] > joined[1] > joined[2] > set()


def test_free_riders_take_grants_and_hold_their_effort_at_nothing() -> None:
    """Money that rewards effort leaves them cold, and they are paid as if they kept their promise."""
    grants = [
        {"name": "for_effort", "kind": "subsidy", "of_full_cost": 2.0},
        {"name": "for_failure", "kind": "failure_grant", "gbp": 1300.0},
    ]
    scenario = village(12, partnership__free_rider_share=0.4, incentives=grants, weeks=52)
    result = run(scenario, 1)
    effort = result.agencies.query("week >= 13").groupby("agency")["effort"].mean()
    riders = set(effort[effort == 0].index)
    assert 0 < len(riders) < 12
    assert effort[effort > 0].min() > 0.2
    paid = result.ledger.query("category == 'incentive'").groupby("payee", observed=True)["gbp"].sum()
    full_cost = 0.1 * 20 * 700.0 * QUARTER
    for rider in riders:
        # The grant is paid for the promise; money in proportion to failure is paid in full.
        assert paid[rider] == pytest.approx(4 * (0.5 * 2.0 * full_cost + 1300.0))
        assert result.agencies.query("agency == @rider")["overhead_time"].min() > 0


def test_members_leave_after_four_quarters_in_which_they_would_be_better_off_alone() -> None:
    lossmaking = fixed(0.8) | {
        "agencies.agency_2.own_weight": 3.0,
        **{f"agencies.agency_{n}.joint_weight": 4.0 for n in (0, 1, 3)},
    }
    leaving = village(weeks=130, warm_up=0, partnership__leaving=True).with_changes(lossmaking)
    table = run(leaving, 1).agencies.query("agency == 'agency_2'").set_index("week")["overhead_time"]
    # The first look back is after one quarter; the fourth bad one is seen in week 52.
    assert (table.loc[:51] > 0).all()
    assert (table.loc[52:] == 0).all()
    assert members_of(leaving) == {"agency_0", "agency_1", "agency_3"}
    assert len(members_of(leaving.with_changes({"partnership.leaving": False}))) == 4


def test_a_lead_does_not_leave_and_two_members_stay() -> None:
    lossmaking = fixed(1.0) | {f"agencies.agency_{n}.own_weight": 3.0 for n in range(4)}
    given = village(weeks=156, warm_up=0, partnership__leaving=True, partnership__form="lead_agency")
    stay = members_of(given.with_changes(lossmaking | {"partnership.lead": "agency_3"}))
    assert "agency_3" in stay
    assert len(stay) == 2
