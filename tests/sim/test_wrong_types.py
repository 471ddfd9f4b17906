"""Whatever stands in the place of whatever part of a scenario: problems are told, and nothing crashes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from joinup.sim.errors import Path, ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import BUSY, PLAIN, busy_town

MORE: dict[str, Any] = {
    "decisions": {"fixed_effort": [0.2, 1.0], "grid": [0.0, 0.5, 1.0]},
    "forms": {
        "own": {"family": "informal partnership", "reach": 0.5, "credit": "equal"},
        "formal": {"set_up_cost": 3.0},
    },
    "money": {"outside_failure_shares": {"health_service": 0.0}},
    "start_date": "2001-01-01",
    "observables": [
        {
            "name": "seen",
            "measure": "spend",
            "categories": ["service"],
            "payers": ["funder"],
            "sum_weeks": 4,
            "published": [{"date": "2001-02-01", "value": 2.0, "grade": "A"}],
        },
        {"name": "there", "measure": "waiting", "localities": ["north"], "groups": ["most"]},
    ],
    "levers": [{"path": "service.abandonment", "low": 0.0, "high": 0.2}],
}
"""Parts that the busy town does not have."""


def town() -> dict[str, Any]:
    """Return the busy town with more parts, as a file would hold it."""
    tree = copy.deepcopy({**PLAIN, **MORE})
    for path, value in copy.deepcopy(BUSY).items():
        *above, last = path.split(".")
        node: Any = tree
        for part in above:
            if isinstance(node, list):
                node = next(item for item in node if item["name"] == part)
            else:
                node = node.setdefault(part, {})
        node[last] = value
    return tree


def places(node: Any, path: Path = ()) -> Iterator[Path]:
    """Return the place of every part and every number of a tree."""
    if path:
        yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def replaced(node: Any, path: Path, value: Any) -> Any:
    """Return a tree with another value at a place."""
    if not path:
        return value
    changed = copy.copy(node)
    changed[path[0]] = replaced(node[path[0]], path[1:], value)
    return changed


NO_RUN_COULD_HOLD = 10**400


@pytest.mark.parametrize(
    "value",
    [None, "text", True, -7, [], {}, [{"name": 5}], NO_RUN_COULD_HOLD, -NO_RUN_COULD_HOLD],
    ids=lambda value: repr(value)[:20],
)
def test_a_value_of_a_wrong_type_anywhere_is_reported_and_crashes_nothing(value: Any) -> None:
    tree = town()
    assert Scenario.parse(tree).observables
    told = 0
    for path in places(tree):
        try:
            Scenario.parse(replaced(tree, path, value))
        except ScenarioError as error:
            assert all(problem.message for problem in error.problems), path
            told += 1
    assert told > 100


@pytest.mark.parametrize("key", ["value", "low", "high"])
def test_a_number_too_large_for_any_run_is_reported_with_its_facts(key: str) -> None:
    facts = {"value": 0.5, "low": 0.1, "high": 0.9, key: NO_RUN_COULD_HOLD}
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(replaced(town(), ("service", "abandonment"), facts))
    assert {problem.path[:2] for problem in caught.value.problems} == {("service", "abandonment")}


def test_every_part_of_the_busy_town_is_tried() -> None:
    assert set(busy_town().model_dump(exclude_defaults=True)) <= {path[0] for path in places(town())}
