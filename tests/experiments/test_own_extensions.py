"""What users add travels to processes, clusters, sessions and studies; where it is missing it is refused."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.extension_files import load_extensions
from joinup.experiments.run.stored_result import save_result
from joinup.sim.engine import Engine
from joinup.sim.extensions import registry
from tests.oracle.extension import OWN_RULES
from tests.oracle.model import JointWorking
from tests.sim.test_oracle import assert_alike, assert_same_week, scenario_of
from tests.support import extensions as added
from tests.support.scenarios import PLAIN

RULE = '''\
import numpy as np
import joinup as ju


@ju.rule(agency={"score": 0.0})
def reinforced(choice, *, pace=0.2):
    """Choose more and more what pays, the more it has paid."""
    choice.memory["score"] += pace * choice.payoffs.max()
    weights = np.exp(choice.memory["score"] * (choice.payoffs - choice.payoffs.max()))
    return weights / weights.sum()
'''
"""A learning rule, as it stands in a file outside the repository."""

WITH_EXTENSIONS = added
VARY = {"extensions.fatigue.growth": [0.1, 0.3], "partnership.form": ["none", "merged"]}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a user's file, whose rule is registered."""
    file = tmp_path_factory.mktemp("outside") / "rules.py"
    file.write_text(RULE, encoding="utf-8")
    load_extensions([file])
    return file


@pytest.fixture
def town(rules: Path) -> Any:
    town = ju.Scenario.parse({**PLAIN, "weeks": 26, "warm_up_weeks": 13})
    return town.with_changes({"decisions.rule": "reinforced", "extensions.fatigue": {}})


