"""Settings with known answers, written as a scenario file would hold them, and their tables as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.parameters import Scenario
from joinup.sim.run import run

Ints = npt.NDArray[np.int64]

BARE: dict[str, Any] = {
    "name": "verification",
    "warm_up_weeks": 0,
    "awareness": {"spontaneous": 0, "word_of_mouth": 0, "forgetting": 0, "opening": 1},
    "service": {
        "abandonment": 0,
        "return_from_lapse": 0,
        "recurrence": 0,
        "relapse": 0,
        "relapse_protection": 0,
        "repeated_assessment": 0,
        "fatigue": 0,
        "burden_hand_off": 0,
        "wait_deterrence": 0,
    },
    "redress": {"complaint": 0},
}
"""Everybody is aware; nothing happens that a setting does not ask for."""


def scene(
    *,
    clients: int,
    weeks: int,
    agencies: Sequence[Mapping[str, Any]],
    group: Mapping[str, Any],
    localities: int = 1,
    service: Mapping[str, Any] | None = None,
    **more: Any,
) -> Scenario:
    """Return a scenario with one group, one need per agency in their order, and equal localities.

    Parameters
    ----------
    clients
        In each locality.
    weeks
        Length of the run.
    agencies
        Each with ``name``, ``places`` in each locality and ``service_weeks``; the need has its name.
    group
        What differs from a group to whom nothing happens.
    localities
        Independent copies.
    service
        What differs from a service in which nothing happens.
    more
        Other parts of the scenario; ``certain_presenting`` belongs to the population.
    """
    needs = [agency["name"] for agency in agencies]
    plain = {
        "name": "all",
        "share": 1,
        "onset": 0,
        "natural_exit": 0,
        "right_door": 1,
        "presenting": 0,
        "needs": dict.fromkeys(needs, 1),
    }
    return Scenario.parse(
        {
            **BARE,
            "weeks": weeks,
            "population": {
                "clients": clients * localities,
                "needs": [{"name": need} for need in needs],
                "groups": [{**plain, **group}],
                "localities": [{"name": "place", "count": localities}],
                "certain_presenting": more.pop("certain_presenting", False),
            },
            "agencies": [
                {**agency, "needs": [agency["name"]], "places": agency["places"] * localities}
                for agency in agencies
            ],
            "service": {**BARE["service"], **(service or {})},
            **more,
        }
    )


def queue(
    *,
    arrivals: float,
    places: int,
    service: float,
    weeks: int,
    clients: int,
    localities: int,
    opening: int = 0,
    kind: str = "poisson",
    abandonment: float = 0.0,
) -> Scenario:
    """Return independent queues with given arrivals; whoever gives up needs nothing any more.

    Parameters
    ----------
    arrivals, places, service
        Lambda, c and mu of each queue.
    weeks
        Length of the run.
    clients
        Per queue: more than are ever present.
    localities
        Number of queues.
    opening
        Clients present when the run opens; those beyond the places wait.
    kind
        How arrivals are drawn.
    abandonment
        theta.
    """
    served = min(opening, places)
    return scene(
        clients=clients,
        weeks=weeks,
        localities=localities,
        agencies=[{"name": "office", "places": places, "service_weeks": 1 / service}],
        group={
            "arrivals": {"kind": kind, "per_week": [arrivals * localities]},
            "opening": {"in_service": served / clients, "waiting": (opening - served) / clients},
        },
        service={"abandonment": abandonment, "need_ends_on_abandonment": 1},
    )


def panels(scenario: Scenario, columns: Sequence[str], *, seeds: int = 1) -> dict[str, Ints]:
    """Run a scenario with one group and return columns of its weekly table as weeks by localities.

    Parameters
    ----------
    scenario
        What to run.
    columns
        Stocks and flows.
    seeds
        Number of runs, with seeds 1, 2 ...; their localities stand side by side.
    """
    found: dict[str, list[Ints]] = {column: [] for column in columns}
    for seed in range(1, seeds + 1):
        weekly = run(scenario, seed, by_locality=True, tables=False).weekly
        for column in columns:
            found[column].append(weekly[column].to_numpy(dtype=np.int64).reshape(scenario.weeks, -1))
    return {column: np.concatenate(parts, axis=1) for column, parts in found.items()}


def totals(scenario: Scenario, columns: Sequence[str], *, seed: int = 1) -> dict[str, Ints]:
    """Run a scenario and return columns of its weekly table, by week, for all localities and groups."""
    weekly = run(scenario, seed, tables=False).weekly.groupby("week")[list(columns)].sum()
    return {column: weekly[column].to_numpy(dtype=np.int64) for column in columns}
