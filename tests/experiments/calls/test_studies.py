"""``ju.sweep`` and what its study can do; ``ju.open`` for whatever is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.session.export import export
from joinup.experiments.session.snapshot import snapshot
from joinup.experiments.study.posteriors import Posterior
from joinup.experiments.study.ranges import Range
from joinup.scenarios.write import as_yaml

SMALL: dict[str, Any] = {"clients": 100, "weeks": 13, "changes": {"warm_up_weeks": 0}}
FORMS = {"partnership.form": ["none", "merged"]}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> ju.Study:
    out = tmp_path_factory.mktemp("studies") / "town"
    return ju.sweep(
        "town", vary=FORMS, over="trust.start", points=8, replicates=2, workers=0, out=out, **SMALL
    )


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_study_says_what_the_commands_say(study: ju.Study) -> None:
    guide = study.guide(outcome="resolved")
    assert guide.rows[0].futures == 8 and set(guide.found.names) == {"none", "merged"}
    assert [row.heading for row in study.guide(outcome="resolved", by="trust.start").rows[1:]]
    discovery = study.discover(outcome="resolved", against="none", only="merged")
    assert (discovery.reference, [one.option for one in discovery.works]) == ("none", ["merged"])
    assert {path.suffix for path in study.export(to="parquet", out="tables")} == {".parquet"}
    page, *charts = study.report(outcome="resolved", out="report")
    assert page.name.endswith(".html") and charts


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda study: study.guide(by="trust.strat"), "by trust.strat: the study does not vary it; did you"),
        (lambda study: study.guide(option="weeks"), "option weeks: the study does not vary it"),
        (lambda study: study.discover(against="mergd"), "has no option 'mergd'"),
        (lambda study: study.sensitivity(), "this is a study of kind 'sobol'; sensitivity needs one made by"),
        (lambda study: study.sensitivity(between="a"), "between a: name two options"),
        (lambda study: study.export(to="sav"), "cannot export to 'sav'"),
        (lambda study: ju.compare(study, "none", weeks=3), "options cannot be combined with a study"),
        (lambda study: ju.compare("town", by="x"), "by: needs a study, which 'town' is not"),
        (lambda study: ju.sensitivity(study, over="levers"), "over: is for a scenario"),
        (
            lambda study: ju.sweep("town", vary=FORMS, out=study.folder),
            "cannot be continued: the scenario has",
        ),
        (lambda study: ju.merge("nowhere", out="x"), "there is no study in 'nowhere'"),
    ],
    ids=range(11),
)
def test_what_a_study_cannot_say_is_reported(study: ju.Study, call: Any, said: str, in_folder: Path) -> None:
    with pytest.raises(ju.errors.ScenarioError) as caught:
        call(study)
    assert said in str(caught.value)
    assert list(in_folder.iterdir()) == []


def test_a_study_and_its_folder_are_compared_alike(study: ju.Study) -> None:
    tables = [ju.compare(one).table for one in (study, study.folder, str(study.folder))]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])


def test_the_usual_folder_is_that_of_the_command(in_folder: Path) -> None:
    made = ju.sweep("town", vary={"trust.start": 0.2}, workers=0, out=True, **SMALL)
    assert made.folder == in_folder / "studies" / "town"
    ju.compare("town", "none", replicates=2, workers=0, out=True, **SMALL)
    analyses = [one.name for one in (in_folder / "studies").iterdir() if one.name != "town"]
    assert [name.rpartition("-")[0] for name in analyses] == ["compare-town"]


def test_a_run_is_repeated_with_values_as_they_are_written() -> None:
    vary: dict[str, Any] = {
        "agencies.housing.places": [20, 30],
        "partnership.members": [["advice", "housing"]],
        "trust.start": 0.25,
        "partnership.form": "merged",
    }
    made = ju.sweep("town", vary=vary, workers=0, **SMALL)
    assert ju.repeat(made, workers=0).is_same


def test_whatever_is_stored_is_opened(study: ju.Study, in_folder: Path) -> None:
    opened = ju.open(study.folder)
    assert isinstance(opened, ju.Study)
    pd.testing.assert_frame_equal(opened.summaries(), study.summaries())
    town = ju.load("town")
    Path("mine.yaml").write_text(as_yaml(town), encoding="utf-8")
    opened_town = ju.open("mine.yaml")
    assert isinstance(opened_town, ju.Scenario) and opened_town.hash == town.hash
    draws = pd.DataFrame({"trust.start": [0.2, 0.3]})
    place = Posterior(draws, (Range("trust.start", 0.1, 0.5, False),), {}).save(in_folder / "fitted")
    for path in (in_folder / "fitted", place, place.with_suffix(".parquet")):
        posterior = ju.open(path)
        assert isinstance(posterior, Posterior)
        pd.testing.assert_frame_equal(posterior.draws, draws)
    session = ju.Session(town.with_changes({"population.clients": 100, "weeks": 4, "warm_up_weeks": 0}))
    session.run_for(2)
    for path in (export(snapshot(session), in_folder / "room"), in_folder / "room" / "session.json"):
        again = ju.open(path)
        assert isinstance(again, ju.Session) and again.week == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("letter.txt", "dear", "'letter.txt' holds no study, result, session, design, posterior or scenario"),
        ("empty", None, "'empty' holds no study, result, session, design, posterior or scenario of joinup"),
        ("bad.json", "{", "not a saved session"),
        ("bad.yaml", "name: [", "bad.yaml:1"),
    ],
)
def test_what_is_nothing_of_ours_is_reported(name: str, text: str | None, said: str) -> None:
    if text is None:
        Path(name).mkdir()
    else:
        Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(ju.errors.ScenarioError) as caught:
        ju.open(name)
    assert said in str(caught.value)
