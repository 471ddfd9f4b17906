"""How the runs of an analysis are made and stored, from arguments that all calls share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from joinup.experiments.analysis.storage import Execution, kept_in
from joinup.experiments.arguments import Folder, path_if_given, whole_if_given
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.sim.parameters import Scenario


def execution_of(
    out: Folder | None,
    kind: str,
    *,
    workers: int | None,
    accept_changes: bool,
    any_scale: bool,
    progress: Callable[[Progress], None] | None,
    stopper: Stopper | None,
) -> Execution:
    """Return how runs are made.

    Parameters
    ----------
    out
        Folder for the studies; True is the default one; a temporary one if not given.
    kind
        Prefix of the default folder's name.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    """
    folder: Path | Callable[[Scenario], Path] | None
    folder = kept_in(kind) if out is True else path_if_given(out, "out")
    return Execution(folder, whole_if_given(workers, "workers"), accept_changes, any_scale, progress, stopper)
