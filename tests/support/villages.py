"""A village with one partnership, and what runs of it are compared by."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

BASE, PER_LINK = 0.004, 0.0012

JOINT = tuple(name for name in FORMS if name != "none")

NEEDS = ("advice", "a_home", "health", "work")


def village(agencies: int = 4, *, weeks: int = 104, warm_up: int = 26, **changes: Any) -> Scenario:
    """Return a village of a few hundred people and a number of agencies, all members."""
    named = {path.replace("__", "."): value for path, value in changes.items()}
    return _village(agencies, weeks, warm_up).with_changes(named)


@lru_cache
def _village(agencies: int, weeks: int, warm_up: int) -> Scenario:
    groups = [
        {
            "name": "most_people",
            "share": 0.7,
            "onset": 0.02,
            "right_door": 0.7,
            "needs": dict.fromkeys(NEEDS, 0.5),
            "presenting": 0.3,
        },
        {
            "name": "little_english",
            "share": 0.3,
            "onset": 0.02,
            "right_door": 0.6,
            "needs": dict.fromkeys(NEEDS, 0.5),
            "access": {"plain_language": 1.0},
            "presenting": 0.3,
        },
    ]
    return Scenario.parse(
        {
            "name": "village",
            "weeks": weeks,
            "warm_up_weeks": warm_up,
            "population": {
                "clients": 600,
                "needs": [{"name": need} for need in NEEDS],
                "access": [{"name": "plain_language"}],
                "groups": groups,
            },
            "agencies": [
                {
                    "name": f"agency_{n}",
                    "needs": list(NEEDS[n % 4 : n % 4 + (1 if agencies >= 4 else 4)]),
                    "places": 20,
                    "failure_share": 1 / agencies,
                    "fungible": True,
                }
                for n in range(agencies)
            ]
            if agencies >= 4
            else [{"name": f"agency_{n}", "needs": list(NEEDS), "places": 20} for n in range(agencies)],
            "partnership": {"form": "formal"},
        }
    )


def fixed(effort: float) -> dict[str, Any]:
    return {"decisions.rule": "fixed", "decisions.fixed_effort": effort}


def figures(result: Result) -> dict[str, pd.DataFrame]:
    """Return every table of a run, in a shape that can be compared whatever the list of payers."""
    ledger = result.ledger.astype({"payer": str, "payee": str, "category": str})
    return {
        "weekly": result.weekly,
        "ledger": ledger,
        "agencies": result.agencies,
        "links": result.links,
        "episodes": result.episodes,
        "decisions": result.decisions,
    }


def same(one: Result, other: Result, *, but: tuple[str, ...] = ()) -> bool:
    """Return whether two runs agree bit for bit in every table, columns named aside."""
    mine, theirs = figures(one), figures(other)
    return all(
        mine[name]
        .drop(columns=[*but], errors="ignore")
        .equals(theirs[name].drop(columns=[*but], errors="ignore"))
        for name in mine
    )


def partnership_money(result: Result, category: str) -> pd.Series:
    table = result.ledger.query("payee == 'partnership' and category == @category")
    return table.groupby("week")["gbp"].sum()


def slopes(scenario: Scenario) -> dict[str, float]:
    """Return by how much each agency's pay-off rises from no effort to all, at the first decision."""
    table = run(scenario, 1).decisions.query("quarter == 0").set_index("effort")
    return {
        str(name): float(rows["pay_off"][1.0] - rows["pay_off"][0.0])
        for name, rows in table.groupby("agency")
    }
