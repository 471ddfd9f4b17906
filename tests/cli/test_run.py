"""``joinup run`` from the command to its results: summary, JSON, stories and the folder."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.run import replicates, table_files
from joinup.experiments.run.results_contents import ACROSS, TABLES
from joinup.experiments.run.results_folder import PARTIAL, REPLACED, claim
from joinup.scenarios.questions.questions import KEY_QUESTIONS
from joinup.sim.errors import InvariantError
from joinup.sim.parameters import Scenario
from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.run import run

TINY = ("town", "--clients", "300", "--weeks", "60", "--set", "warm_up_weeks=26", "--replications", "2")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def joinup_run(*options: str) -> Result:
    """Run the command in this process, small."""
    return CliRunner().invoke(app, ["run", *TINY, *options])


def found(*options: str) -> dict[str, Any]:
    """Return what the command found, from its JSON."""
    result = joinup_run("--json", *options)
    assert result.exit_code == ExitCode.DONE, result.output
    assert result.stderr == ""
    answer: dict[str, Any] = json.loads(result.stdout, parse_constant=pytest.fail)
    return answer


def results(folder: Path) -> list[Path]:
    return sorted((folder / "results").iterdir())


def test_json_is_one_object_with_all_that_is_promised() -> None:
    answer = found()
    assert answer["scenario"] == "town"
    assert (answer["seed"], answer["seeds"], answer["replicates"]) == (1, [1, 2], 2)
    assert (answer["weeks"], answer["clients"], answer["people"]) == (60, 300, 2000)
    assert {"python", "joinup", "numba"} <= set(answer["versions"])
    assert set(answer["outcomes"]) == {"most_people", "shift_workers", "several_needs", "all"}
    assert answer["intervals"]["outcomes"]["all"].keys() == answer["outcomes"]["all"].keys()
    assert list(answer["scorecard"]) == list(RISKS)
    measures = [name for risk in answer["scorecard"].values() for name in risk["measures"]]
    assert measures == [measure.name for measure in MEASURES]
    assert set(answer["differences"]) == {"none", "no_programme"}
    for observable in answer["observables"].values():
        assert [entry["week"] for entry in observable["series"]] == list(range(60))
        assert "published" in observable
    assert answer["costs"]["totals"]["public_cost"] > 0
    assert (Path(answer["results"]) / "run.json").exists()


def test_the_same_command_finds_the_same() -> None:
    assert found("--seed", "5") == found("--seed", "5")
    assert found("--seed", "5")["outcomes"] != found("--seed", "6")["outcomes"]


def test_any_replicate_can_be_repeated_on_its_own(folder: Path) -> None:
    found("--baseline", "off")
    table = pd.read_parquet(results(folder)[0] / "replicates.parquet")
    alone = found("--baseline", "off", "--seed", "2", "--replications", "1")
    unmet = table[(table["seed"] == 2) & (table["outcome"] == "unmet_need_weeks") & (table["group"] == "all")]
    assert unmet["value"].item() == alone["outcomes"]["all"]["unmet_need_weeks"]


def test_counts_are_of_people_not_of_simulated_clients() -> None:
    answer = found("--baseline", "off", "--replications", "1")
    scenario = Scenario.parse(json.loads((Path(answer["results"]) / "run.json").read_text())["scenario"])
    summary = run(scenario, seed=1).summary.set_index("group")
    assert answer["outcomes"]["all"]["resolved"] == pytest.approx(summary["resolved"]["all"])
    assert answer["outcomes"]["all"]["clients"] == 300


def test_a_difference_is_scenario_minus_baseline_pair_by_pair(folder: Path) -> None:
    answer = found("--baseline", "none")
    table = pd.read_parquet(results(folder)[0] / "replicates.parquet")
    table = table[(table["kind"] == "outcome") & (table["outcome"] == "resolved") & (table["group"] == "all")]
    pairs = table.pivot(index="seed", columns="run", values="value")
    gap = answer["differences"]["none"]["outcomes"]["all"]["resolved"]
    assert gap["mean"] == pytest.approx((pairs["scenario"] - pairs["none"]).mean())


def test_without_joint_working_there_is_no_difference_from_none() -> None:
    gaps = found("--set", "partnership.form=none", "--baseline", "none")["differences"]["none"]["outcomes"]
    assert {gap["verdict"] for group in gaps.values() for gap in group.values()} <= {
        "no difference",
        "cannot tell",
    }


def test_baselines_can_be_switched_off() -> None:
    assert found("--baseline", "off")["differences"] == {}


def test_one_run_has_no_intervals() -> None:
    answer = found("--replications", "1")
    assert answer["intervals"]["outcomes"]["all"]["resolved"] is None
    verdicts = {gap["verdict"] for gap in answer["differences"]["no_programme"]["outcomes"]["all"].values()}
    assert verdicts <= {"no difference", "cannot tell"}


def test_the_summary_reads_as_plain_text(folder: Path) -> None:
    result = joinup_run("--trace", "2")
    assert result.exit_code == ExitCode.DONE, result.output
    assert "\x1b" not in result.output
    assert all(line == line.rstrip() and len(line) <= 100 for line in result.stdout.splitlines()[:-1])
    for wanted in (
        "A town with four agencies",
        "Outcomes by client group",
        "Shift workers",
        *(f"{risk}  " for risk in RISKS),
        "the run ends before",
        "Money by payer",
        "the effect of joint working",
        "Net benefit: weeks of need avoided",
        "Series compared with published values",
        "Journey of client",
        "The key questions of 2001",
        "not its wording",
        *(f"{question.number}  {question.short}"[:23] for question in KEY_QUESTIONS),
    ):
        assert wanted in result.stdout
    assert "Fewer than 20 replicates give no verdict of better or worse" in " ".join(result.stdout.split())
    assert str(results(folder)[0].relative_to(folder)) in result.stdout


def test_published_figures_held_out_are_never_shown(folder: Path) -> None:
    scenario = """
