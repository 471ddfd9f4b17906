"""What hangs on counts makes agencies take easy cases first and do less for hard ones (ODD 4.5)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.journeys.chances import chance_of_help
from joinup.sim.mechanisms.reporting.sentences import measured
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.partnerships import QUARTER, SLOT_COST, SLOTS, partnership
from tests.support.scenarios import plain_town

PRIZE: dict[str, Any] = {"name": "prize", "kind": "reward", "gbp": 0.5 * QUARTER * SLOTS * SLOT_COST}
PRESSED = {"service.creaming_by_counts": 4.0, "service.parking": 1.0}


def pressure(scenario: Scenario, week: int = 1) -> float:
    engine = Engine(scenario.with_changes(PRESSED), 1)
    engine.advance(week)
    return float(engine.state.agency["count_pressure"][0, 0])


def test_the_pressure_is_the_money_on_counts_over_what_the_places_cost() -> None:
    assert pressure(partnership(incentives=(PRIZE,))) == pytest.approx(0.5)
    twice = partnership(incentives=(PRIZE,), decisions={"money_salience": 2.0})
    assert pressure(twice) == pytest.approx(1.0)
    assert pressure(partnership(incentives=({**PRIZE, "kind": "subsidy"},))) == 0


def test_own_targets_that_weigh_more_than_they_cost_press_as_well_with_or_without_a_partnership() -> None:
    heavy = {"own_weight": 1.75}
    assert pressure(partnership(agency=heavy)) == pytest.approx(0.75)
    assert pressure(partnership(agency=heavy, form="none")) == pytest.approx(0.75)
    assert pressure(partnership(agency={"own_weight": 0.5})) == 0
    contract = partnership(form="contract_network", partnership={"form": "contract_network", "sponsors": 4})
    assert pressure(contract) == pytest.approx(0.3)


@pytest.mark.parametrize("metric", k.METRICS)
def test_only_counts_of_results_press(metric: str) -> None:
    found = pressure(partnership(incentives=(PRIZE,), measurement={"metric": metric}))
    assert (found > 0) == (metric not in ("stock", "places"))


def test_money_presses_only_while_it_is_offered() -> None:
    brief = partnership(incentives=({**PRIZE, "ends": 13},), weeks=30)
    assert pressure(brief, 13) == pytest.approx(0.5)
    assert pressure(brief, 14) == 0
    dissolved = partnership(incentives=(PRIZE,), weeks=30, partnership={"form": "informal", "ends": 5})
    assert pressure(dissolved, 5) == pytest.approx(0.5)
    assert pressure(dissolved, 6) == 0


def test_services_help_hard_cases_less_the_more_the_counts_press() -> None:
    town = plain_town({"agencies.housing.efficacy": 0.8, **PRESSED})
    engine = Engine(town, 1)
    engine.state.agency["count_pressure"] = 0.5
    world, state = engine.handles[:2]
    groups = np.asarray(engine.state.group)
    easy, hard = (int(np.flatnonzero(groups == group)[0]) for group in (0, 1))
    assert chance_of_help(world, state, 0, easy, 1) == 0.8
    assert chance_of_help(world, state, 0, hard, 1) == pytest.approx(0.8 * (1 - 0.5 * 0.4))
    engine.state.agency["count_pressure"] = 9.0
    assert chance_of_help(world, state, 0, hard, 1) == 0


def waits(result: Result) -> list[float]:
    flows = result.weekly.groupby("group")[["weeks_waited", "started_service"]].sum()
    return [
        float(flows["weeks_waited"][name] / flows["started_service"][name]) for name in ("most", "others")
    ]


def test_easy_cases_wait_less_and_hard_ones_more_where_counts_press() -> None:
    full = plain_town({"agencies.housing.places": 5, "service.creaming_by_counts": 12.0})
    before = run(full, 1)
    after = run(full.with_changes({f"agencies.{role}.own_weight": 3.0 for role in ("adviser", "housing")}), 1)
    assert waits(after)[0] < waits(before)[0]
    assert waits(after)[1] > waits(before)[1]


def test_without_the_switches_nothing_presses_and_nothing_is_said() -> None:
    town = partnership(incentives=(PRIZE,), agency={"own_weight": 2.0})
    engine = Engine(town, 1)
    engine.advance(2)
    assert (engine.state.agency["count_pressure"] == 0).all()
    assert not any("easy cases" in line for line in measured(town))
    assert any("easy cases first" in line for line in measured(town.with_changes(PRESSED)))
