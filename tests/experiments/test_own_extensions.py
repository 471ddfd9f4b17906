"""What users add travels to processes, clusters, sessions and studies; where it is missing it is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.run.stored_result import save_result
from joinup.sim.extensions import registry
from tests.support import extensions as added
from tests.support.scenarios import PLAIN

WITH_EXTENSIONS = added
VARY = {"extensions.fatigue.growth": [0.1, 0.3], "partnership.form": ["none", "merged"]}


@pytest.fixture
def town() -> Any:
    town = ju.Scenario.parse({**PLAIN, "weeks": 26, "warm_up_weeks": 13})
    return town.with_changes({"decisions.rule": "imitate_best", "extensions.fatigue": {}})


def swept(town: Any, vary: Any = VARY, **options: Any) -> Any:
    return ju.sweep(town, vary=vary, replicates=2, measures=[added.long_waits], **options)


def test_a_sweep_gives_the_same_in_this_process_in_others_and_on_a_cluster(town: Any, tmp_path: Path) -> None:
    from distributed import LocalCluster

    plain = town.with_changes({"decisions.rule": "logit", "extensions": {}})
    # Nothing but the points names the rule.
    vary = {"decisions.rule": ["logit", "imitate_best"], "partnership.form": ["none", "merged"]}
    here = swept(plain, vary, workers=0).summaries()
    assert here["own.long_waits"].notna().all() and here["own.long_waits"].nunique() > 1
    pd.testing.assert_frame_equal(swept(plain, vary, workers=2).summaries(), here, check_like=True)
    made: Any = LocalCluster
    with made(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster:
        there = swept(plain, vary, cluster=cluster.scheduler_address, out=tmp_path / "study")
    pd.testing.assert_frame_equal(there.summaries(), here, check_like=True)
    changes = {"decisions.rule": "imitate_best", "partnership.form": "merged"}
    alone = ju.run(plain.with_changes(changes), seed=2)
    row = here.query("seed == 2 and `decisions.rule` == 'imitate_best' and `partnership.form` == 'merged'")
    assert row["outcome.resolved.all"].item() == alone.summary.set_index("group").loc["all", "resolved"]


def test_an_own_measure_is_an_outcome_like_any_other(town: Any, tmp_path: Path) -> None:
    study = swept(town, workers=0, out=tmp_path / "study")
    again = swept(town, workers=0, out=tmp_path / "study")
    assert again.runs["finished"].tolist() == study.runs["finished"].tolist(), (
        "finished runs are not repeated"
    )
    assert study.guide(outcome="long_waits", option="partnership.form").rows
    assert study.discover(outcome="long_waits", option="partnership.form") is not None


def test_a_measure_that_fails_is_a_failed_run_and_data(town: Any) -> None:
    broken = town.with_changes({"extensions.breaks_down": {"growth": 0.3}})
    study = ju.sweep(broken, vary=VARY, workers=0)
    failures = study.failures()
    assert len(failures) == 2
    assert (
        failures["error"].str.contains(r"extensions.py, line \d+: measure 'breaks_down': no such thing").all()
    )
    assert study.summaries()["own.breaks_down.south"].tolist() == [2.0, 2.0]


def test_a_session_plays_the_same_as_a_run(town: Any, tmp_path: Path) -> None:
    town = town.with_changes({"levers": []})
    session = ju.Session(town, seed=3)
    session.run_for(10)
    session.rewind(4)
    session.run_for(town.weeks - 4)
    alone = ju.run(session.as_scenario(), seed=3, by_locality=True)
    pd.testing.assert_frame_equal(session.result().weekly, alone.weekly)


def test_a_stored_run_can_be_read_and_not_run_where_its_code_is_missing(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = swept(town, workers=0, out=tmp_path / "study")
    saved = ju.run(town, seed=1)
    save_result(saved, tmp_path / "result")
    monkeypatch.setattr(registry, "_registered", {})
    read: Any = ju.open(tmp_path / "study")
    result: Any = ju.open(tmp_path / "result")
    pd.testing.assert_frame_equal(read.summaries(), study.summaries())
    assert result.summary.equals(saved.summary)
    with pytest.raises(ju.errors.ScenarioError, match="code of mechanism 'fatigue' is not registered here"):
        ju.run(read.scenario)


RULE = '''
import numpy as np
import joinup as ju


@ju.rule(agency={"score": 0.0})
def reinforced(choice, *, pace=0.2):
    """Choose in proportion to what paid before."""
    choice.memory["score"] += pace * choice.payoffs.max()
    weights = np.exp(choice.payoffs * choice.memory["score"])
    return weights / weights.sum()
'''


def test_a_file_outside_the_repository_serves_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(RULE, encoding="utf-8")
    base = [sys.executable, "-m", "joinup.cli.main"]
    asked = ["run", "town", "--weeks", "8", "--clients", "100", "--replications", "1"]
    asked += ["--set", "decisions.rule=reinforced", "--json"]
    run = {"cwd": tmp_path, "capture_output": True, "text": True, "check": False}
    with_file = subprocess.run([*base, "--extension", "rules.py", *asked], **run)  # type: ignore[call-overload]
    assert with_file.returncode == 0, with_file.stderr
    without = subprocess.run([*base, *asked], **run)  # type: ignore[call-overload]
    assert without.returncode == 2
    assert "reinforced" in without.stderr and "Traceback" not in without.stderr
    (tmp_path / "rules.py").write_text("import numpy\n1 / 0\n", encoding="utf-8")
    broken = subprocess.run([*base, "--extension", "rules.py", *asked], **run)  # type: ignore[call-overload]
    assert broken.returncode == 2
    assert "'rules.py', line 2: ZeroDivisionError" in broken.stderr
