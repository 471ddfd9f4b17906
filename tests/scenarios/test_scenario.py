"""A scenario is changed, described, shown and saved; what is wrong is told at once and in paths."""

from __future__ import annotations

import copy
import pickle
import re
from html import unescape
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pydantic import ValidationError

import joinup as ju
from joinup.experiments.run import request
from joinup.scenarios.describe.description import describe
from joinup.scenarios.evidence import numbers
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario as Parameters
from joinup.sim.text.card import HEIGHT, WIDTH
from tests.support.scenarios import PLAIN

HOSTILE = "</strong><script>alert(1)</script>\x1b[2J<img src=x onerror=alert(1)>'\"&\u202e"
TAGS = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "h2", "h3"}


@pytest.fixture(scope="module")
def town() -> ju.Scenario:
    return ju.load("town")


def problems(scenario: ju.Scenario, values: dict[str, Any]) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        scenario.set(**values)
    return caught.value.problems


def with_titles(text: str) -> ju.Scenario:
    """Return a scenario in which everything that has a title has this one."""
    titled = copy.deepcopy(PLAIN) | {"title": text, "levers": [{"path": "trust.start", "title": text}]}
    for thing in (*titled["agencies"], *titled["population"]["groups"], *titled["population"]["needs"]):
        thing["title"] = text
    return ju.Scenario.parse(titled)


def test_set_takes_paths_and_bare_names(town: ju.Scenario) -> None:
    changed = town.set(form="merged", weeks=52, **{"agencies.housing.places": 40})
    assert changed.partnership.form == "merged" and changed.weeks == 52
    assert changed.get("agencies.housing.places") == 40
    assert changed == town.with_changes(
        {"partnership.form": "merged", "weeks": 52, "agencies.housing.places": 40}
    )
    assert town.partnership.form == "formal", "the scenario itself never changes"


def test_set_takes_numbers_of_numpy_and_other_words(town: ju.Scenario) -> None:
    changed = town.set(weeks=np.int64(52), **{"agencies.housing.slots": np.float64(40)})
    assert changed.weeks == 52 and changed.get("agencies.housing.places") == 40
    assert type(changed.weeks) is int


def test_what_events_change_is_no_other_path(town: ju.Scenario) -> None:
    assert "redress.clarity" in {path for event in town.events for path in event.set}
    assert town.set(clarity=0.5).redress.clarity == 0.5


def test_without_values_nothing_is_other(town: ju.Scenario) -> None:
    assert town.set() == town


def test_a_lever_is_meant_where_several_paths_end_in_its_name(town: ju.Scenario) -> None:
    assert town.set(start=0.5).trust.start == 0.5
    [told] = problems(town.with_changes({"levers": []}), {"start": 0.5})
    assert told.message == "2 paths end in 'start'; give one whole"
    assert told.allowed == ("trust.start", "routine.start")


def test_a_name_that_several_levers_have_is_not_guessed(town: ju.Scenario) -> None:
    [told] = problems(town, {"places": 40})
    assert "end in 'places'; give one whole" in told.message
    assert "agencies.housing.places" in told.allowed and "population.variation.places" in told.allowed


def test_clients_by_name_stand_for_as_many_people_as_before(town: ju.Scenario) -> None:
    assert town.population.people is None
    fewer = town.set(clients=500)
    assert fewer.population.clients == 500 and fewer.population.people == 2000
    assert fewer == request.changed(town, clients=500).scenario, "as in ju.run(town, clients=500)"
    assert fewer.set(clients=1000).population.people == 2000
    assert town.set(**{"population.clients": 500}).population.people is None
    assert town.set(clients=500, people=4000).population.people == 4000


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fomr": "merged"}, ["fomr: nothing called 'fomr'; did you mean 'form'?"]),
        ({"wekks": 52}, ["wekks: nothing called 'wekks'; did you mean 'weeks'?"]),
        ({"qwertyuiop": 1}, ["qwertyuiop: nothing called 'qwertyuiop'"]),
        (
            {"form": "merged", "partnership.form": "none"},
            ["partnership.form: 'form' and 'partnership.form' mean the same; give one of them"],
        ),
        (
            {"agencies.housing.places": -1, "fomr": "merged"},
            [
                "fomr: nothing called 'fomr'; did you mean 'form'?",
                "agencies.housing.places: -1 is too small; it must be 0 or more",
            ],
        ),
    ],
)
def test_what_is_wrong_is_reported_all_at_once(
    town: ju.Scenario, values: dict[str, Any], told: list[str]
) -> None:
    assert [str(problem) for problem in problems(town, values)] == told


