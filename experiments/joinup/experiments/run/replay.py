"""``joinup run --replay``: rerun a saved session.

The session's run is repeated, with its seed and its weeks, beside the scenario without the decisions and
without joint working. Further replicates have the same decisions and other random draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from joinup.experiments.arguments import ScenarioLike, named
from joinup.experiments.run.request import RunRequest, chosen_baselines, counterfactuals_of
from joinup.experiments.session.log import AS_WRITTEN, NONE, as_scenario
from joinup.experiments.session.saved_session import SavedSession
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import count

DEFAULT_BASELINES = (AS_WRITTEN, NONE)
"""Default baselines of a session."""


def replay_of(
    session: SavedSession,
    file: Path,
    *,
    weeks: int | None = None,
    replicates: int = 1,
    baselines: Sequence[ScenarioLike] | ScenarioLike | None = None,
    trace: int = 0,
) -> RunRequest:
    """Return the run that repeats a session.

    Parameters
    ----------
    session, file
        The session, and its file.
    weeks
        Weeks to run, if fewer than the session had.
    replicates, trace
        As in :class:`joinup.experiments.run.request.RunRequest`.
    baselines
        What to compare it with: ``as_written``, ``none``, ``no_programme`` or other scenarios; the first two
        if not given.

    Raises
    ------
    ScenarioError
        If no week was run or more are asked for, or a baseline cannot be used.
    """
    weeks = _weeks(session, file, weeks)
    written = session.scenario.with_changes({"weeks": weeks})
    asked = ["--replay", str(file)]
    if weeks != session.weeks:
        asked += ["--weeks", str(weeks)]
    return RunRequest(
        scenario=as_scenario(written, session.log),
        changes={},
        seed=session.seed,
        replicates=replicates,
        baselines=chosen_baselines(
            DEFAULT_BASELINES if baselines is None else baselines,
            {AS_WRITTEN: lambda: written, **counterfactuals_of(written)},
            lambda other: other.with_changes({"weeks": weeks}),
        ),
        trace=trace,
        asked=tuple(asked),
        session=session,
    )


def _weeks(session: SavedSession, file: Path, weeks: int | None) -> int:
    if session.weeks == 0:
        raise ScenarioError([Problem((), f"'{file}': no week was run, so there is nothing to replay")])
    if weeks is not None and weeks > session.weeks:
        finished = count(session.weeks, "week was", "weeks were")
        raise ScenarioError([Problem((), f"{named('weeks')} {weeks}: {finished} run in '{file}'")])
    return session.weeks if weeks is None else weeks


def replay_record(request: RunRequest) -> dict[str, Any] | None:
    """Return the record of the session that a run repeats; None if there is none."""
    session = request.session
    if session is None:
        return None
    return {
        "file": request.asked[1],
        "model_version": session.version,
        "weeks_run": session.weeks,
        "weeks": session.scenario.weeks,
        "log": [asdict(entry) for entry in session.log],
    }


def version_warning(request: RunRequest) -> list[str]:
    """Return a warning if another version of the model ran the session."""
    session = request.session
    if session is None:
        return []
    from joinup.experiments.study.identity import model_version

    if session.version == model_version():
        return []
    return [
        f"The session was run by another version of the model ({session.version:.60}; this is"
        f" {model_version()}): results may differ from those of the session."
    ]
