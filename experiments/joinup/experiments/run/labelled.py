"""Tables of a result as labelled arrays (xarray): keys are axes, variables carry unit, name and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extras import extra
from joinup.sim.results.columns import TABLES, Column, Table
from joinup.sim.results.result import Result
from joinup.sim.text.words import capital, plain_name, title

if TYPE_CHECKING:
    import xarray as xr


def attributes(unit: str, long_name: str, description: str) -> dict[str, str]:
    """Return the attributes of a variable by the names of netCDF's conventions."""
    return {"units": unit, "long_name": capital(long_name), "description": description}


def dataset_of(result: Result, tables: Sequence[str]) -> xr.Dataset:
    """Return tables of a result as one data set.

    Raises
    ------
    ScenarioError
        If there is no such table, or its rows have no keys.
    MissingExtraError
        If xarray is not installed.
    """
    with extra():
        import xarray as xr

    keyed = [name for name, table in TABLES.items() if table.keys]
    if wrong := [name for name in tables if name not in keyed]:
        raise ScenarioError([Problem.unknown((), "table with keys", name, keyed) for name in wrong])
    axes = {key for name in tables for key in TABLES[name].keys}
    data = xr.Dataset()
    for name in tables:
        for variable, array in _variables(result.table(name), TABLES[name]).items():
            taken = variable in data or variable in axes
            data[f"{name}_{variable}" if taken else variable] = array
    if "week" in data.coords:
        dates = pd.date_range(result.scenario.start_date, periods=result.weeks, freq="7D")
        data = data.assign_coords(date=("week", dates[data["week"].to_numpy()]))
        data["date"].attrs = {"long_name": "First day of the week"}
    data.attrs = {
        "title": title(result.scenario),
        "scenario": result.scenario.name,
        "scenario_hash": result.scenario.hash,
        "seed": result.seed,
        "people": result.people,
        "people_per_client": result.people_per_client,
    }
    return data


def _variables(frame: pd.DataFrame, table: Table) -> dict[str, xr.DataArray]:
    """Return the columns of a table, by name, along the keys that it has."""
    keys = [key for key in table.keys if key in frame]
    found = frame.set_index(keys).to_xarray()
    # Axes in the order in which the table has them, and not in that of the alphabet.
    found = found.reindex({key: frame[key].unique() for key in keys})
    for name in (*found.coords, *found.data_vars):
        found[name].attrs = _attributes(table.column(str(name)))
    return {str(name): found[name] for name in found.data_vars}


def _attributes(column: Column) -> dict[str, str]:
    return attributes(column.unit, plain_name(column.public_name), column.about)


def plain_values(values: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    """Return values that netCDF can hold: numbers as they are, all else as text."""
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy()
    return values.astype(str).to_numpy(str)