extends: town
name: apart
observables:
  - name: unmet
    title: People in need
    measure: in_need_not_in_service
    published:
      - {date: 2001-02-05, value: 112233}
      - {date: 2001-03-05, value: 445566, used_for: held_out}
"""
    (folder / "apart.yaml").write_text(scenario, encoding="utf-8")
    options = ["run", "apart.yaml", *TINY[1:], "--baseline", "off"]
    text = CliRunner().invoke(app, options).stdout
    assert "112,233" in text
    assert "445,566" not in text
    answer = CliRunner().invoke(app, [*options, "--json"]).stdout
    assert "112233" in answer
    assert "445566" not in answer


def bytes_in(folder: Path) -> dict[Path, bytes]:
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_folder_holds_what_its_readme_says(folder: Path) -> None:
    joinup_run()
    (place,) = results(folder)
    assert place.name.startswith("town-")
    assert place.name.endswith("-seed1")
    tables = [f"{name}.parquet" for name in (*TABLES, *ACROSS)]
    others = ["run.json", "README.txt", "columns.csv", "simulated"]
    assert sorted(file.name for file in place.iterdir()) == sorted([*tables, *others])
    for name in tables:
        assert name in (place / "README.txt").read_text(encoding="utf-8")
    assert len(pd.read_parquet(place / "weekly.parquet")) == 60 * 3
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    assert record["files"] == sorted(file.name for file in place.iterdir())
    assert record["changes"]["weeks"] == 60


def test_run_json_is_enough_to_repeat_the_run(folder: Path) -> None:
    joinup_run("--seed", "3")
    (place,) = results(folder)
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    scenario = Scenario.parse(record["scenario"])
    assert scenario.hash == record["hash"]
    again = run(scenario, seed=record["seed"])
    pd.testing.assert_frame_equal(again.weekly, pd.read_parquet(place / "weekly.parquet"))
    before = bytes_in(place)
    program, *words = record["command"].split()
    assert program == "joinup"
    assert CliRunner().invoke(app, words).exit_code == ExitCode.DONE
    assert bytes_in(place) == before


def test_the_key_questions_are_answered_alike_in_json_and_in_the_folder(folder: Path) -> None:
    answers = found("--baseline", "none")["key_questions"]
    (place,) = results(folder)
    table = pd.read_parquet(place / "key_questions.parquet").set_index("number")
    assert list(table.index) == list(answers) == [question.number for question in KEY_QUESTIONS]
    assert {number: answers[number] for number in answers} == table.to_dict("index")
    assert answers["4a"]["shows"] == "Cannot tell: the run ends before."
    assert not answers["4a"]["answered"]
    assert answers["6a"]["answered"]


def test_a_different_run_gets_a_folder_of_its_own(folder: Path) -> None:
    joinup_run()
    joinup_run()
    assert len(results(folder)) == 1
    joinup_run("--baseline", "off")
    names = [place.name for place in results(folder)]
    assert names == [names[0], f"{names[0]}-2"]


def test_out_is_used_as_given_and_replaces_results_only(folder: Path) -> None:
    assert joinup_run("--out", "deep/here", "--baseline", "off").exit_code == ExitCode.DONE
    assert joinup_run("--out", "deep/here", "--baseline", "off", "--seed", "2").exit_code == ExitCode.DONE
    assert json.loads((folder / "deep" / "here" / "run.json").read_text())["seed"] == 2
    assert [place.name for place in (folder / "deep").iterdir()] == ["here"]


@pytest.mark.parametrize("stranger", ["thesis.txt", "run.json"])
def test_out_with_other_things_in_it_is_refused_before_anything_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stranger: str
) -> None:
    monkeypatch.setattr(replicates, "run", pytest.fail)
    (folder / "mine").mkdir()
    (folder / "mine" / stranger).write_text("{}", encoding="utf-8")
    result = joinup_run("--out", "mine")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "--out mine: the folder is not empty and holds no results of joinup" in result.stderr
    assert [file.name for file in (folder / "mine").iterdir()] == [stranger]


def test_notes_beside_results_are_not_lost(folder: Path) -> None:
    joinup_run("--out", "here", "--baseline", "off")
    (folder / "here" / "notes.txt").write_text("mine", encoding="utf-8")
    result = joinup_run("--out", "here", "--baseline", "off")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "also holds 'notes.txt'" in result.stderr


def test_out_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "file").write_text("mine", encoding="utf-8")
    assert joinup_run("--out", "file").exit_code == ExitCode.BAD_INPUT
    assert joinup_run("--out", "file/below").exit_code == ExitCode.BAD_INPUT
    assert (folder / "file").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_leaves_the_old_results_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joinup_run()
    (place,) = results(folder)
    before = bytes_in(place)

    def full(path: Path, name: str, content: object) -> None:
        if name == "ledger":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        (path / name).write_text("half", encoding="utf-8")

    monkeypatch.setattr(table_files, "_write", full)
    result = joinup_run()
    assert result.exit_code == ExitCode.RUN_FAILED
    assert "no space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Outcomes by client group" in result.stdout
    assert bytes_in(place) == before
    assert results(folder) == [place]


KILLED = """
import os, signal, sys
from joinup.experiments.run import table_files
from joinup.cli.main import main

