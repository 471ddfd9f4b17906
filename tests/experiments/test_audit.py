"""``joinup check`` of a study: what is damaged, what is missing, and what can be repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.study.audit import DAMAGE, REPAIRED, WARNING, Finding, audit
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.export import export
from joinup.experiments.study.ledger import Ledger
from joinup.experiments.study.lock import written_ledger
from joinup.experiments.study.manifest import LEDGER, MANIFEST, Manifest, write_manifest
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.study import open_study
from joinup.experiments.study.sweep import run_design
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import plain_town

TOWN = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})
DESIGN = factorial(TOWN, {"trust.start": [0.2, 0.5]}, replicates=2)
OTHER = {"trust.start": [0.2]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_design(DESIGN, study=tmp_path_factory.mktemp("made") / "study", workers=0).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


def severities(findings: tuple[Finding, ...]) -> list[str]:
    return [one.severity for one in findings]


def check(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["check", *words])
    assert "Traceback" not in found.output
    return found.exit_code, found.output


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def test_a_whole_study_has_no_problems(folder: Path) -> None:
    assert audit(folder) == () == ju.check(folder)
    assert check(str(folder), "--strict") == (ExitCode.DONE, f"{folder}: no problems\n")


@pytest.mark.parametrize("kind", ["summaries", "money"])
def test_damaged_results_are_found_put_aside_and_made_again(folder: Path, kind: str) -> None:
    before = open_study(folder).summaries()
    spoiled = next((folder / kind).iterdir())
    spoil(spoiled)
    [found] = audit(folder)
    assert found.severity == DAMAGE and f"{kind}/{spoiled.name} was changed since joinup wrote it" in str(
        found
    )
    code, said = check(str(folder))
    assert code == ExitCode.RUN_FAILED and "  damage: " in said
    kept = spoiled.read_bytes()
    code, said = check(str(folder), "--repair")
    assert code == ExitCode.DONE and "  repaired: " in said and "  warning: " in said
    assert (folder / "damaged" / kind / spoiled.name).read_bytes() == kept
    assert open_study(folder).pending > 0
    again = run_design(DESIGN, study=folder, workers=0)
    assert again.summaries().equals(before)
    assert audit(folder) == ()


def test_a_lost_segment_is_found(folder: Path) -> None:
    lost = next((folder / "summaries").iterdir())
    lost.unlink()
    assert [str(one) for one in audit(folder) if "is missing" in str(one)]
    assert severities(audit(folder, repair=True)) == [REPAIRED, WARNING]


def test_a_manifest_that_was_lost_or_changed_is_written_anew(folder: Path) -> None:
    for spoiled in (Path.unlink, spoil):
        spoiled(folder / MANIFEST)
        assert severities(audit(folder)) == [DAMAGE]
        assert severities(audit(folder, repair=True)) == [REPAIRED]
        assert audit(folder) == ()


def test_a_study_that_was_cut_off_is_warned_of_and_sealed(folder: Path) -> None:
    write_manifest(folder, Manifest(is_sealed=False))
    assert severities(audit(folder)) == [WARNING]
    assert check(str(folder))[0] == ExitCode.DONE
    assert check(str(folder), "--strict")[0] == ExitCode.BAD_INPUT
    assert severities(audit(folder, repair=True)) == [REPAIRED]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update points set changes = '{\"trust.start\":0.3}' where point = 1", "stored in two ways"),
        ("update points set hash = 'x' where point = 1", "gives another scenario"),
        ("update cells set run = (select run from cells limit 1)", "is not the run of point"),
        ("delete from points where point = 1", "point that is not there"),
        ("delete from files", "has no hash"),
    ],
)
def test_a_ledger_that_does_not_agree_with_itself_is_found(folder: Path, sql: str, said: str) -> None:
    with written_ledger(folder) as ledger, ledger.transaction():
        ledger.query(sql)
    assert said in "\n".join(map(str, audit(folder)))
    assert DAMAGE in severities(audit(folder))


def to_format_1(folder: Path) -> None:
    """Make a study what it was before files had hashes."""
    ledger = Ledger(folder / LEDGER, write=True)
    ledger.note(format=1)
    with ledger.transaction():
        for sql in (
            "create table old_cells (point integer, replicate integer, seed integer, run text)",
            "insert into old_cells select point, seed - 1, seed, run from cells",
            "drop table cells",
            "alter table old_cells rename to cells",
            "drop table calls",
            "drop table files",
            "alter table runs drop column environment",
        ):
            ledger.query(sql)
    ledger.close_as_one_file()
    (folder / MANIFEST).unlink()


def test_an_earlier_format_is_refused_in_words_and_taken_over(folder: Path) -> None:
    before = open_study(folder).summaries()
    to_format_1(folder)
    with pytest.raises(StudyError, match="earlier joinup .format 1."):
        open_study(folder)
    code, said = check(str(folder))
    assert code == ExitCode.RUN_FAILED and "whose files have no hashes" in said
    assert REPAIRED in severities(audit(folder, repair=True))
    assert open_study(folder).summaries().equals(before)
    assert (folder / "study.format1.sqlite").is_file()
    assert severities(audit(folder)) == []
    assert len(run_design(factorial(TOWN, OTHER, replicates=3), study=folder, workers=0).runs) == 5


def test_a_format_that_is_not_known_is_refused(folder: Path) -> None:
    for found in (0, 3, "x"):
        ledger = Ledger(folder / LEDGER, write=True)
        ledger.note(format=found)
        ledger.close_as_one_file()
        (folder / MANIFEST).unlink(missing_ok=True)
        with pytest.raises(StudyError, match=f"another version of joinup .format {found}."):
            open_study(folder)
        assert severities(audit(folder, repair=True)) == [DAMAGE]


def test_what_is_no_study_is_checked_as_before(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    code, said = check("town")
    assert code == ExitCode.DONE and said.startswith("town: no problems\n")
    assert check(str(tmp_path / "mine"))[0] == ExitCode.BAD_INPUT
    with pytest.raises(ScenarioError, match="repair: 'town' is no study"):
        ju.check("town", repair=True)


def test_a_point_that_is_withdrawn_is_read_and_run_no_more(folder: Path, tmp_path: Path) -> None:
    before = open_study(folder).summaries()
    left = run_design(DESIGN, study=folder, workers=0, withdraw=[1])
    assert left.points.index.tolist() == [0] and str(left.standing).endswith("; 1 point withdrawn")
    assert left.summaries().equals(before.query("point == 0").reset_index(drop=True))
    again = run_design(
        factorial(TOWN, {"trust.start": [0.2, 0.5, 0.6]}, replicates=2), study=folder, workers=0
    )
    assert sorted(set(again.summaries()["point"])) == [0, 2]
    assert [call["withdrawn"] for call in again.provenance] == [[], [1], []]
    with pytest.raises(ScenarioError, match="withdraw 7: the sweep asks for points 0-1"):
        run_design(DESIGN, study=folder, workers=0, withdraw=[7])
    assert audit(folder) == ()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "netcdf", "parquet"])
def test_the_same_study_exports_the_same_bytes(folder: Path, tmp_path: Path, kind: str) -> None:
    copied = shutil.copytree(folder, tmp_path / "elsewhere")
    first, second = (
        {path.name: path.read_bytes() for path in export(open_study(study), kind, study / "tables")}
        for study in (folder, copied)
    )
    assert first == second


def test_the_command_takes_a_point_out(tmp_path: Path) -> None:
    words = (
        "sweep",
        "town",
        "--vary",
        "trust.start=0.2,0.5",
        "--weeks",
        "4",
        "--clients",
        "60",
        "--workers",
        "0",
    )
    out = ("--out", str(tmp_path / "study"))
    for more, shown in (((), "2 of 2 runs"), (("--withdraw", "1"), "1 of 1 runs"), ((), "1 of 1 runs")):
        found = CliRunner().invoke(app, [*words, *out, *more])
        assert found.exit_code == ExitCode.DONE, found.output
        assert found.stdout.startswith(shown), found.stdout
