"""``ju.run`` and ``ju.replay``: one run, or replicates beside baselines; stored only when asked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.main import app
from joinup.experiments.run import results_contents
from joinup.experiments.session.files import save
from joinup.sim.run import run as run_once

SMALL = {"population.clients": 200, "population.people": 2000, "warm_up_weeks": 0, "weeks": 26}


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def runs() -> ju.Runs:
    return ju.run("town", 3, replicates=2, changes=SMALL)


def test_one_run_is_the_run_of_the_model_and_stores_nothing(in_folder: Path) -> None:
    town = ju.load("town").with_changes(SMALL)
    assert ju.run("town", 5, changes=SMALL) == run_once(town, 5)
    assert list(in_folder.iterdir()) == []


def test_replicates_come_beside_the_usual_baselines(runs: ju.Runs) -> None:
    assert (runs.seeds, runs.baselines) == ((3, 4), ("none", "no_programme"))
    assert runs.folder is None and runs.warnings == tuple(runs.findings.warnings)
    assert runs.first == ju.run("town", 3, changes=SMALL)


def test_measures_and_differences_are_those_of_the_replicates(runs: ju.Runs) -> None:
    resolved = "kind == 'outcome' and outcome == 'resolved' and group == 'all'"
    pairs = runs.replicates.query(resolved).pivot(index="seed", columns="run", values="value")
    [level] = runs.measures.query(f"{resolved} and run == 'none'").to_dict("records")
    assert level["mean"] == pytest.approx(pairs["none"].mean())
    assert level["replicates"] == 2
    assert level["low"] <= level["mean"] <= level["high"]
    [gap] = runs.differences.query(f"{resolved} and baseline == 'none'").to_dict("records")
    assert gap["mean"] == pytest.approx((pairs["scenario"] - pairs["none"]).mean())


def test_runs_say_on_few_lines_what_they_are(runs: ju.Runs) -> None:
    lines = repr(runs).splitlines()
    assert lines[0] == "2 replicates of 'town', beside none and no_programme"
    assert 1 < len(lines) <= 25 and max(map(len, lines)) <= 100


def test_progress_counts_the_weeks_of_all_runs() -> None:
    seen: list[tuple[int, int]] = []
    ju.run("town", replicates=2, baselines="none", changes=SMALL, progress=lambda *weeks: seen.append(weeks))
    assert seen[-1] == (4 * 26, 4 * 26)
    assert [made for made, _ in seen] == sorted(made for made, _ in seen)
    alone: list[tuple[int, int]] = []
    ju.run("town", changes=SMALL, progress=lambda *weeks: alone.append(weeks))
    assert alone[-1] == (26, 26)


def test_what_is_stored_is_what_the_command_stores(runs: ju.Runs, in_folder: Path) -> None:
    place = runs.save("by_hand")
    assert place == in_folder / "by_hand"
    words = [word for path, value in SMALL.items() for word in ("--set", f"{path}={value}")]
    outcome = CliRunner().invoke(app, ["run", "town", "--seed", "3", "--replications", "2", *words])
    assert outcome.exit_code == 0, outcome.output
    [usual] = (in_folder / "results").iterdir()
    assert usual.name.startswith("town-") and usual.name.endswith("-seed3")
    stored = {file.name: file.read_bytes() for file in usual.rglob("*.parquet")}
    assert stored == {file.name: file.read_bytes() for file in place.rglob("*.parquet")}
    again = ju.run("town", 3, replicates=2, changes=SMALL, out=True)
    assert again.folder == usual
    opened = ju.open(usual)
    assert isinstance(opened, ju.Runs) and opened.first == runs.first


def test_runs_that_cannot_be_stored_are_not_lost(in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("joinup.experiments.run.runs.write_contents", full)
    with pytest.raises(ju.errors.RunsNotStoredError, match="no space left on device") as caught:
        ju.run("town", replicates=1, baselines=(), changes=SMALL, out="here")
    assert caught.value.runs.seeds == (1,)
    assert isinstance(caught.value, ju.errors.ResultsNotWrittenError)
    assert results_contents.ACROSS and not (in_folder / "here").exists()


def test_a_folder_of_something_else_is_refused_before_anything_runs(
    in_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_folder / "mine").mkdir()
    (in_folder / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("joinup.experiments.run.replicates.run_replicates", pytest.fail)
    with pytest.raises(ju.errors.ScenarioError, match="^out mine: the folder is not empty"):
        ju.run("town", replicates=1, changes=SMALL, out="mine")


def test_baselines_may_be_scenarios(runs: ju.Runs) -> None:
    merged = ju.load("town").with_changes({"partnership.form": "merged"})
    found = ju.run("town", replicates=1, baselines=["none", merged], changes=SMALL)
    assert found.baselines == ("none", "town")
    assert found.differences["baseline"].unique().tolist() == ["none", "town"]


def test_a_session_is_replayed_beside_what_was_written() -> None:
    session = ju.Session(ju.load("town").with_changes(SMALL), seed=4)
    session.run_for(10)
    session.decide({"partnership.form": "merged"}, who="the room")
    session.run_for(16)
    save(Path("room.json"), session.scenario, session.seed, session.log, weeks=session.week)
    runs = ju.replay("room.json", replicates=2)
    assert (runs.seeds, runs.baselines) == ((4, 5), ("as_written", "none"))
    pd.testing.assert_frame_equal(runs.first.weekly, session.result().weekly)
    opened = ju.open("room.json")
    assert isinstance(opened, ju.Session)
    assert (opened.week, opened.log) == (session.week, session.log)
    with pytest.raises(ju.errors.ScenarioError, match="^weeks 30: 26 weeks were run in 'room.json'"):
        ju.replay("room.json", weeks=30)
