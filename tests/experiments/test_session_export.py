"""Exports of sessions: everything that repeats and explains them, whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.run import table_files
from joinup.experiments.run.errors import ResultsNotWrittenError
from joinup.experiments.run.results_contents import TABLES
from joinup.experiments.session.charts import charts
from joinup.experiments.session.export import export
from joinup.experiments.session.files import load_session
from joinup.experiments.session.live_outcomes import OUTCOMES
from joinup.experiments.session.session import Session
from joinup.experiments.session.snapshot import snapshot
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.scenarios.write import as_yaml
from joinup.sim.errors import ScenarioError
from joinup.sim.run import run
from tests.support.scenarios import busy_town

ALONE = ("--baseline", "off", "--out", "x")
VOTES = [{"week": 5, "answer": "=1+1", "votes": 3}, {"week": 6, "answer": "more", "open": True}]


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(busy_town({"weeks": 40, "events": []}), seed=3)
    session.run_for(6)
    session.decide({"partnership.form": "merged"}, who='=HYPERLINK("x")', title="Merge them")
    session.run_for(5)
    session.new_what_if("More places", {"agencies.housing.places": 20}, who="room")
    session.run_for(9)
    return session


@pytest.fixture(scope="module")
def folder(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(snapshot(session), tmp_path_factory.mktemp("out") / "session", room={"votes": VOTES})


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_export_holds_what_it_says(session: Session, folder: Path) -> None:
    figures = {*(outcome.name.replace("_", "-") for outcome in OUTCOMES), "scorecard", "money-by-payer"}
    assert names(folder) == {
        "README.txt",
        "session.json",
        "what_if_1.session.json",
        "scenario.yaml",
        "decisions.csv",
        "debrief.txt",
        "room/votes.csv",
        "tables/columns.csv",
        *(
            f"tables/{arm}/{table}.{kind}"
            for arm in session.arms
            for table in TABLES
            for kind in ("csv", "parquet")
        ),
        *(f"charts/{name}.{kind}" for name in figures for kind in ("svg", "png")),
    }


def test_its_tables_are_those_of_every_arm(session: Session, folder: Path) -> None:
    for arm in session.arms:
        result = session.result(arm)
        for name in TABLES:
            stored = folder / "tables" / arm / name
            table = getattr(result, name)
            parquet = pd.read_parquet(stored.with_suffix(".parquet"))
            pd.testing.assert_frame_equal(parquet, table, check_exact=True)
            text = io.StringIO(table.to_csv(index=False))
            csv, ours = (pd.read_csv(one) for one in (stored.with_suffix(".csv"), text))
            pd.testing.assert_frame_equal(csv, ours, check_exact=True)
            numbers = table.select_dtypes("number")
            same = csv[numbers.columns].to_numpy(float)
            pd.testing.assert_frame_equal(
                pd.DataFrame(same), pd.DataFrame(numbers.to_numpy(float)), check_exact=True
            )


@pytest.mark.parametrize(("file", "arm"), [("session.json", "run"), ("what_if_1.session.json", "what_if_1")])
def test_the_command_in_its_readme_repeats_it(
    session: Session, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, arm: str
) -> None:
    assert "joinup run --replay session.json\n" in (folder / "README.txt").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(
        app, ["run", "--replay", str(folder / file), "--baseline", "off", "--out", "x"]
    )
    assert outcome.exit_code == ExitCode.DONE, outcome.output
    for name in TABLES:
        again = (tmp_path / "x" / f"{name}.parquet").read_bytes()
        assert again == (folder / "tables" / arm / f"{name}.parquet").read_bytes(), name
    assert load_session(folder / file).log == session.arms[arm].log


@pytest.mark.parametrize("file", ["scenario.yaml", "session.json"])
def test_its_scenario_repeats_the_session(session: Session, folder: Path, file: str) -> None:
    scenario = load(folder / file)
    assert scenario.hash == session.as_scenario().hash
    again = run(scenario.with_changes({"weeks": session.week}), 3, by_locality=True)
    pd.testing.assert_frame_equal(again.weekly, session.result().weekly, check_exact=True)


def test_decisions_that_are_not_allowed_are_refused_in_words(folder: Path, tmp_path: Path) -> None:
    content = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    for log, said in (
        ([{"week": 3, "who": "Ann", "set": {"trust.strat": 0.4}}], "did you mean"),
        ([{"week": 3}], "is damaged: 'who'"),
        (["merge"], "is damaged"),
    ):
        (tmp_path / "session.json").write_text(json.dumps({**content, "log": log}), encoding="utf-8")
        with pytest.raises(ScenarioError, match=said):
            load(tmp_path / "session.json")


@pytest.mark.parametrize("name", available())
def test_a_scenario_that_is_written_is_read_as_the_same(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    (tmp_path / "again.yaml").write_text(as_yaml(scenario, comment="Once\nmore"), encoding="utf-8")
    assert load(tmp_path / "again.yaml").model_dump() == scenario.model_dump()


TEXTS = (
    "yes: no",
    "1.0",
    "2001-01-01",
    "~",
    "null",
    ".5",
    "1_000",
    "é 😀 # x",
    'a "b" \\',
    "- x",
    "\n x\t",
    "",
    "0x1F",
)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_read_as_they_were_written(text: str, tmp_path: Path) -> None:
    scenario = busy_town({"title": text, "description": text})
    (tmp_path / "again.yaml").write_text(as_yaml(scenario), encoding="utf-8")
    again = load(tmp_path / "again.yaml")
    assert (again.title, again.description) == (text, text)


def test_what_people_typed_never_becomes_a_formula(folder: Path) -> None:
    decisions = pd.read_csv(folder / "decisions.csv", keep_default_na=False)
    assert decisions.who.tolist() == ['\'=HYPERLINK("x")', '\'=HYPERLINK("x")', "room"]
    assert decisions.arm.tolist() == ["run", "what_if_1", "what_if_1"]
    assert json.loads(decisions["set"][2]) == {"agencies.housing.places": 20}
    votes = pd.read_csv(folder / "room" / "votes.csv", keep_default_na=False)
    assert votes.columns.tolist() == ["week", "answer", "votes", "open"]
    assert votes.answer.tolist() == ["'=1+1", "more"]


def test_a_zip_file_holds_the_same(session: Session, folder: Path, tmp_path: Path) -> None:
    out = export(snapshot(session), tmp_path / "town.zip", room={"votes": VOTES})
    with zipfile.ZipFile(out) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert set(inside) == {f"town/{name}" for name in names(folder)}
    for name in names(folder):
        assert inside[f"town/{name}"] == (folder / name).read_bytes(), name
    assert [path.name for path in tmp_path.iterdir()] == ["town.zip"]


def test_figures_say_in_words_what_they_show(session: Session) -> None:
    for chart in charts(snapshot(session)):
        assert chart.title and chart.alternative.endswith(".") and len(chart.table.rows) > 0
        assert {len(row) for row in chart.table.rows} == {len(chart.table.columns)}


def test_a_copy_of_a_session_stays_as_it_was() -> None:
    session = Session(busy_town({"weeks": 20, "warm_up_weeks": 5}), seed=1)
    session.run_for(3)
    copied = snapshot(session)
    before = copied.run.over_time["unmet_need"].tolist()
    session.decide({"partnership.form": "none"}, who="room")
    session.run_for(5)
    assert len(copied.run.result.weekly.week.unique()) == copied.weeks == 3
    assert copied.run.log == () and copied.run.over_time["unmet_need"].tolist() == before


def test_a_session_that_was_not_run_can_be_exported(tmp_path: Path) -> None:
    session = Session(busy_town({"weeks": 20, "warm_up_weeks": 5}), seed=1)
    out = export(snapshot(session), tmp_path / "fresh")
    assert "None: no week was run" in (out / "README.txt").read_text(encoding="utf-8")
    assert load_session(out / "session.json").weeks == 0


@pytest.mark.parametrize("name", ["there", "there.zip"])
def test_what_is_there_is_not_overwritten(session: Session, tmp_path: Path, name: str) -> None:
    there = tmp_path / name
    if there.suffix:
        there.write_text("mine")
    else:
        there.mkdir()
        (there / "mine.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="already exists: choose another name"):
        export(snapshot(session), there)


@pytest.mark.parametrize("name", ["half", "half.zip"])
def test_an_export_that_fails_leaves_nothing(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(table_files, "_write", full)
    with pytest.raises(ResultsNotWrittenError, match="no space left on device"):
        export(snapshot(session), tmp_path / name)
    assert list(tmp_path.iterdir()) == []
