"""Runs of a study, opened as sessions: what they show is what the study has stored."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from joinup.experiments.run.measures_table import measures_of
from joinup.experiments.session.resume import session_of_run
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.lock import written_ledger
from joinup.experiments.study.one_run import open_run
from joinup.experiments.study.rows import column
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.study import StoredStudy
from joinup.experiments.study.sweep import run_design
from tests.support.scenarios import plain_town


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StoredStudy:
    town = plain_town({"weeks": 26, "warm_up_weeks": 13, "population.clients": 60})
    ways: dict[str, list[Any]] = {"partnership.form": ["none", "formal"], "trust.start": [0.2, 0.5]}
    design = factorial(town, ways, replicates=2, seed=100)
    return run_design(design, study=tmp_path_factory.mktemp("stored"), workers=0, weekly=True)


@pytest.mark.parametrize("number", range(8))
def test_every_stored_run_of_a_study_opens_as_a_session(study: StoredStudy, number: int) -> None:
    opened, label = session_of_run(study.folder, number)
    opened.run_for(26)
    row = study.runs.iloc[number]
    assert f"point {row.point} (" in label and f"replicate {row.replicate}" in label
    stored = study.summaries().query("point == @row.point and replicate == @row.replicate").iloc[0]
    for key, value in measures_of(opened.result()).values.items():
        if key.kind in ("cost", "cost_discounted"):
            continue
        exact = key.kind in ("outcome", "agency")
        same = (
            pd.isna(stored[column(key)])
            if value != value
            else (stored[column(key)] == (value if exact else pytest.approx(value, rel=1e-12)))
        )
        assert same, key
    weekly = study.weekly().query("point == @row.point and replicate == @row.replicate")
    ours = opened.result().weekly.groupby("week")[["resolved", "waiting", "in_service"]].sum()
    stored_weeks = weekly.set_index("week")[["resolved", "waiting", "in_service"]]
    assert ours.to_numpy().tolist() == stored_weeks.to_numpy().tolist()


def test_a_stored_run_can_be_named_by_its_identity(study: StoredStudy) -> None:
    row = study.runs.iloc[5]
    scenario, seed, _ = open_run(study.folder, str(row.run)[:12])
    assert (scenario.hash, seed) == (open_run(study.folder, 5).scenario.hash, row.seed)


@pytest.mark.parametrize(
    ("run", "said"),
    [(8, "it has runs 0 to 7"), ("-1", "no run whose identity"), ("zzzz", "no run whose identity")],
)
def test_a_run_that_is_not_stored_is_reported(study: StoredStudy, run: int | str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        open_run(study.folder, run)


def test_a_run_whose_scenario_cannot_be_made_again_is_refused(study: StoredStudy, tmp_path: Path) -> None:
    copied = shutil.copytree(study.folder, tmp_path / "copied")
    with written_ledger(copied) as ledger, ledger.transaction():
        ledger.query("update points set hash = 'another' where point = 1")
    assert open_run(copied, 0).seed == 100
    with pytest.raises(StudyError, match="point 1: is another scenario in this version"):
        open_run(copied, 2)
