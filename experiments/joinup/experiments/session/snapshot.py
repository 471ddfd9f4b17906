"""Snapshots: copies of a session for work that takes longer than the run may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from joinup.experiments.session.live_outcomes import over_time
from joinup.experiments.session.log import RUN, Entry
from joinup.experiments.session.saved_session import SavedArm, SavedSession
from joinup.experiments.session.session import Session
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result


@dataclass(frozen=True, slots=True)
class ArmSnapshot:
    """A copy of an arm.

    Attributes
    ----------
    name, title, since, log
        As in :class:`joinup.experiments.session.arms.Arm`.
    result
        Its tables.
    over_time
        Every outcome of :data:`joinup.experiments.session.live_outcomes.OUTCOMES` at the end of each
        week (T,).
    """

    name: str
    title: str
    since: int | None
    log: tuple[Entry, ...]
    result: Result
    over_time: Mapping[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a session.

    Attributes
    ----------
    scenario, seed
        The scenario and seed as the session was opened.
    weeks
        Weeks run.
    arms
        Every arm by name, this run first.
    version
        Version of the model that ran it.
    saved_arms
        The arms beside the run in which something was decided, as a file keeps them.
    """

    scenario: Scenario
    seed: int
    weeks: int
    arms: Mapping[str, ArmSnapshot]
    version: str
    saved_arms: tuple[SavedArm, ...] = ()

    @property
    def run(self) -> ArmSnapshot:
        """The arm with the decisions."""
        return self.arms[RUN]

    def saved(self, arm: str = RUN) -> SavedSession:
        """Return the saved session that repeats an arm."""
        return SavedSession(self.scenario, self.seed, self.weeks, self.arms[arm].log, self.version)

    def day(self, week: int) -> date:
        """Return the first day of a week."""
        return self.scenario.start_date + timedelta(weeks=week)


def snapshot(session: Session) -> Snapshot:
    """Copy a session as it stands; later weeks do not change the copy."""
    from joinup.experiments.study.identity import model_version

    return Snapshot(
        scenario=session.scenario,
        seed=session.seed,
        weeks=session.week,
        arms={
            name: ArmSnapshot(
                name=name,
                title=arm.title,
                since=arm.since,
                log=arm.log,
                result=session.result(name),
                over_time=over_time(session.scenario, session.series[name]),
            )
            for name, arm in session.arms.items()
        },
        version=model_version(),
        saved_arms=session.saved_arms,
    )
