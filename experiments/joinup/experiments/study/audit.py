"""Check a study: manifest, hashes, ledger, what is missing; and repair what can be repaired.

Repair deletes nothing. A damaged segment goes into the folder ``damaged``, and its runs wait to be made
again; a manifest that was lost or left open is written anew, if all else agrees. A ledger that was changed
goes there as well, and what hashes prove of it is written anew (:mod:`joinup.experiments.study.salvage`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from joinup.experiments.study.design import at_point, point_key
from joinup.experiments.study.errors import DamageError, StudyError
from joinup.experiments.study.formats import WITHOUT_HASHES, format_of
from joinup.experiments.study.identity import model_version, run_identity
from joinup.experiments.study.ledger import DONE, Ledger, reading
from joinup.experiments.study.lock import locked_folder, written_ledger
from joinup.experiments.study.manifest import (
    FORMAT,
    LEDGER,
    MANIFEST,
    file_hash,
    has_manifest,
    read_manifest,
    verified,
)
from joinup.experiments.study.salvage import SALVAGED, salvage_of, what_is_whole, write_anew
from joinup.experiments.study.segments import KINDS
from joinup.experiments.study.study import StoredStudy
from joinup.experiments.study.upgrade import upgrade
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import count

ASIDE = "damaged"
"""Where repair puts segments that were changed."""


DAMAGE, WARNING, REPAIRED = "damage", "warning", "repaired"


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """What a check of a study finds.

    Attributes
    ----------
    severity
        ``damage`` (something was changed or lost), ``warning``, or ``repaired``.
    """

    severity: str = DAMAGE


def audit(folder: Path, *, repair: bool = False) -> tuple[Finding, ...]:
    """Check a study; return what was repaired, what is damaged and what to beware of.

    Parameters
    ----------
    folder
        Its folder.
    repair
        Whether to repair what can be repaired.

    Raises
    ------
    StudyError
        If it is to be repaired and is being written.
    StorageError
        If it cannot be read, or what is repaired cannot be written.

    Examples
    --------
    >>> audit(Path("studies/forms"), repair=True)  # doctest: +SKIP
    ()
    """
    found = [Finding((), text, severity=REPAIRED) for text in (_repair(folder) if repair else ())]
    try:
        if not (folder / LEDGER).is_file():
            raise DamageError(f"'{folder}' is damaged: {LEDGER} is missing")
        study = StoredStudy(folder)
    except (DamageError, StudyError) as error:
        return (*found, Finding((), f"{error}{_hope(folder)}"))
    with reading(folder) as ledger:
        damage = [*_damaged_files(folder, ledger), *_disagreements(study, ledger)]
    found += [Finding((), text) for text in damage]
    found += [Finding((), text, severity=WARNING) for text in _warnings(study)]
    return tuple(found)


def _hope(folder: Path) -> str:
    """Return what to add of a study that cannot be opened: what is whole, and what repair would do."""
    if not (has_manifest(folder) and read_manifest(folder).is_sealed):
        return ""
    saved = salvage_of(folder)
    return f". {what_is_whole(folder)}" if saved is None else f". Repair keeps {saved}"


def _damaged_files(folder: Path, ledger: Ledger) -> Iterator[str]:
    """Yield what is wrong with segments."""
    for name, found in sorted(ledger.files().items()):
        now = file_hash(folder / name)
        if now != found:
            runs = _runs_in(ledger, Path(name).name)
            what = "was changed since joinup wrote it" if now else "is missing"
            yield f"{name} {what}: the results of {count(runs, 'run')}"
    for (segment,) in ledger.query("select distinct segment from runs where segment is not null"):
        if f"{KINDS[0]}/{segment}" not in ledger.files():
            yield f"the ledger has no hash of {KINDS[0]}/{segment}"


def _disagreements(study: StoredStudy, ledger: Ledger) -> Iterator[str]:
    """Yield where the ledger does not agree with itself."""
    hashes = {}
    is_ours = study.facts["version"] == model_version()
    for point, key, changes, found in ledger.query("select point, key, changes, hash from points"):
        hashes[point] = found
        try:
            if point_key(json.loads(changes)) != key:
                yield f"point {point} is stored in two ways that differ"
            elif is_ours and at_point(study.scenario, json.loads(changes)).hash != found:
                yield f"point {point} gives another scenario than the one that was run"
        except (ValueError, ScenarioError) as error:
            yield f"point {point} cannot be run: {error}"
    sql = (
        "select point, seed, cells.run, runs.version, environment from cells join runs using (run)"
        " where status = ?"
    )
    for point, seed, run, version, environment in ledger.query(sql, (DONE,)):
        if point not in hashes:
            yield f"run {run} is of a point that is not there"
        elif environment and run_identity(hashes[point], seed, version, environment) != run:
            yield f"run {run} is not the run of point {point} with seed {seed}"


def _warnings(study: StoredStudy) -> Iterator[str]:
    standing = study.standing
    if not standing.is_sealed:
        yield "the sweep is under way or was cut off: repeat it, or seal the study with --repair"
    if standing.failed:
        yield f"{count(standing.failed, 'run')} failed: sweep again with --retry-failed"
    if study.pending:
        yield f"{count(study.pending, 'run')} still to be run: repeat the sweep"
    yield from (f"{part} missing: merge all parts" for part in standing.missing_parts)
    if standing.environments > 1:
        yield f"runs were made in {standing.environments} environments: joinup repeat says if figures differ"
    if SALVAGED in study.facts:
        yield "its ledger was written anew: design, provenance, titles and observables are as they were found"
    if study.facts["version"] != model_version():
        yield f"made by model {study.facts['version']}, this is {model_version()}: figures may differ"


def _repair(folder: Path) -> list[str]:
    """Repair what can be repaired; return what was, in words."""
    done: list[str] = []
    with locked_folder(folder):
        if not (folder / MANIFEST).is_file() and format_of(folder) == WITHOUT_HASHES:
            upgrade(folder)
            done.append("taken over from format 1: its files have hashes now, as they were found")
        if not _is_usable(folder):
            return done + _salvaged(folder)
        was_sealed = has_manifest(folder) and read_manifest(folder).is_sealed
        with written_ledger(folder) as ledger:
            done += _set_aside(folder, ledger)
        if not was_sealed:
            done.append(f"{MANIFEST} was written anew, from the ledger as it was found")
    return done


def _is_usable(folder: Path) -> bool:
    """Return whether a ledger is as it was written, as far as can be told."""
    try:
        if not (folder / LEDGER).is_file():
            return False
        if has_manifest(folder):
            return verified(folder).is_sealed or _is_sound(folder)
        return _is_sound(folder)
    except DamageError:
        return False


def _is_sound(folder: Path) -> bool:
    with reading(folder) as ledger:
        return ledger.is_sound() and ledger.facts().get("format") == FORMAT


def _salvaged(folder: Path) -> list[str]:
    """Write a ledger that was changed anew, with what is proven of it; return what was done, in words."""
    saved = salvage_of(folder)
    if saved is None:
        return []
    rest = [name for name in read_manifest(folder).files if name not in (LEDGER, *saved.files)]
    write_anew(folder, saved, folder / ASIDE)
    for name in rest:
        _move_aside(folder, name)
    with written_ledger(folder):
        said = [f"{LEDGER} was put into '{ASIDE}' and written anew with {saved}"]
    if rest:
        said.append(f"{count(len(rest), 'file')} with results of other runs were put into '{ASIDE}'")
    return said


def _move_aside(folder: Path, name: str) -> None:
    if (folder / name).is_file():
        (folder / ASIDE / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).rename(folder / ASIDE / name)


def _set_aside(folder: Path, ledger: Ledger) -> Iterator[str]:
    """Move damaged segments into a folder of their own; their runs are to be made again."""
    files = ledger.files()
    damaged = {Path(name).name for name, found in files.items() if file_hash(folder / name) != found}
    for segment in sorted(damaged):
        runs = _runs_in(ledger, segment)
        for name in (f"{kind}/{segment}" for kind in KINDS):
            if name in files:
                _move_aside(folder, name)
        ledger.drop(segment)
        yield f"{segment} was put into '{ASIDE}': {count(runs, 'run')} to be made again, by the same sweep"


def _runs_in(ledger: Ledger, segment: str) -> int:
    return int(ledger.query("select count(*) from runs where segment = ?", (segment,))[0][0])
