"""A study repeats itself, bit for bit, however it was made; what changed since is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.study import environment as environments
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.lock import written_ledger
from joinup.experiments.study.repeat import repeat
from joinup.experiments.study.study import StoredStudy
from tests.support.scenarios import plain_town

SMALL: dict[str, Any] = {"weeks": 8, "clients": 60, "workers": 0}
TOWN = plain_town({"weeks": 8, "warm_up_weeks": 0, "population.clients": 60})


def by_command(folder: Path) -> None:
    words = "sweep town --vary partnership.form=none,formal --weeks 8 --clients 60 --workers 0 --weekly"
    found = CliRunner().invoke(app, [*words.split(), "--out", str(folder)])
    assert found.exit_code == ExitCode.DONE, found.output


def with_a_changed_scenario(folder: Path) -> None:
    changed = ju.load("town").set(form="merged", **{"trust.start": 0.37})
    ju.sweep(changed, vary={"service.fatigue": [0.01, 0.02]}, out=folder, **SMALL)


def of_no_file(folder: Path) -> None:
    vary = {"agencies.housing.places": [9, 14], "baseline": ["no_programme", "none"]}
    ju.sweep(TOWN, vary=vary, out=folder, workers=0)


def in_three_calls(folder: Path) -> None:
    ju.sweep("town", vary={"trust.start": [0.2]}, out=folder, **SMALL)
    ju.sweep("town", vary={"trust.start": [0.2, 0.4]}, seed=7, out=folder, **SMALL)
    ju.sweep("town", over={"service.fatigue": (0.01, 0.05)}, points=2, replicates=2, out=folder, **SMALL)


def in_two_environments(folder: Path) -> None:
    ju.sweep("town", vary={"trust.start": [0.2]}, out=folder, **SMALL)
    facts = {**environments.environment(), "numba": "0.1.0"}
    with pytest.MonkeyPatch.context() as patch:
        for module in ("study.sweep", "study.provenance", "study.environment"):
            patch.setattr(f"joinup.experiments.{module}.environment", lambda: facts)
        ju.sweep("town", vary={"trust.start": [0.2, 0.4]}, out=folder, **SMALL)


WAYS = (by_command, with_a_changed_scenario, of_no_file, in_three_calls, in_two_environments)


@pytest.mark.parametrize("make", WAYS)
def test_a_study_repeats_itself_however_it_was_made(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "study")
    study = ju.open(tmp_path / "study")
    assert isinstance(study, ju.Study)
    found = ju.repeat(study, workers=0, out=tmp_path / "again")
    assert found.is_same and found.same == len(study.runs) == len(found.study.summaries())
    if make is in_two_environments:
        assert found.changes == (f"numba was 0.1.0 and is {environments.environment()['numba']}",)
    else:
        assert found.changes == ()
    columns = ["point", "seed", *found.study.summaries().columns[5:]]
    pd.testing.assert_frame_equal(
        found.study.summaries()[columns], study.summaries()[columns], check_exact=True
    )
    # All runs were repeated above: here is the way to one of them, from either end.
    for place in (0, len(study.runs) - 1):
        run = study.runs["run"].iloc[place]
        assert ju.repeat(tmp_path / "study", run=place, workers=0).is_same
        words = study.command(run).split()[1:]
        printed = CliRunner().invoke(app, [*words, "--workers", "0"])
        assert printed.exit_code == ExitCode.DONE, printed.output
        assert "1 of 1 run repeated with the same figures, bit for bit." in printed.stdout


def test_a_figure_that_moved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_three_calls(tmp_path / "study")
    real = StoredStudy.summaries
    repeated: list[Path] = []

    def moved(self: StoredStudy) -> pd.DataFrame:
        table = real(self)
        if self.folder != tmp_path / "study":
            repeated.append(self.folder)
            table["outcome.resolved.all"] += 1e-9
        return table

    monkeypatch.setattr(StoredStudy, "summaries", moved)
    with written_ledger(tmp_path / "study") as ledger:
        ledger.note_call({**ledger.calls()[0], "version": "older"})
    found = repeat(tmp_path / "study", workers=0)
    assert repeated and not found.is_same
    assert set(found.differences["column"]) == {"outcome.resolved.all"} and found.same == 0
    assert found.changes == (f"the model was older and is {model_version()}",)


def test_what_cannot_be_repeated_is_refused(tmp_path: Path) -> None:
    in_three_calls(tmp_path / "study")
    with pytest.raises(StudyError, match="has no run 99"):
        ju.repeat(tmp_path / "study", run=99)
    with pytest.raises(StudyError, match="holds a study"):
        ju.repeat(tmp_path / "study", out=tmp_path / "study")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(StudyError, match="contains no study"):
        ju.repeat(tmp_path / "study", out=tmp_path / "mine")
