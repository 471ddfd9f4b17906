"""Targets follow good results, and who expects that counts less of what these pay (ODD 4.6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.mechanisms.reporting import gaming
from joinup.sim.mechanisms.reporting.sentences import measured
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import QUARTER, partnership

TARGET = 30.0
LATE: dict[str, Any] = {"target": TARGET, "ratchet": 0.25, "lag": 13, "noise": 0.0}


def town(**changes: Any) -> Scenario:
    incentives = changes.pop("incentives", ())
    return partnership(incentives=incentives, weeks=110, measurement={**LATE, **changes})


def target_after(scenario: Scenario, reports: tuple[float, ...]) -> float:
    """Return the first agency's target after a year in which these figures were known, quarter by quarter."""
    engine = Engine(scenario, 1)
    engine.advance(51)
    engine.state.reported_quarter[: len(reports), 0, 0] = reports
    engine.advance(1)
    return float(engine.state.agency["target"][0, 0])


def test_a_target_rises_by_a_quarter_of_what_the_reports_were_above_it() -> None:
    # By week 51 three quarters have been reported: the fourth comes thirteen weeks late.
    assert target_after(town(), (50.0, 40.0, 30.0, 900.0)) == TARGET + 0.25 * 10
    assert target_after(town(lag=0), (50.0, 40.0, 30.0)) < TARGET + 0.25 * 10
    assert target_after(town(ratchet=0.0), (50.0, 40.0, 30.0)) == TARGET


def test_it_does_not_fall_and_that_of_a_stock_does_not_rise() -> None:
    assert target_after(town(), (10.0, 10.0, 10.0)) == TARGET
    assert target_after(town(metric="stock"), (10.0, 20.0, 30.0)) == TARGET - 0.25 * 10
    assert target_after(town(metric="stock"), (50.0, 50.0, 50.0)) == TARGET


def test_it_stays_raised_and_the_next_year_goes_on_from_there() -> None:
    engine = Engine(town(), 1)
    engine.advance(51)
    engine.state.reported_quarter[:3, 0, 0] = 70.0
    engine.advance(52)
    assert engine.state.agency["target"][0, 0] == TARGET + 10
    engine.state.reported_quarter[3:7, 0, 0] = 80.0
    engine.advance(1)
    assert engine.state.agency["target"][0, 0] == TARGET + 10 + 0.25 * 40


def test_rewards_and_payments_weigh_less_for_who_expects_it_and_are_paid_in_full() -> None:
    money = ({"kind": "reward", "of_full_cost": 1.0}, {"kind": "payment", "price": 20.0})
    worth: list[tuple[float, float]] = []
    for ratchet in (0.0, 0.25):
        engine = Engine(town(incentives=money, ratchet=ratchet, games_money=True, noise=0.1), 1)
        engine.advance(1)
        engine.state.agency["reported"] = 0.8 * TARGET
        world, state = engine.handles[:2]
        pay, y = (
            payoffs.money_pay_off(world, state, QUARTER, 0, 0, 0.5),
            gaming.gaming_of(world, state, 1, 0, 0),
        )
        worth.append((float(pay), float(y)))
    assert worth[1] == pytest.approx(tuple(0.75 * one for one in worth[0]))
    fixed = {"decisions.rule": "fixed", "decisions.fixed_effort": 0.5, "weeks": 30}
    ledgers = [
        run(town(incentives=money, ratchet=ratchet).with_changes(fixed), 1).ledger for ratchet in (0.0, 0.25)
    ]
    assert ledgers[0].equals(ledgers[1])


def test_each_weeks_target_is_in_the_table_of_agencies() -> None:
    result = run(town(target=0.01, ratchet=0.75, audit=1.0), 1)
    column = result.agencies.query("agency == 'agency_0'")["target"].to_numpy()
    assert column[50] == 0.01 < column[51] == column[52]
    assert np.diff(column).min() >= 0


def test_it_is_said() -> None:
    assert any("Each year a target rises by 25% of what" in line for line in measured(town()))
    assert not any("Each year" in line for line in measured(town(ratchet=0.0)))
