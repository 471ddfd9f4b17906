"""Files that users name: what they may be called, and that they are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from joinup.experiments.arguments import named, path_if_given, wrong
from joinup.experiments.study.errors import StorageError
from joinup.sim.errors import ArgumentError
from joinup.sim.text.words import listing


def place_given(path: str | os.PathLike[str]) -> Path:
    """Return the file or folder that was given to store in.

    Raises
    ------
    ArgumentError
        If it is no path.
    """
    place = path_if_given(path, "path", "the path of a file or folder")
    if place is None:
        raise ArgumentError(named("path"), path, "the path of a file or folder")
    return place


def file_given(path: str | os.PathLike[str], endings: Sequence[str]) -> Path:
    """Return the file that was given, if its name ends as it must.

    Raises
    ------
    ScenarioError
        If it ends otherwise.
    ArgumentError
        If it is no path.

    Examples
    --------
    >>> file_given("room.json", [".json"]).name
    'room.json'
    """
    place = place_given(path)
    if place.suffix not in endings:
        raise wrong("path", f"name a file that ends in {listing(endings, 'or')}", given=f"'{path}'")
    return place


def written(place: Path, content: bytes) -> Path:
    """Write a file under another name and rename it, so that it is never there in part; return it.

    Raises
    ------
    StorageError
        If it cannot be written.
    """
    partial = place.with_name(f".{place.name}.partial-{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"'{place}' cannot be written: {reason}") from error
    return place
