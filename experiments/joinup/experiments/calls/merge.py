"""``ju.merge``: join studies that were run in parts."""

from __future__ import annotations

import os

from joinup.experiments.arguments import named, path_if_given
from joinup.experiments.calls.study import Study
from joinup.experiments.study.merge import merge as merge_studies
from joinup.sim.errors import ArgumentError


def merge(*parts: str | os.PathLike[str] | Study, out: str | os.PathLike[str]) -> Study:
    """Merge studies that were run in parts (``sweep(shard=...)``) into a new one; the parts are not changed.

    Parameters
    ----------
    *parts
        The studies or their folders.
    out
        Folder of the new study.

    Raises
    ------
    StudyError
        If parts are missing, have different scenarios or code, or the new folder is not empty.
    StorageError
        If the new study cannot be written.

    Examples
    --------
    >>> import joinup as ju
    >>> small = ju.design("town", vary={"partnership.form": ["none", "merged"]}, weeks=26, clients=200)
    >>> parts = [ju.sweep(small, shard=(part, 2), out=f"part{part}", workers=0) for part in (1, 2)]
    >>> len(ju.merge(*parts, out="whole").summaries())
    2
    """
    folders = [
        part.folder if isinstance(part, Study) else path_if_given(part, "parts", "a Study or its folder")
        for part in parts
    ]
    place = path_if_given(out, "out")
    if place is None:
        raise ArgumentError(named("out"), out, "the folder of the new study")
    return Study(merge_studies([folder for folder in folders if folder is not None], place).folder)
