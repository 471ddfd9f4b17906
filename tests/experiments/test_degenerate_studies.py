"""Studies of which little or nothing is there: every command says so first, and how it ends is stated."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.study.chunks import Chunk
from joinup.experiments.study.design import Design
from joinup.experiments.study.executors import InProcess
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.study import open_study
from joinup.experiments.study.sweep import Stopper, run_design
from tests.support.faults import RAISES, run_with_faults
from tests.support.scenarios import plain_town

DONE, BAD, FAILED = ExitCode.DONE, ExitCode.BAD_INPUT, ExitCode.RUN_FAILED
FIRST_LINE = re.compile(r"^(\d+) of (\d+) runs?, \d+ failed, \d+ damaged, (no parts|parts? .*) missing")

FORMS: dict[str, list[Any]] = {"partnership.form": ["none", "formal"], "trust.start": [0.2, 0.5]}
TOWN = plain_town({"weeks": 8, "warm_up_weeks": 0, "population.clients": 60})


def design(values: dict[str, list[Any]] = FORMS, *, seed: int = 1, replicates: int = 2) -> Design:
    """Return two forms in two futures, or other values."""
    return factorial(TOWN, values, replicates=replicates, seed=seed)


class Faulty(InProcess):
    """Runs in which those with one seed raise."""

    def submit(self, chunk: Chunk) -> None:
        """Run a chunk."""
        self._back.append((chunk, run_with_faults(chunk)))


def whole(folder: Path) -> None:
    run_design(design(), study=folder, workers=0)


def nothing_run(folder: Path) -> None:
    stopper = Stopper()
    stopper.stop()
    run_design(design(), study=folder, workers=0, stopper=stopper)


def interrupted(folder: Path) -> None:
    stopper = Stopper()
    run_design(
        design(replicates=3), study=folder, workers=0, stopper=stopper, progress=lambda _: stopper.stop()
    )


def all_failed(folder: Path) -> None:
    run_design(design(), study=folder, workers=0, time_limit=1e-9)


def some_failed(folder: Path) -> None:
    lonely: dict[str, list[Any]] = {"partnership.form": ["formal"], "trust.start": [0.9]}
    run_design(design(lonely, seed=RAISES, replicates=1), study=folder, executor=Faulty())
    run_design(design(seed=RAISES + 2), study=folder, workers=0)


def damaged(folder: Path) -> None:
    run_design(design(replicates=1), study=folder, workers=0)
    run_design(design(), study=folder, workers=0)
    spoiled = open_study(folder).runs
    segment = sorted((folder / "summaries").glob("*.parquet"))[0]
    assert len(spoiled) == 8
    segment.write_bytes(segment.read_bytes()[:-1])


def all_damaged(folder: Path) -> None:
    whole(folder)
    for segment in (folder / "summaries").glob("*.parquet"):
        segment.unlink()


def one_part(folder: Path) -> None:
    run_design(design(), study=folder, workers=0, shard=(1, 2))


def one_point(folder: Path) -> None:
    run_design(design({"trust.start": [0.2]}), study=folder, workers=0)


def one_option(folder: Path) -> None:
    run_design(design({"partnership.form": ["formal"], "trust.start": [0.2, 0.5]}), study=folder, workers=0)


def one_replicate(folder: Path) -> None:
    run_design(design(replicates=1), study=folder, workers=0)


def all_the_same(folder: Path) -> None:
    """Options without any effect: the partnership starts after the last week."""
    late = factorial(TOWN.with_changes({"partnership.starts": 8}), FORMS, replicates=2)
    run_design(late, study=folder, workers=0)


ANALYSE = ("guide", "discover", "compare")
READ = (*ANALYSE, "csv", "xlsx", "netcdf", "parquet")
MADE: dict[str, tuple[Any, dict[str, ExitCode]]] = {
    "whole": (whole, dict.fromkeys(READ, DONE)),
    "nothing run": (nothing_run, dict.fromkeys(READ, FAILED)),
    "all failed": (all_failed, dict.fromkeys(READ, FAILED)),
    "all damaged": (all_damaged, dict.fromkeys(READ, FAILED)),
    "some failed": (some_failed, dict.fromkeys(READ, DONE)),
    "one replicate": (one_replicate, dict.fromkeys(READ, DONE)),
    "all the same": (all_the_same, dict.fromkeys(READ, DONE)),
    # Too little for options to be compared, which is said; tables have what is there.
    "interrupted": (interrupted, {**dict.fromkeys(READ, DONE), **dict.fromkeys(ANALYSE, BAD)}),
    "one point": (one_point, {**dict.fromkeys(READ, DONE), **dict.fromkeys(ANALYSE, BAD)}),
    "one option": (one_option, {**dict.fromkeys(READ, DONE), **dict.fromkeys(ANALYSE, BAD)}),
}
"""How each study is made, and how each command ends that reads it."""

SLOW = ("some failed", "all failed")
"""Studies that are exported to all formats, of which some take seconds to write."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("degenerate")
    for name, (make, _) in MADE.items():
        make(home / name)
    return home


