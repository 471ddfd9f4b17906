"""The table of levers and measures: what each lever does, and that its own equation does it.

Every row is a sentence about the model. The first test runs a base scenario with and without
the row's changes, same seeds, and asks for an effect of the stated sign and size in the row's
measure. The second runs the same pair with the equation that carries the mechanism switched off
in both arms, and asks that the effect be gone.
"""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pytest

from joinup.sim.parameters import Scenario
from joinup.sim.results.risks import RISKS
from joinup.sim.run import run
from tests.sim.levers.borough import BOROUGH, Changes
from tests.sim.levers.partners_and_clients import PARTNERS_AND_CLIENTS
from tests.sim.levers.results_and_money import RESULTS_AND_MONEY

ROWS = (*PARTNERS_AND_CLIENTS, *RESULTS_AND_MONEY)


@lru_cache(maxsize=1)
def _borough() -> Scenario:
    return Scenario.parse(BOROUGH)


@lru_cache(maxsize=4)
def _arm(key: str) -> Scenario:
    return _borough().with_changes(json.loads(key))


@lru_cache(maxsize=4096)
def _figure(row: int, key: str, seed: int) -> float:
    entry, scenario = ROWS[row], _arm(key)
    return entry.measure(run(scenario, seed, tables=entry.tables, by_locality=entry.by_locality))


def effects(row: int, switch: Changes) -> npt.NDArray[np.float64]:
    """Return the effect of a row's lever on its measure, seed by seed, common draws."""
    entry = ROWS[row]
    arms = [entry.given | switch, entry.given | entry.lever | switch]
    before, after = (
        np.array([_figure(row, json.dumps(arm, sort_keys=True), seed) for seed in range(1, entry.seeds + 1)])
        for arm in arms
    )
    return np.asarray(after - before)


NUMBERED = pytest.mark.parametrize("row", range(len(ROWS)), ids=[row.sentence for row in ROWS])


@NUMBERED
def test_the_lever_does_what_the_sentence_says(row: int) -> None:
    entry = ROWS[row]
    found = entry.sign * effects(row, {})
    assert found.mean() >= entry.least, f"{entry.sentence}: {entry.sign * found}"
    assert (found > 0).all(), f"not with every seed: {entry.sign * found}"


@NUMBERED
def test_without_its_equation_the_lever_does_nothing_of_the_kind(row: int) -> None:
    entry = ROWS[row]
    found = effects(row, entry.off)
    assert abs(found.mean()) < entry.least, f"{entry.sentence}, switched off: {found}"


def test_the_table_covers_every_risk_and_every_step_of_the_week() -> None:
    assert {row.risk for row in ROWS} == set(RISKS)
    assert {row.step for row in ROWS} == set(range(1, 13))
    assert len({row.sentence for row in ROWS}) == len(ROWS) >= 30
