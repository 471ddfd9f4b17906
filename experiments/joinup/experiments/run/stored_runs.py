"""Replicates and their baselines, read from the folder that they were stored in.

Findings are computed again from the measures of every run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.run.findings import find
from joinup.experiments.run.measures_table import Key, RunMeasures
from joinup.experiments.run.replicates import Replicates
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.result import Result
from joinup.experiments.run.results_folder import record_of
from joinup.experiments.run.runs import Runs
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.run.spreads import of_facts
from joinup.experiments.run.stored_result import OBSERVABLES, SCENARIO, StoredTables, scenario_in
from joinup.experiments.run.table_files import read_table
from joinup.experiments.run.yardstick import Yardstick
from joinup.experiments.session.log import Entry
from joinup.experiments.session.saved_session import SavedSession
from joinup.scenarios.scenario import Scenario
from joinup.sim.extensions.registry import carried, stored

REPLICATES = "replicates"


def holds_runs(folder: Path) -> bool:
    """Return whether a folder holds replicates, and not one result alone."""
    return (folder / f"{REPLICATES}.parquet").is_file() and "warm_up" in record_of(folder)


def read_runs(folder: Path) -> Runs:
    """Return the runs that are stored in a folder."""
    record = record_of(folder)
    request = _request(record)
    measures = _measures(folder, record)
    replicates = Replicates(
        Result(StoredTables(folder)), measures[SCENARIO], {name: measures[name] for name in request.baselines}
    )
    found = find(
        request,
        replicates,
        folder,
        scale=ScaleEffect.of_facts(record["scale"]),
        yardstick=Yardstick.of_facts(record["yardstick"]),
        spreads=of_facts(record.get("spreads", ())),
    )
    return Runs(found, replicates)


def _request(record: dict[str, Any]) -> RunRequest:
    return RunRequest(
        scenario=scenario_in(record),
        changes=record["changes"],
        seed=record["seed"],
        replicates=record["replicates"],
        baselines={name: _scenario(record, one["scenario"]) for name, one in record["baselines"].items()},
        trace=record["trace"],
        asked=tuple(record["asked"]),
        session=_session(record),
    )


def _session(record: dict[str, Any]) -> SavedSession | None:
    if (replay := record["replay"]) is None:
        return None
    log = tuple(Entry(**{**entry, "agencies": tuple(entry["agencies"])}) for entry in replay["log"])
    scenario = _scenario(record, record["session"])
    return SavedSession(scenario, record["seed"], replay["weeks_run"], log, replay["model_version"])


def _scenario(record: dict[str, Any], tree: dict[str, Any]) -> Scenario:
    with carried(stored(record.get("extensions", ()))):
        return Scenario.parse(tree)


def _measures(folder: Path, record: dict[str, Any]) -> dict[str, tuple[RunMeasures, ...]]:
    """Return the measures of every run by the name of what was run."""
    values, series = read_table(folder, REPLICATES), read_table(folder, OBSERVABLES)
    of_run = dict(iter(values.groupby(["run", "seed"], sort=False)))
    series_of_run = dict(iter(series.groupby(["run", "seed"], sort=False)))
    found: dict[str, list[RunMeasures]] = {}
    for one in record["warm_up"]:
        name, seed = one["run"], one["seed"]
        rows = of_run[name, seed]
        keys = zip(rows["kind"], rows["outcome"], rows["group"], strict=True)
        found.setdefault(name, []).append(
            RunMeasures(
                seed=seed,
                values=dict(zip((Key(*key) for key in keys), rows["value"].tolist(), strict=True)),
                series=_series(series_of_run.get((name, seed))),
                slopes=one["slopes"],
                still_moving=frozenset(one["still_moving"]),
            )
        )
    return {name: tuple(runs) for name, runs in found.items()}


def _series(rows: pd.DataFrame | None) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    if rows is None:
        return {}
    by_name = rows.groupby("observable", sort=False)
    return {str(name): part["value"].to_numpy(dtype=np.float64) for name, part in by_name}
