"""A payment by results: so much for each result that an agency reports (ODD 4.1, 4.6, 4.8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import Problem
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.mechanisms.effort.sentences import incentives, incentives_used
from joinup.sim.mechanisms.reporting import gaming
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.partnerships import QUARTER, partnership
from tests.support.scenarios import plain_town
from tests.support.sound_scenario import problems
from tests.support.villages import village

PRICE = 50.0
PAID: dict[str, Any] = {"kind": "payment", "price": PRICE}
WILLING = {"decisions.rule": "fixed", "decisions.fixed_effort": 0.5, "measurement.lag": 0}


def paid(**measurement: Any) -> Scenario:
    return partnership(incentives=(PAID,), weeks=40, measurement=measurement).with_changes(WILLING)


def reported(result: Result) -> float:
    table = result.agencies.query("week == 38")
    return float(table["reported"].sum())


def true(result: Result) -> float:
    return float(result.agencies.query("week == 38")["true"].sum())


def test_a_payment_goes_out_once_a_quarter_for_what_was_reported() -> None:
    result = run(paid(), 1)
    ledger = result.ledger.query("category == 'incentive'")
    assert sorted(ledger["week"].unique()) == [12, 25, 38]
    assert float(ledger.query("week == 38")["gbp"].sum()) == pytest.approx(PRICE * reported(result))


def test_its_pay_off_rises_with_joint_working_as_that_of_a_reward_does() -> None:
    engine = Engine(paid(), 1)
    engine.advance(QUARTER)
    agency = engine.state.agency
    agency["reported"], agency["joint_last"] = 20.0, 0.05
    world, state = engine.handles[:2]
    cost = payoffs.full_cost(world, 0, 0)
    for x in (0.0, 0.5, 1.0):
        joint = 0.35 * np.sqrt(_effective(agency[0, 0], x) * _effective(agency[0, 1], agency[0, 1]["effort"]))
        expected = PRICE * 20 * (1 + 0.5 * (joint - 0.05)) / cost
        assert payoffs.money_pay_off(world, state, QUARTER, 0, 0, x) == pytest.approx(expected)
    agency["reported"] = np.nan
    assert payoffs.money_pay_off(world, state, QUARTER, 0, 0, 1.0) == 0


def _effective(row: Any, effort: float) -> float:
    return float(1 - (1 - effort) * (1 - row["routine"]))


def test_it_is_gamed_without_a_target_and_crowds_out_by_the_last_report() -> None:
    engine = Engine(paid(games_money=True).with_changes({"decisions.crowding_out": 0.3}), 1)
    engine.advance(1)
    engine.state.agency["reported"], engine.state.agency["target"] = 30.0, np.nan
    world, state = engine.handles[:2]
    offered = PRICE * 30 / payoffs.full_cost(world, 0, 0)
    assert gaming.gaming_of(world, state, QUARTER, 0, 0) == pytest.approx(offered * 0.7 / 4)
    engine.advance(QUARTER - 1)
    engine.state.agency["reported"] = 30.0
    engine.advance(1)
    assert engine.state.agency["motivation"][0, 0] == pytest.approx(np.exp(-0.3 * offered))


def test_it_raises_the_reported_figure_more_than_the_true_one_and_audit_narrows_the_gap() -> None:
    unpaid, gamed, audited = (
        run(scenario, 1)
        for scenario in (
            paid().with_changes({"incentives": []}),
            paid(games_money=True, audit=0.1),
            paid(games_money=True, audit=0.9),
        )
    )
    assert true(gamed) == true(audited) == true(unpaid)
    assert reported(gamed) > reported(audited) > reported(unpaid)


@pytest.mark.parametrize("ends_in_service", [False, True])
def test_resolved_counts_episodes_that_end_at_the_agency_helped_or_not(ends_in_service: bool) -> None:
    scenario = village(weeks=26, warm_up=0).with_changes(
        {"measurement.metric": "resolved", "service.ends_in_service": ends_in_service}
    )
    result = run(scenario, 1)
    counted = result.agencies.query("week in (12, 25)")["true"].sum()
    total = result.weekly[["resolved", "exits_in_service"]].sum()
    assert counted == total.sum() > 0
    assert (total["exits_in_service"] > 0) == ends_in_service


def test_a_payment_needs_a_price_and_results_that_are_counted() -> None:
    given = {"name": "paid", "kind": "payment"}
    assert problems((("incentives", 1), given)) == [Problem(("incentives", 1), "a payment needs 'price'")]
    for metric in k.METRICS:
        found = problems((("incentives", 1), given | {"price": 5}), (("measurement", "metric"), metric))
        assert bool(found) == (metric in ("stock", "places")), metric


def test_it_is_said() -> None:
    town = plain_town({"incentives": [{"name": "by_results", **PAID}], "partnership.form": "formal"})
    assert incentives(town)[0].startswith(
        "By results: a payment by results (GBP 50 for each result reported) for"
    )
    assert "(paid for every result that it reports, with or without joint work)" in incentives_used(town)
