"""A study is as it was stored, or says that it is not: no flipped bit and no lost file is read silently."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from joinup.experiments.study.errors import DamageError, DamageWarning, StudyError
from joinup.experiments.study.ledger import Ledger
from joinup.experiments.study.lock import LOCK
from joinup.experiments.study.manifest import LEDGER, MANIFEST, Manifest, read_manifest, write_manifest
from joinup.experiments.study.merge import merge
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.segments import KINDS
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.sweep import Stopper, run_design
from tests.support.scenarios import plain_town

TOWN = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})
DESIGN = factorial(TOWN, {"trust.start": [0.2, 0.5]}, replicates=2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_design(DESIGN, study=tmp_path_factory.mktemp("made") / "study", workers=0, weekly=True).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


def files_of(folder: Path) -> list[Path]:
    """Return every file of a study but its lock, which is empty."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)


def read(folder: Path) -> list[object]:
    """Read all that a study holds."""
    study = open_study(folder)
    tables = [study.points, study.runs, study.summaries(), study.money(), study.weekly()]
    return [study.scenario, study.standing, study.provenance, *(table.to_csv() for table in tables)]


def is_told(folder: Path) -> bool:
    """Return whether reading a study tells that it was changed."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            read(folder)
        except DamageError:
            return True
    return any(one.category is DamageWarning for one in told)


def flip(file: Path, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    file.write_bytes(content)


def silent_flips(folder: Path, number: int, seed: int = 1) -> list[tuple[str, int]]:
    """Flip bits of a study, one at a time, each file in turn; return those that are read silently."""
    rng = np.random.default_rng(seed)
    files = files_of(folder)
    silent = []
    for place in range(number):
        file = files[place % len(files)]
        bit = int(rng.integers(file.stat().st_size * 8))
        flip(file, bit)
        if not is_told(folder):
            silent.append((file.name, bit))
        flip(file, bit)
    return silent


def test_every_file_is_in_the_manifest(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.is_sealed
    assert {*manifest.files, MANIFEST} == {path.relative_to(folder).as_posix() for path in files_of(folder)}
    assert not is_told(folder)


def test_no_flipped_bit_is_read_silently(folder: Path) -> None:
    before = read(folder)
    assert silent_flips(folder, 40) == []
    assert read(folder) == before


@pytest.mark.slow
def test_none_of_a_thousand_flipped_bits_is_read_silently(folder: Path) -> None:
    assert silent_flips(folder, 1000, seed=2) == []


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def shortened(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def lengthened(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


@pytest.mark.parametrize("spoil", [Path.unlink, emptied, shortened, lengthened])
def test_a_file_that_was_lost_or_cut_is_reported(folder: Path, spoil: Callable[[Path], None]) -> None:
    for file in files_of(folder):
        content = file.read_bytes()
        spoil(file)
        if file.name == LEDGER and spoil is Path.unlink:
            with pytest.raises(StudyError, match="there is no study"):
                open_study(folder)
        else:
            assert is_told(folder), file
        file.write_bytes(content)


def test_what_is_whole_is_read_and_the_rest_is_counted(tmp_path: Path) -> None:
    stopper = Stopper()
    folder = tmp_path / "study"
    run_design(DESIGN, study=folder, workers=0, stopper=stopper, progress=lambda _: stopper.stop())
    study = run_design(DESIGN, study=folder, workers=0)
    assert str(study.standing) == "4 of 4 runs, 0 failed, 0 damaged, no parts missing"
    before = study.summaries().set_index("run")
    spoiled = files_of(folder / "summaries")[0]
    flip(spoiled, 99)
    left = open_study(folder)
    with pytest.warns(DamageWarning, match="runs are left out: "):
        table = left.summaries()
    assert 0 < len(table) < 4
    whole = before.loc[table["run"]].reset_index()
    assert whole[table.columns].equals(table)
    standing = left.standing
    assert (standing.whole, standing.damaged, standing.failed) == (len(table), 4 - len(table), 0)


@pytest.mark.parametrize("name", [LEDGER, MANIFEST])
def test_a_damaged_study_is_neither_continued_nor_merged(folder: Path, tmp_path: Path, name: str) -> None:
    flip(folder / name, 4001)
    before = {path: path.read_bytes() for path in files_of(folder)}
    with pytest.raises(DamageError, match="was changed since joinup wrote it"):
        run_design(DESIGN, study=folder, workers=0, weekly=True)
    with pytest.raises(DamageError):
        merge([folder], tmp_path / "new")
    assert {path: path.read_bytes() for path in files_of(folder)} == before
    assert not (tmp_path / "new").exists()


def test_a_damaged_segment_is_not_merged(folder: Path, tmp_path: Path) -> None:
    flip(files_of(folder / "money")[0], 999)
    with pytest.raises(DamageError, match="money/.* was changed"):
        merge([folder], tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_a_sweep_that_was_killed_is_read_checked_and_sealed_by_the_next(folder: Path) -> None:
    before = read(folder)
    ledger = Ledger(folder / LEDGER, write=True)
    ledger.reserve(["half.parquet"])
    write_manifest(folder, Manifest(is_sealed=False))
    ledger.close()
    (folder / "money" / "half.parquet").write_bytes(b"half")
    assert "the sweep is under way or was cut off" in str(open_study(folder).standing)
    for kind in KINDS:
        file = next(path for path in files_of(folder / kind) if path.name != "half.parquet")
        flip(file, 77)
        assert is_told(folder)
        flip(file, 77)
    run_design(DESIGN, study=folder, workers=0, weekly=True)
    assert read_manifest(folder).is_sealed
    assert not (folder / "money" / "half.parquet").exists()
    assert read(folder) == before


def test_readers_leave_no_file_behind(folder: Path) -> None:
    before = files_of(folder)
    read(folder)
    assert files_of(folder) == before


def test_a_study_without_hashes_is_refused_in_words(folder: Path) -> None:
    ledger = Ledger(folder / LEDGER, write=True)
    ledger.note(format=1)
    ledger.close_as_one_file()
    (folder / MANIFEST).unlink()
    with pytest.raises(StudyError, match="earlier joinup .format 1., whose files have no hashes"):
        open_study(folder)
    with pytest.raises(StudyError, match="takes it over"):
        run_design(DESIGN, study=folder, workers=0)


def test_a_copy_has_its_own_manifest(folder: Path, tmp_path: Path) -> None:
    copy = merge([folder], tmp_path / "copy")
    assert isinstance(copy, StoredStudy) and read_manifest(copy.folder).is_sealed
    assert silent_flips(copy.folder, 10) == []