def test_a_wrong_path_and_a_wrong_value_are_reported_together(town: ju.Scenario) -> None:
    path, form = problems(town, {"agencies.housng.places": 40, "form": "mergd"})
    assert (path.message, path.suggestion) == ("nothing called 'housng' in 'agencies'", "housing")
    assert (form.path, form.suggestion) == (("partnership", "form"), "merged")


@pytest.mark.parametrize("value", [None, "many", [1], {}, float("nan"), True])
def test_a_value_of_a_wrong_type_is_one_problem(town: ju.Scenario, value: object) -> None:
    assert {problem.path for problem in problems(town, {"weeks": value})} == {("weeks",)}


def test_what_is_set_and_every_baseline_is_a_scenario_too(town: ju.Scenario) -> None:
    for other in (town.set(weeks=52), town.baseline("none"), town.baseline("no_programme")):
        assert type(other) is ju.Scenario
    assert type(ju.run(town, weeks=1, clients=50, changes={"warm_up_weeks": 0}).scenario) is ju.Scenario


def test_a_baseline_keeps_the_evidence_of_what_it_keeps() -> None:
    full = ju.load("rough_sleepers")
    twin = full.baseline("no_programme")
    assert twin.provenance
    assert all(full.provenance[path] == facts for path, facts in twin.provenance.items())
    assert all(twin.get(path) == full.get(path) for path in twin.provenance)
    assert not any(path.startswith("campaigns.") for path in twin.provenance)


def test_the_evidence_of_what_is_replaced_goes(town: ju.Scenario) -> None:
    path = "agencies.advice.places"
    assert path in town.provenance
    assert path not in town.with_changes({path: 20}).provenance
    agencies = town.model_dump()["agencies"]
    assert not any(at.startswith("agencies.") for at in town.with_changes({"agencies": agencies}).provenance)


def test_it_is_what_the_model_reads(town: ju.Scenario) -> None:
    plain = Parameters.parse(town.model_dump(mode="json"))
    assert plain.with_provenance(town.provenance) == town == plain.with_provenance(town.provenance)
    assert plain != town, "it rests on other things"
    assert plain.hash == town.hash
    assert plain.model_dump() == town.model_dump()
    assert set(ju.Scenario.model_fields) == set(Parameters.model_fields)
    assert ju.Scenario.model_json_schema()["properties"] == Parameters.model_json_schema()["properties"]


def test_copies_and_pickles_are_the_same(town: ju.Scenario) -> None:
    for twin in (pickle.loads(pickle.dumps(town)), copy.deepcopy(town), town.model_copy()):
        assert type(twin) is ju.Scenario
        assert twin == town and twin.hash == town.hash and twin.provenance == town.provenance


def test_it_describes_itself_as_the_command_does(town: ju.Scenario) -> None:
    assert str(town.describe()) == str(describe(town))
    assert "Advice centre" in town.describe()._repr_html_()


def test_the_evidence_has_every_number(town: ju.Scenario) -> None:
    table = town.evidence
    assert list(table.columns) == [
        *("path", "what", "value", "unit", "low", "high", "source", "grade", "note", "given")
    ]
    assert list(table["path"]) == [one.path for one in numbers(town)]
    assert table["path"].is_unique
    rows = table.set_index("path").to_dict("index")
    places = rows["agencies.advice.places"]
    assert [places[column] for column in ("value", "unit", "low", "high")] == [16, "clients at once", 10, 40]
    assert places["given"] and not rows["weeks"]["given"]
    noted = ju.load("delayed_discharge").evidence["note"].dropna()
    assert len(noted) > 0


