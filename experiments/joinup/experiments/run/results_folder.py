"""The folder of a run's results: its place, what it may replace, and that it is written whole or not at all.

Files are written into a hidden sibling (``.NAME.joinup-partial-PID``), brought to disk, and the
sibling is then renamed. A folder of the same run is replaced; one that holds anything else is
left alone: without ``--out`` the next free name is taken (``NAME-2``), with it the run is refused
before it starts. What a killed run left behind is cleared away by the next one.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from joinup.experiments.arguments import named
from joinup.experiments.run.errors import ResultsNotWrittenError
from joinup.sim.errors import Problem, ScenarioError

RECORD = "run.json"
MADE_BY = "joinup run"
RESULTS = Path("results")

PARTIAL = "joinup-partial"
REPLACED = "joinup-replaced"
STALE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """A place for results that is known to be usable.

    Attributes
    ----------
    path
        The folder; it may not exist yet.
    """

    path: Path

    def write(self, fill: Callable[[Path], None]) -> None:
        """Write the folder completely or not at all.

        Parameters
        ----------
        fill
            Writes the files into the folder that it is given.

        Raises
        ------
        ResultsNotWrittenError
            If the disk is full or writing is not allowed.
        """
        partial = _sibling(self.path, PARTIAL)
        try:
            partial.mkdir(parents=True)
            try:
                fill(partial)
                for file in (*sorted(partial.rglob("*")), partial):
                    to_disk(file)
                self._put_in_place(partial)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            text = f"the results cannot be written to '{self.path}': {reason}"
            raise ResultsNotWrittenError(text) from error

    def _put_in_place(self, partial: Path) -> None:
        replaced = _sibling(self.path, REPLACED)
        if self.path.exists():
            self.path.rename(replaced)
        try:
            partial.rename(self.path)
        except OSError:
            if replaced.exists():
                replaced.rename(self.path)
            raise
        to_disk(self.path.parent)
        shutil.rmtree(replaced, ignore_errors=True)


def claim(out: Path | None, *, name: str, identity: str) -> ResultsFolder:
    """Find a place for the results before anything is run.

    Parameters
    ----------
    out
        The folder asked for, if any.
    name
        Name of the usual folder.
    identity
        The identity of the run; see ``run.json``.

    Raises
    ------
    ScenarioError
        If the folder asked for cannot be used.
    ResultsNotWrittenError
        If the usual place cannot be used.
    """
    path = (out or RESULTS / name).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path = path.resolve()
        if out is None:
            path = next(option for option in _names(path) if _is_free(option) or _is_of(option, identity))
        elif problem := why_not(path):
            raise ScenarioError([Problem((), f"{named('out')} {out}: {problem}")])
        _clear(path)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if out is not None:
            raise ScenarioError([Problem((), f"{named('out')} {out}: cannot be written: {reason}")]) from None
        text = f"the results cannot be written to '{path}': {reason}; choose a folder with {named('out')}"
        raise ResultsNotWrittenError(text) from error
    return ResultsFolder(path)


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(f"{path.name}-{number}")


def _is_free(path: Path) -> bool:
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def _is_of(path: Path, identity: str) -> bool:
    return why_not(path) is None and record_of(path).get("identity") == identity


def why_not(path: Path, *, record: str = RECORD, made_by: str = MADE_BY) -> str | None:
    """Return why a folder must not be replaced by results, if it must not.

    Parameters
    ----------
    path
        The folder.
    record, made_by
        The file that says what made a folder of such results, and what it says.
    """
    if _is_free(path):
        return None
    if not path.is_dir():
        return "there is a file of that name"
    found = record_of(path, record)
    if found.get("made_by") != made_by:
        return "the folder is not empty and holds no results of joinup; choose another"
    strangers = sorted({entry.name for entry in path.iterdir()} - set(found["files"]))
    if strangers:
        return f"the folder also holds '{strangers[0]}', which joinup did not write; choose another"
    return None


def record_of(path: Path, record: str = RECORD) -> dict[str, Any]:
    """Return what ``run.json`` (or another record) says in a folder; nothing if there is none."""
    try:
        found = json.loads((path / record).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("files"), list) else {}


def _sibling(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}-{os.getpid()}")


def _clear(path: Path) -> None:
    """Remove what a killed run left; restore a folder that it was about to replace."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.{REPLACED}-*"):
        if not in_use(left):
            if path.exists():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.rename(path)
    for left in path.parent.glob(f".{glob.escape(path.name)}.{PARTIAL}-*"):
        if not in_use(left):
            shutil.rmtree(left, ignore_errors=True)


def in_use(left: Path) -> bool:
    """Return whether the process that made a hidden folder may still be writing."""
    process = left.name.rpartition("-")[2]
    if os.name != "posix" or not process.isdigit():
        return time.time() - left.stat().st_mtime < STALE_SECONDS
    if int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
