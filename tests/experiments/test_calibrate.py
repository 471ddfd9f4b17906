"""Calibration: known posteriors, what is refused, what is kept, and sweeps over it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.calibrate import informed, together
from joinup.experiments.analysis.fit_targets import DISCREPANCY, observations_of
from joinup.experiments.analysis.methods.emulators import emulate, predict_all
from joinup.experiments.analysis.methods.history_matching import Calibrated, NothingPlausibleError, Wave, fit
from joinup.experiments.calls.calibrate import Calibration
from joinup.experiments.study.posteriors import Posterior, from_posterior, read_posterior
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.study import open_study
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError

Floats = npt.NDArray[np.float64]

PUBLISHED = """
schema_version: 1
extends: town
name: published
observables:
  - name: in_need
    title: People in need and not being helped
    measure: in_need_not_in_service
    published:
      - {date: 2001-03-01, value: 225, grade: A, source: a count}
      - {date: 2001-06-01, value: 225, grade: B, used_for: fitted}
      - {date: 2001-09-01, value: 999, grade: A, used_for: held_out}
  - name: later
    title: People in need, kept for a test
    measure: in_need_not_in_service
    published:
      - {date: 2001-08-01, value: 999, grade: A, used_for: held_out}
"""


def joinup(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("calibrating") / "published.yaml"
    file.write_text(PUBLISHED, encoding="utf-8")
    return file


def linear(where: Floats) -> Floats:
    """Two figures, linear in two parameters of three, with noise of a known spread."""
    spread = np.random.default_rng(5).normal(0.0, 1.0, (8, 2))
    noise = 0.2 * (spread - spread.mean(axis=0)) / spread.std(axis=0, ddof=1)
    sums = np.stack([10 * where[:, 0] + 3 * where[:, 1], 10 * where[:, 0] - 3 * where[:, 1]], axis=1)
    found: Floats = sums[:, None, :] + noise
    return found


def test_a_known_posterior() -> None:
    """Normal errors on linear figures: the posterior is normal, with a known mean and spread.

    Figures y1 = 10 a + 3 b and y2 = 10 a - 3 b, published as 6.5 and 3.5: a = (y1 + y2) / 20 = 0.5 and
    b = (y1 - y2) / 6 = 0.5. The error's variance is 0.5^2 + (1 + 1/8) 0.2^2; c is not informed.
    """
    found = fit(
        linear,
        parameters=3,
        published=[6.5, 3.5],
        discrepancies=[0.5, 0.5],
        points=30,
        waves=2,
        draws=700,
        seed=3,
    )
    variance = 0.25 + 1.125 * 0.04
    a, b, c = found.kept.T
    n = len(found.kept)
    assert n > 200
    for draws, spread in ((a, np.sqrt(2 * variance) / 20), (b, np.sqrt(2 * variance) / 6)):
        assert draws.mean() == pytest.approx(0.5, abs=4 * spread / np.sqrt(n))
        assert draws.std() == pytest.approx(spread, rel=4 / np.sqrt(2 * n))
    assert c.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / n))
    assert c.std() == pytest.approx(np.sqrt(1 / 12), rel=0.15)
    ranges = [Range(name, 0.0, 1.0, False) for name in "abc"]
    assert informed(ranges, found.kept)["learnt"].tolist() == ["much", "much", "nothing"]
    assert together(ranges, found.kept) == ()
    assert found.predicted > 0.9


def test_parameters_of_which_only_the_sum_is_known_are_reported_as_identified_jointly() -> None:
    def total(where: Floats) -> Floats:
        found: Floats = where.sum(axis=1)[:, None, None]
        return found

    def fitted() -> Floats:
        return fit(
            total, parameters=2, published=[1.0], discrepancies=[0.05], points=20, draws=300, seed=1
        ).kept

    kept = fitted()
    assert np.array_equal(fitted(), kept)
    assert kept.sum(axis=1).std() == pytest.approx(0.05, rel=0.3)
    ranges = [Range(name, 0.0, 1.0, False) for name in "ab"]
    [(one, other, rank)] = together(ranges, kept)
    assert (one, other) == ("a", "b") and rank < -0.9


def test_figures_that_no_values_reach_are_reported() -> None:
    with pytest.raises(NothingPlausibleError) as told:
        fit(linear, parameters=3, published=[6.5, 90.0], discrepancies=[0.5, 0.5], points=30, draws=50)
    assert told.value.figure == 1 and told.value.miss > 3


def test_emulators_know_how_surely_they_know() -> None:
    random = np.random.default_rng(2)
    where = random.random((60, 2))
    noise = random.normal(0, 0.05, (60, 4, 1))
    figures = np.sin(5 * where[:, :1])[:, None, :] + where[:, 1:][:, None, :] + noise
    new = random.random((200, 2))
    mean, variance = predict_all(emulate(where, figures, seed=0), new)
    single = np.sin(5 * new[:, 0]) + new[:, 1] + random.normal(0, 0.05, 200)
    assert np.mean(np.abs(single - mean[:, 0]) < 1.96 * np.sqrt(variance[:, 0])) > 0.9
    assert np.sqrt(variance.mean()) < 0.1


def test_what_is_fitted_to_is_what_is_not_held_out(published: Path) -> None:
    scenario = load(str(published))
    found = observations_of(scenario)
    assert [(one.observable, str(one.date)) for one in found.used] == [
        ("in_need", "2001-03-01"),
        ("in_need", "2001-06-01"),
    ]
    assert [one.discrepancy for one in found.used] == [225 * DISCREPANCY["A"], 225 * DISCREPANCY["B"]]
    assert len(found.left_out) == 2 and all("held out" in text for text in found.left_out)
    [one] = observations_of(scenario, ["in_need@2001-03-01"], error=0.02).used
    assert one.discrepancy == pytest.approx(4.5)


def test_every_grade_that_figures_have_has_a_discrepancy() -> None:
    for name in ("rough_sleepers", "town"):
        for item in load(name).observables:
            assert {point.grade for point in item.published} <= set(DISCREPANCY)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "later"], "--to later: every figure of it is held out"),
        (["--to", "in_need@2001-09-01"], "the figure of 2001-09-01 is held out"),
        (["--to", "in_ned"], "did you mean 'in_need'"),
        (["--to", "in_need@1999-01-01"], "there is no figure of that date"),
        (["--weeks", "4"], "there is no published figure to fit to"),
        (["--error", "0"], "--error 0: must be above 0"),
        (["--fit", "trust.start"], "--fit trust.start: given twice"),
        (["--fit", "trust.strat"], "did you mean 'start'"),
        (["--fit", "trust.up=2:1"], "low 2 is not below high 1"),
        (["--fit", "partnership.form"], "is not a number"),
    ],
)
def test_what_cannot_be_fitted_is_refused(published: Path, words: list[str], message: str) -> None:
    found = joinup("calibrate", published, "--fit", "trust.start", *words)
    assert found.exit_code == ExitCode.BAD_INPUT
    assert message in found.stderr


@pytest.fixture(scope="module")
def calibrated(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of a calibration and what it printed."""
    folder = tmp_path_factory.mktemp("calibrated") / "study"
    found = joinup(
        "calibrate",
        published,
        "--fit",
        "population.groups.most_people.onset",
        "--fit",
        "trust.start",
        "--clients",
        "400",
        "--weeks",
        "30",
        "--points",
        "16",
        "--draws",
        "80",
        "--replications",
        "2",
        "--workers",
        "0",
        "--out",
        folder,
    )
    assert found.exit_code == ExitCode.DONE, found.stderr
    return folder, found.stdout