write = table_files._write

def killed(folder, name, content):
    write(folder, name, content)
    if name == "ledger":
        os.kill(os.getpid(), signal.SIGKILL)

table_files._write = killed
sys.argv = ["joinup", "run", *sys.argv[1:]]
main()
"""


def test_a_run_killed_while_writing_leaves_no_half_result(folder: Path) -> None:
    code = [sys.executable, "-c", KILLED, *TINY, "--baseline", "off"]
    home = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(home)}
    done = subprocess.run(code, env=environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (left,) = results(folder)
    assert left.name.startswith(".")
    assert PARTIAL in left.name
    assert joinup_run("--baseline", "off").exit_code == ExitCode.DONE
    (place,) = results(folder)
    assert (place / "run.json").exists()


def test_results_that_were_being_replaced_when_a_run_was_killed_come_back(folder: Path) -> None:
    joinup_run("--out", "here", "--baseline", "off")
    (folder / "here").rename(folder / f".here.{REPLACED}-{2**22 + 1}")
    claim(Path("here"), name="unused", identity="unused")
    assert (folder / "here" / "run.json").exists()


def test_a_failed_run_says_how_to_repeat_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(scenario: Scenario, seed: int, **options: Any) -> Any:
        if seed == 2 and scenario.partnership.form == "none":
            raise InvariantError("week 7: clients were lost")
        return run(scenario, seed, **options)

    monkeypatch.setattr(replicates, "run", broken)
    result = joinup_run("--baseline", "none")
    assert result.exit_code == ExitCode.RUN_FAILED
    assert "The run failed: week 7: clients were lost. This was baseline 'none' with seed 2" in result.stderr
    assert "--seed 2 --replications 1 --baseline none" in result.stderr
    assert "--set warm_up_weeks=26" in result.stderr
    assert not list((folder / "results").iterdir())


def test_an_interrupted_run_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(scenario: Scenario, seed: int, **options: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(replicates, "run", interrupted)
    assert joinup_run().exit_code == ExitCode.INTERRUPTED
    assert not list((folder / "results").iterdir())
