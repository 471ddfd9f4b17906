"""The common effort that would be best for clients is found by paired runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import joinup as ju
from joinup.experiments.analysis.methods.statistics import WEEKS
from joinup.experiments.run.json_summary import as_json
from joinup.experiments.run.yardstick import EFFORTS, with_common_effort
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import plain_town

SMALL = {"weeks": 40, "warm_up_weeks": 13, "population.clients": 300, "partnership.form": "formal"}


def need_weeks(scenario: Scenario) -> float:
    """Return the mean of two replicates."""
    return ju.run(scenario, seed=3, replicates=2, baselines="off").findings.levels[WEEKS].mean


def test_the_yardstick_is_the_scenario_with_every_common_effort() -> None:
    town = plain_town(SMALL)
    found = ju.run(town, seed=3, replicates=2, baselines="off", yardstick=True).findings.yardstick
    assert found is not None
    by_hand = [need_weeks(with_common_effort(town, effort)) for effort in EFFORTS]
    assert found.need_weeks == tuple(by_hand)
    assert found.best == EFFORTS[by_hand.index(min(by_hand))] and found.best in found.as_good
    assert found.gap == pytest.approx(need_weeks(town) - min(by_hand))


def test_a_scenario_with_the_best_effort_has_no_gap_and_the_yardstick_is_stored(tmp_path: Path) -> None:
    town = with_common_effort(plain_town(SMALL), 0.5)
    runs = ju.run(town, replicates=2, baselines="off", yardstick=True, out=tmp_path / "out")
    found = runs.findings.yardstick
    assert found is not None and found.gap == found.need_weeks[2] - min(found.need_weeks)
    assert json.loads(as_json(runs.findings))["yardstick"] == json.loads(json.dumps(found.facts))
    stored = ju.open(tmp_path / "out")
    assert isinstance(stored, ju.Runs) and stored.findings.yardstick == found
    assert str(found.best) in found.sentence or found.best in (0.0, 1.0)


def test_every_own_rule_and_manager_gives_way_to_the_common_effort() -> None:
    town = plain_town(SMALL | {"agencies.housing.rule": "best_reply", "agencies.clinic.manager_support": 0.5})
    efforts = ju.run(with_common_effort(town, 0.75)).effort_gap["effort"]
    assert (efforts == 0.75).all()


def test_one_run_alone_has_no_yardstick() -> None:
    alone: Any = ju.run
    with pytest.raises(ScenarioError, match="yardstick"):
        alone(plain_town(SMALL), yardstick=True)
