"""Lock a study's folder for writing: one sweep at a time, with the same scenario and code as before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from joinup.experiments.arguments import named
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import DamageError, StorageError, StudyError
from joinup.experiments.study.formats import check_format
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ledger import Ledger, reading
from joinup.experiments.study.manifest import (
    FORMAT,
    LEDGER,
    MANIFEST,
    Manifest,
    file_hash,
    read_manifest,
    verified,
    write_manifest,
)
from joinup.experiments.study.segments import KINDS, clear_unfinished
from joinup.sim.errors import JoinupError
from joinup.sim.parameters import Scenario
from joinup.sim.versions import versions

LOCK = ".lock"
MOST_SHOWN = 5


@contextmanager
def locked_ledger(
    folder: Path, design: Design, *, weekly: bool, accept_changes: bool, scale: ScaleEffect | None = None
) -> Iterator[Ledger]:
    """Open a study for writing, created if missing, and seal it at the end.

    Parameters
    ----------
    folder
        The study's folder.
    design
        The design to run.
    weekly
        Whether to store weekly series.
    accept_changes
        Whether to continue although code or scenario has changed: earlier results stay in the folder, and
        everything is rerun.
    scale
        The error of scale, if clients stand for people.

    Raises
    ------
    StudyError
        If the folder contains something else, is in use, or has runs of other code or another scenario.
    DamageError
        If what is stored was changed by anything but joinup.
    StorageError
        If the folder cannot be written.
    """
    check_folder(folder)
    with locked(folder):
        if (folder / LEDGER).exists():
            with reading(folder) as ledger:
                _check_sameness(folder, ledger.facts(), design, weekly, accept_changes)
        with written_ledger(folder) as ledger:
            with ledger.transaction():
                ledger.note(**_facts(design, weekly, scale))
            yield ledger


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let nobody else write to a study within the context, and make its folders; it must be whole.

    Raises
    ------
    StudyError
        If it is in use.
    DamageError
        If there is a study that was changed by anything but joinup.
    StorageError
        If the folder cannot be written.
    """
    with locked_folder(folder):
        if (folder / LEDGER).exists():
            check_format(folder)
            verified(folder)
        yield


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Do the same for a study that may be damaged.

    Raises
    ------
    StudyError
        If it is in use.
    StorageError
        If the folder cannot be written.
    """
    try:
        for kind in KINDS:
            (folder / kind).mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        text = f"'{folder}' is being written by another sweep: wait for it, or choose another folder"
        raise StudyError(text) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the study cannot be written to '{folder}': {reason}") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def written_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a locked study for writing; at the end the manifest is sealed.

    If the process is killed the manifest stays open, and the next one that writes seals it.

    Raises
    ------
    DamageError
        If the ledger cannot be used.
    StorageError
        If it cannot be written.
    """
    try:
        write_manifest(folder, Manifest(is_sealed=False))
        ledger = Ledger(folder / LEDGER, write=True)
        if not ledger.is_sound():
            ledger.close()
            raise DamageError(f"'{folder}' is damaged: {LEDGER} does not agree with itself")
        try:
            _clear(folder, ledger)
            yield ledger
            # A lost worker may have written segments that it never reported.
            _clear(folder, ledger)
        finally:
            _seal(folder, ledger)
    except sqlite3.OperationalError as error:
        text = f"the ledger of '{folder}' cannot be written: {error}. What was stored before is kept"
        raise StorageError(text) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the study cannot be written to '{folder}': {reason}") from error


def _seal(folder: Path, ledger: Ledger) -> None:
    """Make the ledger one file and write the hash of everything; on a full disk the manifest stays open."""
    with suppress(sqlite3.Error, OSError):
        files = ledger.files()
        if ledger.close_as_one_file():
            write_manifest(folder, Manifest(True, {LEDGER: file_hash(folder / LEDGER), **files}))
    ledger.close()


def _clear(folder: Path, ledger: Ledger) -> None:
    left = ledger.reserved()
    clear_unfinished(folder, left)
    ledger.release(left)


def check_folder(folder: Path) -> None:
    """Make sure that a folder holds a study, or nothing but what a sweep leaves that was killed at its start.

    Raises
    ------
    StudyError
        If it holds anything else.
    """
    if folder.exists() and not folder.is_dir():
        raise StudyError(f"'{folder}' is a file; a study is a folder")
    if folder.is_dir() and not (folder / LEDGER).exists():
        strangers = [entry.name for entry in folder.iterdir() if not _is_ours(entry)]
        if strangers:
            text = f"'{folder}' is not empty and contains no study (it holds '{min(strangers)}')"
            raise StudyError(f"{text}: choose another folder")


def _is_ours(entry: Path) -> bool:
    """Return whether a sweep that was killed at its start may have left this."""
    if entry.name == MANIFEST:
        try:
            return not read_manifest(entry.parent).is_sealed
        except JoinupError:
            return False
    return entry.name == LOCK or (entry.name in KINDS and entry.is_dir() and not any(entry.iterdir()))


def _facts(design: Design, weekly: bool, scale: ScaleEffect | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "scenario": json.loads(design.scenario.model_dump_json()),
        "extensions": [one.facts for one in design.scenario.extensions_at_hand],
        "provenance": {path: facts.model_dump() for path, facts in design.scenario.provenance.items()},
        "version": model_version(),
        "versions": versions(),
        "weekly": weekly,
        "asked": list(design.asked),
        "kind": design.kind,
        "seed": design.seed,
        "replicates": design.replicates,
        "ranges": [[one.path, one.low, one.high, one.whole] for one in design.ranges],
        "options": {path: list(values) for path, values in design.options.items()},
        "choices": {name: dict(changes) for name, changes in design.choices.items()},
        "samples": [dict(row) for row in design.samples],
        "sample_seed": design.sample_seed,
        "scale": None if scale is None else scale.facts,
    }


def _check_sameness(
    folder: Path, before: dict[str, Any], design: Design, weekly: bool, accept_changes: bool
) -> None:
    if not before:
        return
    if accept_changes:
        return
    reasons = []
    if before["scenario"] != json.loads(design.scenario.model_dump_json()):
        reasons.append(f"the scenario has changed ({_differences(before['scenario'], design.scenario)})")
    if before["version"] != model_version():
        reasons.append(f"the model's code has changed ({before['version']}, now {model_version()})")
    code = {one["name"]: one["fingerprint"] for one in before.get("extensions", ())}
    for one in design.scenario.extensions_at_hand:
        if code.get(one.name, one.fingerprint) != one.fingerprint:
            reasons.append(f"the code of {one.kind} '{one.name}' has changed ({one.where})")
    if before["weekly"] != weekly:
        reasons.append("weekly series were " + ("kept" if before["weekly"] else "not kept"))
    if reasons:
        raise StudyError(
            f"'{folder}' cannot be continued: {'; '.join(reasons)}. Choose another folder with"
            f" {named('out')}, or rerun everything with {named('accept_changes')}"
        )


def _differences(before: dict[str, Any], scenario: Scenario) -> str:
    """State the differences between two scenarios."""
    now = json.loads(scenario.model_dump_json())
    found = list(_differing(before, now, ""))
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    return ", ".join(found[:MOST_SHOWN]) + more


def _differing(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from _differing(one.get(key), other.get(key), f"{path}.{key}".removeprefix("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (a, b) in enumerate(zip(one, other, strict=True)):
            name = a.get("name", place) if isinstance(a, dict) else place
            yield from _differing(a, b, f"{path}.{name}")
    elif one != other:
        short = not isinstance(one, list | dict) and not isinstance(other, list | dict)
        yield f"{path}: {one} is now {other}" if short else path
