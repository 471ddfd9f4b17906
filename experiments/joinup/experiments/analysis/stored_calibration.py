"""A calibration as a folder: what was fitted to what, how it went, and the posterior.

``calibration.json``
    The scenario with all values and their sources, the published figures, those that the fitted model misses,
    parameters known together only, and the waves.
``posterior.json``, ``posterior.parquet``
    The posterior, for sweeps and other programs.
``informed.parquet``
    What was learnt about each parameter.
``kept.parquet``, ``simulated.parquet``
    Draws as shares of their ranges, and the figures of each in every replicate.
``series.parquet``
    Each observable fitted to, week by week, in every run of the posterior.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.calibrate import Calibration
from joinup.experiments.analysis.fit_targets import Observation, Observations
from joinup.experiments.analysis.methods.history_matching import Calibrated, Wave
from joinup.experiments.run.results_folder import ResultsFolder, record_of, why_not
from joinup.experiments.run.stored_result import scenario_in, scenario_record, write_record
from joinup.experiments.run.table_files import read_table, write_frame
from joinup.experiments.study.posteriors import read_posterior
from joinup.sim.errors import Problem, ScenarioError

RECORD, MADE_BY = "calibration.json", "joinup calibrate"
INFORMED, KEPT, SIMULATED, SERIES = "informed", "kept", "simulated", "series"


def write_calibration(folder: Path, found: Calibration) -> Path:
    """Write a calibration as a folder, as a whole or not at all; return where it is.

    Raises
    ------
    ScenarioError
        If there is something else in the folder.
    ResultsNotWrittenError
        If the disk is full or writing is not allowed.
    """
    place = folder.absolute()
    if problem := why_not(place, record=RECORD, made_by=MADE_BY):
        raise ScenarioError([Problem((), f"'{folder}': {problem}")])

    def fill(inside: Path) -> None:
        found.posterior.save(inside)
        write_frame(inside, INFORMED, found.informed)
        write_frame(inside, KEPT, pd.DataFrame(found.fitted.kept, columns=list(found.posterior.draws)))
        write_frame(inside, SIMULATED, _long(found.fitted.simulated, "draw", "replicate", "figure"))
        series = [_long(runs, "run", "week").assign(observable=name) for name, runs in found.series.items()]
        write_frame(inside, SERIES, pd.concat(series))
        write_record(inside, _record(found), record=RECORD, made_by=MADE_BY)

    ResultsFolder(place).write(fill)
    return place


def _long(values: Any, *axes: str) -> pd.DataFrame:
    """Return an array as a table of one row a value, with its place along each axis."""
    places = {axis: place.ravel() for axis, place in zip(axes, np.indices(values.shape), strict=True)}
    return pd.DataFrame({**places, "value": values.ravel()})


def _array(table: pd.DataFrame, *axes: str) -> Any:
    """Return the array of a table that :func:`_long` made."""
    return table["value"].to_numpy().reshape([int(table[axis].max()) + 1 for axis in axes])


def _record(found: Calibration) -> dict[str, Any]:
    used = found.observations.used
    return {
        "observations": [asdict(one) for one in used],
        "left_out": list(found.observations.left_out),
        "missed": [[used.index(one), float(mean)] for one, mean in found.missed],
        "together": [[one, other, float(rank)] for one, other, rank in found.together],
        "waves": [asdict(wave) for wave in found.fitted.waves],
        "candidates": found.fitted.candidates,
        "effective": float(found.fitted.effective),
        "predicted": float(found.fitted.predicted),
        **scenario_record(found.scenario),
    }


def holds_calibration(folder: Path) -> bool:
    """Return whether a calibration is stored in a folder."""
    return record_of(folder, RECORD).get("made_by") == MADE_BY


def read_calibration(folder: Path) -> Calibration:
    """Read a calibration that :func:`write_calibration` wrote."""
    record = record_of(folder, RECORD)
    used = tuple(
        Observation(**{**one, "date": date.fromisoformat(one["date"])}) for one in record["observations"]
    )
    series = read_table(folder, SERIES).set_index("observable")
    return Calibration(
        posterior=read_posterior(folder),
        missed=tuple((used[place], mean) for place, mean in record["missed"]),
        informed=read_table(folder, INFORMED),
        together=tuple((one, other, rank) for one, other, rank in record["together"]),
        series={
            str(name): _array(runs, "run", "week") for name, runs in series.groupby("observable", sort=False)
        },
        observations=Observations(used, tuple(record["left_out"])),
        fitted=Calibrated(
            kept=read_table(folder, KEPT).to_numpy(),
            simulated=_array(read_table(folder, SIMULATED), "draw", "replicate", "figure"),
            waves=tuple(Wave(**wave) for wave in record["waves"]),
            candidates=record["candidates"],
            effective=record["effective"],
            predicted=record["predicted"],
        ),
        scenario=scenario_in(record),
        files=(folder / "posterior.json", folder / "posterior.parquet"),
    )
