"""Merge studies that were run in parts, for clusters without a Dask scheduler."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.ledger import Cell, Ledger, RunOutcome
from joinup.experiments.study.lock import LEDGER, LOCK
from joinup.experiments.study.segments import KINDS, PARTIAL
from joinup.experiments.study.study import StoredStudy, open_study

SAME = ("format", "scenario", "version", "weekly")
"""Facts that must be the same in all parts."""


def merge(parts: Sequence[Path], out: Path) -> StoredStudy:
    """Join the points and runs of several studies in a new one; the parts are not changed.

    Runs that several parts have in common are included once.

    Raises
    ------
    StudyError
        If parts are missing, have different scenarios or code, or the new folder is not empty.
    StorageError
        If the new study cannot be written.
    """
    studies = [open_study(part) for part in parts]
    if not studies:
        raise StudyError("there is nothing to merge")
    first = studies[0]
    for study in studies[1:]:
        for key in SAME:
            if study.facts[key] != first.facts[key]:
                text = f"'{study.folder}' and '{first.folder}' differ in {key}"
                raise StudyError(f"{text}: they cannot be merged")
    if out.exists() and any(out.iterdir()):
        raise StudyError(f"'{out}' is not empty: choose a new folder")
    try:
        for kind in KINDS:
            (out / kind).mkdir(parents=True, exist_ok=True)
        with FileLock(out / LOCK, timeout=0):
            ledger = Ledger(out / LEDGER, write=True)
            try:
                _gather(ledger, out, studies)
            finally:
                ledger.close()
    except Timeout:
        raise StudyError(f"'{out}' is being written by another sweep") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the study cannot be written to '{out}': {reason}") from error
    return open_study(out)


def _gather(ledger: Ledger, out: Path, studies: Sequence[StoredStudy]) -> None:
    facts = dict(studies[0].facts)
    facts["replicates"] = max(study.facts["replicates"] for study in studies)
    with ledger.transaction():
        ledger.note(**facts)
    for study in studies:
        part = Ledger(study.folder / LEDGER)
        try:
            for name in sorted(part.segments()):
                _copy(study.folder, out, name)
            points = part.query("select point, key, changes, hash from points order by point")
            with ledger.transaction():
                numbers = ledger.number_points([(key, changes, found) for _, key, changes, found in points])
                new = {old[0]: number for old, number in zip(points, numbers, strict=True)}
                cells = part.query("select point, replicate, seed, run from cells")
                ledger.ask(Cell(new[point], *rest) for point, *rest in cells)
            made = {row[0] for row in ledger.query("select run from runs where status = 'done'")}
            rows = part.query("select * from runs")
            ledger.finish(RunOutcome(*row) for row in rows if row[0] not in made)
        finally:
            part.close()


def _copy(source: Path, out: Path, name: str) -> None:
    """Copy a segment, completely or not at all."""
    for kind in KINDS:
        if (source / kind / name).exists() and not (out / kind / name).exists():
            partial = out / kind / f"{PARTIAL}{name}"
            shutil.copyfile(source / kind / name, partial)
            partial.rename(out / kind / name)
