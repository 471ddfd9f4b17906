"""How a number is declared and given: limits, facts beside it, and the schema that editors use."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, ValidationError, create_model

from joinup.sim.declarations import Real, Strict, Whole, facts_of, fraction, listed, parameter
from joinup.sim.errors import Path, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.provenance import Provenance, strip_provenance
from tests.support.scenarios import PLAIN


def part(declared: Any, kind: Any = Real) -> type[BaseModel]:
    """Return a part of a scenario with one number."""
    return create_model("Part", __base__=Strict, number=(kind, declared))


def is_allowed(model: type[BaseModel], number: Any) -> bool:
    try:
        model.model_validate({"number": number})
    except ValidationError:
        return False
    return True


def test_a_declaration_holds_default_limits_and_facts() -> None:
    declared = parameter(
        0.5, unit="per week", about="how often", ge=0.25, le=1, low=0.3, high=0.8, grade="B", source="a paper"
    )
    model = part(declared)
    assert model.model_validate({}).model_dump() == {"number": 0.5}
    assert [is_allowed(model, number) for number in (0.2, 0.25, 1, 1.1)] == [False, True, True, False]
    assert facts_of(model, "number") == {
        "unit": "per week",
        "grade": "B",
        "low": 0.3,
        "high": 0.8,
        "source": "a paper",
        "minimum": 0.25,
        "maximum": 1,
    }
    assert model.model_fields["number"].description == "how often"


def test_what_is_not_declared_is_not_a_fact() -> None:
    model = part(parameter(unit="weeks", about="how long", gt=0, low=1), Whole)
    assert facts_of(model, "number") == {"unit": "weeks", "grade": "judgement", "exclusiveMinimum": 0}
    assert [is_allowed(model, number) for number in (0, 1, 1.5, "1", True)] == [
        False,
        True,
        False,
        False,
        False,
    ]
    with pytest.raises(ValidationError):
        model.model_validate({})
    assert facts_of(part(parameter(1, unit="weeks", about="how long", high=9)), "number") == {
        "unit": "weeks",
        "grade": "judgement",
    }
    assert facts_of(create_model("Bare", __base__=Strict, name=(str, ...)), "name") == {}


def test_a_fraction_is_a_number_from_0_to_1() -> None:
    model = part(fraction(0.5, about="how many", low=0.1, high=0.2, grade="C"))
    assert [is_allowed(model, number) for number in (-0.1, 0, 1, 1.1)] == [False, True, True, False]
    assert facts_of(model, "number") == {
        "unit": "share",
        "grade": "C",
        "low": 0.1,
        "high": 0.2,
        "minimum": 0,
        "maximum": 1,
    }
    assert facts_of(part(fraction(about="how many", unit="per week")), "number")["unit"] == "per week"
    assert not is_allowed(part(fraction(about="how many")), None)
    assert model.model_validate({}).model_dump() == {"number": 0.5}
    assert model.model_fields["number"].description == "how many"


def test_a_list_of_parts_may_be_left_out() -> None:
    model = create_model("Whole", __base__=Strict, parts=(tuple[str, ...], listed("some parts")))
    assert model.model_validate({}).model_dump() == {"parts": ()}
    assert model.model_fields["parts"].description == "some parts"


FACTS = {"unit": "weeks", "low": 1, "high": 9.5, "source": "a paper", "grade": "A", "note": "a guess"}


@pytest.mark.parametrize(("kind", "good", "bad"), [(Real, 2.5, "2.5"), (Whole, 2, 2.5)])
def test_editors_accept_a_number_plain_or_with_its_facts_and_nothing_else(
    kind: Any, good: float, bad: Any
) -> None:
    model = create_model("Part", __base__=Strict, number=(kind, ...))
    schema = jsonschema.Draft202012Validator(model.model_json_schema())

    def fits(number: Any) -> bool:
        return bool(schema.is_valid({"number": number}))

    assert fits(good) and fits({"value": good}) and fits({"value": good, **FACTS})
    assert not fits(bad) and not fits({"value": bad}) and not fits(FACTS) and not fits("text")
    assert not fits({"value": good, "units": "weeks"})
    for key in FACTS:
        assert fits({"value": good, key: FACTS[key]})
        assert not fits({"value": good, key: [FACTS[key]]})
    for key in ("unit", "source", "note"):
        assert not fits({"value": good, key: 5})
    for key in ("low", "high"):
        assert not fits({"value": good, key: "5"})
    assert not fits({"value": good, "grade": "D"})


def test_a_mapping_with_a_value_is_a_number_and_its_other_keys_are_its_facts() -> None:
    tree = {
        "service": {"abandonment": {"value": 0.1, "unit": "per week", "low": 0.1, "high": 0.2}},
        "decisions": {"grid": ({"value": 0, "note": "none"}, 1)},
    }
    plain, facts, problems = strip_provenance(tree)
    assert plain == {"service": {"abandonment": 0.1}, "decisions": {"grid": [0, 1]}}
    assert facts == {
        ("service", "abandonment"): {"unit": "per week", "low": 0.1, "high": 0.2},
        ("decisions", "grid", 0): {"note": "none"},
    }
    assert problems == []
    assert strip_provenance({"value": 3, "unit": "weeks"}, ("weeks",)) == (
        3,
        {("weeks",): {"unit": "weeks"}},
        [],
    )


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ({"value": 3}, ()),  # the file itself
        ({"value": 3, "weeks": 4}, ("events", 0, "set")),  # a parameter called value
        ({"date": "2001-01-01", "value": 3}, ("observables", 0, "published", 0)),  # a published point
        ({"value": {"deep": 3}}, ("service",)),
        ({"value": [3]}, ("service",)),
        ({"values": 3}, ("service",)),
    ],
)
def test_other_mappings_with_a_value_are_left_as_they_are(tree: dict[str, Any], path: Path) -> None:
    assert strip_provenance(tree, path) == (tree, {}, [])


def test_the_number_of_a_published_point_may_have_facts_of_its_own() -> None:
    point = {"date": "2001-01-01", "value": {"value": 3, "grade": "B"}}
    path: Path = ("observables", 0, "published", 0)
    assert strip_provenance(point, path) == (
        {"date": "2001-01-01", "value": 3},
        {(*path, "value"): {"grade": "B"}},
        [],
    )
    # A group called 'published' is not a published point.
    needs = {"value": 0.5, "grade": "B"}
    assert strip_provenance({"published": needs})[0] == {"published": 0.5}


@pytest.mark.parametrize(
    ("facts", "place", "message"),
    [
        ({"units": "weeks"}, "units", "unknown key 'units'"),
        ({"grade": "D"}, "grade", "unknown grade 'D'"),
        ({"unit": 5}, "unit", "'unit' must be text, not 5"),
        ({"source": 5}, "source", "'source' must be text, not 5"),
        ({"note": ["x"]}, "note", "'note' must be text, not ['x']"),
        ({"low": "one"}, "low", "'low' must be a number, not 'one'"),
        ({"high": True}, "high", "'high' must be a number, not True"),
        ({"low": float("nan")}, "low", "'low' must be a finite number, not nan"),
        ({"high": float("inf")}, "high", "'high' must be a finite number, not inf"),
        ({"low": 4, "high": 2.5}, "low", "low 4 is above high 2.5"),
        ({"low": 4, "high": 5}, "value", "value 3 is outside its own range 4 to 5"),
        ({"low": 1, "high": 2.5}, "value", "value 3 is outside its own range 1 to 2.5"),
    ],
)
def test_a_wrong_fact_is_reported_at_its_place(facts: dict[str, Any], place: str, message: str) -> None:
    tree = {"service": {"abandonment": {"value": 3, **facts}}}
    _, _, [problem] = strip_provenance(tree)
    assert (problem.path, problem.message) == (("service", "abandonment", place), message)


def test_an_unknown_fact_is_reported_at_its_key_with_what_was_probably_meant() -> None:
    _, _, [problem] = strip_provenance({"weeks": {"value": 3, "unot": "weeks"}})
    assert problem.on_key and problem.suggestion == "unit" and "grade" in problem.allowed
    _, _, [problem] = strip_provenance({"weeks": {"value": 3, "grade": "reckoned"}})
    assert not problem.on_key and "recalled" in problem.allowed


@pytest.mark.parametrize(
    "facts",
    [
        {"low": 3, "high": 3},
        {"low": 3},
        {"high": 3},
        {"low": 4},
        {"high": 2},
        {"low": 1.5, "high": 9, "grade": "L2", "unit": "", "source": "", "note": ""},
    ],
)
def test_sound_facts_are_accepted(facts: dict[str, Any]) -> None:
    assert strip_provenance({"weeks": {"value": 3, **facts}}) == ({"weeks": 3}, {("weeks",): facts}, [])


@pytest.mark.parametrize("value", ["soon", True])
def test_a_range_says_nothing_about_what_is_no_number(value: Any) -> None:
    assert strip_provenance({"weeks": {"value": value, "low": 4, "high": 5}})[2] == []


def test_a_scenario_keeps_what_its_file_says_about_its_numbers() -> None:
    tree = copy.deepcopy(PLAIN)
    tree["weeks"] = {"value": 52, "source": "a plan"}
    tree["agencies"][1]["places"] = {"value": 14, "grade": "A", "unit": "places"}
    town = Scenario.parse(tree)
    facts = {
        "weeks": Provenance(source="a plan"),
        "agencies.housing.places": Provenance(grade="A", unit="places"),
    }
    assert town.provenance == facts
    assert (town.weeks, town.get("agencies.housing.places")) == (52, 14)
    # A number that is changed is no longer the one of the source.
    assert town.with_changes({"weeks": 26}).provenance == {
        "agencies.housing.places": facts["agencies.housing.places"]
    }
    other = {"weeks": Provenance(note="told")}
    assert town.with_provenance(other).provenance == other and town.provenance == facts
    tree["weeks"] = {"value": 52, "grade": "D"}
    with pytest.raises(ScenarioError, match="unknown grade 'D'"):
        Scenario.parse(tree)
