"""Options that change several levers at once, named in a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.main import app
from joinup.experiments.analysis.options import options_of
from joinup.experiments.study.choices import ChoicesLike, choices_of
from joinup.sim.errors import ArgumentError, ScenarioError
from tests.support.scenarios import plain_town

TOWN = plain_town({"weeks": 4, "warm_up_weeks": 0, "population.clients": 60})

BOLD: dict[str, Any] = {"partnership.form": "merged", "agencies.housing.places": 30}
BOTH: dict[str, dict[str, Any]] = {"bold": BOLD, "shy": {"trust.start": 0.4}}
TABLE = "option;partnership.form;agencies.housing.slots;trust.start\nbold;merged;30;\nshy;;;0,4\n"
HOSTILE = ("[/red]", "=1+1", "<b>a</b>", "'; drop table points; --", "a, b", "ünïcödé ✓", "%20")


def written(text: str, folder: Path) -> Path:
    path = folder / "options.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(given: Path | pd.DataFrame) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        choices_of(TOWN, given)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_a_frame_and_a_mapping_name_the_same_options(tmp_path: Path) -> None:
    path = written(TABLE, tmp_path)
    frame = pd.DataFrame([{"option": name, **changes} for name, changes in BOTH.items()])
    every: list[ChoicesLike] = [path, str(path), frame, ju.table(path), BOTH]
    for given in every:
        assert choices_of(TOWN, given) == BOTH


def test_they_are_compared_beside_the_scenario_and_other_options() -> None:
    found = ju.compare(TOWN, "none", choices=BOTH, replicates=1, workers=0)
    assert found.labels == ("test_town", "bold", "shy", "none")
    alone = ju.compare(TOWN, TOWN.with_changes(BOLD), replicates=1, workers=0)
    assert found.tables["bold"].equals(alone.tables["test_town (2)"])


def test_names_are_texts_whatever_they_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame(
        {"option": HOSTILE, "trust.start": [0.1 + place / 100 for place in range(len(HOSTILE))]}
    )
    frame.to_csv("options.csv", index=False)
    assert [option.label for option in options_of(TOWN, choices="options.csv")[1:]] == list(HOSTILE)
    words = ["compare", "town", "--choices", "options.csv", "--replications", "1", "--workers", "0"]
    size = ["--weeks", "4", "--set", "population.clients=60", "--set", "warm_up_weeks=0"]
    found = CliRunner().invoke(app, [*words, *size])
    assert found.exit_code == 0, found.output
    for name in HOSTILE[:5]:
        assert name in found.output


def test_every_problem_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    path = written(
        "option,partnership.form,trust.start\n"
        "bold,merged,\n,formal,\nbold,formal,\nnone,,0.3\nsame,merged,\nfar,fromal,7\n",
        tmp_path,
    )
    found = problems_of(path)
    told = [
        (3, "an option needs a name"),
        (4, "option 'bold' is given twice"),
        (5, "option 'none': this is the name of a baseline"),
        (6, "option 'same' changes the same as 'bold'"),
        (7, "7.0 is too large"),
        (7, "did you mean 'formal'"),
    ]
    assert len(found) == len(told)
    for (line, words), said in zip(told, found, strict=True):
        assert said.startswith(f"{path}:{line}:")
        assert words in said


def test_a_path_that_leads_nowhere_is_told_with_the_nearest(tmp_path: Path) -> None:
    [said] = problems_of(written("option,trust.strat\na,0.2\n", tmp_path))
    assert said.startswith(f"{tmp_path / 'options.csv'}:1:2:")
    assert "did you mean" in said and "start" in said
    [said] = problems_of(pd.DataFrame({"option": ["a"], "trust.strat": [0.2]}))
    assert "start" in said
    told = problems_of(written("choice,trust.start\na,0.2\n", tmp_path))
    assert any("option" in said for said in told)
    number: Any = 3
    with pytest.raises(ArgumentError):
        choices_of(TOWN, {"a": number})


def test_a_study_of_named_options_is_read_by_their_names(tmp_path: Path) -> None:
    choices = {"as now": {}, **BOTH}
    over = {"service.repeated_assessment": (0.0, 0.4)}
    study = ju.sweep(TOWN, choices=choices, over=over, points=2, workers=0, out=tmp_path / "study")
    assert len(study.points) == 6
    assert study.points["option"].tolist() == [*choices] * 2
    guide = study.guide(outcome="resolved")
    assert guide.found.option == "option"
    assert guide.found.names == tuple(choices)
    assert "trust.start" not in guide.found.circumstances
    assert {works.option for works in study.discover(outcome="resolved", against="as now").works} == set(BOTH)
    assert ju.compare(study).labels == tuple(choices)
    # What is exported are points again: the names are passed over, their changes stand beside them.
    study.export(out=tmp_path / "out")
    again = ju.design(TOWN, table=next((tmp_path / "out").rglob("points.csv")))
    assert [dict(point) for point in again.points] == [
        {**sample, **changes} for sample in study.facts["samples"] for changes in choices.values()
    ]
    design = ju.design(TOWN, choices=choices, over=over, points=2)
    assert ju.open(design.save(tmp_path / "design.json")) == design


def test_what_named_options_change_cannot_be_varied_beside_them() -> None:
    with pytest.raises(ScenarioError, match=r"'trust.start' is given twice"):
        ju.design(TOWN, choices=BOTH, over={"trust.start": (0.1, 0.5)})
    with pytest.raises(ScenarioError, match=r"'partnership.form' is given twice"):
        ju.design(TOWN, choices=BOTH, vary={"partnership.form": ["none"]})
