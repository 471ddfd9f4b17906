"""The results of runs as Arrow tables: measures, weekly series, money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from joinup.experiments.run.measures_table import Key, RunMeasures
from joinup.experiments.study.segments import MONEY, SUMMARIES, WEEKLY
from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.result import Result
from joinup.sim.results.tables import Tallies

RUN = "run"
FLOWS = (
    "onsets",
    "relapses",
    "presented",
    "started_service",
    "resolved",
    "joined_up",
    "resolved_without_help",
    "dissatisfied",
    "complaints",
)
"""Flows in weekly series, over all groups."""

AGENCY_MEANS = ("effort", "routine", "trust_mean", "joint_intensity")
"""Columns in weekly series as means over agencies and localities."""

PAID = ("cost", "cost_discounted")


def column(key: Key) -> str:
    """Return the column of a measure: ``outcome.resolved.most_people``."""
    return ".".join(part for part in key if part)


class Rows:
    """Collects the results of runs.

    Parameters
    ----------
    weekly
        Whether to store weekly series.
    """

    def __init__(self, *, weekly: bool) -> None:
        self._weekly = weekly
        self._summaries: list[dict[str, Any]] = []
        self._money: list[tuple[str, str, str, float, float]] = []
        self._series: list[pa.Table] = []

    def __len__(self) -> int:
        return len(self._summaries)

    def add(self, run: str, result: Result, measures: RunMeasures) -> None:
        """Add a run."""
        values = {column(key): value for key, value in measures.values.items() if key.kind not in PAID}
        warm_up = {f"warm_up_slope.{name}": slope for name, slope in measures.slopes.items()}
        self._summaries.append({RUN: run, "seed": measures.seed, **values, **warm_up})
        for key, gbp in measures.values.items():
            if key.kind == "cost":
                discounted = measures.values[Key("cost_discounted", key.name, key.part)]
                self._money.append((run, key.part, key.name, gbp, discounted))
        if self._weekly:
            self._series.append(weekly_table(run, result.tallies, measures))

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables by kind."""
        run, payer, category, gbp, discounted = zip(*self._money, strict=True) if self._money else ((),) * 5
        money = {
            RUN: pa.array(run, pa.string()),
            "payer": pa.array(payer, pa.string()),
            "category": pa.array(category, pa.string()),
            "gbp": pa.array(gbp, pa.float64()),
            "gbp_discounted": pa.array(discounted, pa.float64()),
        }
        tables = {SUMMARIES: pa.table(_columns(self._summaries)), MONEY: pa.table(money)}
        if self._series:
            tables[WEEKLY] = pa.concat_tables(self._series, promote_options="default")
        return tables


def _columns(rows: list[dict[str, Any]]) -> dict[str, pa.Array]:
    """Return rows as columns, with missing values where a row has none."""
    names = dict.fromkeys(name for row in rows for name in row)
    kinds = {RUN: pa.string(), "seed": pa.int64()}
    return {name: pa.array([row.get(name) for row in rows], kinds.get(name, pa.float64())) for name in names}


def weekly_table(run: str, tallies: Tallies, measures: RunMeasures) -> pa.Table:
    """Return the weekly series of a run, for the people represented: stocks, flows, need, money."""
    weight = tallies.scenario.people_per_client
    columns: dict[str, Any] = {
        RUN: pa.DictionaryArray.from_arrays(np.zeros(tallies.weeks, np.int32), pa.array([run])),
        "week": np.arange(tallies.weeks, dtype=np.int32),
    }
    for name in (*k.STATES, "aware", *FLOWS):
        columns[name] = tallies.weekly_of(name).sum(axis=1) * weight
    need = tallies.need * weight
    for place, group in enumerate(tallies.groups):
        columns[f"need.{group}"] = need[:, place]
    for name in AGENCY_MEANS:
        columns[name] = tallies.agency(name).mean(axis=(1, 2))
    money = {
        "spending_gbp": tallies.is_line(without=(TRANSFER, FAILURE)),
        "failure_demand_gbp": tallies.is_line(only=(FAILURE,)),
    }
    for name, lines in money.items():
        columns[name] = tallies.paid[:, lines].sum(axis=1) * weight
    for name, values in measures.series.items():
        columns[f"observable.{name}"] = values
    return pa.table(columns)
