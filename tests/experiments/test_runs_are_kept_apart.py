"""Runs are told apart by what was run, and studies by where they are, whatever the folder is called."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from joinup.experiments.study import environment as environments
from joinup.experiments.study import merge as merges
from joinup.experiments.study.design import Design
from joinup.experiments.study.design_options import design_of
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.export import export
from joinup.experiments.study.manifest import merge_place
from joinup.experiments.study.merge import merge
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.sweep import run_design
from tests.support.scenarios import plain_town

TOWN = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})


def design(values: tuple[Any, ...] = (0.2, 0.5), *, seed: int = 1, replicates: int = 2) -> Design:
    return factorial(TOWN, {"trust.start": list(values)}, replicates=replicates, seed=seed)


def cells(study: StoredStudy) -> set[tuple[float, int]]:
    """Return the values and seeds of the runs that a study has results of."""
    table = study.summaries()
    return set(zip(table["trust.start"].tolist(), table["seed"].tolist(), strict=True))


EVERY = {(value, seed) for value in (0.2, 0.5) for seed in (1, 2, 101, 102)}


def test_runs_with_other_seeds_in_one_folder_are_all_kept(tmp_path: Path) -> None:
    for seed in (1, 101):
        study = run_design(design(seed=seed), study=tmp_path, workers=0)
    assert cells(study) == EVERY and len(study.runs) == 8
    table = study.summaries()
    assert table.groupby("seed")["replicate"].nunique().tolist() == [1, 1, 1, 1]
    assert sorted(set(table["replicate"])) == [0, 1, 2, 3]
    assert len(study.provenance) == 2


def test_runs_with_other_seeds_are_all_kept_by_a_merge(tmp_path: Path) -> None:
    parts = [run_design(design(seed=seed), study=tmp_path / str(seed), workers=0) for seed in (1, 101)]
    whole = merge([part.folder for part in parts], tmp_path / "whole")
    assert cells(whole) == EVERY and whole.counts == {"done": 8}
    assert [call["seeds"] for call in whole.provenance] == ["1-2", "101-102", ""]


def test_values_that_are_equal_are_one_point(tmp_path: Path) -> None:
    one = design_of(TOWN, vary=["weeks=4,4.0,4e0,0.4e1", "trust.start=0.5,.5,5e-1"])
    assert one.points == ({"weeks": 4, "trust.start": 0.5},)
    assert one.options == {"weeks": [4], "trust.start": [0.5]}
    first = run_design(factorial(TOWN, {"weeks": [4]}), study=tmp_path, workers=0).runs
    again = run_design(factorial(TOWN, {"weeks": [4.0]}), study=tmp_path, workers=0).runs
    assert again["finished"].tolist() == first["finished"].tolist()
    assert open_study(tmp_path).number_of({"weeks": 4.0}) == open_study(tmp_path).number_of({"weeks": 4}) == 0


@pytest.fixture
def other_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {**environments.environment(), "numba": "0.1.0"}
    for module in ("study.sweep", "study.provenance", "study.environment"):
        monkeypatch.setattr(f"joinup.experiments.{module}.environment", lambda: facts)


def test_runs_of_two_environments_are_kept_apart_and_reported(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = run_design(design(), study=tmp_path / "first", workers=0)
    shutil.copytree(first.folder, tmp_path / "grown")
    request.getfixturevalue("other_numba")
    grown = run_design(design(replicates=3), study=tmp_path / "grown", workers=0)
    made = grown.runs.set_index("run")["finished"]
    assert (made[first.runs["run"]] == first.runs.set_index("run")["finished"]).all()
    assert grown.runs["environment"].nunique() == grown.standing.environments == 2
    assert [call["environment"]["numba"] for call in grown.provenance][1] == "0.1.0"
    other = run_design(design(), study=tmp_path / "other", workers=0)
    assert not set(other.runs["run"]) & set(first.runs["run"])
    whole = merge([first.folder, other.folder], tmp_path / "whole")
    assert whole.runs["run"].tolist() == first.runs["run"].tolist()
    assert whole.sql("select * from summaries")["run"].nunique() == 8


NAMES = (
    "#",
    "?",
    "%20",
    "a b",
    "it's",
    '"',
    "ü ☃",
    "*",
    "[1]",
    "form=none",
    "{x}",
    "-o",
    "a;b",
    "$HOME",
    "~",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    study = run_design(design(), study=name, workers=0)
    columns = study.summaries().columns.tolist()
    assert columns[:5] == ["point", "replicate", "seed", "run", "trust.start"]
    assert open_study(name).money()["seed"].nunique() == 2
    export(open_study(name), "parquet", Path(name) / "tables")
    copy = merge([Path(name)], Path(f"{name} again"))
    assert copy.summaries().equals(study.summaries())
    assert sorted(path.name for path in home.iterdir()) == sorted([name, f"{name} again"])
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("at", range(4))
def test_a_merge_that_was_killed_says_so_and_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    parts = [run_design(design(seed=seed), study=tmp_path / str(seed), workers=0).folder for seed in (1, 101)]
    out = tmp_path / "whole"
    left = [at]

    def killed(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(merges, "to_disk", killed)
        # What is killed clears nothing away.
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            merge(parts, out)
    assert merge_place(out).is_dir()
    with pytest.raises(StudyError, match="merge unfinished"):
        open_study(out)
    assert cells(merge(parts, out)) == EVERY
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "101", "whole"]
