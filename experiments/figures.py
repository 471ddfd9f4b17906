"""What is kept of every run: its figures, for all the people that its clients stand for.

A run is reduced to these as soon as it ends, so that many runs fit in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.parameters.observing import FAILURE, TRANSFER
from sim.result import Result

JOINT = ("coordination", "set_up")
"""Categories of the ledger that are the price of working jointly."""


class Key(NamedTuple):
    """Names one figure of a run.

    Attributes
    ----------
    kind
        ``outcome``, ``scorecard``, ``money``, ``cost``, ``cost_discounted``, ``received``,
        ``funding`` or ``value``.
    name
        Outcome, measure, category of the ledger or what became of funding.
    part
        Client group, part of a measure, payer, payee or funding window; empty if the whole.
    """

    kind: str
    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The figures of one run.

    Attributes
    ----------
    seed
        Seed of its draws.
    values
        Every figure; counts and money are for all people.
    series
        Observables by name, one value a week.
    slopes
        Relative change of each stock in the last year of the warm-up.
    still_moving
        Stocks whose change was more than chance within this run.
    """

    seed: int
    values: dict[Key, float]
    series: dict[str, npt.NDArray[np.float64]]
    slopes: dict[str, float]
    still_moving: frozenset[str]


def figures(result: Result) -> RunFigures:
    """Reduce a run to its figures."""
    weight = result.people_per_client
    return RunFigures(
        seed=result.seed,
        values={
            **_outcomes(result, weight),
            **_scorecard(result),
            **_money(result, weight),
            **_funding(result, weight),
        },
        series={name: table["value"].to_numpy() for name, table in result.observables.items()},
        slopes=result.warm_up_slopes,
        still_moving=frozenset(result.still_moving),
    )


def _outcomes(result: Result, weight: float) -> dict[Key, float]:
    summary = result.summary.set_index("group")
    found = {}
    for name in summary.columns:
        column = summary[name]
        # Whole numbers are counts of clients; the others are shares and means.
        each = weight if pd.api.types.is_integer_dtype(column) and name != "clients" else 1.0
        for group, value in column.items():
            found[Key("outcome", str(name), str(group))] = float(value) * each
    return found


def _scorecard(result: Result) -> dict[Key, float]:
    table = result.scorecard
    rows = zip(table["measure"], table["part"], table["value"], strict=True)
    return {Key("scorecard", str(name), str(part)): float(value) for name, part, value in rows}


def _money(result: Result, weight: float) -> dict[Key, float]:
    costs = result.costs
    paid = zip(costs["payer"], costs["category"], costs["gbp"], costs["discounted_gbp"], strict=True)
    found: dict[Key, float] = {}
    for payer, category, gbp, discounted in paid:
        found[Key("cost", str(category), str(payer))] = float(gbp) * weight
        found[Key("cost_discounted", str(category), str(payer))] = float(discounted) * weight
    ledger = result.ledger
    received = ledger[ledger["category"] == TRANSFER].groupby("payee", observed=True)["gbp"].sum()
    for payee, gbp in received.items():
        found[Key("received", TRANSFER, str(payee))] = float(gbp) * weight

    def total(kind: str, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> float:
        return sum(
            gbp
            for key, gbp in found.items()
            if key.kind == kind and key.name not in without and (not only or key.name in only)
        )

    weekly = result.weekly.groupby("week")["unmet_need_weeks"].sum()
    factors = (1 + result.scenario.money.discount_rate) ** (-weekly.index.to_numpy() / 52)
    sums = {
        "public_cost": total("cost", without=(TRANSFER,)),
        "spending": total("cost", without=(TRANSFER, FAILURE)),
        "coordination": total("cost", only=JOINT),
        "failure_demand": total("cost", only=(FAILURE,)),
        "public_cost_discounted": total("cost_discounted", without=(TRANSFER,)),
        "unmet_need_weeks_discounted": float((weekly * factors).sum()) * weight,
    }
    return {**found, **{Key("money", name): value for name, value in sums.items()}}


def _funding(result: Result, weight: float) -> dict[Key, float]:
    found = {}
    for window, table in result.funding.groupby("funding", sort=False):
        gbp = {
            "given": table["given_gbp"].sum(),
            "spent": table["spent_gbp"].sum(),
            "lapsed": table["lapsed_gbp"].sum(),
            "left": table["left_gbp"].iloc[-1],
        }
        found.update({Key("funding", name, str(window)): float(x) * weight for name, x in gbp.items()})
    return found
