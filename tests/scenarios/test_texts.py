"""What people read about scenarios: descriptions, what numbers rest on, schema, starting file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from joinup.scenarios.describe.description import Description, describe
from joinup.scenarios.evidence import known, levers, numbers, title_of
from joinup.scenarios.files import LIBRARY, available
from joinup.scenarios.load import load
from joinup.scenarios.read import read
from joinup.scenarios.schema import json_schema
from joinup.scenarios.template import starting_file
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import count, listing, number, percent, pounds, sentence

SMALL = Path(__file__).parent / "bad_scenarios" / "inheritance" / "parents" / "base.yaml"


@pytest.fixture
def new_scenario(tmp_path: Path) -> Scenario:
    """Return the scenario that ``joinup new`` writes."""
    path = tmp_path / "harbour.yaml"
    path.write_text(starting_file("harbour"), encoding="utf-8")
    return load(path)


def section(description: Description, heading: str) -> str:
    """Return the text of a section."""
    text = str(description)
    start = text.index(f"\n{heading}\n")
    return text[start : text.find("\n\n", start) if "\n\n" in text[start:] else None]


def test_a_description_says_what_the_scenario_says(new_scenario: Scenario) -> None:
    told = describe(new_scenario)
    assert told.title == "Harbour"
    assert "156 weeks, from 3 January 2000 to 29 December 2002" in section(told, "In short")
    assert "Newcomers; Share: 20%" in section(told, "Who the clients are")
    assert "Language 50%" in section(told, "Who the clients are")
    assert "Housing office; Serves: Housing; Places: 120" in section(told, "Who the agencies are")
    assert "a formal partnership, from 3 July 2000 (week 26)" in section(told, "How they work together")
    assert "a joint target (weight 1) for all agencies" in section(told, "Incentives")
    assert "until 1 July 2002 (week 130)" in section(told, "Extra money")
    assert "for Newcomers" in section(told, "Publicity")
    assert "Newcomers are asked" in section(told, "Consultation")
    assert "20% of staff leave Clinic" in section(told, "Events")
    assert "the form of joint working becomes lead agency" in section(told, "Events")
    assert "Housing office's places; Now: 120; Range: 60 to 240" in section(told, "What you can change")


def test_money_for_some_places_says_for_which() -> None:
    told = section(describe(load("early_years_partnerships")), "Extra money")
    assert "Free places in private and voluntary settings in 65 poorest authorities, paid by" in told


def test_events_are_reported_in_the_order_in_which_they_happen(new_scenario: Scenario) -> None:
    told = section(describe(new_scenario), "Events")
    assert told.index("Reorganisation") < told.index("gets a lead")


@pytest.mark.parametrize("name", available())
def test_a_shipped_scenario_is_described_without_code_names(name: str) -> None:
    told = describe(load(name))
    own_words = told.sections[0].sentences
    text = "\n".join(line for line in str(told).splitlines() if line not in own_words)
    text = re.sub(r"https?://\S+", "", text)
    assert "_" not in text
    assert "None" not in text.replace("\nNone.", "").replace(". None of the", "")


def test_no_programme_is_said_to_be_none() -> None:
    told = describe(load(SMALL))
    assert "The agencies do not work together" in section(told, "How they work together")
    for heading in ("Incentives", "Extra money", "Consultation"):
        assert section(told, heading).endswith("None.")
    assert "declares no levers" in section(told, "What you can change")


def test_fitted_numbers_are_listed_with_what_they_were_fitted_to(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace(
        "places: 15", "places: {value: 15, unit: beds, grade: fitted, source: count of June 1998}"
    )
    path = tmp_path / "fitted.yaml"
    path.write_text(text, encoding="utf-8")
    told = section(describe(load(path)), "Fitted numbers")
    assert "Clinic: places; Value: 15; Unit: beds; Fitted to: count of June 1998" in told


def test_the_file_speaks_before_the_declaration(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace(
        "places: 15", "places: 15\n    turnover: {value: 0.2, high: 0.3, source: staff survey, grade: B}"
    )
    path = tmp_path / "sourced.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = load(path)
    said = known(scenario, "agencies.clinic.turnover")
    assert (said.value, said.low, said.high) == (0.2, 0.08, 0.3)
    assert (said.grade, said.source, said.given) == ("B", "staff survey", True)
    silent = known(scenario, "agencies.housing.turnover")
    assert (silent.value, silent.grade, silent.given) == (0.136, "L", False)


def test_the_source_of_a_default_is_no_source_for_another_value() -> None:
    changed = load(SMALL).with_changes({"agencies.clinic.turnover": 0.2})
    assert known(changed, "agencies.clinic.turnover").source is None
    assert known(changed, "agencies.clinic.turnover").grade == "judgement"


def test_a_lever_has_its_own_range_or_that_of_its_parameter(new_scenario: Scenario) -> None:
    found = {lever.path: lever for lever in levers(new_scenario)}
    assert (found["agencies.housing.places"].low, found["agencies.housing.places"].high) == (60, 240)
    assert found["partnership.form"].options == ("none", "informal", "formal", "merged")
    assert known(new_scenario, "service.repeated_assessment").high == 0.4
    assert "lead_agency" in known(new_scenario, "partnership.form").options
    assert known(new_scenario, "decisions.rule").options[0] == "logit"


def test_every_number_can_be_found_again(new_scenario: Scenario) -> None:
    paths = [one.path for one in numbers(new_scenario)]
    assert len(paths) == len(set(paths)) > 100
    assert "population.groups.newcomers.access.language" in paths
    assert "forms.merged.reach" not in paths
    assert title_of(new_scenario, "agencies.housing.places") == "Housing office: places"


def test_an_unknown_path_is_refused(new_scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match="did you mean 'places'"):
        known(new_scenario, "agencies.housing.slotz")


SCHEMA = json_schema()
VALID = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [SMALL, *sorted(LIBRARY.glob("*.yaml"))], ids=lambda path: path.stem)
def test_the_schema_accepts_valid_scenarios(path: Path) -> None:
    VALID.validate(read(path.read_text(encoding="utf-8"), path.name)[0].plain())


def test_the_schema_accepts_the_starting_file() -> None:
    VALID.validate(read(starting_file("harbour"), "f")[0].plain())


@pytest.mark.parametrize(
    "change",
    [
        {"trustt": {}},
        {"trust": {"start": "much"}},
        {"trust": {"start": 2}},
        {"trust": {"start": {"value": 0.3, "sauce": "x"}}},
        {"trust": {"start": {"source": "x"}}},
        {"decisions": {"rule": "logitt"}},
        {"agencies": [{"name": "a"}]},
        {"events": [{"name": "a", "date": 3}]},
        {"levers": [{"low": 1}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_check_refuses(change: dict[str, Any]) -> None:
    tree = {**read(SMALL.read_text(encoding="utf-8"), "f")[0].plain(), **change}
    assert not VALID.is_valid(tree)
    with pytest.raises(ScenarioError):
        Scenario.parse(tree)


def test_the_schema_lets_a_child_leave_out_what_its_parent_says() -> None:
    change = {"agencies": [{"name": "housing", "places": {"high": 3}}], "forms": {"merged": {"reach": 0.9}}}
    assert VALID.is_valid({"extends": "town", **change})
    assert not VALID.is_valid(change)
    assert not VALID.is_valid({"extends": "town", "agencies": [{"places": 3}]})
    assert not VALID.is_valid({"extends": "town", "trustt": {}})


def test_the_starting_file_says_something_about_every_section(new_scenario: Scenario) -> None:
    text = starting_file("harbour")
    for field in Scenario.model_fields:
        assert re.search(rf"^{field}:", text, re.MULTILINE), field
    assert new_scenario.name == "harbour"
    assert new_scenario.title == "Harbour"


@pytest.mark.parametrize("name", ["Town", "my town", "../town", "9lives", "", "a" * 41])
def test_a_new_scenario_needs_a_name(name: str) -> None:
    with pytest.raises(ScenarioError, match="is not a name"):
        starting_file(name)


def test_words() -> None:
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing([]) == ""
    assert percent(0.125) == "12.5%"
    assert number(1234567) == "1,234,567"
    assert number(2000.0) == "2,000"
    assert number(True) == "yes"
    assert number(None) == "not set"
    assert pounds(2.5) == "GBP 2.50"
    assert pounds(2500.4) == "GBP 2,500"
    assert count(1, "week") == "1 week"
    assert count(2, "person", "people") == "2 people"
    assert sentence("one thing") == "One thing."
