"""Agencies may refuse hard cases that are handed on to them (ODD 4.1, 4.5)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs, shunting
from joinup.sim.mechanisms.effort.sentences import aims
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import engine_at, plain_town

HOUSING = 1
REFUSING: dict[str, Any] = {
    "partnership.form": "formal",
    "decisions.rule": "best_reply",
    "decisions.shunting_most": 0.3,
    "decisions.shunting_cost": 0.0,
    "agencies.housing.failure_share": 0.0,
    "agencies.adviser.failure_share": 0.6,
    "population.localities": [{"name": "town"}],
}

MINDING = {"agencies.housing.failure_share": 0.3, "agencies.adviser.failure_share": 0.3}


def town(**changes: Any) -> Scenario:
    return plain_town({**REFUSING, **{path.replace("__", "."): value for path, value in changes.items()}})


def chosen(
    scenario: Scenario, *, hard: int = 8, easy: int = 5, full: int = 13, pressure: float = 0.0
) -> float:
    """Return z of housing after a quarter with so many handed on, and so many weeks with no place free."""
    engine = engine_at(scenario, 1)
    engine.state.handed_on_last[0, HOUSING] = (easy, hard)
    engine.state.agency["full_last"] = full
    engine.state.agency["pressure"] = pressure
    return float(shunting.choose_shunting(*engine.handles[:2], 13, 0, HOUSING))


def test_it_is_all_where_the_agency_is_full_and_minds_no_failure_and_none_where_it_minds() -> None:
    assert chosen(town()) == 0.3
    assert chosen(town(decisions__failure_weight=1e6, **MINDING)) == 0


def test_it_is_none_without_hard_cases_or_with_places_free_or_where_it_costs_too_much() -> None:
    assert chosen(town(), hard=0) == 0
    assert chosen(town(), full=0) == 0
    assert chosen(town(decisions__shunting_cost=1e6)) == 0
    assert chosen(town(decisions__pressure_weight=1.0), pressure=1e6) == 0
    assert chosen(town(decisions__rule="fixed")) == 0
    assert chosen(town(decisions__shunting_most=0.0)) == 0


def test_the_gain_is_what_their_service_costs_less_what_their_need_does() -> None:
    scenario = town(decisions__failure_weight=0.5, money__unmet_need=20.0, **MINDING)
    engine = engine_at(scenario, 1)
    engine.state.handed_on_last[0, HOUSING] = (5, 8)
    engine.state.agency["full_last"] = 6
    world, state = engine.handles[:2]
    saved = 700 * 5 * 1.4 * 6 / 13
    lost = 0.5 * 0.3 * 20 / (0.1 + 0.02)
    assert shunting.gain_of_shunting(world, state, 13, 0, HOUSING) == pytest.approx(8 * (saved - lost))
    cost = payoffs.full_cost(world, 0, HOUSING)
    levels = 0.3 * np.arange(5) / 4
    pay = 8 * (saved - lost) / cost * levels - 0.5 * levels**2
    dear = scenario.with_changes({"decisions.shunting_cost": 1.0})
    assert chosen(dear, full=6) == pytest.approx(levels[int(np.argmax(pay))])


def test_under_logit_it_is_drawn_and_the_better_the_more_often() -> None:
    weeks = [13 * quarter for quarter in range(300)]
    engine = engine_at(town(decisions__rule="logit", decisions__precision=20.0), 1)
    engine.state.handed_on_last[0, HOUSING] = (0, 2)
    engine.state.agency["full_last"] = 13
    world, state = engine.handles[:2]
    found = [float(shunting.choose_shunting(world, state, week, 0, HOUSING)) for week in weeks]
    gain = float(shunting.gain_of_shunting(world, state, 13, 0, HOUSING)) / payoffs.full_cost(
        world, 0, HOUSING
    )
    levels = 0.3 * np.arange(5) / 4
    weights = np.exp(20 * gain * levels)
    expected = float(levels @ weights / weights.sum())
    assert np.mean(found) == pytest.approx(expected, abs=4 * np.std(found) / np.sqrt(len(found)))
    assert sorted(set(found)) == pytest.approx(levels)


def test_refused_hand_offs_fail_and_only_hard_cases_are_refused() -> None:
    scarce = {"agencies.housing.places": 3, "service.cold_hand_off": 1.0, "decisions.shunting_most": 1.0}
    before, after = (
        run(town().with_changes(scarce | {"decisions.shunting_most": most}), 1) for most in (0.0, 1.0)
    )

    def failed(result: Any) -> dict[str, float]:
        flows = result.weekly.groupby("group")[["hand_offs_attempted", "hand_offs_succeeded"]].sum()
        rate = 1 - flows["hand_offs_succeeded"] / flows["hand_offs_attempted"]
        return {str(name): float(share) for name, share in rate.items()}

    assert failed(before)["others"] < failed(after)["others"]
    engine = Engine(town().with_changes(scarce), 1)
    engine.advance(26 + 30)
    assert engine.state.agency["shunting"][0, HOUSING] == 1.0
    easy = engine.state.group == 0
    assert easy.any() and failed(after)["most"] == pytest.approx(failed(before)["most"], abs=0.1)


def test_who_is_no_member_refuses_nobody_and_it_is_said() -> None:
    engine = engine_at(town(partnership__ends=20), 25)
    assert (engine.state.agency["shunting"] == 0).all()
    assert any("refuse up to 30% of hard cases" in line for line in aims(town()))
    assert not any("refuse" in line for line in aims(plain_town()))