def words(command: str, study: str) -> list[str]:
    if command in ANALYSE:
        by = ["--by", "partnership.form"] if command == "compare" else ["--option", "partnership.form"]
        return [command, study, *by]
    return ["export", study, "--to", command]


QUICK = (*ANALYSE, "csv", "parquet")
BOTH = [(name, command) for name in MADE for command in (READ if name in SLOW else QUICK)]


@pytest.mark.parametrize(("name", "command"), BOTH)
def test_how_a_command_ends_and_what_it_says_first(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made / name, tmp_path / "study")
    found = CliRunner().invoke(app, words(command, "study"))
    wanted = MADE[name][1][command]
    assert found.exit_code == wanted, found.output
    assert "Traceback" not in found.output and "bug in joinup" not in found.output
    if wanted == DONE:
        assert FIRST_LINE.match(found.stdout), found.stdout[:200]
    elif wanted == FAILED:
        assert re.search(r"has no run with results \(0 of 8 runs, ", found.stderr)
        assert not (tmp_path / "study" / "export").exists()


@pytest.mark.parametrize("name", ["whole", "some failed", "all the same"])
def test_a_report_is_written_of_what_is_there(made: Path, tmp_path: Path, name: str) -> None:
    study = shutil.copytree(made / name, tmp_path / "study")
    found = CliRunner().invoke(app, ["report", str(study), "--option", "partnership.form"])
    assert found.exit_code == DONE, found.output
    assert FIRST_LINE.match(found.stdout)
    page = (tmp_path / "study" / "report" / "report.html").read_text()
    assert str(open_study(study).standing) in page


def test_what_is_damaged_is_left_out_and_reported_first(tmp_path: Path) -> None:
    damaged(tmp_path / "study")
    found = CliRunner().invoke(app, ["compare", str(tmp_path / "study"), "--by", "partnership.form"])
    first = FIRST_LINE.match(found.stdout)
    assert found.exit_code == DONE and first is not None
    assert 0 < int(first[1]) < int(first[2]) == 8


def test_a_missing_part_is_reported_first(tmp_path: Path) -> None:
    one_part(tmp_path / "study")
    found = CliRunner().invoke(app, ["export", str(tmp_path / "study"), "--out", str(tmp_path / "tables")])
    assert found.stdout.startswith("4 of 4 runs, 0 failed, 0 damaged, part 2 of 2 missing.\n")


def test_one_run_that_is_missing_takes_no_circumstance_away(made: Path, tmp_path: Path) -> None:
    """A future with a run that failed is left out; the load of the others is known as before."""
    study = shutil.copytree(made / "some failed", tmp_path / "study")
    found = CliRunner().invoke(app, ["guide", str(study), "--option", "partnership.form", "--by", "load"])
    assert found.exit_code == DONE, found.output
    assert "1 failed" in found.stdout.splitlines()[0]


def test_a_sweep_all_of_whose_runs_failed_ends_with_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small = ("--clients", "60", "--weeks", "4", "--set", "warm_up_weeks=0", "--workers", "0")
    for _ in range(2):  # The second finds them failed.
        found = CliRunner().invoke(
            app, ["sweep", "town", "--vary", "trust.start=0.2,0.5", *small, "--time-limit", "1e-9"]
        )
        assert found.exit_code == FAILED, found.output
        assert found.stdout.startswith("0 of 2 runs are in 'studies/town'.")
    found = CliRunner().invoke(app, ["compare", "town", "none", "--replications", "2", *small])
    assert found.exit_code == DONE, found.output
