"""Merge studies that were run in parts, for clusters without a Dask scheduler.

A merged study is built in a hidden folder beside its place (``.NAME.joinup-merge``), sealed, brought to disk
and moved into place. A merge that was cut off leaves that folder, and merging again begins anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from joinup.experiments.run.results_folder import to_disk
from joinup.experiments.study.errors import DamageError, StorageError, StudyError
from joinup.experiments.study.ledger import DONE, Cell, Ledger, RunOutcome, reading
from joinup.experiments.study.lock import LOCK, check_folder, locked, written_ledger
from joinup.experiments.study.manifest import file_hash, merge_place
from joinup.experiments.study.provenance import MERGE, entry
from joinup.experiments.study.segments import KINDS
from joinup.experiments.study.study import StoredStudy, open_study

SAME = ("format", "scenario", "version", "weekly")
"""Facts that must be the same in all parts."""


def merge(parts: Sequence[Path], out: Path) -> StoredStudy:
    """Join the points and runs of several studies in a new one; the parts are not changed.

    Runs that several parts have in common are included once. A run that two parts have of one point and
    seed, made in different environments, is kept twice, and the first of them is read.

    Raises
    ------
    StudyError
        If parts are missing, have different scenarios or code, or the new folder is not empty.
    DamageError
        If a part was changed by anything but joinup.
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
    place = out.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise StudyError(f"'{out}' is not empty: choose a new folder")
    aside = merge_place(place)
    try:
        _clear(aside)
        with locked(aside):
            try:
                with written_ledger(aside) as ledger:
                    _gather(ledger, aside, studies)
                for kind in KINDS:
                    to_disk(aside / kind)
                aside.rename(place)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
        (place / LOCK).unlink(missing_ok=True)
        to_disk(place.parent)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the study cannot be written to '{out}': {reason}") from error
    return open_study(out)


def _clear(aside: Path) -> None:
    """Clear away what a merge that was cut off has left, and nothing else."""
    check_folder(aside)
    if aside.exists():
        try:
            with FileLock(aside / LOCK, timeout=0):
                shutil.rmtree(aside)
        except Timeout:
            raise StudyError(f"'{aside}' is being written by another merge: wait for it") from None


def _gather(ledger: Ledger, out: Path, studies: Sequence[StoredStudy]) -> None:
    facts = dict(studies[0].facts)
    facts["replicates"] = max(study.facts["replicates"] for study in studies)
    with ledger.transaction():
        ledger.note(**facts)
    for study in studies:
        with reading(study.folder) as part:
            files = part.files()
            for name in sorted(files):
                _copy(study.folder, out, name, files[name])
            points = part.query("select point, key, changes, hash, withdrawn from points order by point")
            made = {row[0] for row in ledger.query("select run from runs where status = ?", (DONE,))}
            rows = [RunOutcome(*row) for row in part.query("select * from runs")]
            ledger.finish((row for row in rows if row.run not in made), files)
            with ledger.transaction():
                numbers = ledger.number_points([tuple(row[1:4]) for row in points])
                new = {row[0]: number for row, number in zip(points, numbers, strict=True)}
                cells = part.query("select point, seed, run, version from cells")
                ledger.ask(Cell(new[point], *rest) for point, *rest in cells)
                ledger.withdraw(new[row[0]] for row in points if row[4])
                for call in part.calls():
                    if call not in ledger.calls():
                        ledger.note_call(call)
    with ledger.transaction():
        names = [study.folder.resolve().name for study in studies]
        ledger.note_call({**entry(MERGE), "parts": names})


def _copy(source: Path, out: Path, name: str, found: str) -> None:
    """Copy a file of a segment, if it is whole."""
    if (out / name).exists():
        return
    shutil.copyfile(source / name, out / name)
    if file_hash(out / name) != found:
        text = f"'{source}' is damaged: {name} was changed since joinup wrote it"
        raise DamageError(f"{text}; joinup check --repair says which runs to repeat")
    to_disk(out / name)
