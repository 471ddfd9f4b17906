"""Tables as files that say what they hold: title, description, provenance, each column's unit and meaning.

Parquet and NetCDF say so in metadata, workbooks on a sheet ``dictionary``, CSV in a file ``columns.csv``
beside it. What is written here, :mod:`joinup.scenarios.tables.reader` reads back as it was, but for spaces
about texts and, in workbooks, the seventeenth digit of a number.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from joinup.scenarios.tables.columns import Column
from joinup.scenarios.tables.text import guarded
from joinup.sim.extras import require

DICTIONARY = "dictionary"
"""The sheet of a workbook that says what every column is."""

COLUMNS = "columns.csv"
"""The file beside CSV files that says what every column is."""

MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""When a workbook says that it was made: the same tables are the same file."""

LISTED = ("table", "column", "unit", "description")


@dataclass(frozen=True)
class Described:
    """A table that says what it holds.

    Attributes
    ----------
    name
        What it is called.
    frame
        The table.
    columns
        What its columns are.
    facts
        What it says about itself: ``title``, ``description``, ``provenance``.
    """

    name: str
    frame: pd.DataFrame = field(repr=False)
    columns: Sequence[Column]
    facts: Mapping[str, str]

    def column(self, name: str) -> Column:
        """Return what a column is."""
        return next((column for column in self.columns if column.name == name), Column(name))


def dictionary(tables: Sequence[Described]) -> pd.DataFrame:
    """Return what every column of some tables is: one row a column."""
    rows = [
        (table.name, str(name), table.column(str(name)).unit, table.column(str(name)).about)
        for table in tables
        for name in table.frame
    ]
    return pd.DataFrame(rows, columns=list(LISTED))


def write_csv(folder: Path, tables: Sequence[Described]) -> list[Path]:
    """Write tables as ``NAME.csv`` and what their columns are as ``columns.csv``.

    Texts that a spreadsheet program would take for formulas are written with an apostrophe before them.
    """
    files = []
    every = [*((table.name, table.frame) for table in tables), (Path(COLUMNS).stem, dictionary(tables))]
    for name, frame in every:
        files.append(folder / f"{name}.csv")
        write_one_csv(files[-1], frame)
    return files


def write_one_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write one table as CSV; texts and names of columns that might become formulas are guarded."""
    plain = _each(frame, lambda values: values.map(_guarded)).rename(columns=_guarded)
    plain.to_csv(path, index=False, lineterminator="\n")


def write_parquet(folder: Path, table: Described) -> Path:
    """Write a table as ``NAME.parquet``, with what it holds in its metadata."""
    frame = _each(table.frame, _of_one_kind)
    content = pa.Table.from_pandas(frame, preserve_index=False)
    fields = []
    for one in content.schema:
        column = table.column(one.name)
        kind = pa.string() if pa.types.is_null(one.type) else one.type
        fields.append(pa.field(one.name, kind, metadata={"unit": column.unit, "description": column.about}))
    schema = pa.schema(fields, {**(content.schema.metadata or {}), **_encoded(table.facts)})
    path = folder / f"{table.name}.parquet"
    pq.write_table(content.cast(schema), path, compression="zstd")
    return path


def write_workbook(path: Path, tables: Sequence[Described]) -> Path:
    """Write tables as sheets of a workbook, with a sheet about the columns.

    Raises
    ------
    MissingExtraError
        If the package that writes workbooks is not installed.
    """
    require("xlsxwriter")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    facts = tables[0].facts if tables else {}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        properties = {"title": facts.get("title", ""), "comments": facts.get("provenance", "")}
        book.book.set_properties({**properties, "created": MADE})
        for table in tables:
            frame = _each(table.frame, _of_one_kind)
            frame.to_excel(book, sheet_name=table.name, index=False, freeze_panes=(1, 0))
        about = [(table.name, "", "", table.facts.get("description", "")) for table in tables]
        origin = [("", "", "", facts[name]) for name in ("title", "provenance") if name in facts]
        rows = pd.DataFrame([*origin, *about], columns=list(LISTED))
        every = pd.concat([rows, dictionary(tables)], ignore_index=True)
        every.to_excel(book, sheet_name=DICTIONARY, index=False, freeze_panes=(1, 0))
    return path


def _encoded(facts: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): text.encode() for name, text in facts.items()}


def _each(frame: pd.DataFrame, change: Callable[[pd.Series[Any]], pd.Series[Any]]) -> pd.DataFrame:
    """Return a table with its columns changed that hold neither numbers nor truth values nor dates."""
    return pd.DataFrame(
        {
            name: values if is_numeric_dtype(values) or is_datetime64_any_dtype(values) else change(values)
            for name, values in frame.items()
        }
    )


def _guarded(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value


def _of_one_kind(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of texts as it is; one of several kinds as texts, as scenario files write them."""
    kinds = {type(value) for value in values if not _is_missing(value)}
    if len(kinds) <= 1 and not kinds & {list, tuple, dict}:
        return values
    return values.map(lambda value: None if _is_missing(value) else str(value))


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)
