"""Scenario files name tables of published figures and of arrivals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import joinup as ju

BASE = """
extends: town
name: harbour
population:
  groups:
    - {name: most_people, arrivals: {kind: fixed, per_week: in/arrivals.csv}}
observables:
  - {name: queue, title: Queue, measure: waiting, published: in/figures.csv}
  - {name: served, title: Served, measure: in_service, published: in/figures.csv}
"""
FIGURES = """Figures of a harbour

scenario;observable;date;value;grade;used_for
harbour;queue;2001-06-30;1.200,5;A;held_out
elsewhere;queue;2001-09-30;8;A;
harbour;queue;2001-12-30;[c];A;shown
harbour;served;2001-12-31;12;;
"""
ARRIVALS = "week,group,people,source\n1,most_people,3,register\n0,most_people,2,register\n0,others,9,\n"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """Return a scenario file that names two tables."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "figures.csv").write_text(FIGURES)
    (tmp_path / "in" / "arrivals.csv").write_text(ARRIVALS)
    file = tmp_path / "harbour.yaml"
    file.write_text(BASE)
    return file


def test_a_scenario_holds_what_its_tables_say(harbour: Path) -> None:
    scenario = ju.load(harbour)
    queue, served = scenario.observables[-2:]
    assert [(one.date, one.value, one.grade, one.used_for) for one in queue.published] == [
        (date(2001, 6, 30), 1200.5, "A", "held_out")
    ]
    assert [(one.value, one.grade, one.used_for) for one in served.published] == [(12, "judgement", "shown")]
    path = "population.groups.most_people.arrivals.per_week"
    assert scenario.get(path) == (2.0, 3.0)
    assert scenario.provenance[f"{path}.1"].source == "register"


def test_what_repeats_a_run_needs_no_table(harbour: Path, tmp_path: Path) -> None:
    scenario = ju.load(harbour).set(weeks=4, clients=100, warm_up_weeks=4)
    study = ju.sweep(scenario, vary={"trust.start": [0.2]}, out=tmp_path / "study", workers=1)
    for table in ("figures.csv", "arrivals.csv"):
        (harbour.parent / "in" / table).unlink()
    assert ju.load(scenario.save(tmp_path / "copy.yaml")) == scenario
    assert ju.repeat(study).same


def test_a_file_that_inherits_takes_the_rows_of_its_parent(harbour: Path) -> None:
    child = harbour.with_name("child.yaml")
    child.write_text("extends: harbour.yaml\nname: child\n")
    assert ju.load(child).observables[-2:] == ju.load(harbour).observables[-2:]


@pytest.mark.parametrize(
    ("table", "before", "after", "said"),
    [
        ("figures.csv", "1.200,5", "many", "in/figures.csv:4:4: value: expected a number, not 'many'"),
        ("figures.csv", ";12;;", ";12;K;", "in/figures.csv:7:5: grade: unknown value 'K'"),
        ("figures.csv", "2001-12-31", "2001-13-31", "in/figures.csv:7:3: date: "),
        (
            "figures.csv",
            "harbour;served",
            "harbour;serve",
            "in/figures.csv:3:2: observables.served.published: no row is of the observable 'served'; did you",
        ),
        (
            "arrivals.csv",
            "1,most_people,3",
            "1,most_people,-3",
            "in/arrivals.csv:2:3: people: -3 is too small",
        ),
        (
            "arrivals.csv",
            "1,most_people,3",
            "1,most_people,",
            "in/arrivals.csv:2:3: people: the cell is empty",
        ),
        ("arrivals.csv", "1,most_people", "0,most_people", "in/arrivals.csv:3:1: population.groups"),
        ("arrivals.csv", "1,most_people", "2,most_people", "week 1 is missing"),
        ("arrivals.csv", "people,source", "peple,source", "did you mean 'people'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    harbour: Path, monkeypatch: pytest.MonkeyPatch, table: str, before: str, after: str, said: str
) -> None:
    monkeypatch.chdir(harbour.parent)
    file = harbour.parent / "in" / table
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
    with pytest.raises(ju.errors.ScenarioError) as refused:
        ju.load(harbour.name)
    assert said in str(refused.value)
    assert all(problem.file and problem.line and problem.column for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            "in/figure.csv",
            "harbour.yaml:8:62: observables.queue.published: there is no table 'in/figure.csv'; give a list,"
            " or the name of a file with one; did you mean 'in/figures.csv'?",
        ),
        ("''", "there is no table ''"),
        ("in", "there is no table 'in'"),
        ("harbour.yaml", "there is no table 'harbour.yaml'"),
        ("../outside.csv", "'../outside.csv' is outside the folder of the scenario"),
        ("link.csv", "'link.csv' is outside the folder of the scenario"),
        ("link.csv#sheet", "'link.csv#sheet' is outside the folder of the scenario"),
    ],
)
def test_a_file_names_tables_beside_it_or_below(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    folder = tmp_path / "own"
    harbour.parent.joinpath("in").rename(tmp_path / "moved")
    folder.mkdir()
    (tmp_path / "moved").rename(folder / "in")
    (tmp_path / "outside.csv").write_text(FIGURES)
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "harbour.yaml").write_text(BASE.replace("in/figures.csv", named, 1))
    monkeypatch.chdir(folder)
    with pytest.raises(ju.errors.ScenarioError) as refused:
        ju.load("harbour.yaml")
    assert said in str(refused.value)
    assert len(refused.value.problems) == 1


def test_every_kind_of_table_is_shown_as_it_is_understood(harbour: Path, tmp_path: Path) -> None:
    assert len(ju.table(harbour.parent / "in" / "figures.csv", kind="published")) == 4
    assert len(ju.table(harbour.parent / "in" / "arrivals.csv", kind="arrivals")) == 3
    rows = "id,form,outcome,verdict,country\na-1,merged,spending a head,none,Denmark\n"
    (tmp_path / "found.csv").write_text(rows)
    assert ju.table(tmp_path / "found.csv", kind="evaluations").frame["country"].tolist() == ["Denmark"]
    (tmp_path / "found.csv").write_text(rows.replace("none", "nil"))
    with pytest.raises(ju.errors.ScenarioError, match="unknown value 'nil'"):
        ju.table(tmp_path / "found.csv", kind="evaluations")


def test_a_posterior_is_shown_as_a_sweep_reads_it(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"format": 1, "ranges": [["trust.start", 0.1, 0.9, false]]}')
    (tmp_path / "own.csv").write_text("trust.start\n0.25\n0.5\n")
    assert ju.table(tmp_path / "own.csv", kind="posterior").frame["trust.start"].tolist() == [0.25, 0.5]
    (tmp_path / "own.csv").write_text("trust.start\n0.25\n..\n")
    with pytest.raises(ju.errors.ScenarioError, match=r"own.csv:3:1: trust.start: '..' stands for a value"):
        ju.table(tmp_path / "own.csv", kind="posterior")
    with pytest.raises(ju.errors.ScenarioError, match="not a posterior"):
        ju.table(tmp_path / "other.csv", kind="posterior")
