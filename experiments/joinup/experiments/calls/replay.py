"""``ju.replay``: a saved session, rerun beside the scenario without its decisions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from joinup.experiments.arguments import Folder, ScenarioLike, named, path_if_given, whole, whole_if_given
from joinup.experiments.calls.run import runs_of
from joinup.experiments.run.replay import replay_of
from joinup.experiments.session.files import load_session
from joinup.sim.errors import ArgumentError

if TYPE_CHECKING:
    from joinup.experiments.run.runs import Runs


def replay(
    session: str | os.PathLike[str],
    *,
    weeks: int | None = None,
    replicates: int = 1,
    baselines: Sequence[ScenarioLike] | ScenarioLike | None = None,
    trace: int = 0,
    out: Folder | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """Rerun a saved session: its scenario, seed, weeks and decisions.

    Parameters
    ----------
    session
        The file of a session that was saved or exported.
    weeks
        Weeks to run, if fewer than the session had.
    replicates
        Number of replicates. The first is the session itself; the others have the same decisions and other
        random draws.
    baselines
        What to compare with: ``as_written`` (without the decisions), ``none``, ``no_programme``, or other
        scenarios by name, file or as objects; ``off`` for no comparison. The first two if not given.
    trace, out, progress
        As in :func:`joinup.run`.

    Returns
    -------
    Runs
        Measures and differences from the baselines.

    Raises
    ------
    ScenarioError
        Listing every problem in the file.
    ArgumentError
        If an argument has the wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> from joinup.experiments.session.files import save
    >>> session = ju.Session(ju.load("town").with_changes({"population.clients": 200, "weeks": 26}))
    >>> session.run_for(13)
    >>> decision = session.decide({"partnership.form": "merged"}, who="the room")
    >>> session.run_for(13)
    >>> save(Path("tuesday.json"), session.scenario, session.seed, session.log, weeks=session.week)
    >>> ju.replay("tuesday.json").baselines
    ('as_written', 'none')
    """
    if not isinstance(session, str | os.PathLike):
        raise ArgumentError(named("session"), session, "the path of a saved session")
    weeks = whole_if_given(weeks, "weeks", least=1)
    replicates, trace = whole(replicates, "replicates", least=1), whole(trace, "trace")
    if out is not True:
        out = path_if_given(out, "out")
    request = replay_of(
        load_session(Path(session)),
        Path(session),
        weeks=weeks,
        replicates=replicates,
        baselines=baselines,
        trace=trace,
    )
    return runs_of(request, out=out, progress=progress)
