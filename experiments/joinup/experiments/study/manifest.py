"""The manifest of a study: every file that it has, by hash.

``manifest.json`` names the ledger and every segment with its SHA-256, and has one of its own: that of its
text with this one hash blank. It is *sealed* when a sweep or a merge has ended. While one writes, it is
*open*: then the ledger is changing, and its own records of segments hold. A process that was killed leaves
it open, and the next one that writes to the study seals it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from joinup.experiments.run.results_folder import to_disk
from joinup.experiments.study.errors import DamageError, StudyError
from joinup.sim.errors import JoinupError

MANIFEST = "manifest.json"
LEDGER = "study.sqlite"
MARK, FORMAT = "joinup_study", 2
SEALED, OPEN = "sealed", "open"

BLANK = "0" * 64
"""What stands for the manifest's own hash in the text that is hashed."""

TRIES = 3
"""How often a ledger is looked at again that seems damaged, since a sweep may just have begun or ended."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a study's folder holds.

    Attributes
    ----------
    is_sealed
        Whether nothing is being written to the study.
    files
        SHA-256 of every file by its name in the folder; empty while the manifest is open.
    """

    is_sealed: bool
    files: Mapping[str, str] = field(default_factory=dict)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a study's manifest, as a whole or not at all."""
    content = {
        MARK: FORMAT,
        "state": SEALED if manifest.is_sealed else OPEN,
        "files": dict(sorted(manifest.files.items())),
        "sha256": BLANK,
    }
    text = f"{json.dumps(content, indent=1)}\n"
    before, _, after = text.rpartition(BLANK)
    partial = folder / f".{MANIFEST}.partial"
    partial.write_text(f"{before}{_hash_of(text.encode())}{after}", encoding="utf-8")
    to_disk(partial)
    partial.replace(folder / MANIFEST)
    to_disk(folder)


def holds_study(folder: Path) -> bool:
    """Return whether a folder holds a study, whole or not."""
    return os.path.isfile(folder / LEDGER) or has_manifest(folder)


def has_manifest(folder: Path) -> bool:
    """Return whether a folder has a manifest that is as it was written."""
    try:
        return os.path.isdir(folder) and bool(read_manifest(folder))
    except JoinupError:
        return False


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a study.

    Raises
    ------
    DamageError
        If it is missing, or was changed by anything but joinup.
    StudyError
        If another version of joinup wrote it.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
        content = json.loads(raw)
        own = content["sha256"].encode()
        before, _, after = raw.rpartition(own)
        if _hash_of(before + BLANK.encode() + after) != own.decode():
            raise ValueError("its hash is another")
        if content[MARK] != FORMAT:
            text = f"'{folder}' was written by another version of joinup (format {content[MARK]})"
            raise StudyError(text)
        return Manifest(content["state"] == SEALED, content["files"])
    except FileNotFoundError:
        raise DamageError(f"'{folder}' is damaged: {MANIFEST} is missing") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DamageError(f"'{folder}': {MANIFEST} cannot be read: {reason}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamageError(f"'{folder}' is damaged: {MANIFEST} was changed since joinup wrote it") from None


def verified(folder: Path) -> Manifest:
    """Return the manifest of a study, if its ledger is as it says.

    Raises
    ------
    DamageError
        If manifest or ledger were changed by anything but joinup.
    StudyError
        If another version of joinup wrote them.
    """
    manifest = read_manifest(folder)
    for _ in range(TRIES):
        if not manifest.is_sealed or file_hash(folder / LEDGER) == manifest.files.get(LEDGER):
            return manifest
        before, manifest = manifest, read_manifest(folder)
        if manifest == before:
            break
    raise DamageError(f"'{folder}' is damaged: {LEDGER} was changed since joinup wrote it")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file; an empty text if it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def merge_place(folder: Path) -> Path:
    """Return the folder beside a study in which it is merged, before it is moved into place."""
    return folder.with_name(f".{folder.name}.joinup-merge")
