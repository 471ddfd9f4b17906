"""Contracted places solved for the occupancy that a scenario asks for (ODD 5).

    places <- places used / occupancy        to the nearest whole number, at least 1
    places <- 1.15 places                    rounded up, while more than 98 % are in use

Places used are a mean over the last 52 weeks of the warm-up of three runs without joint working, all
localities together. It ends when every agency is near enough, or nothing changes, or the same places come
again; of those that come again the nearest are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from joinup.sim.engine import Engine
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.load import FULL, YEAR, asked_of
from joinup.sim.results.tables import Floats, places_used

SEEDS = (1, 2, 3)
"""Always the same, so that a scenario has the same places whatever seed it is run with."""

MORE = 1.15
"""How many times as many places are tried where all are in use."""

Places = dict[str, int]
Shares = dict[str, float]


@dataclass(frozen=True, slots=True)
class Solution:
    """Places that were solved, in those that are simulated.

    Attributes
    ----------
    places
        Contracted places by agency.
    occupancy
        Share of them in use.
    rounds
        How often all agencies were tried together.
    """

    places: Places
    occupancy: Shares
    rounds: int


_SOLVED: dict[tuple[str, tuple[tuple[str, float], ...], float], Solution] = {}
"""What this process has solved, by what was run and what was asked."""


def solve(scenario: Scenario, *, threads: int = 1) -> Solution:
    """Return the places that give the occupancy that a scenario asks for, as near as whole places can.

    A process solves the same only once.

    Parameters
    ----------
    scenario
        As it is written; its places are where the search begins.
    threads
        Threads that share the localities of a large run; the places do not depend on it.

    Raises
    ------
    ScenarioError
        If an agency that is asked about serves nobody.
    """
    asked = asked_of(scenario.load.occupancy, {one.name: one.places for one in scenario.agencies})
    # A scenario that a person holds would be solved in turn.
    trial = scenario.with_values({"load": {}}).baseline("none")
    key = (trial.hash, tuple(asked.items()), scenario.load.tolerance)
    if key not in _SOLVED:
        _SOLVED[key] = _solve(trial, asked, scenario.load.tolerance, threads)
    return _SOLVED[key]


def _solve(trial: Scenario, asked: Shares, tolerance: float, threads: int) -> Solution:
    each = trial.people_per_client
    places = {name: max(1, floor(trial.get(f"agencies.{name}.places") / each + 0.5)) for name in asked}
    tried: list[tuple[Places, Shares]] = []
    while True:
        used = _used(trial, places, threads)
        shares = {name: used[name] / places[name] for name in asked}
        tried.append((places, shares))
        if _gap(shares, asked) <= tolerance:
            break
        places = {name: _next(places[name], used[name], asked[name]) for name in asked}
        come_before = [one for one, _ in tried]
        if places in come_before:
            again = tried[come_before.index(places) :]
            places, shares = min(again, key=lambda one: _gap(one[1], asked))
            break
    return Solution(places, shares, len(tried))


def _gap(shares: Shares, asked: Shares) -> float:
    """Return how far the agency that is farthest is from what is asked of it."""
    return max((abs(shares[name] - asked[name]) for name in asked), default=0.0)


def _next(places: int, used: float, occupancy: float) -> int:
    # Nearly always full, so more would come; how many more cannot be seen.
    if used > FULL * places:
        return ceil(MORE * places)
    return max(1, floor(used / occupancy + 0.5))


def _used(trial: Scenario, places: Places, threads: int) -> Shares:
    """Return the places in use at each agency, on average over weeks and seeds."""
    each = trial.people_per_client
    given = {f"agencies.{name}.places": number * each for name, number in places.items()}
    changed = trial.with_values(given)
    runs = [_used_in_a_run(changed, seed, threads) for seed in SEEDS]
    used = dict(zip((one.name for one in trial.agencies), np.mean(runs, axis=0).tolist(), strict=True))
    idle = [name for name in places if used[name] == 0]
    if idle:
        text = (
            "serves nobody without joint working: no number of places gives it an occupancy; ask for others"
        )
        raise ScenarioError([Problem(("load", "occupancy"), f"'{name}' {text}") for name in idle])
    return used


def _used_in_a_run(scenario: Scenario, seed: int, threads: int) -> Floats:
    engine = Engine(scenario, seed, threads=threads)
    engine.advance(scenario.warm_up_weeks)
    last_year = engine.record.agencies[scenario.warm_up_weeks - YEAR : scenario.warm_up_weeks]
    used: Floats = places_used(last_year).sum(axis=1).mean(axis=0)
    return used
