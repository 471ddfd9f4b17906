"""Files may say ``slots`` for ``places``, also where they inherit, and mean the same."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from joinup.scenarios.files import available, shipped
from joinup.scenarios.load import load
from joinup.scenarios.schema import json_schema
from joinup.sim.errors import ScenarioError

AS_KEY = re.compile(r"\b(place_cost|places)(?=:)")
AS_PATH = re.compile(r"(?<=\.)(place_cost|places)\b")
AS_MEASURE = re.compile(r"(?<=measure: )((?:extra_)?)places")


def in_other_words(text: str) -> str:
    def other(found: re.Match[str]) -> str:
        return found[0].replace("place", "slot")

    for pattern in (AS_KEY, AS_PATH, AS_MEASURE):
        text = pattern.sub(other, text)
    return text


@pytest.mark.parametrize("name", available())
def test_a_shipped_scenario_in_the_other_words_is_the_same(name: str, tmp_path: Path) -> None:
    text = in_other_words(shipped(name).path.read_text(encoding="utf-8"))
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    ours, theirs = load(name), load(file)
    assert "slots" in text
    assert theirs == ours and theirs.hash == ours.hash and theirs.provenance == ours.provenance


def test_a_child_may_use_the_other_word_than_its_parent(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(
        "extends: town\nname: child\nagencies:\n  - {name: housing, slots: 3}\n", encoding="utf-8"
    )
    assert load(tmp_path / "child.yaml").get("agencies.housing.places") == 3


def test_a_problem_is_called_what_the_file_calls_it(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(
        "extends: town\nname: child\nagencies:\n  - {name: housing, slots: -3}\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "child.yaml")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.column) == (("agencies", "housing", "slots"), 4, 28)


def test_both_words_are_one_problem(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(
        "extends: town\nname: child\nagencies:\n  - {name: housing, slots: 3, places: 3}\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "child.yaml")
    (problem,) = caught.value.problems
    assert problem.message == "'places' and 'slots' mean the same; give one of them"
    assert (problem.path, problem.line, problem.column) == (("agencies", "housing", "slots"), 4, 21)


@pytest.mark.parametrize("extends", [True, False])
def test_the_schema_of_editors_takes_either_word_and_not_both(extends: bool) -> None:
    town = {
        "name": "small",
        "weeks": 3,
        "population": {
            "clients": 9,
            "needs": [{"name": "help"}],
            "groups": [{"name": "all", "share": 1, "needs": {"help": 1}}],
        },
    }
    check = jsonschema.Draft202012Validator(json_schema())

    def fits(**agency: object) -> bool:
        tree = {**town, "agencies": [{"name": "office", "needs": ["help"], **agency}]}
        return bool(check.is_valid({"extends": "town", **tree} if extends else tree))

    assert fits(places=3) and fits(slots=3) and fits(slots={"value": 3, "grade": "A"})
    assert not fits(places=3, slots=3) and not fits(places=3, place_cost=5, slot_cost=5)
    assert fits(slots=3, slot_cost=5)
    assert fits() == extends
