"""``ju.repeat``: make the runs of a study again, and compare them bit for bit."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from joinup.experiments.arguments import path_if_given, whole_if_given
from joinup.experiments.calls.study import Study, study_at
from joinup.experiments.study.repeat import Repetition
from joinup.experiments.study.repeat import repeat as repeat_study
from joinup.experiments.study.sweep import Progress, Stopper


def repeat(
    study: str | os.PathLike[str] | Study,
    run: str | int | None = None,
    *,
    out: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Repetition:
    """Make the runs of a study again from what it holds, and compare every figure bit for bit.

    A study holds its scenario with all values, what every point changes, and every seed, however it was made.

    Parameters
    ----------
    study
        The study or its folder.
    run
        Only this run: its number in the table ``runs``, or the start of its identity there.
    out
        Folder for the runs made again, as a study; a temporary one if not given.
    workers, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    Repetition
        How many runs have the same figures, the `differences`, and the `changes` of code or packages.

    Raises
    ------
    StudyError
        If there is no such study or run, or a point gives another scenario in this version of joinup.
    NoResultsError
        If no run has results to compare with.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> forms = {"partnership.form": ["none", "merged"]}
    >>> study = ju.sweep("town", vary=forms, weeks=26, clients=200, workers=0)
    >>> found = ju.repeat(study, workers=0)
    >>> found.same, found.is_same, found.changes
    (2, True, ())
    """
    folder = study.folder if isinstance(study, Study) else study_at(study).folder
    place, given = path_if_given(out, "out"), whole_if_given(workers, "workers")
    found = repeat_study(folder, run, out=place, workers=given, progress=progress, stopper=stopper)
    return replace(found, study=Study(found.study.folder))
