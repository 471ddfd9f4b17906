"""A scenario in which nothing happens, to which each case adds what it is about, and games in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

QUARTER = 13


def bare(
    *,
    weeks: int,
    clients: int = 1,
    localities: int = 1,
    agencies: Sequence[Mapping[str, Any]] = ({},),
    group: Mapping[str, Any] | None = None,
    **parts: Any,
) -> Scenario:
    """Return a scenario without needs, noise, staff turnover or joint working, but for what is given.

    Parameters
    ----------
    weeks
        Length of the run; there is no warm-up.
    clients
        Clients in each locality.
    localities
        Number of localities: independent replicates of each other.
    agencies
        What is special about each agency; they are called ``a``, ``b`` and so on, serve the one
        need there is and have one place in each locality.
    group
        What is special about the one client group.
    parts
        Other sections of a scenario file.
    """
    roles = [
        {"name": name, "needs": ["help"], "places": localities, "turnover": 0.0, "intrinsic": 0.0, **given}
        for name, given in zip("abcdefghijklmnop", agencies, strict=False)
    ]
    people = {"name": "people", "share": 1.0, "onset": 0.0, "natural_exit": 0.0, "needs": {"help": 1.0}}
    quiet: dict[str, Any] = {
        "decisions": {"trust_weight": 0.0, "failure_weight": 0.0, "effort_cost": 0.0},
        "measurement": {"noise": 0.0, "correction": 0.0},
    }
    for part, given in parts.items():
        quiet[part] = {**quiet[part], **given} if part in quiet else given
    tree = {
        "name": "verification",
        "weeks": weeks,
        "warm_up_weeks": 0,
        "population": {
            "clients": clients * localities,
            "needs": [{"name": "help"}],
            "groups": [{**people, **(group or {})}],
            "localities": [{"name": "place", "count": localities}],
        },
        "agencies": roles,
        **quiet,
    }
    return Scenario.parse(tree)


def game(
    *,
    quarters: int,
    agencies: list[dict[str, Any]],
    form: str = "informal",
    localities: int = 1,
    **parts: Any,
) -> Result:
    """Run a partnership that only decides: nobody needs help."""
    scenario = bare(
        weeks=QUARTER * quarters,
        localities=localities,
        agencies=agencies,
        partnership={"form": form},
        **parts,
    )
    return run(scenario, seed=5)


def chances(result: Result) -> npt.NDArray[np.float64]:
    """Return the first agency's chance of each effort level, by quarter (one locality)."""
    table = result.decisions
    rows = table[table["agency"] == "a"]
    return rows["probability"].to_numpy().reshape(rows["quarter"].nunique(), -1)
