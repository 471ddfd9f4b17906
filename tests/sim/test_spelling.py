"""``slots`` is another word for ``places`` in every input, and leaves no trace in what is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import is_fixed, primary_path
from tests.support.scenarios import busy_town, plain_town
from tests.support.strategies import scenarios

OTHER = {
    "places": "slots",
    "place_cost": "slot_cost",
    "places_opened": "slots_opened",
    "places_closed": "slots_closed",
    "extra_places_spend": "extra_slots_spend",
    "extra_places_unspent": "extra_slots_unspent",
}
EVERYWHERE: dict[str, Any] = {
    "population.localities": [{"name": "north", "places": 0.5}, {"name": "south", "places": 2.0}],
    "population.variation.places": 0.2,
    "agencies.clinic.place_cost": 650.0,
    "observables": [
        {"name": "room", "measure": "places", "agencies": ["clinic"]},
        {"name": "opened", "measure": "places_opened"},
        {"name": "closed", "measure": "places_closed"},
        {"name": "spent", "measure": "extra_places_spend"},
        {"name": "left", "measure": "extra_places_unspent"},
    ],
    "levers": [{"path": "agencies.clinic.places", "low": 1, "high": 9}],
    "events": [{"name": "more", "week": 3, "set": {"agencies.housing.places": 20}}],
}


def in_other_words(node: Any, key: str = "", *, every: bool = True, draw: Any = None) -> Any:
    """Return a scenario's tree in the other words, or in some of them."""

    def other(word: str) -> str:
        return OTHER.get(word, word) if every or draw(st.booleans()) else word

    def path(text: str) -> str:
        return ".".join(other(part) for part in text.split("."))

    if isinstance(node, dict):
        spelt = path if key == "set" else other
        return {
            spelt(name): in_other_words(inner, name, every=every, draw=draw) for name, inner in node.items()
        }
    if isinstance(node, list):
        return [in_other_words(item, key, every=every, draw=draw) for item in node]
    if isinstance(node, str) and key in ("measure", "path"):
        return path(node)
    return node


def plain(scenario: Scenario) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(scenario.model_dump_json())
    return tree


def test_a_scenario_in_the_other_words_is_the_same_scenario() -> None:
    ours = busy_town(EVERYWHERE)
    tree = in_other_words(plain(ours))
    for word in (*OTHER.values(), "agencies.clinic.slots", "agencies.housing.slots"):
        assert f'"{word}"' in json.dumps(tree), word
    theirs = Scenario.parse(tree)
    assert theirs == ours and theirs.hash == ours.hash
    assert theirs.levers[0].path == "agencies.clinic.places"


@settings(max_examples=40)
@given(scenario=scenarios(), data=st.data())
def test_any_mixture_of_words_is_the_same_scenario(scenario: Scenario, data: st.DataObject) -> None:
    theirs = Scenario.parse(in_other_words(plain(scenario), every=False, draw=data.draw))
    assert theirs == scenario and theirs.hash == scenario.hash


def test_changes_may_use_either_word() -> None:
    changes = {"agencies.housing.slots": 3, "agencies.housing.slot_cost": 500.0}
    assert plain_town(changes) == plain_town(
        {"agencies.housing.places": 3, "agencies.housing.place_cost": 500.0}
    )
    parts = [{"name": "money", "slots": {"clinic": 2}}]
    assert plain_town({"funding": parts}).funding[0].places == {"clinic": 2}
    assert plain_town(changes).get("agencies.housing.slots") == 3


def test_sources_are_kept_by_our_words() -> None:
    tree = plain(plain_town())
    tree["agencies"][1] |= {"slots": {"value": 14, "source": "a report"}}
    del tree["agencies"][1]["places"]
    assert list(Scenario.parse(tree).provenance) == ["agencies.housing.places"]


def test_what_is_said_with_both_words_is_one_problem_where_it_is_said() -> None:
    tree = plain(plain_town())
    tree["agencies"][1]["slots"] = 14
    tree["events"] = [
        {"name": "more", "week": 1, "set": {"agencies.housing.places": 2, "agencies.housing.slots": 2}}
    ]
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(tree)
    assert [(one.path, one.message) for one in caught.value.problems] == [
        (("agencies", 1, "slots"), "'places' and 'slots' mean the same; give one of them"),
        (
            ("events", 0, "set", "agencies.housing.slots"),
            "'agencies.housing.places' and 'agencies.housing.slots' mean the same; give one of them",
        ),
    ]
    with pytest.raises(ScenarioError, match="mean the same; give one of them") as caught:
        plain_town({"agencies.housing.slots": 2, "agencies.housing.places": 2})
    assert len(caught.value.problems) == 1


def test_a_wrong_value_is_reported_under_the_word_that_was_used() -> None:
    tree = plain(plain_town())
    tree["agencies"][1]["slots"] = -1
    del tree["agencies"][1]["places"]
    tree["events"] = [{"name": "more", "week": 1, "set": {"agencies.clinic.slots": "many"}}]
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(tree)
    assert [one.path for one in caught.value.problems] == [
        ("agencies", 1, "slots"),
        ("events", 0, "set", "agencies.clinic.slots"),
    ]


def test_a_name_is_not_a_word_for_anything() -> None:
    assert primary_path("agencies.slots.slots") == "agencies.slots.places"
    assert primary_path("funding.slots.slots.slots") == "funding.slots.places.slots"
    assert primary_path("no.such.slots") == "no.such.slots"
    assert is_fixed("population.variation.slots") and not is_fixed("agencies.slots.slots")


def test_a_decision_in_the_other_word_is_written_down_in_ours() -> None:
    engine = Engine(plain_town(), 1)
    engine.intervene({"agencies.housing.slots": 3})
    assert engine.interventions[-1]["set"] == {"agencies.housing.places": 3}
