"""Joint working is better in one shipped town and worse in its twin (model.md 1).

The twins differ in how full they are and in how much work is done twice, and in nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.run import run

SEEDS = range(1, 17)
BETTER, WORSE = "room_to_spare", "full_house"


def weeks_of_unmet_need(scenario: Scenario, seed: int) -> float:
    return float(run(scenario, seed, tables=False).weekly["unmet_need_weeks"].sum())


def interval(name: str) -> tuple[float, float]:
    """Return the 95 % confidence interval of what joint working adds to weeks of unmet need, same seeds."""
    scenario = load(name)
    apart = scenario.baseline("none")
    added = [weeks_of_unmet_need(scenario, seed) - weeks_of_unmet_need(apart, seed) for seed in SEEDS]
    half = student.ppf(0.975, len(added) - 1) * np.std(added, ddof=1) / np.sqrt(len(added))
    return float(np.mean(added) - half), float(np.mean(added) + half)


def leaves(node: Any, path: str = "") -> dict[str, Any]:
    """Return every single value of a scenario by its path."""
    if isinstance(node, dict):
        return {at: leaf for key in node for at, leaf in leaves(node[key], f"{path}.{key}").items()}
    if isinstance(node, list):
        named = {
            str(item.get("name", n)) if isinstance(item, dict) else str(n): item
            for n, item in enumerate(node)
        }
        return leaves(named, path)
    return {path.removeprefix("."): node}


@pytest.mark.parametrize("other", [WORSE, "town"])
def test_the_twins_differ_in_places_and_in_repeated_work_alone(other: str) -> None:
    one, two = (leaves(load(name).model_dump(mode="json")) for name in (BETTER, other))
    changed = {path for path in one.keys() | two.keys() if one.get(path) != two.get(path)}
    agencies = [agency.name for agency in load(BETTER).agencies]
    assert changed - {"name", "title", "description"} == {
        "service.repeated_assessment",
        *(f"agencies.{agency}.places" for agency in agencies),
    }


def test_with_room_to_spare_and_much_repeated_work_joint_working_is_better() -> None:
    low, high = interval(BETTER)
    assert low < high < 0, f"{low:.0f} to {high:.0f} weeks of unmet need added"


def test_in_a_full_town_without_repeated_work_joint_working_is_worse() -> None:
    low, high = interval(WORSE)
    assert 0 < low < high, f"{low:.0f} to {high:.0f} weeks of unmet need added"
