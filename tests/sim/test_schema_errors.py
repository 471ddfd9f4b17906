"""A wrong value is told in words, at its own place, whatever the schema library calls it."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from joinup.sim.errors import Path, Problem, ScenarioError, dotted, nearest
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.schema_errors import explain
from tests.support.scenarios import PLAIN


def problems(path: Path, value: Any) -> list[Problem]:
    """Return what is wrong with the plain town with another value at a place."""
    tree = copy.deepcopy(PLAIN)
    node: Any = tree
    for part in path[:-1]:
        node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
    node[path[-1]] = value
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(tree)
    return list(caught.value.problems)


GROUP: Path = ("population", "groups", 0)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("weeks",), 2.5, "expected a whole number, not 2.5"),
        (("weeks",), "52", "expected a whole number, not '52'; remove the quotes"),
        (("weeks",), "many", "expected a whole number, not 'many'"),
        (("weeks",), None, "expected a whole number, not an empty value"),
        (("weeks",), True, "expected a whole number, not true"),
        (("weeks",), [1], "expected a whole number, not a list"),
        (("weeks",), 0, "0 is too small; it must be 1 or more"),
        (("weeks",), 1e20, "1e+20 is out of range"),
        (("service", "abandonment"), "0.1", "expected a number, not '0.1'; remove the quotes"),
        (("service", "abandonment"), "-1E-3", "expected a number, not '-1E-3'; remove the quotes"),
        (("service", "abandonment"), "1-3", "expected a number, not '1-3'"),
        (("service", "abandonment"), 1.5, "1.5 is too large; it must be 1 or less"),
        (("service", "abandonment"), float("inf"), "inf is not a finite number"),
        (("service", "abandonment"), {"a": 1}, "expected a number, not a mapping"),
        (("title",), 5, "expected text, not 5"),
        (("agencies", 0, "fungible"), "perhaps", "expected true or false, not 'perhaps'"),
        (("agencies", 0, "needs"), "advice", "expected a list, not 'advice'"),
        (("start_date",), "soon", "expected a date such as 1999-04-01, not 'soon'"),
        (("start_date",), [1999], "expected a date such as 1999-04-01, not a list"),
        (("name",), "Test Town", "'Test Town' is not a name: use lower-case letters, digits and '_'"),
        (("name",), "a" * 41, f"'{'a' * 41}' is longer than 40 characters"),
        (("title",), ["x"], "expected text, not a list"),
        ((*GROUP, "reach"), {"posters": "far"}, "expected a number, not 'far'"),
        ((*GROUP, "needs"), {"advice": "some"}, "expected a number, not 'some'"),
        ((*GROUP, "needs"), 5, "expected 'key: value' entries, not 5"),
        (("decisions", "experience_weighting"), 5, "expected 'key: value' entries, not 5"),
        (("money", "outside_failure_shares"), {"insurers": "half"}, "expected a number, not 'half'"),
        (("measurement", "deadlines"), [5, "soon"], "expected a whole number, not 'soon'"),
        (("agencies", 0, "fixed_effort"), [0.5, "full"], "expected a number, not 'full'"),
    ],
)
def test_a_wrong_value_is_reported_in_words(path: Path, value: Any, message: str) -> None:
    [problem] = [one for one in problems(path, value) if one.message == message]
    inner: Path = ()
    if isinstance(value, dict) and value != {"a": 1}:
        inner = (next(iter(value)),)
    elif isinstance(value, list) and len(value) == 2:
        inner = (1,)
    assert problem.path == (*path, *inner)
    assert not problem.on_key


def test_a_long_text_is_shown_in_part_and_a_date_as_it_is_written() -> None:
    def shown(value: Any) -> str:
        return problems(("service", "abandonment"), value)[0].message.removeprefix("expected a number, not ")

    assert shown("x" * 58) == f"'{'x' * 58}'"
    assert shown("x" * 59) == f"'{'x' * 55} ...'"
    assert shown(datetime.date(2001, 3, 5)) == "2001-03-05"
    assert shown(False) == "false"


def test_what_is_missing_unknown_or_not_among_the_choices_is_reported_with_what_there_is() -> None:
    [missing] = problems((*GROUP, "share"), None)[:1]
    assert missing.path == (*GROUP, "share")
    [absent] = [
        one
        for one in problems(("agencies", 0), {"needs": ["advice"], "places": 4})
        if "missing" in one.message
    ]
    assert (absent.path, absent.message) == (("agencies", 0), "'name' is missing")
    [unknown] = problems(("service", "abandonmet"), 0.1)
    assert (unknown.path, unknown.message) == (("service", "abandonmet"), "unknown key 'abandonmet'")
    assert unknown.on_key and unknown.suggestion == "abandonment" and "relapse" in unknown.allowed
    [deep] = problems((*GROUP, "opening"), {"seking": 0.1})
    assert (deep.suggestion, deep.allowed) == ("seeking", ("seeking", "waiting", "in_service", "lapsed"))
    [top] = problems(("servise",), {})
    assert top.suggestion == "service" and "population" in top.allowed
    [choice] = problems(("decisions", "rule"), "fixd")
    assert choice.message == "'fixd' is not allowed"
    assert choice.suggestion == "fixed" and "ewa" in choice.allowed and "" not in choice.allowed
    assert all(name == name.strip("' ") and " or " not in name for name in choice.allowed)
    assert problems(("forms",), {"formal": {"credit": "equl"}})[0].suggestion == "equal"
    [in_form] = problems(("forms",), {"formal": {"crdit": "equal"}})
    assert in_form.path == ("forms", "formal", "crdit")
    assert in_form.suggestion == "governance.credit" and "governance" in in_form.allowed


def test_a_number_or_a_word_or_a_list_is_reported_as_such() -> None:
    [precision] = problems(("decisions", "precision"), "sharp")
    assert precision.message == "expected a number, not 'sharp'"
    assert precision.allowed == ("a number", "infinite")
    [grid] = problems(("decisions", "grid"), [0, "half", 1])
    assert (grid.path, grid.message) == (("decisions", "grid", 1), "expected a number, not 'half'")
    for one in problems(("agencies", 0, "fixed_effort"), "full"):
        assert one.allowed == (), "neither a number nor a list is a choice"


def test_a_name_that_is_a_number_is_reported_at_its_own_place() -> None:
    [problem] = problems((*GROUP, "reach"), {5: 0.5})
    assert (problem.path, problem.message) == ((*GROUP, "reach", 5), "expected text, not 5")


def test_half_a_character_is_told() -> None:
    [problem] = problems(("agencies", 0, "name"), "half a letter: \ud83d")
    assert problem.path == ("agencies", 0, "name")
    assert problem.message == r"'half a letter: \ud83d' has half a character, which no text can have"


def test_what_has_no_words_of_its_own_is_reported_in_those_of_the_schema_library() -> None:
    class Coded(BaseModel):
        code: bytes

    with pytest.raises(ValidationError) as caught:
        Coded.model_validate({"code": 5})
    [problem] = explain(caught.value, Coded)
    assert (problem.path, problem.message) == (("code",), "Input should be a valid bytes")


def test_the_nearest_name_is_suggested_if_any_is_near() -> None:
    assert nearest("Merged", ["formal", "MERGED"]) == "MERGED"
    assert nearest("houses", ["housing", "clinic"]) == "housing"
    assert nearest("xyz", ["housing", "clinic"]) is None
    # 8 of 14 letters are the same, counted in both names; then 6 of 11.
    assert nearest("abcdefg", ["abcdxyz"]) == "abcdxyz"
    assert nearest("abcde", ["abcxyz"]) is None


def test_a_problem_is_written_with_place_suggestion_and_what_is_allowed() -> None:
    assert dotted(("agencies", 2, "places")) == "agencies[2].places" and dotted((2, "places")) == "[2].places"
    assert str(Problem((), "nothing")) == "nothing"
    problem = Problem(("agencies", 0), "wrong", ("a", "b"), "a").at("town.yaml", 3, 5)
    assert str(problem) == "town.yaml:3:5: agencies[0]: wrong; did you mean 'a'? (allowed: a, b)"
    error = ScenarioError([Problem(("weeks",), "too few"), problem])
    assert str(error) == f"weeks: too few\n{problem}"
    unknown = Problem.unknown(("form",), "form", "mergd", iter(["merged", "formal"]), on_key=True)
    assert unknown == Problem(("form",), "unknown form 'mergd'", ("merged", "formal"), "merged", True)
    assert not Problem.unknown(("form",), "form", "mergd", ["merged"]).on_key


def test_weeks_are_counted_in_whole_from_the_start() -> None:
    town = Scenario.parse({**copy.deepcopy(PLAIN), "start_date": "2001-01-01"})
    days = [datetime.date(2000, 12, 31), datetime.date(2001, 1, 7), datetime.date(2001, 1, 8)]
    assert [town.week_of(day) for day in days] == [-1, 0, 1]
    assert all(type(town.week_of(day)) is int for day in days)
