"""Formats of studies: what this version of joinup reads, and what it says of the rest."""

from __future__ import annotations

from pathlib import Path

from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.ledger import reading
from joinup.experiments.study.manifest import FORMAT, LEDGER, MANIFEST, merge_place

WITHOUT_HASHES = 1
"""The format before files had hashes."""


def check_format(folder: Path) -> None:
    """Make sure that a folder holds a study that this version of joinup reads.

    Raises
    ------
    StudyError
        If it holds none, one whose merge was cut off, or one of another format.
    DamageError
        If its ledger cannot be read.
    """
    if not (folder / LEDGER).is_file():
        if merge_place(folder).is_dir():
            raise StudyError(f"'{folder}': merge unfinished, nothing is there yet; merge again to finish it")
        raise StudyError(f"there is no study in '{folder}' (no {LEDGER})")
    if (folder / MANIFEST).is_file():
        return
    found = format_of(folder)
    if found == WITHOUT_HASHES:
        text = f"'{folder}' was written by an earlier joinup (format 1), whose files have no hashes"
        raise StudyError(f"{text}: joinup check --repair takes it over")
    if found != FORMAT:
        raise StudyError(f"'{folder}' was written by another version of joinup (format {found})")


def format_of(folder: Path) -> object:
    """Return the format that a study's ledger states; None if it states none."""
    with reading(folder) as ledger:
        return ledger.facts().get("format")
