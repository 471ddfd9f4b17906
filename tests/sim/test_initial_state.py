"""How a run opens, how a shock hits it, and how it goes on beyond its scenario."""

from __future__ import annotations

import mmap

import numpy as np
import pandas as pd
import pytest

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.memory import LARGE, seldom_touched
from joinup.sim.engine import Engine
from joinup.sim.results.result import Result
from joinup.sim.results.run_tables import RunTables
from joinup.sim.run import run
from tests.support.scenarios import busy_town, engine_at, plain_town


def test_groups_open_in_the_states_that_are_given_for_them_alone() -> None:
    opening = {"population.groups.most.opening": {"waiting": 0.5, "lapsed": 0.1}}
    stock = Engine(plain_town(opening), 1).state.stock
    people = stock[..., : len(k.STATES)].sum(axis=-1)
    assert stock[:, 0, k.LAPSED].tolist() == np.floor(0.1 * people[:, 0] + 0.5).tolist()
    assert stock[:, 0, k.WAITING].tolist() == np.floor(0.5 * people[:, 0] + 0.5).tolist()
    assert (stock[:, 1, k.NO_NEED] == people[:, 1]).all()


def test_routine_and_trust_open_where_the_scenario_says() -> None:
    state = Engine(plain_town({"routine.start": 0.3, "trust.start": 0.45}), 1).state
    assert (state.agency["routine"] == 0.3).all()
    assert (state.link["trust"] == 0.45).all()


def test_clients_are_traced_by_their_draw_alone_and_stay_who_they_are() -> None:
    town = plain_town({"population.eligibility": {"groups": {"others": 0.5}}})
    traced, others = Engine(town, 7, trace=12).state.client["flags"], Engine(town, 7).state.client["flags"]
    seed = np.uint64(7)
    order = sorted(range(300), key=lambda client: randomness.draw(seed, client, 0, 0, randomness.TRACED))
    assert np.flatnonzero(traced & k.TRACED_BIT).tolist() == sorted(order[:12])
    assert (traced ^ others == traced & k.TRACED_BIT).all()


def test_the_rule_says_which_share_of_a_group_is_eligible_and_all_are_of_whom_it_says_nothing() -> None:
    state = Engine(plain_town({"population.eligibility": {"groups": {"others": 0.5}}}), 1).state
    eligible, group = state.client["flags"] & k.ELIGIBLE_BIT > 0, state.traits // 2
    assert eligible[group == 0].all()
    assert 0.3 < eligible[group == 1].mean() < 0.7


def test_agencies_open_without_joint_effort() -> None:
    state = Engine(plain_town(), 1).state
    assert (state.chance[..., 0] == 1).all() and (state.chance[..., 1:] == 0).all()
    assert (state.agency["effort"] == 0).all()


def test_only_those_who_live_where_the_rule_holds_are_eligible() -> None:
    town = plain_town({"population.eligibility": {"localities": ["south"]}})
    engine = Engine(town, 1)
    eligible = (engine.state.client["flags"] & k.ELIGIBLE_BIT) != 0
    first = int(engine.world.localities[1]["first"])
    assert not eligible[:first].any()
    assert eligible[first:].all()


def test_when_staff_leave_routine_and_trust_go_with_them() -> None:
    engine = engine_at(busy_town({"events": [], "routine.handover": 0.2, "trust.lost_with_staff": 0.5}), 20)
    routine, trust = engine.state.agency["routine"].copy(), engine.state.link["trust"].copy()
    assert (routine[:, 1] > 0).all() and (trust > 0).all()
    engine.shock(0.4, ("housing",))
    kept = 1 - 0.4 * 0.5 * engine.scenario.forms["lead_agency"].governance.trust_loss
    assert engine.state.agency["routine"][:, 1] == pytest.approx(routine[:, 1] * (1 - 0.4 * 0.8))
    assert (engine.state.agency["routine"][:, [0, 2]] == routine[:, [0, 2]]).all()
    assert engine.state.link["trust"][:, 1] == pytest.approx(trust[:, 1] * kept)
    assert engine.state.link["trust"][:, [0, 2], 1] == pytest.approx(trust[:, [0, 2], 1] * kept)
    assert (engine.state.link["trust"][:, 0, 2] == trust[:, 0, 2]).all()


def test_a_continued_run_is_the_run_of_a_longer_scenario() -> None:
    engine = engine_at(busy_town(), 52, seed=3)
    engine.advance(20)
    engine.advance(130)
    ours, longer = Result(RunTables(engine)), run(busy_town({"weeks": 202}), seed=3)
    for name in ("weekly", "agencies", "links", "decisions", "effort_gap", "campaigns", "ledger", "funding"):
        pd.testing.assert_frame_equal(getattr(ours, name), getattr(longer, name))


@pytest.mark.skipif(not hasattr(mmap, "MADV_NOHUGEPAGE"), reason="this system has pages of one size")
def test_large_arrays_come_in_small_pages_where_a_system_has_both(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_small_pages(size: int) -> bool:
        found = seldom_touched((size,), np.int64)
        assert found.shape == (size,) and found.dtype == np.int64 and found.flags.writeable
        assert not found.any()
        return found.base is not None

    assert not in_small_pages(LARGE // 8 - 1)
    assert in_small_pages(LARGE // 8)
    monkeypatch.setattr(mmap, "MADV_NOHUGEPAGE", 9999)
    assert in_small_pages(LARGE // 8), "a system that does not know what it is asked for has them anyway"
    monkeypatch.delattr(mmap, "MADV_NOHUGEPAGE")
    assert not in_small_pages(LARGE // 8)


def test_what_is_counted_is_counted_in_whole_numbers() -> None:
    state = Engine(busy_town(), 1).state
    counts = ("completions", "complaints", "active", "people", "stock", "stock_before", "fund_filled")
    weeks = ("fund_opens",)
    places = ("head", "tail", "marked", "marked_count", "events", "event_first", "event_count")
    for name in (*counts, *weeks, *places):
        assert getattr(state, name).dtype.kind == "i", name
