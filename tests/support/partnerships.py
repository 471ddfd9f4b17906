"""A partnership whose agencies' choices can be worked out by hand.

Expectations are exact: they are taken from the probabilities with which the model drew, never
from the draws.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

Floats = npt.NDArray[np.float64]

QUARTER = 13

SLOTS, SLOT_COST, FULL_EFFORT = 20.0, 700.0, 0.10

FIRST = "agency_0"


def partnership(
    agencies: int = 2,
    *,
    form: str = "informal",
    agency: dict[str, Any] | None = None,
    incentives: tuple[dict[str, Any], ...] = (),
    weeks: int = QUARTER,
    people: int | None = None,
    **parts: Any,
) -> Scenario:
    """Return like agencies with the default weights, i = .1 each, in a partnership from week 0."""
    role = {"needs": ["help"], "places": SLOTS, "place_cost": SLOT_COST, "intrinsic": 0.1} | (agency or {})
    named = [{"name": f"{item['kind']}_{n}"} | item for n, item in enumerate(incentives)]
    tree: dict[str, Any] = {
        "name": "efforts",
        "weeks": weeks,
        "warm_up_weeks": 0,
        "population": {
            "clients": 200 if people is None else people // 10,
            "people": people,
            "needs": [{"name": "help"}],
            "groups": [{"name": "everyone", "share": 1.0, "needs": {"help": 1.0}, "onset": 0.01}],
        },
        "agencies": [{"name": f"agency_{n}"} | role for n in range(agencies)],
        "partnership": {"form": form},
        "incentives": named,
    }
    return Scenario.parse(tree | parts)


def expected_effort(result: Result, *, quarter: int = 0, agency: str = FIRST) -> float:
    """Return the mean effort of a decision under the probabilities with which it was drawn."""
    table = result.decisions.query("quarter == @quarter and agency == @agency")
    assert table["probability"].sum() == pytest.approx(1, abs=1e-12)
    return float((table["effort"] * table["probability"]).sum())


def pay_offs(scenario: Scenario, *, quarter: int = 0, agency: str = FIRST) -> Floats:
    table = run(scenario, seed=1).decisions.query("quarter == @quarter and agency == @agency")
    return table["pay_off"].to_numpy(dtype=float)


SUBSIDY = {"kind": "subsidy", "of_full_cost": 1.0}

WHOLE_CREDIT = "merged"


def pair(rule: dict[str, Any], partner: dict[str, Any], **parts: Any) -> Scenario:
    """Return two agencies, each with its own rule."""
    scenario = partnership(**parts)
    return scenario.with_changes(
        {f"agencies.agency_0.{key}": value for key, value in rule.items()}
        | {f"agencies.agency_1.{key}": value for key, value in partner.items()}
    )