def test_the_levers_have_their_values_as_they_stand(town: ju.Scenario) -> None:
    levers = town.set(form="merged").levers
    assert [lever.path for lever in levers] == list(levers.table["path"])
    form = levers.table.set_index("path").to_dict("index")["partnership.form"]
    assert form["value"] == "merged" and "dedicated_unit" in form["options"]
    assert form["what"] == "Form of joint working"
    assert "merged" in repr(levers) and len(repr(levers).splitlines()) <= HEIGHT
    assert levers == town.levers, "as declared, they are the same"
    assert pickle.loads(pickle.dumps(levers)).table.equals(levers.table)
    with pytest.raises(ValidationError, match="frozen"):
        cast(Any, town).levers = ()


def test_a_scenario_without_levers_says_so(town: ju.Scenario) -> None:
    none = town.baseline("none").levers
    assert len(none) == len(none.table) == 0 and "path" in none.table
    assert repr(none) == "The scenario names no levers."


@pytest.mark.parametrize("name", ju.available())
def test_it_shows_itself_on_one_screen(name: str) -> None:
    scenario = ju.load(name)
    for shown in (repr(scenario), str(scenario), repr(scenario.levers)):
        lines = shown.splitlines()
        assert len(lines) <= HEIGHT and max(map(len, lines)) <= WIDTH
    assert scenario.name in repr(scenario)
    for agency in scenario.agencies:
        assert agency.name in repr(scenario)


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE * 40])
def test_a_hostile_title_drives_neither_a_terminal_nor_a_browser(text: str) -> None:
    scenario = with_titles(text)
    for thing in (scenario, scenario.levers):
        assert all(line.isprintable() for line in repr(thing).splitlines())
        assert len(repr(thing).splitlines()) <= HEIGHT
    for html in (scenario._repr_html_(), scenario.levers._repr_html_(), scenario.describe()._repr_html_()):
        assert set(re.findall(r"<(\w+)", html)) <= TAGS
        assert "\x1b" not in html and "\u202e" not in html


def test_a_notebook_sees_what_a_console_does(town: ju.Scenario) -> None:
    html = unescape(re.sub(r"<[^>]+>", " ", town._repr_html_()))
    assert html.replace(",", " ").split() == repr(town).replace(",", " ").split()


@pytest.mark.parametrize("name", ju.available())
def test_what_is_saved_is_opened_as_the_same(name: str, tmp_path: Path) -> None:
    scenario = ju.load(name)
    path = scenario.save(tmp_path / f"{name}.yaml")
    again = ju.open(path)
    assert isinstance(again, ju.Scenario)
    assert again == scenario and again.hash == scenario.hash and again.provenance == scenario.provenance
    assert ju.load(path) == again and ju.check(path) == ()


def test_what_was_changed_is_saved_as_it_stands(town: ju.Scenario, tmp_path: Path) -> None:
    changed = town.set(form="merged", title=HOSTILE, **{"agencies.advice.places": 99})
    assert ju.load(changed.save(tmp_path / "mine.yml")) == changed
    twin = town.baseline("no_programme")
    assert ju.load(twin.save(tmp_path / "mine.yml")) == twin, "an earlier file is overwritten"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("town.json", "must end in .yaml or .yml"),
        ("town", "must end in .yaml or .yml"),
        ("nowhere/town.yaml", "cannot be written: no such file or directory"),
        ("folder.yaml", "cannot be written: is a directory"),
    ],
)
def test_what_cannot_be_saved_is_reported(town: ju.Scenario, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioError, match=told):
        town.save(tmp_path / name)
    with pytest.raises(ArgumentError, match="path: expected the path of a file, not 3"):
        town.save(cast(Any, 3))
