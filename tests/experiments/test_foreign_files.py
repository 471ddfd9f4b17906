"""Whatever joinup writes beside others' files: theirs are as they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from joinup.experiments.report.output_folder import ASIDE, write_folder
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.export import export
from joinup.experiments.study.ledger import Ledger
from joinup.experiments.study.manifest import LEDGER, Manifest, write_manifest
from joinup.experiments.study.merge import merge
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.segments import KINDS, PARTIAL
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.sweep import run_design
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import plain_town

NAMES = (
    "my_accounts.parquet",
    f"{PARTIAL}mine.parquet",
    "report.html",
    "points.csv",
    ".hidden",
    "mine/deep.csv",
)
PLACES = ("", *KINDS, "export", "report")
FOREIGN = tuple(Path(place, name) for place, name in product(PLACES, NAMES))
"""Files that are nobody's but the user's, wherever joinup might think of a place as its own."""


def design(replicates: int = 1) -> Design:
    """Return two points of a small town."""
    town = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})
    return factorial(town, {"trust.start": [0.2, 0.5]}, replicates=replicates)


def put_foreign(folder: Path, files: Sequence[Path] = FOREIGN) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(f"mine: {file}")


def assert_foreign(folder: Path, files: Sequence[Path] = FOREIGN) -> None:
    assert {file: (folder / file).read_text() for file in files} == {file: f"mine: {file}" for file in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_design(design(), study=tmp_path_factory.mktemp("made") / "study", workers=0).folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> StoredStudy:
    return open_study(shutil.copytree(made, tmp_path / "study"))


def test_a_study_is_not_begun_beside_another_s_file(tmp_path: Path) -> None:
    wanted = design()
    for number, file in enumerate(FOREIGN):
        folder = tmp_path / str(number)
        put_foreign(folder, [file])
        before = sorted(folder.rglob("*"))
        with pytest.raises(StudyError, match="is not empty and contains no study"):
            run_design(wanted, study=folder, workers=0)
        assert_foreign(folder, [file])
        assert sorted(folder.rglob("*")) == before


def test_a_study_that_grows_leaves_others_files_alone(study: StoredStudy) -> None:
    put_foreign(study.folder)
    grown = run_design(design(replicates=2), study=study.folder, workers=0, retry_failed=True)
    assert len(grown.summaries()) == 4
    assert_foreign(study.folder)


def test_only_what_a_lost_worker_wrote_is_cleared_away(study: StoredStudy) -> None:
    put_foreign(study.folder)
    write_manifest(study.folder, Manifest(is_sealed=False))
    ledger = Ledger(study.folder / LEDGER, write=True)
    ledger.reserve(["lost.parquet"])
    ledger.close()
    lost = [
        study.folder / kind / name for kind in KINDS for name in ("lost.parquet", f"{PARTIAL}lost.parquet")
    ]
    for file in lost:
        file.write_text("half")
    run_design(design(replicates=2), study=study.folder, workers=0)
    assert not any(file.exists() for file in lost)
    assert_foreign(study.folder)


def test_studies_are_not_merged_into_a_folder_that_is_in_use(study: StoredStudy, tmp_path: Path) -> None:
    for number, file in enumerate(FOREIGN):
        folder = tmp_path / str(number)
        put_foreign(folder, [file])
        with pytest.raises(StudyError, match="is not empty"):
            merge([study.folder], folder)
        assert_foreign(folder, [file])


@pytest.mark.parametrize(
    ("kind", "place"), [("parquet", ""), ("parquet", "summaries"), ("csv", "export"), ("netcdf", "money")]
)
def test_an_export_touches_nothing_but_exports(study: StoredStudy, kind: str, place: str) -> None:
    put_foreign(study.folder, [file for file in FOREIGN if file.name != "points.csv"])
    out = study.folder / place
    before = study.summaries()
    first = {file: file.read_bytes() for file in export(study, kind, out)}
    assert first and export(study, kind, out) == list(first)
    assert_foreign(study.folder, [file for file in FOREIGN if file.name != "points.csv"])
    grown = run_design(design(replicates=2), study=study.folder, workers=0)
    assert all(file.is_file() for file in first)
    assert grown.summaries().query("replicate == 0").reset_index(drop=True).equals(before)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_does_not_replace_what_another_wrote(study: StoredStudy, kind: str, tmp_path: Path) -> None:
    names = [file.name for file in export(study, kind, tmp_path / "first")]
    for name in names:
        out = tmp_path / f"{name}.d"
        put_foreign(out, [Path(name)])
        with pytest.raises(ScenarioError, match="would be overwritten"):
            export(study, kind, out)
        assert_foreign(out, [Path(name)])
        assert [path.name for path in out.iterdir()] == [name]
        changed = tmp_path / "first" / name
        changed.write_bytes(changed.read_bytes() + b"a remark of mine")
        with pytest.raises(ScenarioError, match="was changed since"):
            export(study, kind, tmp_path / "first")
        assert changed.read_bytes().endswith(b"a remark of mine")
        changed.unlink()


def filled_with(**files: str) -> Callable[[Path], list[Path]]:
    def fill(inside: Path) -> list[Path]:
        for name, text in files.items():
            (inside / name).write_text(text)
        return [inside / name for name in files]

    return fill


@pytest.mark.parametrize("at", range(1, 6))
@pytest.mark.parametrize("there", [False, True])
def test_files_that_were_being_moved_are_moved_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, there: bool
) -> None:
    """However many files were in place when writing was cut off, the next writing is not refused."""
    out = tmp_path / "out"
    if there:
        write_folder(out, filled_with(a="1", b="1"))
    left = [at]

    def cut(move: Any) -> Any:
        def moved(self: Path, target: Path) -> Path:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return Path(move(self, target))

        return moved

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut(Path.replace))
        patch.setattr(Path, "rename", cut(Path.rename))
        try:
            write_folder(out, filled_with(a="2", b="2"))
        except KeyboardInterrupt:
            assert there or not out.exists()
    write_folder(out, filled_with(a="3", b="3"))
    assert {name: (out / name).read_text() for name in "ab"} == {"a": "3", "b": "3"}
    assert not list(tmp_path.rglob(f"*{ASIDE}*"))


def test_a_study_opens_as_before_beside_others_files(study: StoredStudy) -> None:
    before = study.summaries()
    put_foreign(study.folder)
    assert open_study(study.folder).summaries().equals(before)
