"""Sessions that begin with something that was run before: a saved session, or a run of a study."""

from __future__ import annotations

from pathlib import Path

from joinup.experiments.session.saved_session import SavedSession
from joinup.experiments.session.session import Session
from joinup.experiments.study.one_run import open_run


def resume(saved: SavedSession, *, traced: int = 0) -> Session:
    """Resume a saved session where it stopped, with its what-ifs.

    Raises
    ------
    ScenarioError
        If something that was decided is not allowed.
    """
    session = Session(saved.scenario, saved.seed, traced=traced)
    session.repeat(saved.weeks, saved.log, saved.arms)
    return session


def session_of_run(folder: str | Path, run: str | int, *, traced: int = 0) -> tuple[Session, str]:
    """Open a run of a study as a session in which nothing is decided yet, and say what to call it.

    Raises
    ------
    StudyError
        If there is no such study or run; see :func:`joinup.experiments.study.one_run.open_run`.
    """
    scenario, seed, label = open_run(folder, run)
    return Session(scenario, seed, traced=traced), label