def test_a_calibration_says_what_it_learnt_and_keeps_a_posterior(calibrated: tuple[Path, str]) -> None:
    folder, told = calibrated
    assert "Not fitted to: in_need@2001-09-01: held out" in told
    assert "no information on 'trust.start'" in told
    assert "999" not in told
    posterior = read_posterior(folder / "posterior.parquet")
    assert list(posterior.draws) == ["population.groups.most_people.onset", "trust.start"]
    onset = posterior.draws["population.groups.most_people.onset"]
    assert len(onset) >= 20
    assert onset.std() < 0.7 * (0.01 - 0.003) / np.sqrt(12)
    assert posterior.facts["method"]["draws_kept"] == len(onset)
    assert [one["date"] for one in posterior.facts["fitted_to"]] == ["2001-03-01", "2001-06-01"]
    assert posterior.facts["versions"]


def test_draws_agree_with_the_figures_better_than_their_ranges_do(calibrated: tuple[Path, str]) -> None:
    folder, _ = calibrated
    study = open_study(folder)
    posterior = read_posterior(folder)
    weekly = study.weekly()
    at = weekly[weekly["week"] == 8].groupby("point")["observable.in_need"].mean()
    design = from_posterior(study.scenario, posterior, points=100)
    kept = [study.number_of(changes) for changes in design.points]
    first_wave = at.loc[:15]
    assert np.abs(at.loc[kept] - 225).mean() < 0.7 * np.abs(first_wave - 225).mean()


def test_the_chart_has_words_and_no_date(calibrated: tuple[Path, str]) -> None:
    folder, _ = calibrated
    words = (folder / "posterior-predictive.txt").read_text(encoding="utf-8")
    assert "2001-03-01: published 225, model" in words
    drawn = (folder / "posterior-predictive.svg").read_text(encoding="utf-8")
    assert "Published values compared with runs of the fitted model" in drawn
    assert "<dc:date>" not in drawn
    assert (folder / "posterior-predictive.png").read_bytes().startswith(b"\x89PNG")


