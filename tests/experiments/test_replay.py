"""Saved sessions, run again without a browser: the same tables, bit for bit, or a clear refusal."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from typer.testing import Result as Outcome

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.run.measures_table import RunMeasures, measures_of
from joinup.experiments.run.stored_result import ONE_RUN
from joinup.experiments.run.table_files import write_table
from joinup.experiments.session.files import load_session, save
from joinup.experiments.session.live_outcomes import BY_NAME
from joinup.experiments.session.log import AS_WRITTEN, NONE
from joinup.experiments.session.resume import resume
from joinup.experiments.session.session import Session
from joinup.sim.errors import ScenarioError
from joinup.sim.results.result import Result
from tests.support.steered_sessions import steered, town


@pytest.fixture(scope="module")
def session() -> Session:
    return steered()


@pytest.fixture(scope="module")
def file(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "session.json"
    save(path, session.scenario, session.seed, session.log, weeks=session.week)
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replay(file: Path | str, *options: str) -> Outcome:
    return CliRunner().invoke(app, ["run", "--replay", str(file), *options])


def found(file: Path, *options: str) -> dict[str, Any]:
    outcome = replay(file, "--json", *options)
    assert outcome.exit_code == ExitCode.DONE, outcome.output
    answer: dict[str, Any] = json.loads(outcome.stdout, parse_constant=pytest.fail)
    return answer


def assert_files_are_of(result: Result, folder: Path, spare: Path) -> None:
    """Check that the tables in a folder are those of a result, byte for byte."""
    spare.mkdir()
    for name in ONE_RUN:
        write_table(spare, ONE_RUN[name], result.table(name))
        assert (folder / f"{name}.parquet").read_bytes() == (spare / f"{name}.parquet").read_bytes(), name


def figures_in(folder: Path, run: str, seed: int) -> dict[tuple[str, str, str], float]:
    table = pd.read_parquet(folder / "replicates.parquet").query("run == @run and seed == @seed")
    keys = zip(table["kind"], table["outcome"], table["group"], strict=True)
    return dict(zip(keys, table["value"], strict=True))


def plain(kept: RunMeasures) -> dict[tuple[str, str, str], float]:
    return {(key.kind, key.name, key.part): value for key, value in kept.values.items()}


def test_a_replay_writes_the_tables_of_the_session_bit_for_bit(
    session: Session, file: Path, folder: Path
) -> None:
    found(file, "--out", "again")
    assert_files_are_of(session.result(), folder / "again", folder / "live")


def test_what_it_is_laid_beside_are_the_sessions_other_arms(
    session: Session, file: Path, folder: Path
) -> None:
    answer = found(file, "--out", "again")
    assert list(answer["differences"]) == [AS_WRITTEN, NONE]
    for arm, run in {"run": "scenario", AS_WRITTEN: AS_WRITTEN, NONE: NONE}.items():
        live = plain(measures_of(session.result(arm)))
        headless = figures_in(folder / "again", run, 3)
        pd.testing.assert_series_equal(pd.Series(live), pd.Series(headless), check_exact=True)


@pytest.mark.parametrize("week", [1, 11, 13, 21])
def test_live_equals_headless_in_every_week(file: Path, folder: Path, week: int) -> None:
    live = steered()
    # Going back drops what was decided later, which had no effect by then.
    live.rewind(week)
    answer = found(file, "--weeks", str(week), "--out", "again")
    assert_files_are_of(live.result(), folder / "again", folder / "live")
    shown = dict(zip(BY_NAME, live.frame().arms[0].values, strict=True))
    said = answer["outcomes"]["all"]
    for name in ("resolved", "joined_up", "dropped_out", "need_weeks", "aware"):
        assert shown[name] == said[name], name
    assert shown["public_cost"] == pytest.approx(answer["costs"]["totals"]["public_cost"], rel=1e-12)


def test_more_replicates_are_the_same_decisions_with_other_draws(file: Path, folder: Path) -> None:
    answer = found(file, "--replications", "3", "--out", "again")
    assert answer["seeds"] == [3, 4, 5]
    command = json.loads((folder / "again" / "run.json").read_text(encoding="utf-8"))["command"]
    assert command == f"joinup run --replay {file} --replications 3 --baseline as_written --baseline none"
    other = Session(town(), seed=5)
    for entry in load_session(file).log:
        other.run_for(entry.week - other.week)
        other.decide(entry.set, who="", turnover_shock=entry.turnover_shock, agencies=entry.agencies)
    other.run_for(24 - other.week)
    headless = figures_in(folder / "again", "scenario", 5)
    pd.testing.assert_series_equal(
        pd.Series(plain(measures_of(other.result()))), pd.Series(headless), check_exact=True
    )


def test_the_summary_says_that_it_is_a_replay_and_what_was_decided(file: Path) -> None:
    outcome = replay(file)
    assert outcome.exit_code == ExitCode.DONE, outcome.output
    text = " ".join(outcome.stdout.split())
    for wanted in (
        "A replay of the session in",
        "up to week 24 of 52",
        "A stronger target",
        "Merge them",
        "20% of staff leave (housing)",
        "redress.clarity = 0.9",
        "Fay (funder)",
        "Decisions (from 'as_written')",
        "the effect of the session's decisions",
    ):
        assert wanted in text, wanted
    assert "another version" not in text


def test_what_was_decided_is_kept_with_the_results(file: Path, folder: Path) -> None:
    answer = found(file, "--baseline", "off", "--out", "again")
    record = json.loads((folder / "again" / "run.json").read_text(encoding="utf-8"))
    assert answer["replay"] == record["replay"]
    assert [entry["week"] for entry in record["replay"]["log"]] == [6, 11, 11, 20]
    assert record["replay"]["weeks_run"] == 24 and record["weeks"] == 24
    assert "saved session" in (folder / "again" / "README.txt").read_text(encoding="utf-8")


def test_other_baselines_can_be_asked_for(file: Path) -> None:
    answer = found(file, "--baseline", "no_programme", "--baseline", "as_written")
    assert list(answer["differences"]) == ["no_programme", "as_written"]
    outcome = replay(file, "--baseline", "as_writen")
    assert outcome.exit_code == ExitCode.BAD_INPUT and "did you mean 'as_written'?" in outcome.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "trust.start=0.4"], "leave out --set"),
        (["--seed", "1"], "leave out --seed"),
        (["--clients", "100"], "leave out --clients"),
        (["town"], "leave out 'town'"),
        (["--weeks", "25"], "--weeks 25: 24 weeks were run"),
    ],
)
def test_options_that_would_change_the_session_are_refused(file: Path, options: list[str], said: str) -> None:
    outcome = replay(file, *options)
    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert said in outcome.stderr and "1 problem found." in outcome.stderr
    assert not Path("results").exists()


def test_every_refusal_is_reported_at_once() -> None:
    outcome = replay("nowhere.json", "town", "--seed", "2")
    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert "there is no file 'nowhere.json'" in outcome.stderr and "3 problems found." in outcome.stderr


def test_something_must_be_run() -> None:
    outcome = CliRunner().invoke(app, ["run"])
    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert "say what to run" in outcome.stderr


def content(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def changed(file: Path, path: list[str | int], value: Any) -> str:
    """Return the text of a session with another value somewhere; left out if it is ``...``."""
    tree = content(file)
    inner: Any = tree
    for part in path[:-1]:
        inner = inner[part]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(tree, indent=2)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["joinup_session"], 2, "saved by another version of joinup (format 2, not 1)"),
        (["joinup_session"], ..., "is not a session saved by joinup"),
        (["seed"], ..., "'seed' is missing"),
        (["seed"], "three", "seed: expected a whole number, not 'three'"),
        (["seed"], -1, "seed: -1 is too small"),
        (["seed"], 2**63, "seed: 9223372036854775808 is too large"),
        (["weeks"], 53, "weeks: 53 weeks were not run: the scenario has 52"),
        (["weeks"], 0, "week 6 was not reached: 0 weeks were run"),
        (["mood"], "good", "unknown key 'mood'"),
        (["log"], {}, "log: expected a list"),
        (["log", 1], 7, "log[1]: expected 'key: value' entries"),
        (["log", 1, "wek"], 7, "log[1].wek: unknown key 'wek'; did you mean 'week'?"),
        (["log", 1, "week"], 25, "log[1].week: week 25 was not reached: 24 weeks were run"),
        (["log", 1, "week"], -1, "log[1].week: -1 is too small"),
        (["log", 3, "week"], 4, "log[3].week: week 4 comes after week 11"),
        (["log", 1, "set"], {"partnership.form": "fusion"}, "log[1].set.partnership.form: unknown form"),
        (["log", 1, "set"], {"trust.start": 0.9}, "cannot change while a run is under way"),
        (["log", 1, "set"], {}, "log[1]: an event needs 'set' or 'turnover_shock'"),
        (["log", 2, "turnover_shock"], 2, "log[2].turnover_shock: 2.0 is too large"),
        (["log", 2, "agencies"], ["hausing"], "log[2].agencies[0]: unknown agency 'hausing'"),
        (["scenario"], [], "scenario: expected 'key: value' entries"),
        (["scenario", "weeks"], "many", "scenario.weeks: expected a whole number, not 'many'"),
        (["scenario", "agencies", 0, "places"], None, "scenario.agencies.adviser.places: expected a number"),
        (["provenance", "weeks"], {"grade": "Z"}, "provenance.weeks.grade: 'Z' is not allowed"),
    ],
)
def test_what_is_wrong_with_a_file_is_reported_with_its_place(
    file: Path, folder: Path, path: list[str | int], value: Any, said: str
) -> None:
    Path("bad.json").write_text(changed(file, path, value), encoding="utf-8")
    outcome = replay("bad.json")
    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert said in outcome.stderr and "Traceback" not in outcome.output
    assert "bad.json" in outcome.stderr


def test_every_problem_of_a_file_is_reported_at_its_line(file: Path) -> None:
    tree = content(file)
    tree["log"][0]["week"] = "soon"
    tree["seed"] = 1.5
    text = json.dumps(tree, indent=2)
    Path("bad.json").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_session("bad.json")
    lines = text.splitlines()
    at = {str(problem.path[0]): lines[(problem.line or 0) - 1].strip() for problem in caught.value.problems}
    assert at == {"seed": '"seed": 1.5,', "log": '"week": "soon",'}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file ends too early"),
        ("{", "the file ends too early"),
        ("[]", "is not a session saved by joinup"),
        ("name: town", "not a saved session"),
        ('{"joinup_session": 1, "joinup_session": 1}', "'joinup_session' is given twice"),
        ("[" * 100_000, "too deep"),
        ('{"seed": ' + "1" * 5000 + "}", "is not a saved session"),
        ("\ufffe", "not a saved session"),
    ],
)
def test_a_file_that_is_no_session_is_reported(text: str, said: str) -> None:
    Path("bad.json").write_text(text, encoding="utf-8")
    outcome = replay("bad.json")
    assert outcome.exit_code == ExitCode.BAD_INPUT
    assert said in outcome.stderr and "bad.json" in outcome.stderr


def test_a_folder_or_a_file_that_is_no_text_is_reported(folder: Path) -> None:
    (folder / "bytes.json").write_bytes(b"\xff\xfe\x00")
    for name in (".", "bytes.json", "no\0where"):
        outcome = replay(name)
        assert outcome.exit_code == ExitCode.BAD_INPUT and "Traceback" not in outcome.output


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value in a tree."""
    items: Any = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [found for key, inner in items for found in ((*path, key), *places(inner, (*path, key)))]


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_file_ends_in_a_traceback(file: Path, data: st.DataObject) -> None:
    text = json.dumps(content(file), indent=1)
    if data.draw(st.booleans(), "cut"):
        text = text[: data.draw(st.integers(0, len(text)), "where")]
    else:
        tree = content(file)
        top = data.draw(st.sampled_from(sorted(tree)), "part")
        path = data.draw(st.sampled_from([(top,), *places(tree[top], (top,))]), "path")
        inner: Any = tree
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = data.draw(VALUES, "value")
        text = json.dumps(tree, indent=1)
    Path("bad.json").write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        found = load_session("bad.json")
    except ScenarioError as error:
        assert error.problems and all("\n" not in str(problem) for problem in error.problems)
        assert any("bad.json" in str(problem) for problem in error.problems)
    else:
        assert found.with_decisions.hash


