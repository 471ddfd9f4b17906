"""Find scenario files: shipped ones by name, others by path.

A file that is too large is refused by its size, before it is read.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from joinup.sim.errors import Problem, ScenarioError, nearest

LIBRARY = Path(__file__).parent / "library"
LIBRARY_SHOWN = "scenarios/library"
MAX_BYTES = 1_000_000
SUFFIXES = (".yaml", ".yml")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario file.

    Attributes
    ----------
    path
        The file, links resolved.
    folder
        The folder that the file may inherit from, with what is below it.
    shown
        Its name in messages.
    """

    path: Path
    folder: Path
    shown: str


def available() -> tuple[str, ...]:
    """Return the names of the shipped scenarios.

    Examples
    --------
    >>> import joinup as ju
    >>> "town" in ju.available()
    True
    """
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def shipped(name: str) -> Source:
    """Return a shipped scenario's file."""
    library = LIBRARY.resolve()
    return Source(library / f"{name}.yaml", library, f"{LIBRARY_SHOWN}/{name}.yaml")


def find(wanted: str | os.PathLike[str]) -> Source:
    """Return the file for the name of a shipped scenario or a path.

    Raises
    ------
    ScenarioError
        If there is no such scenario or file; the message suggests a similar name.
    """
    text = os.fspath(wanted)
    if isinstance(wanted, str) and text in available():
        return shipped(text)
    path = Path(text)
    if "\0" in text or not _exists(path):
        raise ScenarioError([_missing(text, path)])
    if not is_text(text):
        raise ScenarioError(
            [Problem((), f"'{text}': its name has bytes that are no text in UTF-8; rename it")]
        )
    return Source(path.resolve(), path.resolve().parent, text)


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a scenario."""
    return NAME.fullmatch(text) is not None


def is_text(path: str) -> bool:
    """Return whether a path can be written down: Python takes bytes that are none as halves of characters."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def neighbours(folder: Path) -> list[str]:
    """Return the names of the scenario files in a folder."""
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(SUFFIXES))
    except OSError:
        return []


def text_of(source: Source) -> str:
    """Return the text of a file.

    Raises
    ------
    ScenarioError
        If it is a folder, too large, not UTF-8 or cannot be read.
    """
    try:
        if source.path.is_dir():
            inside = neighbours(source.path)
            raise ScenarioError(
                [Problem((), f"'{source.shown}' is a folder, not a scenario file", tuple(inside[:20]))]
            )
        if not source.path.is_file():
            raise ScenarioError([Problem((), f"'{source.shown}' is not an ordinary file")])
        size = source.path.stat().st_size
        if size > MAX_BYTES:
            raise _refused(source, f"the file has {size:,} bytes; a scenario has at most {MAX_BYTES:,}")
        raw = source.path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ScenarioError([Problem((), f"'{source.shown}' cannot be read: {reason}")]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        text = f"not UTF-8 text (byte {raw[error.start]:#04x}); save the file as UTF-8"
        raise ScenarioError([Problem((), text).at(source.shown, line, column)]) from None
    return text


def _refused(source: Source, message: str) -> ScenarioError:
    return ScenarioError([Problem((), message).at(source.shown, 1, 1)])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _missing(text: str, path: Path) -> Problem:
    names = available()
    if is_name(text):
        near = nearest(text, names)
        return Problem((), f"no shipped scenario and no file is called '{text}'", names, near)
    beside = {name: Path(name).stem for name in neighbours(path.parent)} if "\0" not in text else {}
    # The same name with another ending, or of a shipped scenario, is nearer than any that is spelled alike.
    alike = [name for name, stem in beside.items() if stem == path.stem]
    if not alike and path.stem in names:
        return Problem((), f"there is no file '{text}'", (), path.stem)
    near = alike[0] if alike else nearest(path.name, beside)
    return Problem((), f"there is no file '{text}'", (), None if near is None else str(path.parent / near))
