"""Tables of a result as Parquet files with the unit and meaning of every column.

The unit and the meaning are in the metadata of each field (``unit``, ``description``), where pyarrow,
DuckDB and others find them; pandas reads the table as it was.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from joinup.scenarios.tables.writer import write_one_csv
from joinup.sim.results.columns import Table
from joinup.sim.results.result import Result

DICTIONARY = "columns.csv"
"""Every column of every table: unit and meaning."""


def write_frame(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write a table as ``NAME.parquet``."""
    _write(folder, name, pa.Table.from_pandas(frame, preserve_index=False))


def write_table(folder: Path, table: Table, frame: pd.DataFrame, *, simulated: bool = False) -> None:
    """Write a table of a result as ``NAME.parquet``, with the unit and meaning of its columns.

    Parameters
    ----------
    folder
        The folder to write to.
    table
        The declaration of its columns.
    frame
        The table.
    simulated
        Whether it is in simulated clients rather than for people.
    """
    content = pa.Table.from_pandas(frame, preserve_index=False)
    fields = []
    for field in content.schema:
        column = table.column(field.name)
        unit = column.simulated_unit if simulated else column.unit
        fields.append(field.with_metadata({"unit": unit, "description": column.about}))
    _write(folder, table.name, content.cast(pa.schema(fields, content.schema.metadata)))


def _write(folder: Path, name: str, content: pa.Table) -> None:
    pq.write_table(content, folder / f"{name}.parquet", compression="zstd")


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table that was written by :func:`write_table` or :func:`write_frame`."""
    frame: pd.DataFrame = pq.read_table(folder / f"{name}.parquet").to_pandas()
    return frame


def write_dictionary(folder: Path, result: Result) -> None:
    """Write the unit and meaning of every column of every table as ``columns.csv``."""
    rows = result.columns.drop(columns="for_people")
    write_one_csv(folder / DICTIONARY, rows)
