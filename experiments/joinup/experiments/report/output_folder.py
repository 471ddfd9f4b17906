"""A folder that joinup writes files into, and in which it touches nothing that it has not written.

Files are written aside, brought to disk and moved into place: a new folder as a whole, files in a folder
that is there already one by one. A record (``.joinup.json``) in the folder names what joinup wrote, by hash.
A file is only ever replaced if the record has it and it is as it was written.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from joinup.experiments.arguments import named
from joinup.experiments.run.results_folder import in_use, to_disk
from joinup.sim.errors import Problem, ScenarioError

RECORD = ".joinup.json"
ASIDE = ".joinup-partial-"
"""Prefix of the temporary folder in which files are made, inside the folder that they are for."""

type Record = dict[str, list[str]]
"""Hashes that each file written by joinup may have, by name: two while it is being replaced."""


def write_folder(folder: Path, fill: Callable[[Path], Sequence[Path]]) -> list[Path]:
    """Write files into a folder; return where they are.

    Parameters
    ----------
    folder
        The folder; made if it is not there.
    fill
        Writes the files into the folder that it is given, and returns them.

    Raises
    ------
    ScenarioError
        If a file of the same name is there that joinup did not write, or that was changed since. Nothing is
        written then.
    OSError
        If the disk is full or writing is not allowed.

    Examples
    --------
    >>> def one_file(inside):
    ...     (inside / "points.csv").write_text("point")
    ...     return [inside / "points.csv"]
    >>> [path.name for path in write_folder(Path("tables"), one_file)]
    ['points.csv']
    """
    place = folder.absolute()
    is_new = not place.exists()
    aside = (place.with_name(f".{place.name}{ASIDE}") if is_new else place / ASIDE).as_posix()
    made = Path(f"{aside}{os.getpid()}")
    _clear(made)
    made.mkdir(parents=True)
    try:
        names = [path.relative_to(made) for path in fill(made)]
        hashes = {name.as_posix(): _hash(made / name) for name in names}
        if is_new:
            _write_record(made, {name: [found] for name, found in hashes.items()})
            _to_disk(made)
            made.rename(place)
        else:
            _to_disk(made)
            _move(made, place, hashes)
        to_disk(place.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return [folder / name for name in names]


def _move(made: Path, place: Path, hashes: dict[str, str]) -> None:
    """Move files into a folder that is there, if they replace nothing but what joinup wrote."""
    record = _record(place)
    foreign = [name for name in hashes if (place / name).exists() and not _is_ours(place, name, record)]
    if foreign:
        why = "joinup did not write it, or it was changed since; choose another folder with"
        raise ScenarioError(
            [Problem((), f"'{place / name}' would be overwritten: {why} {named('out')}") for name in foreign]
        )
    # Killed from here on, either content of a file is known as joinup's.
    both = {name: [*record.get(name, ()), found] for name, found in hashes.items()}
    _write_record(place, {**record, **both})
    for name in hashes:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(place / name)
    _write_record(place, {**record, **{name: [found] for name, found in hashes.items()}})


def _is_ours(place: Path, name: str, record: Record) -> bool:
    return name in record and (place / name).is_file() and _hash(place / name) in record[name]


def _record(place: Path) -> Record:
    try:
        found = json.loads((place / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): list(hashes) for name, hashes in found.items()} if isinstance(found, dict) else {}


def _write_record(place: Path, record: Record) -> None:
    partial = place / f"{RECORD}.partial"
    partial.write_text(json.dumps(record, indent=1), encoding="utf-8")
    to_disk(partial)
    partial.replace(place / RECORD)


def _to_disk(made: Path) -> None:
    for path in (*sorted(made.rglob("*")), made):
        to_disk(path)


def _clear(made: Path) -> None:
    """Remove temporary folders that killed processes left of the same folder."""
    for left in made.parent.glob(f"{glob.escape(made.name.rpartition('-')[0])}-*"):
        if not in_use(left):
            shutil.rmtree(left, ignore_errors=True)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
