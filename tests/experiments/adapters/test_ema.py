"""``ju.to_ema``: a scenario in the EMA Workbench."""

from __future__ import annotations

import logging
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joinup as ju
from joinup.sim.run import run

with warnings.catch_warnings():
    # It says which optional packages are missing.
    warnings.simplefilter("ignore")
    from ema_workbench import Model, ScalarOutcome, SequentialEvaluator

SMALL: dict[str, Any] = {
    "clients": 300,
    "weeks": 52,
    "changes": {"warm_up_weeks": 0, "partnership.starts": 0},
}
OVER = {"trust.start": (0.1, 0.6), "service.fatigue": (0.0, 0.2), "funding.programme.ends": (30, 60)}
FORMS = {"partnership.form": ["none", "formal", "merged"]}
OUTCOMES = ["resolved", "mean_wait_weeks.shift_workers", "episodes"]
ASKED: dict[str, Any] = {"over": OVER, "vary": FORMS, "outcomes": OUTCOMES}


def model(**asked: Any) -> Model:
    return ju.to_ema("town", **{**ASKED, **SMALL, **asked})


def names(parameters: Any) -> list[str]:
    return [one.name for one in parameters]


def kinds(parameters: Any) -> list[str]:
    return [type(one).__name__ for one in parameters]


def test_levers_of_the_scenario_are_levers_and_the_rest_is_uncertain() -> None:
    made = model()
    assert made.name == "town"
    assert names(made.uncertainties) == ["service_fatigue"]
    assert names(made.levers) == ["trust_start", "funding_programme_ends", "partnership_form"]
    assert kinds(made.levers) == ["RealParameter", "IntegerParameter", "CategoricalParameter"]
    assert [(one.lower_bound, one.upper_bound) for one in made.levers][:2] == [(0.1, 0.6), (30, 60)]


def test_levers_can_be_named() -> None:
    made = model(levers=["partnership.form", "funding.programme.ends"])
    assert names(made.levers) == ["funding_programme_ends", "partnership_form"]
    assert names(model(levers=()).levers) == []
    with pytest.raises(ju.errors.ScenarioError, match="unknown parameter in levers 'trust.strat'; did you"):
        model(levers="trust.strat")


def test_outcomes_know_which_way_is_better() -> None:
    made = model().outcomes
    assert names(made) == ["resolved", "mean_wait_weeks_shift_workers", "episodes"]
    assert [one.kind for one in made] == [ScalarOutcome.MAXIMIZE, ScalarOutcome.MINIMIZE, ScalarOutcome.INFO]


def test_experiments_are_runs_of_the_scenario() -> None:
    with SequentialEvaluator(model()) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=2, policies=3)
    assert len(experiments) == 6
    for place, row in experiments.iterrows():
        point = {
            "trust.start": row["trust_start"],
            "service.fatigue": row["service_fatigue"],
            "funding.programme.ends": int(row["funding_programme_ends"]),
            "partnership.form": row["partnership_form"],
        }
        expected = ju.simulator("town", **ASKED, **SMALL)(point)
        assert [outcomes[name][place] for name in outcomes] == expected.tolist()


def test_a_model_may_have_levers_only() -> None:
    made = model(over={"trust.start": (0.1, 0.6)})
    assert names(made.uncertainties) == []
    with SequentialEvaluator(made) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=1, policies=4)
    points = [
        {"trust.start": row["trust_start"], "partnership.form": row["partnership_form"]}
        for _, row in experiments.iterrows()
    ]
    simulate = ju.simulator("town", **{**ASKED, **SMALL, "over": {"trust.start": (0.1, 0.6)}})
    assert [simulate(point)[0] for point in points] == outcomes["resolved"].tolist()


def test_without_policies_levers_stay_as_they_are() -> None:
    with SequentialEvaluator(model()) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=2)
    assert np.isfinite(outcomes["resolved"]).all()


def test_a_failed_experiment_is_nan_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(scenario: ju.Scenario, *given: Any, **options: Any) -> Any:
        if scenario.trust.start > 0.35:
            raise ju.errors.InvariantError("clients got lost")
        return run(scenario, *given, **options)

    monkeypatch.setattr("joinup.sim.run.run", failing)
    with caplog.at_level(logging.WARNING), SequentialEvaluator(model(levers=())) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=6)
    failed = experiments["trust_start"] > 0.35
    assert np.isnan(outcomes["resolved"]).tolist() == failed.tolist()
    assert 0 < failed.sum() < 6


SCRIPT = """
import multiprocessing, warnings
warnings.simplefilter("ignore")
import joinup as ju
from ema_workbench import MultiprocessingEvaluator

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    small = {"clients": 300, "weeks": 52, "changes": {"warm_up_weeks": 0}}
    asked = {"over": {"awareness.word_of_mouth": (0.0, 0.1)}, "outcomes": "need_weeks", **small}
    with MultiprocessingEvaluator(ju.to_ema("town", **asked), n_processes=1) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=2)
    found = ju.simulator("town", **asked)(experiments[["awareness_word_of_mouth"]].to_numpy())
    assert len({*found[:, 0]}) > 1 and found[:, 0].tolist() == outcomes["need_weeks"].tolist()
    print("the same")
"""


def test_processes_of_the_workbench_give_the_same(tmp_path: Path) -> None:
    script = tmp_path / "study.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.stdout == "the same\n", done.stderr
