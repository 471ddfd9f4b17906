"""Studies for other programs: CSV, workbooks, NetCDF, Parquet, each with what its columns are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from joinup.experiments.report.output_folder import write_folder
from joinup.experiments.run.labelled import plain_values
from joinup.experiments.study.described_tables import POINTS, RUNS, described
from joinup.experiments.study.dictionary import measure_attributes, parameter_attributes
from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.segments import MONEY, SUMMARIES, WEEKLY
from joinup.experiments.study.study import KEYS, StoredStudy
from joinup.scenarios.tables.writer import write_csv, write_parquet, write_workbook
from joinup.sim.extensions.registry import carried
from joinup.sim.extras import extra, require

if TYPE_CHECKING:
    import xarray as xr

EXCEL_ROWS = 1_048_576
"""What a sheet of Excel holds."""


def export(study: StoredStudy, kind: str, out: Path) -> list[Path]:
    """Write a study's tables; return the files.

    Parameters
    ----------
    study
        What to write.
    kind
        ``csv``, ``xlsx``, ``netcdf`` or ``parquet``.
    out
        Folder for the files.

    Raises
    ------
    StudyError
        If the kind is not known or the tables do not fit.
    ScenarioError
        If a file would be overwritten that joinup did not write.
    StorageError
        If the files cannot be written.
    """
    if kind not in WRITERS:
        raise StudyError(f"cannot export to '{kind}' (allowed: {', '.join(WRITERS)})")
    try:
        with carried(study.scenario.extensions_at_hand):
            return write_folder(out, lambda inside: WRITERS[kind](study, inside))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the export cannot be written to '{out}': {reason}") from error


def tables_of(study: StoredStudy) -> dict[str, pd.DataFrame]:
    """Return every table of a study by name."""
    tables = {POINTS: study.points.reset_index(), RUNS: study.runs, SUMMARIES: study.summaries()}
    tables[MONEY] = study.money()
    if study.facts["weekly"]:
        tables[WEEKLY] = study.weekly()
    return tables


def _csv(study: StoredStudy, out: Path) -> list[Path]:
    return write_csv(out, described(study, tables_of(study)))


def _parquet(study: StoredStudy, out: Path) -> list[Path]:
    return [write_parquet(out, table) for table in described(study, tables_of(study))]


def _excel(study: StoredStudy, out: Path) -> list[Path]:
    tables = tables_of(study)
    too_long = [name for name, table in tables.items() if len(table) >= EXCEL_ROWS]
    if too_long:
        text = f"'{too_long[0]}' has {len(tables[too_long[0]]):,} rows, more than a sheet of Excel holds"
        raise StudyError(f"{text}: export to csv or parquet")
    return [write_workbook(out / "study.xlsx", described(study, tables))]


def _netcdf(study: StoredStudy, out: Path) -> list[Path]:
    """Write summaries (point, replicate), and weekly series (point, replicate, week)."""
    require("h5netcdf")
    axes = {SUMMARIES: ["point", "replicate"], WEEKLY: ["point", "replicate", "week"]}
    tables = {SUMMARIES: study.summaries()}
    if study.facts["weekly"]:
        tables[WEEKLY] = study.weekly()
    files = []
    for table in described(study, tables):
        files.append(out / f"{table.name}.nc")
        data = dataset_of(study, table.frame, axes[table.name])
        data.assign_attrs(table.facts).to_netcdf(files[-1], engine="h5netcdf")
    return files


def dataset_of(study: StoredStudy, table: pd.DataFrame, axes: list[str]) -> xr.Dataset:
    """Return a table as an xarray data set; what points change stands along the axis of points.

    Raises
    ------
    MissingExtraError
        If xarray is not installed.
    """
    with extra():
        import xarray as xr

    changed = list(study.points.columns)
    others = [name for name in table.columns if name not in (*KEYS, *changed, *axes)]
    data = xr.Dataset.from_dataframe(table.set_index(axes)[others])
    for path in changed:
        plain = plain_values(study.points[path])
        data = data.assign_coords({path: ("point", plain[data["point"].to_numpy()])})
        data[path].attrs = parameter_attributes(study.scenario, str(path))
    with carried(study.scenario.extensions_at_hand):
        for name in data.data_vars:
            data[name].attrs = measure_attributes(str(name))
    data.attrs = {"scenario": study.scenario.name, "model_version": study.facts["version"]}
    return data


WRITERS: dict[str, Callable[[StoredStudy, Path], list[Path]]] = {
    "csv": _csv,
    "xlsx": _excel,
    "netcdf": _netcdf,
    "parquet": _parquet,
}
"""What a study can be exported to."""
