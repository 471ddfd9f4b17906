"""Segments: the results of some runs as Parquet files with their hashes, each written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from joinup.experiments.run.results_folder import to_disk
from joinup.experiments.study.manifest import file_hash

SUMMARIES, WEEKLY, MONEY = "summaries", "weekly", "money"
KINDS = (SUMMARIES, WEEKLY, MONEY)
PARTIAL = ".partial-"


def write_segment(folder: Path, name: str, tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """Write a segment; return the hash of each file by its name in the study's folder.

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
    hashes: dict[str, str] = {}
    try:
        for kind, table in tables.items():
            place = folder / kind
            partial = place / f"{PARTIAL}{name}"
            written.append(partial)
            content = BytesIO()
            # Neighbouring numbers of a series are similar byte by byte, so this compresses well.
            pq.write_table(
                table,
                content,
                compression="zstd",
                use_byte_stream_split=_floats(table),
                use_dictionary=_texts(table),
            )
            # Of what was meant, not of what the disk made of it.
            hashes[f"{kind}/{name}"] = hashlib.sha256(content.getbuffer()).hexdigest()
            with partial.open("wb") as file:
                file.write(content.getbuffer())
                file.flush()
                os.fsync(file.fileno())
            partial.rename(place / name)
            written[-1] = place / name
        for kind in tables:
            to_disk(folder / kind)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return hashes


def _floats(table: pa.Table) -> list[str]:
    return [column.name for column in table.schema if pa.types.is_floating(column.type)]


def _texts(table: pa.Table) -> list[str]:
    return [column.name for column in table.schema if not pa.types.is_floating(column.type)]


def clear_unfinished(folder: Path, reserved: Iterable[str]) -> None:
    """Remove what workers that were lost have written of segments that the ledger reserved for them.

    Nothing else is removed: whatever the ledger does not know is not the study's.
    """
    for name in reserved:
        for kind in KINDS:
            (folder / kind / name).unlink(missing_ok=True)
            (folder / kind / f"{PARTIAL}{name}").unlink(missing_ok=True)


class Segments:
    """The segments of a study, each checked against its hash once, when it is first read.

    Parameters
    ----------
    folder
        The study's folder.
    files
        The hash of every file by its name in the folder.
    """

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self._folder, self._files = folder, files
        self._whole: dict[str, frozenset[str]] = {}

    def whole(self, kind: str) -> frozenset[str]:
        """Return the names of the segments whose file of a kind is as it was stored."""
        if kind not in self._whole:
            self._whole[kind] = frozenset(
                name
                for name, found in self._of(kind).items()
                if file_hash(self._folder / kind / name) == found
            )
        return self._whole[kind]

    def damaged(self) -> frozenset[str]:
        """Return the names of the segments of which a file was changed or lost, as far as was checked."""
        return frozenset(name for kind in self._whole for name in self._of(kind).keys() - self._whole[kind])

    def _of(self, kind: str) -> dict[str, str]:
        start = f"{kind}/"
        return {
            name.removeprefix(start): found for name, found in self._files.items() if name.startswith(start)
        }
