"""``joinup run --replay``: the run that a saved session stands for.

The session's run is repeated, with its seed and its weeks, beside the scenario without the decisions and
without joint working. More replicates are the same decisions with other random draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from joinup.experiments.run.request import RunRequest, chosen_baselines, twins_of
from joinup.experiments.session.files import SavedSession, load_session
from joinup.experiments.session.log import AS_WRITTEN, NONE, as_scenario
from joinup.scenarios.words import count
from joinup.sim.errors import Problem, ScenarioError

BESIDE = (AS_WRITTEN, NONE)
"""What a session is compared with by default."""

SETTLED = {
    "scenario": "a session contains its scenario; leave out '{}'",
    "seed": "a session contains its seed; leave out --seed (--replications adds other seeds)",
    "clients": "a session contains its clients; leave out --clients",
    "settings": "a session contains all its values; leave out --set, or change them in a session",
}
"""Options that would change the session, and the message for each."""


def prepare_replay(
    file: Path,
    *,
    given: Iterable[str] = (),
    scenario: str | None = None,
    weeks: int | None = None,
    replicates: int = 1,
    baselines: Sequence[str] = (),
    out: Path | None = None,
    as_json: bool = False,
    trace: int = 0,
) -> RunRequest:
    """Load a saved session and return the run that repeats it.

    Parameters
    ----------
    file
        The saved session.
    given
        Names of the options that were given besides.
    scenario
        A scenario that was named besides; it is refused.
    weeks
        Weeks to play, if fewer than the session did.
    replicates, baselines, out, as_json, trace
        As in :func:`joinup.experiments.run.request.prepare`.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file and the options.
    """
    problems = [
        Problem((), f"--replay: {said.format(scenario)}") for name, said in SETTLED.items() if name in given
    ]
    try:
        session = load_session(file)
        request = replay_of(
            session,
            file,
            weeks=weeks,
            replicates=replicates,
            baselines=baselines,
            out=out,
            as_json=as_json,
            trace=trace,
        )
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    if problems:
        raise ScenarioError(problems)
    return request


def replay_of(
    session: SavedSession,
    file: Path,
    *,
    weeks: int | None = None,
    replicates: int = 1,
    baselines: Sequence[str] = (),
    out: Path | None = None,
    as_json: bool = False,
    trace: int = 0,
) -> RunRequest:
    """Return the run that repeats a session; see :func:`prepare_replay`.

    Raises
    ------
    ScenarioError
        If no week was played or more are asked for, or a baseline cannot be used.
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
            baselines or BESIDE,
            {AS_WRITTEN: lambda: written, **twins_of(written)},
            lambda other: other.with_changes({"weeks": weeks}),
        ),
        out=out,
        as_json=as_json,
        trace=trace,
        asked=tuple(asked),
        session=session,
    )


def _weeks(session: SavedSession, file: Path, weeks: int | None) -> int:
    if session.weeks == 0:
        raise ScenarioError([Problem((), f"'{file}': no week was played, so there is nothing to replay")])
    if weeks is not None and weeks > session.weeks:
        played = count(session.weeks, "week was", "weeks were")
        raise ScenarioError([Problem((), f"--weeks {weeks}: {played} played in '{file}'")])
    return session.weeks if weeks is None else weeks


def replay_record(request: RunRequest) -> dict[str, Any] | None:
    """Return the record of the session that a run repeats; None if it repeats none."""
    session = request.session
    if session is None:
        return None
    return {
        "file": request.asked[1],
        "model_version": session.version,
        "weeks_played": session.weeks,
        "weeks": session.scenario.weeks,
        "log": [asdict(entry) for entry in session.log],
    }


def version_warning(request: RunRequest) -> list[str]:
    """Return a warning if another version of the model played the session."""
    session = request.session
    if session is None:
        return []
    from joinup.experiments.study.identity import model_version

    if session.version == model_version():
        return []
    return [
        f"The session was played by another version of the model ({session.version:.60}; this is"
        f" {model_version()}): results may differ from those of the session."
    ]
