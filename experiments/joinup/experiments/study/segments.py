"""Segments: the results of some runs as Parquet files, written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SUMMARIES, WEEKLY, MONEY = "summaries", "weekly", "money"
KINDS = (SUMMARIES, WEEKLY, MONEY)
PARTIAL = ".partial-"


def write_segment(folder: Path, name: str, tables: Mapping[str, pa.Table]) -> None:
    """Write a segment.

    Parameters
    ----------
    folder
        The study's folder.
    name
        The segment's name, which the ledger has reserved: only then is it the study's to write and remove.
    tables
        Tables by kind; a kind may be missing.

    Raises
    ------
    OSError
        If the disk is full or writing is not allowed; nothing is left then.
    """
    written: list[Path] = []
    try:
        for kind, table in tables.items():
            place = folder / kind
            partial = place / f"{PARTIAL}{name}"
            written.append(partial)
            with partial.open("wb") as file:
                # Neighbouring numbers of a series are similar byte by byte, so this compresses well.
                pq.write_table(
                    table,
                    file,
                    compression="zstd",
                    use_byte_stream_split=_floats(table),
                    use_dictionary=_texts(table),
                )
                file.flush()
                os.fsync(file.fileno())
            partial.rename(place / name)
            written[-1] = place / name
        for kind in tables:
            _sync(folder / kind)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _floats(table: pa.Table) -> list[str]:
    return [column.name for column in table.schema if pa.types.is_floating(column.type)]


def _texts(table: pa.Table) -> list[str]:
    return [column.name for column in table.schema if not pa.types.is_floating(column.type)]


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_unfinished(folder: Path, reserved: Iterable[str]) -> None:
    """Remove what workers that were lost have written of segments that the ledger reserved for them.

    Nothing else is removed: whatever the ledger does not know is not the study's.
    """
    for name in reserved:
        for kind in KINDS:
            (folder / kind / name).unlink(missing_ok=True)
            (folder / kind / f"{PARTIAL}{name}").unlink(missing_ok=True)
