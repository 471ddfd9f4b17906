"""A partnership's reach, distances and set-up, and who is in it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.villages import BASE, JOINT, PER_LINK, fixed, partnership_money, slopes, village

QUARTER = 13


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
    weeks = FORMS[form].governance.set_up_weeks
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
