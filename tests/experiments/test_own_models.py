"""A model of a user's own: its step is called wherever models are stepped, and refused where they are not."""

from __future__ import annotations

import copy
import pickle
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import pandas as pd
import pytest

import joinup as ju
from tests.support.scenarios import PLAIN

WEEKS = 8


class Tired(ju.Model):
    """Effort wears agencies out, in a step of a user's own."""

    def step(self) -> None:
        self.engine.state.agency["effort"] *= 0.9
        super().step()


class Named(ju.Model):
    """A model with another name and no step of its own."""


@pytest.fixture
def town() -> Any:
    town = ju.Scenario.parse({**PLAIN, "weeks": WEEKS, "warm_up_weeks": 0})
    return town.with_changes({"partnership.form": "merged"})


def test_its_step_is_called_in_runs_of_weeks_in_copies_in_pickles_and_in_batches(town: Any) -> None:
    whole = Tired(town, seed=2)
    while whole.running:
        whole.step()
    plain = ju.run(town, seed=2)
    assert not whole.result().agencies.equals(plain.agencies)
    begun = Tired(town, seed=2)
    begun.run_for(3)
    for model in (begun, copy.deepcopy(begun), pickle.loads(pickle.dumps(begun))):
        model.run_for(WEEKS - 3)
        assert model.result() == whole.result()
    rows = mesa.batch_run(
        Tired, parameters={"scenario": [town]}, rng=[2], max_steps=WEEKS, display_progress=False
    )
    assert rows[-1]["mean_effort"] == whole.datacollector.model_vars["mean_effort"][-1]


def test_a_mechanism_that_does_the_same_gives_the_same_everywhere(town: Any) -> None:
    @ju.mechanism(before="Opening")
    def tired(here: Any) -> None:
        here.agencies["effort"] *= 0.9

    model = Tired(town, seed=2)
    model.run_for(WEEKS)
    same = ju.run(town.with_changes({"extensions.tired": {}}), seed=2)
    for table in ("weekly", "agencies", "links", "ledger"):
        pd.testing.assert_frame_equal(model.result().table(table), same.table(table))


def test_the_weeks_of_the_warm_up_that_are_run_without_it_are_reported_once(town: Any) -> None:
    warm = town.with_changes({"warm_up_weeks": 5})
    told = r"Tired.step is called from week 0 on, 5 weeks of warm-up are run without it: a mechanism"
    with warnings.catch_warnings(record=True) as told_once:
        warnings.simplefilter("default")
        assert Tired(warm).week == Tired(warm).week == 0
    [warning] = told_once
    assert re.match(told, str(warning.message)) and warning.category is UserWarning
    assert (warning.filename, warning.lineno) == (__file__, Tired.step.__code__.co_firstlineno)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert {model.week for model in (Tired(town), Named(warm), ju.Model(warm))} == {0}


def test_results_say_that_the_scenario_alone_did_not_make_them(town: Any, tmp_path: Path) -> None:
    model = Tired(town)
    model.run_for(2)
    result = model.result()
    assert result.run_record["stepped_by"] == f"{__name__}.Tired"
    assert f"stepped by {__name__}.Tired" in result.warnings[0]
    assert ju.open(result.save(tmp_path / "kept")) == result
    assert "stepped_by" not in Named(town).result().run_record


ENTRIES: dict[str, Callable[[Any, Any], object]] = {
    "load": lambda model, town: ju.load(model),
    "Model": lambda model, town: ju.Model(model),
    "run": lambda model, town: ju.run(model),
    "runs": lambda model, town: ju.run(model, replicates=2),
    "baselines": lambda model, town: ju.run(town, replicates=2, baselines=[model]),
    "compare": lambda model, town: ju.compare(model, "none"),
    "options": lambda model, town: ju.compare(town, model),
    "design": lambda model, town: ju.design(model, vary={"trust.start": 0.4}),
    "sweep": lambda model, town: ju.sweep(model, vary={"trust.start": 0.4}),
    "sensitivity": lambda model, town: ju.sensitivity(model, over="levers"),
    "breakeven": lambda model, town: ju.breakeven(model, "none,merged", path="trust.start"),
    "calibrate": lambda model, town: ju.calibrate(model, ["trust.start"]),
    "Session": lambda model, town: ju.Session(model),
    "live": lambda model, town: ju.live(model, browser=False),
    "simulator": lambda model, town: ju.simulator(model, outcomes="resolved"),
    "to_ema": lambda model, town: ju.to_ema(model, outcomes="resolved"),
    "to_salib": lambda model, town: ju.to_salib(model, outcomes="resolved"),
}


TOLD = "a step of a model's own is called by the model alone: make it a mechanism of the scenario"


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_what_takes_a_scenario_refuses_a_model_in_words(
    entry: Callable[[Any, Any], object], town: Any
) -> None:
    for model in (Tired, Tired(town)):
        with pytest.raises(ju.errors.ScenarioError, match=TOLD):
            entry(model, town)
