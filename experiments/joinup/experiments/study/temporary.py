"""Temporary folders of studies that were given none: there until the process ends."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """Return the one folder that all of them are in, which is removed when Python exits."""
    return tempfile.TemporaryDirectory(prefix="joinup-studies-", ignore_cleanup_errors=True)


def temporary_folder() -> Path:
    """Return a new folder that is there as long as this process is; ``Study.save`` keeps a study.

    Examples
    --------
    >>> temporary_folder().is_dir()
    True
    """
    return Path(tempfile.mkdtemp(prefix="study-", dir=_home().name))
