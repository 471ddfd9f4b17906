"""Two scenarios with one seed share every draw that they have in common (model.md 5).

What differs between them differs by its cause alone: a lever that does nothing changes no
figure, and whatever is added touches only those who meet it.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim import randomness as sim_draws
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.journeys.flows import HAND_OFF_FAILED
from joinup.sim.mechanisms.journeys.service import hand_off
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import PLAIN, SEVEN_INCENTIVES, busy_town, plain_town

Journeys = dict[int, list[str]]

TABLES = ("weekly", "agencies", "links", "ledger", "episodes", "funding", "summary")


def assert_no_figure_differs(one: Result, other: Result, tables: tuple[str, ...] = TABLES) -> None:
    for name in tables:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True, obj=name)


def everyones_journey(scenario: Scenario, seed: int = 1) -> Journeys:
    return run(scenario, seed, trace=scenario.population.clients).journeys


# Levers that do nothing ------------------------------------------------------------------------

INERT: dict[str, dict[str, Any]] = {
    "a title": {"title": "Another title", "description": "and more words"},
    "a campaign that spends nothing": {"campaigns": [{"name": "silent", "spend": 0}]},
    "a campaign after the end": {"campaigns": [{"name": "late", "spend": 500, "starts": 60}]},
    "a consultation without gain or cost": {
        "consultations": [{"name": "asked", "groups": ["others"], "gain": 0.0}]
    },
    "creaming among equals": {"service.creaming": 3.0, "population.groups.others.difficulty": 1.0},
    "noise in reports that nobody reads": {"measurement.noise": 0.4, "measurement.audit": 0.9},
    "an event that says what is": {
        "events": [{"name": "again", "week": 9, "set": {"service.abandonment": 0.05}}]
    },
    "a lever on offer": {"levers": [{"path": "trust.start", "low": 0.1, "high": 0.9}]},
    "a rule that admits everybody": {"population.eligibility": {"groups": {"others": 1.0}}},
    "trust without a partnership": {"trust.start": 0.9, "routine.start": 0.5},
    "an effort grid without a partnership": {"decisions.grid": [0.0, 1.0]},
    "a partnership that comes too late": {"partnership.form": "formal", "partnership.starts": 60},
    "a partnership of one": {"partnership.form": "formal", "partnership.members": ["clinic"]},
    "a partnership that everybody declines": {
        "partnership.form": "informal",
        "partnership.decline_share": 1.0,
    },
}


@pytest.mark.parametrize("changes", INERT.values(), ids=INERT.keys())
def test_a_lever_that_does_nothing_changes_no_figure(changes: dict[str, Any]) -> None:
    same_difficulty = {key: value for key, value in changes.items() if key.endswith("difficulty")}
    changed = run(plain_town(changes), seed=5)
    before = run(plain_town(same_difficulty), seed=5)
    unread = {"trust.start", "measurement.noise", "partnership.form"} & set(changes)
    tables = [table for table in TABLES if not (unread and table in ("agencies", "links"))]
    assert_no_figure_differs(changed, before, tuple(tables))


@pytest.mark.parametrize("incentive", SEVEN_INCENTIVES, ids=lambda item: str(item["kind"]))
def test_an_incentive_for_joint_work_does_nothing_without_joint_work(incentive: dict[str, Any]) -> None:
    assert_no_figure_differs(run(plain_town({"incentives": [incentive]}), 5), run(plain_town(), 5))


def test_an_incentive_of_nothing_does_nothing() -> None:
    nothing = [{"name": "empty", "kind": "subsidy", "gbp": 0.0}]
    form = {"partnership.form": "formal"}
    assert_no_figure_differs(run(plain_town({**form, "incentives": nothing}), 5), run(plain_town(form), 5))


def test_a_lever_that_does_something_is_noticed() -> None:
    changed = run(plain_town({"service.abandonment": 0.06}), seed=5)
    with pytest.raises(AssertionError):
        assert_no_figure_differs(changed, run(plain_town(), seed=5))


# What is added ---------------------------------------------------------------------------------


def with_agency(tree: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    found = copy.deepcopy(tree)
    found["agencies"].insert(1, {"name": name, "places": 5, "needs": [], **more})
    return found


# A wait deters and keeps out, and places pass on to others who wait; so that nobody meets anybody
# else, there are places for all here, and complaints are left out, whose owner is sought among all.
NOBODY_MEETS_ANYBODY = {f"agencies.{name}.places": 400 for name in ("adviser", "housing", "clinic")} | {
    "redress.complaint": 0.0,
    "warm_up_weeks": 0,
}


@pytest.mark.parametrize("form", ["none", "formal"])
def test_an_agency_that_nobody_needs_moves_only_those_who_pick_its_door(form: str) -> None:
    members = {"partnership.form": form, "partnership.members": ["adviser", "housing", "clinic"]}
    tree = plain_town({**NOBODY_MEETS_ANYBODY, **members}).model_dump(mode="json")
    before = everyones_journey(Scenario.parse(tree))
    after = everyones_journey(Scenario.parse(with_agency(tree, "museum")))
    moved = {client for client in before if before[client] != after[client]}
    visitors = {client for client, moves in after.items() if any("museum" in move for move in moves)}
    assert moved
    assert moved <= visitors
    assert len(visitors) < len(before) / 2
    for client in moved:
        meeting = next(n for n, move in enumerate(after[client]) if "museum" in move)
        assert before[client][:meeting] == after[client][:meeting], "the same until they pick its door"


def test_an_agency_that_nobody_needs_moves_nobody_who_always_finds_the_right_door() -> None:
    right = {f"population.groups.{group}.right_door": 1.0 for group in ("most", "others")}
    tree = plain_town(right | {"redress.complaint": 0.0}).model_dump(mode="json")
    before, after = run(Scenario.parse(tree), 5), run(Scenario.parse(with_agency(tree, "museum")), 5)
    pd.testing.assert_frame_equal(before.weekly, after.weekly, check_exact=True)
    others = after.agencies[after.agencies.agency != "museum"].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, before.agencies, check_exact=True)


def test_a_second_agency_for_a_need_moves_only_those_who_pick_it() -> None:
    tree = plain_town(NOBODY_MEETS_ANYBODY).model_dump(mode="json")
    before = everyones_journey(Scenario.parse(tree))
    second = with_agency(tree, "charity", needs=["home"], places=400, service_weeks=5)
    after = everyones_journey(Scenario.parse(second))
    moved = {client for client in before if before[client] != after[client]}
    visitors = {client for client, moves in after.items() if any("charity" in move for move in moves)}
    assert moved == visitors
    assert 0 < len(moved) < len(before)


def test_the_order_in_which_agencies_are_listed_moves_nobody() -> None:
    tree = plain_town(NOBODY_MEETS_ANYBODY).model_dump(mode="json")
    turned = {**tree, "agencies": tree["agencies"][::-1]}
    assert everyones_journey(Scenario.parse(tree)) == everyones_journey(Scenario.parse(turned))


def test_a_need_that_nobody_has_changes_nothing() -> None:
    tree = plain_town().model_dump(mode="json")
    more = copy.deepcopy(tree)
    more["population"]["needs"].append({"name": "company"})
    assert_no_figure_differs(run(Scenario.parse(more), 5), run(Scenario.parse(tree), 5))


def test_a_group_to_which_nobody_belongs_changes_nothing() -> None:
    tree = plain_town().model_dump(mode="json")
    more = copy.deepcopy(tree)
    more["population"]["groups"].append({"name": "nobody", "share": 0.0, "needs": {"home": 1.0}})
    before, after = run(Scenario.parse(tree), 5), run(Scenario.parse(more), 5)
    kept = after.weekly[after.weekly.group != "nobody"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, before.weekly, check_exact=True)
    assert_no_figure_differs(after, before, ("agencies", "links", "ledger"))


def test_a_new_group_takes_only_those_who_become_its_members() -> None:
    one = plain_town({"population.clients": 3000})
    tree = one.model_dump(mode="json")
    tree["population"]["groups"][0]["share"] = 0.5
    tree["population"]["groups"].append({"name": "new", "share": 0.2, "needs": {"home": 1.0}})
    before = Engine(one, 5).state.group
    after = Engine(Scenario.parse(tree), 5).state.group
    gone = before != after
    assert set(after[gone].tolist()) == {1, 2}, "to the new group, or to one that now weighs more"
    assert (after[before == 1] != 0).all(), "nobody moves into the group that shrank"


def test_an_access_need_that_nobody_has_changes_nothing() -> None:
    tree = plain_town().model_dump(mode="json")
    more = copy.deepcopy(tree)
    more["population"]["access"].insert(0, {"name": "a_lift"})
    assert_no_figure_differs(run(Scenario.parse(more), 5), run(Scenario.parse(tree), 5))


def test_a_locality_added_at_the_end_leaves_the_first_ones_as_they_were() -> None:
    def places(count: int) -> Scenario:
        names = [{"name": f"place_{n}"} for n in range(count)]
        return busy_town(
            {
                "population.localities": names,
                "population.clients": 120 * count,
                "agencies.adviser.outreach": 1.5 * count,
                "consultations.asked.cost": 75 * count,
                "funding.programme.places": {"housing": 4 * count, "clinic": 2 * count},
            }
            | {
                f"agencies.{name}.places": places * count
                for name, places in (("adviser", 4), ("housing", 7), ("clinic", 5))
            }
        )

    before, after = run(places(2), 5, by_locality=True), run(places(3), 5, by_locality=True)
    for table in ("weekly", "agencies", "links", "ledger", "decisions"):
        # The categories of names differ, since there is one locality more.
        one, other = (getattr(result, table).astype({"locality": str}) for result in (before, after))
        other = other[other.locality != "place_2"].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, other, check_exact=True, check_categorical=False, obj=table)
    assert set(after.weekly.locality) == {"place_0", "place_1", "place_2"}


def test_more_clients_leave_the_first_ones_who_they_were() -> None:
    few = Engine(plain_town({"population.localities": [{"name": "one"}]}), 5)
    many = Engine(plain_town({"population.localities": [{"name": "one"}], "population.clients": 900}), 5)
    for column in ("group", "aware"):
        assert (getattr(few.state, column) == getattr(many.state, column)[:300]).all()
    for column in ("access", "flags"):
        assert (few.state.client[column] == many.state.client[column][:300]).all()


# Couplings -------------------------------------------------------------------------------------


def first_hand_offs(cold: float, joint: float) -> npt.NDArray[np.bool_]:
    """Return who gets through a first hand-off at given chances, everyone trying in one week."""
    engine = Engine(plain_town({"service.cold_hand_off": cold, "service.joint_hand_off": joint}), 1)
    world, state, record = engine.handles
    state_columns = engine.state
    state_columns.client["needs"] = state_columns.client["needs_at_onset"] = 0b010
    state_columns.link["joint"][:] = 0.5
    through = []
    for client in range(300):
        locality = int(client >= engine.world.localities["end"][0])
        through.append(bool(hand_off(world, state, record, 0, locality, client, 0, True, HAND_OFF_FAILED)))
    return np.array(through)


@settings(max_examples=20)
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0, 3), st.floats(0, 3))
def test_whoever_gets_through_a_hand_off_gets_through_an_easier_one(
    one: float, other: float, gain: float, more: float
) -> None:
    low, high = sorted((one, other))
    harder, easier = first_hand_offs(low, gain), first_hand_offs(high, gain + more)
    assert (easier | ~harder).all()


def test_an_easier_hand_off_gets_more_people_through() -> None:
    through = [first_hand_offs(cold, 0.0).mean() for cold in (0.0, 0.2, 0.5, 0.8, 1.0)]
    assert through[0] == 0.0
    assert through[-1] == 1.0
    assert through == sorted(set(through))


def test_whoever_has_a_need_still_has_it_where_needs_arise_more_often() -> None:
    def onset_weeks(onset: float) -> pd.Series:
        rates = {f"population.groups.{group}.onset": onset for group in ("most", "others")}
        return run(plain_town({**rates, "warm_up_weeks": 0}), 5).episodes.groupby("client").onset.min()

    rarely, often = onset_weeks(0.01), onset_weeks(0.04)
    assert set(rarely.index) < set(often.index)
    assert (often[rarely.index] <= rarely).all()


def test_the_same_people_complain_and_more_of_them_where_complaining_is_easier() -> None:
    def complainers(chance: float) -> set[int]:
        engine = Engine(plain_town({"redress.complaint": chance, "redress.upheld": 0.0}), 5)
        engine.advance(engine.scenario.warm_up_weeks + 30)
        return set(np.flatnonzero(engine.state.client["flags"] & k.COMPLAINED_BIT).tolist())

    assert complainers(0.0) == set()
    assert complainers(0.1) < complainers(0.5)


def test_replicates_of_two_scenarios_are_paired() -> None:
    """The difference between twins varies far less from seed to seed than each of them."""
    levels, differences = [], []
    for seed in range(1, 13):
        one = run(plain_town(), seed).weekly.unmet_need_weeks.sum()
        other = run(plain_town({"service.return_from_lapse": 0.12}), seed).weekly.unmet_need_weeks.sum()
        levels.append(one)
        differences.append(other - one)
    assert np.std(differences) < 0.7 * np.std(levels)


def test_the_draw_for_one_purpose_says_nothing_about_another() -> None:
    clients = range(4000)
    columns = [
        [int(sim_draws.draw(np.uint64(5), client, 0, 3, purpose)) for client in clients]
        for purpose in (sim_draws.HAND_OFF, sim_draws.RIGHT_DOOR, sim_draws.COMPLAINT, sim_draws.OWNER)
    ]
    between = np.asarray(np.corrcoef(columns))[np.triu_indices(4, 1)]
    assert np.abs(between).max() < 4.5 / np.sqrt(len(clients))


def test_the_builder_hands_out_its_own_trees() -> None:
    tree = copy.deepcopy(PLAIN)
    plain_town({"agencies.housing.places": 1})
    busy_town()
    assert tree == PLAIN