def test_a_file_of_another_version_of_the_model_says_so(file: Path) -> None:
    Path("old.json").write_text(changed(file, ["model_version"], "0.0.9+abc"), encoding="utf-8")
    (warning,) = (text for text in found(Path("old.json"))["warnings"] if "version" in text)
    assert "another version of the model (0.0.9+abc; this is" in warning
    assert "results may differ" in warning


def test_a_session_of_no_weeks_cannot_be_replayed() -> None:
    save(Path("fresh.json"), town(), 3, (), weeks=0)
    outcome = replay("fresh.json")
    assert outcome.exit_code == ExitCode.BAD_INPUT and "no week was run" in outcome.stderr


def test_a_saved_session_can_be_gone_on_with(session: Session, file: Path) -> None:
    again = resume(load_session(file))
    assert again.log == session.log and again.frame() == session.frame()


def test_where_numbers_come_from_is_saved(tmp_path: Path) -> None:
    scenario = copy.deepcopy(town())
    tree = json.loads(scenario.model_dump_json())
    tree["trust"]["start"] = {"value": 0.4, "source": "a survey", "grade": "B"}
    with_source = type(scenario).parse(tree)
    save(tmp_path / "sourced.json", with_source, 1, (), weeks=0)
    assert load_session(tmp_path / "sourced.json").scenario.provenance == with_source.provenance


def test_a_scenario_that_was_a_session_can_have_sessions_of_its_own(session: Session) -> None:
    second = Session(session.as_scenario(), seed=3)
    second.run_for(2)
    second.decide({"redress.clarity": 0.2}, who="room")
    third = Session(second.as_scenario(), seed=3)
    third.decide({"redress.clarity": 0.4}, who="room")
    assert len({event.name for event in third.as_scenario().events}) == 4 + 1 + 1 + 2