def test_a_rule_from_a_file_gives_the_same_step_by_step_in_copies_and_in_pickles(town: Any) -> None:
    assert len(RULE.splitlines()) <= 25
    merged = town.with_changes({"partnership.form": "merged"})
    whole = ju.run(merged, seed=1)
    assert whole != ju.run(merged.with_changes({"extensions.reinforced.pace": 0.9}), seed=1)
    model = ju.Model(merged, seed=1)
    model.run_for(9)
    for twin in (model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        twin.run_for(merged.weeks - 9)
        assert twin.result() == whole
    assert ju.run(pickle.loads(pickle.dumps(merged)), seed=1) == whole


def test_the_second_implementation_runs_a_rule_from_a_file(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = registry.registered("rule")["reinforced"]
    monkeypatch.setitem(OWN_RULES, "reinforced", (rule.function, dict(rule.columns.agency)))
    scenario = scenario_of({"decisions.rule": "reinforced", "extensions.reinforced.pace": 0.7, "weeks": 14})
    fast, plain = Engine(scenario, 5), JointWorking(scenario.model_dump(), rng=5)
    for week in range(-scenario.warm_up_weeks, scenario.weeks):
        quarter = fast.quarter_index
        fast.advance(1)
        plain.step()
        assert_alike(fast, plain, f"week {week}")
        assert_same_week(fast, plain, quarter, f"week {week}")


def swept(town: Any, vary: Any = VARY, **options: Any) -> Any:
    study = ju.sweep(town, vary=vary, replicates=2, measures=[added.long_waits], **options)
    assert study.failures()["error"].tolist() == []
    return study


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


def test_parameters_of_what_is_not_in_force_yet_are_varied(town: Any, tmp_path: Path) -> None:
    plain = town.with_changes({"decisions.rule": "logit", "extensions": {}, "weeks": 4, "warm_up_weeks": 0})
    growth = "extensions.fatigue.growth"
    listed = ju.sweep(plain, vary={growth: [0.1, 0.3]}, workers=0)
    assert listed.failures().empty and listed.summaries()[growth].tolist() == [0.1, 0.3]
    alone = ju.run(plain.with_changes({growth: 0.3}), seed=1)
    assert (
        alone.summary.set_index("group").loc["all", "resolved"]
        == listed.summaries().iloc[1]["outcome.resolved.all"]
    )
    assert ju.design(plain, vary=[f"{growth}=0.1,0.3"]).table.equals(listed.points.reset_index(drop=True))
    screened = ju.sweep(plain, over={growth: (0.1, 0.3)}, method="morris", points=2, workers=0)
    assert screened.sensitivity().answers
    blank = pd.DataFrame({growth: [0.1, None], "trust.start": [0.2, 0.2]})
    assert [len(one.extensions) for _, one in ju.design(plain, table=blank).scenarios()] == [1, 0]
    for wrong, said in ((f"{growth}s", "did you mean 'growth'"), ("extensions.fatige.growth", "fatige")):
        with pytest.raises(ju.errors.ScenarioError, match=said):
            ju.sweep(plain, vary={wrong: [0.1]}, workers=0)


def test_an_own_measure_is_an_outcome_like_any_other(town: Any, tmp_path: Path) -> None:
    study = swept(town, workers=0, out=tmp_path / "study")
    again = swept(town, workers=0, out=tmp_path / "study")
    assert again.runs["finished"].tolist() == study.runs["finished"].tolist(), (
        "finished runs are not repeated"
    )
    assert study.guide(outcome="long_waits", option="partnership.form").rows
    assert study.discover(outcome="long_waits", option="partnership.form") is not None
    compared = ju.compare(study, by="partnership.form")
    assert "own.long_waits" in set(compared.table["measure"])


def test_a_measure_that_fails_is_a_failed_run_and_data(town: Any) -> None:
    broken = town.with_changes({"extensions.breaks_down": {"growth": 0.3}})
    study = ju.sweep(broken, vary=VARY, workers=0)
    failures = study.failures()
    assert len(failures) == 2
    assert (
        failures["error"].str.contains(r"extensions.py, line \d+: measure 'breaks_down': no such thing").all()
    )
    assert study.summaries()["own.breaks_down.south"].tolist() == [2.0, 2.0]


def spoils(here: Any, *, how: int = 0) -> None:
    """Go wrong in the way of a number."""
    if how == 1:
        here.agencies["effort"] = np.zeros(7)
    if how == 2:
        here.agencies["effort"][0] = np.nan
    if how == 3:
        here.agencies.base["effort"] = 0.25
    if how == 4:
        here.agencies["in_service"] += 1


def test_extensions_that_go_wrong_are_failed_runs_and_data(town: Any) -> None:
    ju.mechanism(after="effort")(spoils)
    spoiled = town.with_changes({"extensions.spoils": {}})
    study = ju.sweep(spoiled, vary={"extensions.spoils.how": [0, 1, 2, 3, 4]}, workers=0)
    failures = study.failures()["error"].tolist()
    place = r"test_own_extensions.py, line \d+: mechanism 'spoils', week -13, locality 'north': "
    messages = (
        place + "could not broadcast",
        place + "effort of 'adviser' is nan, not between 0 and 1",
        place + "it has changed other localities",
        "broken identity: .*broken it: fatigue, reinforced, spoils",
    )
    for failure, message in zip(failures, messages, strict=True):
        assert re.search(message, failure)
    assert study.summaries()["extensions.spoils.how"].tolist() == [0]


def test_a_session_gives_the_same_as_a_run(town: Any, tmp_path: Path) -> None:
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


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    base = (sys.executable, "-m", "joinup.cli.main")
    return subprocess.run([*base, *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_a_file_outside_the_repository_serves_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(RULE, encoding="utf-8")
    asked = ["run", "town", "--weeks", "8", "--clients", "100", "--replications", "1"]
    asked += ["--set", "decisions.rule=reinforced", "--json"]
    with_file = command("--extension", "rules.py", *asked, cwd=tmp_path)
    assert with_file.returncode == 0, with_file.stderr
    without = command(*asked, cwd=tmp_path)
    assert without.returncode == 2
    assert "reinforced" in without.stderr and "Traceback" not in without.stderr
    (tmp_path / "rules.py").write_text("import numpy\n1 / 0\n", encoding="utf-8")
    broken = command("--extension", "rules.py", *asked, cwd=tmp_path)
    assert broken.returncode == 2
    assert "'rules.py', line 2: ZeroDivisionError" in broken.stderr
