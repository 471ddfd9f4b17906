"""Own rules and measures in comparisons, calibrations and the tools of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import joinup as ju
from joinup.experiments.analysis.outcome_names import outcome_named
from tests.support import extensions as added
from tests.support.scenarios import PLAIN

WITH_EXTENSIONS = added
FATIGUE: dict[str, Any] = {"extensions.fatigue": {}, "extensions.breaks_down": {}}
OVER = {"trust.start": (0.1, 0.5)}


@pytest.fixture
def town() -> Any:
    return ju.Scenario.parse({**PLAIN, "weeks": 13, "warm_up_weeks": 0, "levers": []})


def test_a_comparison_brings_a_rule_to_its_workers_and_keeps_own_measures(town: Any) -> None:
    measured = town.with_changes({"extensions.long_waits": {}})
    there = ju.compare(measured, "decisions.rule=imitate_best", replicates=3, workers=2)
    here = ju.compare(measured, "decisions.rule=imitate_best", replicates=3, workers=0)
    assert there.table.equals(here.table)
    assert "own.long_waits" in set(here.table["measure"])
    alone = ju.run(measured.with_changes({"decisions.rule": "imitate_best"}), seed=2)
    waits = here.tables["decisions.rule=imitate_best"].loc[2, "own.long_waits"]
    assert waits == added.long_waits(alone)


def test_an_own_measure_decides_how_precise_is_enough_and_where_options_break_even(town: Any) -> None:
    measured = town.with_changes({"extensions.long_waits": {}})
    found = ju.compare(measured, "merged", until=100.0, outcome="long_waits", replicates=2, workers=0)
    assert found.precision is not None and found.precision.measure == "own.long_waits"
    even = ju.breakeven(
        measured, "merged,none", path="trust.start", outcome="long_waits", steps=2, replicates=2, workers=0
    )
    assert len(even.table) >= 2


def test_an_own_measure_is_an_outcome_of_simulators(town: Any) -> None:
    simulate = ju.simulator(town, over=OVER, outcomes=["long_waits", "breaks_down.south"], changes=FATIGUE)
    (waits, south) = simulate({"trust.start": 0.3})
    alone = ju.run(town.with_changes({**FATIGUE, "trust.start": 0.3}), seed=1)
    assert (waits, south) == (added.long_waits(alone), 2.0)
    misspelt = ju.simulator(town, over=OVER, outcomes="breaks_down.suth", changes=FATIGUE)
    with pytest.raises(ju.errors.StudyError, match="no 'own.breaks_down.suth' .*own.breaks_down.north"):
        misspelt({"trust.start": 0.3})
    with pytest.raises(ju.errors.ScenarioError, match="there is no outcome 'long_wats'"):
        ju.simulator(town, over=OVER, outcomes="long_wats")


def test_an_own_measure_is_an_outcome_of_other_tools(town: Any) -> None:
    salib = ju.to_salib(town, over=OVER, outcomes="long_waits")
    numbers = salib.evaluate([[0.2], [0.4]])
    assert np.isfinite(numbers).all()
    model = ju.to_ema(town, over=OVER, outcomes=["long_waits", "resolved"])
    kinds = {one.name: one.kind for one in model.outcomes}
    assert kinds["long_waits"] == -kinds["resolved"] != 0, "fewer weeks are better"
    point = {"trust_start": 0.2, "trust.start": 0.2}
    assert model.function(**point)["long_waits"] == numbers[0]


def test_a_simulator_and_a_study_value_a_week_alike(town: Any) -> None:
    over = {"money.value_of_week": (50.0, 500.0)}
    points = [{"money.value_of_week": 50.0}, {"money.value_of_week": 500.0}]
    study = ju.sweep(town, vary={"money.value_of_week": [50.0, 500.0]}, workers=0)
    simulate = ju.simulator(town, over=over, outcomes="net_benefit")
    summaries = study.summaries()
    weeks, cost = (summaries[f"money.{name}_discounted"] for name in ("need_weeks", "public_cost"))
    assert weeks[0] == weeks[1] > 0
    expected = -(cost + weeks * np.array([50.0, 500.0]))
    assert [simulate(point).item() for point in points] == pytest.approx(expected.tolist(), rel=1e-12)
    benefits = outcome_named("net_benefit", summaries.columns).of(summaries, study.scenario)
    assert benefits.tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_a_calibration_fits_a_scenario_with_an_own_rule(town: Any) -> None:
    published = [{"date": "2000-03-06", "value": 60, "grade": "A", "source": "a count"}]
    series = {"name": "in_need", "title": "People in need", "measure": "in_need_not_in_service"}
    fitted = town.with_changes(
        {
            "decisions.rule": "imitate_best",
            "extensions.long_waits": {},
            "observables": [{**series, "published": published}],
        }
    )
    found = ju.calibrate(
        fitted,
        fit={"extensions.imitate_best.pull": (0.0, 1.0)},
        error=1.0,
        points=8,
        waves=1,
        draws=16,
        replicates=2,
        workers=0,
    )
    assert found.posterior.draws["extensions.imitate_best.pull"].between(0, 1).all()
    again = ju.sweep(fitted, posterior=found.posterior, points=2, workers=0)
    assert again.summaries()["own.long_waits"].notna().all()