def test_a_sweep_draws_from_a_posterior(
    calibrated: tuple[Path, str], published: Path, tmp_path: Path
) -> None:
    folder, _ = calibrated
    found = joinup(
        "sweep",
        published,
        "--posterior",
        folder / "posterior.json",
        "--points",
        "3",
        "--vary",
        "partnership.form=none,formal",
        "--clients",
        "400",
        "--weeks",
        "8",
        "--workers",
        "0",
        "--out",
        tmp_path / "swept",
    )
    assert found.exit_code == ExitCode.DONE, found.stderr
    study = open_study(tmp_path / "swept")
    assert study.counts == {"done": 6}
    draws = read_posterior(folder).draws["trust.start"][:3].tolist()
    assert sorted(set(study.points["trust.start"])) == sorted(draws)
    assert study.facts["kind"] == "posterior"
    assert [one.path for one in study.ranges] == list(read_posterior(folder).draws)


def test_a_posterior_of_something_else_is_refused(
    calibrated: tuple[Path, str], published: Path, tmp_path: Path
) -> None:
    folder, _ = calibrated
    other = joinup("sweep", "town", "--posterior", folder)
    assert other.exit_code == ExitCode.BAD_INPUT
    assert "was fitted to 'published', not to 'town'" in other.stderr
    fitted = ("sweep", published, "--posterior", folder, "--clients", "400")
    twice = joinup(*fitted, "--vary", "trust.start=0.1,0.2")
    assert twice.exit_code == ExitCode.BAD_INPUT and "given twice" in twice.stderr
    larger = joinup("sweep", published, "--posterior", folder)
    assert larger.exit_code == ExitCode.BAD_INPUT and "give --clients 400" in larger.stderr
    both = joinup(*fitted, "--over", "trust.up=0:1")
    assert both.exit_code == ExitCode.BAD_INPUT and "cannot be combined" in both.stderr
    (tmp_path / "p.json").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "p.json", tmp_path / "nowhere.json"):
        none = joinup("sweep", published, "--posterior", path)
        assert none.exit_code == ExitCode.BAD_INPUT and "not a posterior" in none.stderr


def test_a_calibration_is_opened_as_it_was_saved(published: Path, tmp_path: Path) -> None:
    scenario, random = load(published), np.random.default_rng(1)
    observations = observations_of(scenario)
    kept = random.random((30, 2))
    ranges = (Range("trust.start", 0.1, 0.6, False), Range("trust.up", 0.0, 0.4, False))
    draws = pd.DataFrame(0.1 + 0.3 * kept, columns=[one.path for one in ranges])
    found = Calibration(
        posterior=Posterior(draws, ranges, {"scenario": {"name": "published"}}),
        missed=((observations.used[1], 180.5),),
        informed=informed(ranges, kept),
        together=(("trust.start", "trust.up", -0.8),),
        series={"in_need": random.random((30, 12)), "later": random.random((30, 12))},
        observations=observations,
        fitted=Calibrated(kept, random.random((30, 3, 2)), (Wave(16, 0.4), Wave(16, 0.1)), 80, 41.5, 0.95),
        scenario=scenario,
    )
    again = ju.open(found.save(tmp_path / "fitted"))
    assert isinstance(again, Calibration) and repr(again) == repr(found)
    for name in ("missed", "together", "observations"):
        assert getattr(again, name) == getattr(found, name)
    for name in ("waves", "candidates", "effective", "predicted"):
        assert getattr(again.fitted, name) == getattr(found.fitted, name)
    np.testing.assert_array_equal(again.fitted.kept, kept)
    np.testing.assert_array_equal(again.fitted.simulated, found.fitted.simulated)
    assert list(again.series) == list(found.series)
    for name, runs in found.series.items():
        np.testing.assert_array_equal(again.series[name], runs)
    pd.testing.assert_frame_equal(again.informed, found.informed)
    pd.testing.assert_frame_equal(again.posterior.draws, draws)
    assert again.scenario.hash == scenario.hash and all(file.is_file() for file in again.files)
    assert from_posterior(scenario, read_posterior(tmp_path / "fitted"), points=3).points
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="holds no results of joinup"):
        found.save(tmp_path / "mine")


def test_a_posterior_is_read_as_it_was_saved(tmp_path: Path) -> None:
    ranges = (Range("trust.start", 0.1, 0.6, False), Range("agencies.advice.places", 10, 40, True))
    draws = pd.DataFrame({"trust.start": [0.2, 0.3], "agencies.advice.places": [12, 30]})
    facts = {"scenario": {"name": "town"}}
    place = Posterior(draws, ranges, facts).save(tmp_path)
    again = read_posterior(place)
    assert again.ranges == ranges and again.facts == facts
    pd.testing.assert_frame_equal(again.draws, draws)
    design = from_posterior(load("town"), again, points=10)
    assert [dict(point) for point in design.points] == [
        {"trust.start": 0.2, "agencies.advice.places": 12},
        {"trust.start": 0.3, "agencies.advice.places": 30},
    ]
    assert json.loads(place.read_text(encoding="utf-8"))["format"] == 1
    draws.iloc[:0].to_parquet(tmp_path / "posterior.parquet")
    with pytest.raises(ScenarioError, match="there are no rows"):
        read_posterior(place)
