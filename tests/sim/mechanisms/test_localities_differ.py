"""Localities differ by more than their inputs: in hand-offs, in help, in onset and in places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

SMALL = {"weeks": 60, "warm_up_weeks": 13, "population.clients": 800, "partnership.form": "formal"}


def villages(here: dict[str, Any] | None = None) -> Scenario:
    places = [{"name": "east", **(here or {})}, {"name": "west"}]
    return plain_town(SMALL | {"population.localities": places})


def hand_off_success(scenario: Scenario, seed: int = 1) -> list[float]:
    weekly = run(scenario, seed, by_locality=True).simulated.weekly
    sums = weekly.groupby("locality", observed=True)[
        ["hand_offs_attempted", "lapsed_after_hand_off", "wrong_door_lapsed"]
    ].sum()
    lost = sums.lapsed_after_hand_off + sums.wrong_door_lapsed
    return [float(1 - lost[name] / sums.hand_offs_attempted[name]) for name in ("east", "west")]


def test_what_a_locality_says_of_itself_holds_there_alone() -> None:
    here = {"service_weeks": {"housing": 2.0}, "hand_off": 1.5, "efficacy": 0.5}
    scenario = villages(here).with_changes({"agencies.housing.efficacy": 0.8})
    spec, plain = Engine(scenario, 1).world.spec, Engine(villages(), 1).world.spec
    housing = [agency.name for agency in scenario.agencies].index("housing")
    assert spec["service_weeks"][0, housing] == 2 * plain["service_weeks"][0, housing]
    assert (spec["service_weeks"][1] == plain["service_weeks"][1]).all()
    assert spec["efficacy"][:, housing].tolist() == [0.4, 0.8]
    east, west = hand_off_success(scenario)
    before = hand_off_success(villages().with_changes({"agencies.housing.efficacy": 0.8}))
    assert east > before[0] + 0.1 and west == before[1]


def test_localities_vary_by_seed_and_not_by_option() -> None:
    spread: dict[str, Any] = {
        f"population.variation.{what}": 0.3 for what in ("places", "onset", "hand_off", "efficacy")
    }
    spread |= {"agencies.housing.efficacy": 0.6, "population.localities": [{"name": "v", "count": 40}]}
    town = villages().with_changes(spread)
    one, other, merged = (
        Engine(scenario, seed).world
        for scenario, seed in ((town, 1), (town, 2), (town.with_changes({"partnership.form": "merged"}), 1))
    )
    for column in ("hand_off",):
        assert (one.localities[column] == merged.localities[column]).all()
        assert not (one.localities[column] == other.localities[column]).any()
    housing = [agency.name for agency in town.agencies].index("housing")
    assert (one.spec["efficacy"] == merged.spec["efficacy"]).all()
    assert np.log(one.spec["efficacy"][:, housing] / 0.6).std() == pytest.approx(0.3, rel=0.4)
    assert one.localities["hand_off"].std() == pytest.approx(0.3, rel=0.4)
    assert (one.spec["efficacy"] <= 1).all()


def test_an_agency_that_there_is_not_and_no_weeks_are_told() -> None:
    with pytest.raises(ScenarioError) as told:
        villages({"service_weeks": {"hosing": 2.0, "housing": 0}})
    said = str(told.value)
    assert "unknown agency 'hosing'; did you mean 'housing'?" in said and "service_weeks.housing" in said
