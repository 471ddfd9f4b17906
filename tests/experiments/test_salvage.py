"""What hashes prove of a ledger that was changed is kept; nothing else is believed."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from joinup.experiments.study.audit import DAMAGE, REPAIRED, WARNING, audit
from joinup.experiments.study.errors import DamageError
from joinup.experiments.study.manifest import LEDGER
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.study import open_study
from joinup.experiments.study.sweep import run_design
from tests.support.scenarios import plain_town

TOWN = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})
DESIGN = factorial(TOWN, {"trust.start": [0.2, 0.5]}, replicates=2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_design(DESIGN, study=tmp_path_factory.mktemp("made") / "study", workers=0).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


def change(folder: Path, sql: str) -> None:
    """Change a ledger behind joinup's back."""
    base = sqlite3.connect(folder / LEDGER, isolation_level=None)
    base.execute("pragma ignore_check_constraints = 1")
    base.execute(sql)
    base.close()


def repaired(folder: Path) -> tuple[str, pd.DataFrame]:
    """Repair a study; return what was said, and its runs."""
    [found] = audit(folder)
    assert found.severity == DAMAGE and f"{LEDGER} was changed" in str(found)
    told = audit(folder, repair=True)
    assert {one.severity for one in told} == {REPAIRED, WARNING}, told
    return f"{found}\n{'\n'.join(map(str, told))}", open_study(folder).summaries()


def test_nothing_is_lost_of_a_ledger_whose_runs_are_all_proven(folder: Path) -> None:
    before = open_study(folder).summaries()
    change(folder, "update runs set host = 'elsewhere'")
    said, after = repaired(folder)
    assert "Repair keeps 4 runs proven by hashes" in said and "design, provenance" in said
    assert after.equals(before)
    assert (folder / "damaged" / LEDGER).is_file()
    assert [one.severity for one in audit(folder)] == [WARNING]


FIRST = "(select run from cells where point = 0 limit 1)"


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("update points set changes = '{\"trust.start\":0.3}' where point = 1", 2),
        ("update points set changes = 'nonsense' where point = 1", 2),
        ("delete from points where point = 0", 2),
        ("update cells set seed = 3 where point = 1 and seed = 2", 4),
        ("update cells set run = (select run from cells where point = 1 and seed = 2) where point = 0", 4),
        (f"update runs set environment = 'x' where run = {FIRST}", 4),
        (f"update runs set status = 'failed', segment = null where run = {FIRST}", 4),
        ("delete from runs", 4),
        ("drop table cells", 4),
    ],
)
def test_what_is_proven_is_kept_and_the_same_sweep_finds_the_rest(folder: Path, sql: str, kept: int) -> None:
    before = open_study(folder).summaries()
    change(folder, sql)
    said, after = repaired(folder)
    assert f"Repair keeps {kept} runs proven by hashes" in said
    assert len(after.merge(before)) == len(after) == kept, "no run has another point, seed or figure"
    again = run_design(DESIGN, study=folder, workers=0).summaries()
    one, other = (table.drop(columns="point").sort_values("run") for table in (again, before))
    assert one.reset_index(drop=True).equals(other.reset_index(drop=True))
    assert {*again["run"]} == {*before["run"]}


def test_results_that_are_damaged_as_well_are_put_aside_and_made_again(folder: Path) -> None:
    before = open_study(folder).summaries()
    spoiled = next((folder / "summaries").iterdir())
    spoiled.write_bytes(spoiled.read_bytes()[:-1])
    change(folder, "update runs set host = 'elsewhere'")
    audit(folder, repair=True)
    assert (folder / "damaged" / "summaries" / spoiled.name).is_file()
    assert open_study(folder).pending > 0
    assert len(run_design(DESIGN, study=folder, workers=0).summaries().merge(before)) == 4


@pytest.mark.parametrize(
    "sql", ["update study set value = '{}' where key = 'scenario'", "drop table points", "drop table study"]
)
def test_where_nothing_is_proven_it_is_said_what_is_whole(folder: Path, sql: str) -> None:
    change(folder, sql)
    before = (folder / LEDGER).read_bytes()
    for repair in (False, True):
        [found] = audit(folder, repair=repair)
        assert found.severity == DAMAGE
        assert "4 runs are whole, but nothing that can be trusted tells" in str(found)
    assert (folder / LEDGER).read_bytes() == before


def test_a_ledger_that_is_gone_or_no_ledger_is_reported_with_what_is_whole(folder: Path) -> None:
    (folder / LEDGER).write_bytes(b"\0" * 4096)
    assert "are whole" in str(audit(folder, repair=True)[0])
    (folder / LEDGER).unlink()
    assert "are whole" in str(audit(folder, repair=True)[0])


def test_a_flipped_bit_in_a_ledger_moves_no_figure(folder: Path, tmp_path: Path) -> None:
    before = open_study(folder).summaries()
    rng, kept = np.random.default_rng(3), 0
    whole = (folder / LEDGER).read_bytes()
    for place in range(12):
        copied = Path(shutil.copytree(folder, tmp_path / str(place)))
        content = bytearray(whole)
        bit = int(rng.integers(len(content) * 8))
        content[bit // 8] ^= 1 << bit % 8
        (copied / LEDGER).write_bytes(bytes(content))
        audit(copied, repair=True)
        try:
            after = open_study(copied).summaries()
        except DamageError:
            continue
        kept += 1
        assert len(after.merge(before)) == len(after), bit
    assert kept > 6
