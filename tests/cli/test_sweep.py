"""``joinup sweep``, ``merge`` and ``export`` as their user meets them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.study.study import open_study

SMALL = ("--clients", "200", "--weeks", "26", "--set", "warm_up_weeks=0")
FORMS = ("--vary", "partnership.form=none,formal")


def joinup(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sweep_says_what_came_and_costs_nothing_again(in_folder: Path) -> None:
    words = ("sweep", "town", *FORMS, "--replications", "2", *SMALL, "--workers", "0")
    first = joinup(*words)
    assert first.exit_code == ExitCode.DONE, first.output
    assert first.stdout == "4 of 4 runs are in 'studies/town'.\n"
    assert first.stderr == "2 points, 2 replicates: 4 runs.\n"
    finished = open_study("studies/town").runs.finished.tolist()
    again = joinup(*words)
    assert again.stdout == first.stdout
    assert open_study("studies/town").runs.finished.tolist() == finished


def test_the_command_that_repeats_a_run_gives_its_figures(in_folder: Path) -> None:
    joinup("sweep", "town", "--vary", "partnership.form=formal", *SMALL, "--workers", "0")
    study = open_study("studies/town")
    words = study.command(study.runs["run"][0]).split()[1:]
    again = joinup(*words, "--workers", "0", "--out", "again")
    assert again.exit_code == ExitCode.DONE, again.output
    assert "1 of 1 run repeated with the same figures, bit for bit." in again.stdout
    assert open_study("again").summaries().equals(study.summaries())


def test_a_run_can_be_given_wherever_a_scenario_is_asked_for(in_folder: Path) -> None:
    changed = ("--set", "trust.start=0.37", *SMALL, "--replications", "1", "--baseline", "off")
    assert joinup("run", "town", *changed, "--out", "first").exit_code == ExitCode.DONE
    record = "first/run.json"
    again = joinup("run", record, "--replications", "1", "--baseline", "off", "--out", "again")
    assert again.exit_code == ExitCode.DONE, again.output
    first, second = (pd.read_parquet(f"{name}/replicates.parquet") for name in ("first", "again"))
    assert second.equals(first)
    assert joinup("check", record).stdout == f"{record}: no problems\n"
    assert joinup("describe", record).exit_code == ExitCode.DONE
    swept = joinup("sweep", record, "--vary", "trust.start=0.37", "--workers", "0", "--out", "swept")
    assert swept.exit_code == ExitCode.DONE, swept.output
    kept = first.query("outcome == 'resolved' and group == 'all'").value.tolist()
    assert open_study("swept").summaries()["outcome.resolved.all"].tolist() == kept
    Path("other.json").write_text('{"made_by": "another"}')
    refused = joinup("check", "other.json")
    assert refused.exit_code == ExitCode.BAD_INPUT and "'other.json' holds no scenario" in refused.stderr


def test_a_dry_run_stores_nothing_and_names_what_cannot_matter(in_folder: Path) -> None:
    found = joinup(
        "sweep",
        "town",
        "--over",
        "trust.start",
        "--vary",
        "funding.programme.ends=100,200",
        "--points",
        "2",
        *SMALL,
        "--dry-run",
    )
    assert found.exit_code == ExitCode.DONE, found.output
    assert found.stdout.startswith("4 points, 1 replicate: 4 runs.\nAbout ")
    assert "Warning: 'funding.programme.ends' has no effect" in found.stdout
    assert "'trust.start' has no effect" in found.stdout  # the partnership starts in week 26
    assert list(in_folder.iterdir()) == []


def test_parts_are_merged_and_exported(in_folder: Path) -> None:
    for part in ("1/2", "2/2"):
        words = ("sweep", "town", *FORMS, "--replications", "2", *SMALL, "--workers", "0", "--weekly")
        assert joinup(*words, "--shard", part, "--out", f"part{part[0]}").exit_code == ExitCode.DONE
    merged = joinup("merge", "part1", "part2", "--out", "whole")
    assert merged.stdout == "4 finished runs are in 'whole'.\n"
    study = open_study("whole")
    for kind in ("csv", "xlsx", "netcdf", "parquet"):
        assert joinup("export", "whole", "--to", kind).exit_code == ExitCode.DONE
    csv = pd.read_csv("whole/export/summaries.csv")
    pd.testing.assert_series_equal(csv["outcome.resolved.all"], study.summaries()["outcome.resolved.all"])
    with zipfile.ZipFile("whole/export/study.xlsx") as book:
        sheets = book.read("xl/workbook.xml").decode()
    for name in ("points", "runs", "summaries", "money", "weekly"):
        assert f'name="{name}"' in sheets
    with xr.open_dataset("whole/export/weekly.nc", engine="h5netcdf") as weekly:
        assert dict(weekly.sizes) == {"point": 2, "replicate": 2, "week": 26}
        assert weekly["partnership.form"].values.tolist() == ["none", "formal"]
        total = weekly["resolved"].sel(point=1, replicate=0).sum().item()
    assert total == study.summaries().query("point == 1 and replicate == 0")["outcome.resolved.all"].item()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "town"), "what is to be varied? Give --vary, --over, --table, --posterior or --ensemble"),
        (("sweep", "tow", *FORMS), "did you mean 'town'?"),
        (("sweep", "town", "--vary", "partnership.form=fromal", *SMALL), "did you mean 'formal'?"),
        (("sweep", "town", *FORMS, "--shard", "3/2"), "--shard 3/2: write i/n, with i from 1 to n"),
        (("sweep", "town", *FORMS, "--table", "x.csv"), "--table: cannot be combined"),
        (("export", "nowhere"), "there is no study in 'nowhere'"),
        (("merge", "nowhere", "--out", "x"), "there is no study in 'nowhere'"),
    ],
)
def test_what_makes_no_sense_is_reported(in_folder: Path, words: tuple[str, ...], said: str) -> None:
    found = joinup(*words)
    assert found.exit_code == ExitCode.BAD_INPUT
    assert said in found.stderr
    assert "Traceback" not in found.output
    assert list(in_folder.iterdir()) == []


def test_an_export_to_an_unknown_format_is_reported(in_folder: Path) -> None:
    joinup("sweep", "town", "--vary", "trust.start=0.2", *SMALL, "--workers", "0")
    found = joinup("export", "studies/town", "--to", "sav")
    assert found.exit_code == ExitCode.BAD_INPUT
    assert "cannot export to 'sav' (allowed: csv, xlsx, netcdf, parquet)" in found.stderr


def test_ctrl_c_keeps_what_is_made(in_folder: Path) -> None:
    words = ("sweep", "town", "--vary", "trust.start=0.1:0.5:40", "--replications", "20", "--workers", "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "joinup.cli.main", *words, *SMALL],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    ledger = in_folder / "studies" / "town" / "summaries"
    while not (ledger.is_dir() and any(ledger.glob("[!.]*.parquet"))):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=120)
    assert process.returncode == ExitCode.INTERRUPTED, error
    assert "Stopping after the runs under way" in error and "Traceback" not in error
    assert "runs remain: repeat the command to continue." in out
    study = open_study(in_folder / "studies" / "town")
    assert 0 < len(study.summaries()) < 800
    assert set(study.runs.status) == {"done", "waiting"}
