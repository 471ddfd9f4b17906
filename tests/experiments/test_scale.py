"""Where clients stand for people, their number changes the answer: it is measured, told and refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.main import app
from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.run import scale
from joinup.experiments.run.runs import Runs
from joinup.experiments.run.scale import LIMIT, ScaleEffect, scale_effect_of
from joinup.experiments.study.posteriors import Posterior
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.study import open_study
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import plain_town

WARD = ju.load("delayed_discharge").with_changes(
    {"population.clients": 1000, "population.people": 100_000, "weeks": 20, "warm_up_weeks": 20}
)
"""Ten areas whose hospital places are few even undivided: with fewer clients, queues are longer."""

SMALL = ("--weeks", "20", "--set", "warm_up_weeks=20", "--workers", "0")
FEW = ("delayed_discharge", "--clients", "1000", *SMALL)
OUT = ("--out", "kept")


@pytest.fixture(autouse=True)
def measured_afresh(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Forget what other tests have measured, and list the scenarios of this test's pilots."""
    pilots: list[str] = []
    measure = scale._measure

    def counted(scenario: Scenario, *rest: Any) -> ScaleEffect:
        pilots.append(scenario.name)
        return measure(scenario, *rest)

    monkeypatch.setattr(scale, "_measured", {})
    monkeypatch.setattr(scale, "_measure", counted)
    return pilots


def joinup(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, words)
    return found.exit_code, " ".join(found.output.split())


def test_few_clients_for_many_people_change_the_answer_and_all_of_them_do_not() -> None:
    few = scale_effect_of(WARD)
    assert few is not None
    assert few.is_beyond
    assert few.low > 0
    assert few.share > LIMIT
    assert (few.clients, few.half, few.people) == (1000, 500, 100_000)
    everybody = WARD.with_changes({"population.people": 1000})
    assert scale_effect_of(everybody) is None


def test_a_pilot_that_cannot_be_run_says_so_and_stops_nothing() -> None:
    few = plain_town({"population.clients": 3, "population.people": 10, "weeks": 2})
    found = scale_effect_of(few)
    assert found is not None
    assert not found.is_beyond
    assert "could not be run" in found.sentence
    assert json.loads(json.dumps(found.facts, allow_nan=False))["share"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("compare", *FEW[:1], "none", *FEW[1:], "--replications", "1"),
        ("sweep", *FEW, "--vary", "trust.start=0.2"),
        ("sensitivity", *FEW, "--over", "trust.start", "--points", "1"),
        ("breakeven", *FEW, "--between", "delayed_discharge,none", "--path", "trust.start", "--steps", "2"),
    ],
)
def test_what_is_decided_upon_too_few_clients_is_refused_and_nothing_is_stored(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said = joinup(*words, *OUT)
    assert code == 2
    for told in (
        "1,000 simulated clients stand for 100,000 people",
        "with 500",
        "5%",
        "--clients",
        "--any-scale",
    ):
        assert told in said
    assert not list(tmp_path.iterdir())


def test_a_study_asked_for_at_any_scale_says_what_scale_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured_afresh: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _ = joinup("sweep", *FEW, "--vary", "partnership.form=none,merged", "--any-scale", *OUT)
    assert code == 0
    study = open_study("kept")
    assert study.scale is not None
    assert study.scale.is_beyond
    code, said = joinup("compare", "kept", "--by", "partnership.form")
    assert code == 0
    assert study.scale.sentence in said
    # What the study knows is not measured again, in whatever process it is continued.
    scale._measured.clear()
    joinup("sweep", *FEW, "--vary", "partnership.form=formal", "--any-scale", *OUT)
    assert measured_afresh == ["delayed_discharge"]
    # Another scale is another scenario, and no study is continued with it.
    code, said = joinup(
        "sweep",
        "delayed_discharge",
        "--clients",
        "1200",
        *SMALL,
        "--vary",
        "trust.start=0.2",
        "--any-scale",
        *OUT,
    )
    assert code == 2
    assert "population.clients: 1000 is now 1200" in said


def test_the_error_of_scale_stands_beside_runs_and_in_their_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runs = ju.run(WARD, replicates=1, baselines="off", out="kept")
    record = json.loads((tmp_path / "kept" / "run.json").read_text())
    told = ScaleEffect.of_facts(record["scale"])
    assert told == scale_effect_of(WARD)
    assert told is not None
    assert told.sentence in runs.warnings
    kept = ju.open(tmp_path / "kept")
    assert isinstance(kept, Runs)
    assert kept.warnings == runs.warnings


def test_comparisons_keep_the_error_of_scale(tmp_path: Path) -> None:
    found = ju.compare(WARD, "none", replicates=1, workers=0, any_scale=True)
    assert found.scale == scale_effect_of(WARD)
    assert found.scale is not None
    again = ju.open(found.save(tmp_path / "kept"))
    assert isinstance(again, Comparison)
    assert again.scale == found.scale
    assert found.scale.sentence in " ".join(repr(again).split())


def test_every_scenario_of_a_comparison_is_measured_before_any_is_run(tmp_path: Path) -> None:
    everybody = WARD.with_changes({"population.people": 1000})
    with pytest.raises(ScenarioError, match="1,000 simulated clients"):
        ju.compare(everybody, WARD, replicates=1, workers=0, out=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_posterior_is_bound_to_the_scale_that_it_was_fitted_at() -> None:
    facts = {"scenario": {"name": WARD.name, "clients": 1000, "people_per_client": 100.0}}
    posterior = Posterior(
        pd.DataFrame({"trust.start": [0.2, 0.3]}), (Range("trust.start", 0.1, 0.5, False),), facts
    )
    assert ju.design(WARD, posterior=posterior).runs == 2
    with pytest.raises(ScenarioError, match="fitted with 1,000 simulated clients, each for 100 people"):
        ju.design(WARD, posterior=posterior, clients=2000)
