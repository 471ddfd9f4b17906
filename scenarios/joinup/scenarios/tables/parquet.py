"""Tables in Parquet files: their columns have types, and may say their unit and meaning."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from joinup.scenarios.tables.columns import ANY_GAP, Column, Kind
from joinup.scenarios.tables.grid import MAX_COLUMNS, Cell, refused
from joinup.scenarios.tables.numbers import Gap
from joinup.scenarios.tables.table import Places, Table

MOST_ROWS = 50_000_000
MOST_BYTES = 2_000_000_000
"""Bytes that a file may have once it is unpacked."""

FACTS = ("title", "description", "provenance")
"""What a file may say about itself, by the names of its metadata."""


def read(raw: bytes, file: str) -> Table:
    """Read a Parquet file.

    Raises
    ------
    ScenarioError
        If it cannot be read, is too large, or has columns within columns.
    """
    try:
        found = pq.ParquetFile(pa.BufferReader(raw))
        facts = found.metadata
        unpacked = sum(facts.row_group(n).total_byte_size for n in range(facts.num_row_groups))
        if facts.num_rows > MOST_ROWS or unpacked > MOST_BYTES or facts.num_columns > MAX_COLUMNS:
            limits = f"{MOST_ROWS:,} rows, {MAX_COLUMNS:,} columns and {MOST_BYTES:,} bytes unpacked"
            raise refused(file, f"too large: a table has at most {limits}")
        nested = [field.name for field in found.schema_arrow if pa.types.is_nested(field.type)]
        if nested:
            raise refused(file, f"the column '{nested[0]}' holds lists or records, not single values")
        content = found.read()
        # What pandas noted about indexes and types is not needed, and a file may say anything there.
        frame = content.replace_schema_metadata().to_pandas()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise refused(file, f"not a Parquet file that can be read ({reason})") from None
    return _table(content, frame, file)


def _table(content: pa.Table, frame: pd.DataFrame, file: str) -> Table:
    names = content.column_names
    doubled = [name for name in names if names.count(name) > 1]
    if doubled:
        raise refused(file, f"the column '{doubled[0]}' is there twice")
    if not content.num_rows:
        raise refused(file, "there are no rows")
    columns = tuple(_column(field) for field in content.schema)
    said = content.schema.metadata or {}
    return Table(
        file=file,
        frame=frame,
        columns=columns,
        places=Places(file, range(1, len(frame) + 1), {name: place + 1 for place, name in enumerate(names)}),
        about="Parquet; lines are rows, counted from 1",
        header=0,
        gaps={name: Counter({Gap.MISSING: int(frame[name].isna().sum())}) for name in names},
        facts={name: said[name.encode()].decode(errors="replace") for name in FACTS if name.encode() in said},
    )


def _column(field: pa.Field) -> Column:
    said = {key.decode(): value.decode(errors="replace") for key, value in (field.metadata or {}).items()}
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    is_number = pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    found = (
        Kind.WHOLE
        if pa.types.is_integer(kind)
        else Kind.NUMBER
        if is_number
        else Kind.TRUTH
        if pa.types.is_boolean(kind)
        else Kind.DATE
        if pa.types.is_date(kind)
        else Kind.TEXT
    )
    return Column(field.name, found, said.get("description", ""), said.get("unit", ""), gaps=ANY_GAP)


def cells(values: pd.Series[Any]) -> list[Cell]:
    """Return a column as cells: an empty text where there is no value."""
    return ["" if missing else value for value, missing in zip(values.tolist(), values.isna(), strict=True)]
