"""A session under way: all arms played together, steered, rewound and branched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.parameters import Scenario
from sim.result import Result
from viz.session.arms import MOST_WHAT_IFS, RUN, Arm, apply, opening_arms
from viz.session.checkpoints import Checkpoints
from viz.session.frames import Frame, frame
from viz.session.log import Entry, as_scenario

MEMORY = 512 * 2**20
"""Most bytes of checkpoints, if not told otherwise."""


class Session:
    """One scenario, played week by week beside what would have happened otherwise.

    Parameters
    ----------
    scenario
        What to play.
    seed
        Seed of every draw, the same in all arms.
    traced
        Clients whose stories are followed.
    memory
        Most bytes of checkpoints.

    Examples
    --------
    >>> session = Session(load("town"), seed=1)  # doctest: +SKIP
    >>> session.play(40)  # doctest: +SKIP
    >>> session.decide({"partnership.form": "merged"}, who="facilitator")  # doctest: +SKIP
    >>> session.play(12)  # doctest: +SKIP
    >>> session.rewind(40)  # doctest: +SKIP
    """

    def __init__(self, scenario: Scenario, seed: int = 1, *, traced: int = 0, memory: int = MEMORY) -> None:
        self.scenario = scenario
        self.seed = seed
        self.arms: dict[str, Arm] = opening_arms(scenario, seed, traced=traced)
        self._checkpoints = Checkpoints(memory)
        self._checkpoints.keep(0, self.arms)

    @property
    def week(self) -> int:
        """The week that will be played next."""
        return self.arms[RUN].engine.week

    @property
    def is_over(self) -> bool:
        """Whether the scenario's weeks have been played."""
        return self.week >= self.scenario.weeks

    @property
    def log(self) -> tuple[Entry, ...]:
        """What was decided in this run."""
        return self.arms[RUN].log

    @property
    def parameters(self) -> Scenario:
        """The scenario as it stands in this run."""
        return self.arms[RUN].engine.scenario

    def play(self, weeks: int = 1) -> None:
        """Play some weeks in all arms; no further than the scenario goes."""
        for _ in range(min(weeks, self.scenario.weeks - self.week)):
            for arm in self.arms.values():
                arm.engine.advance(1)
            self._checkpoints.keep(self.week, self.arms)

    def decide(
        self,
        changes: Mapping[str, Any] | None = None,
        *,
        who: str,
        title: str = "",
        turnover_shock: float = 0.0,
        agencies: Sequence[str] = (),
        arm: str = RUN,
    ) -> Entry:
        """Change something in an arm from the coming week on, and write down who did.

        Raises
        ------
        ScenarioError
            If it is not allowed; nothing has changed then.
        """
        entry = Entry(self.week, who, title, dict(changes or {}), turnover_shock, tuple(agencies))
        if not entry.set and not entry.turnover_shock:
            raise ScenarioError([Problem((), "nothing was decided: give new values or a share of staff")])
        self._check_agencies(entry)
        chosen = self._arm(arm)
        # In a scenario, what a session decided is an event; so it must be allowed as one.
        as_scenario(self.scenario, (*chosen.log, entry))
        apply(chosen.engine, (entry,))
        self.arms[arm] = replace(chosen, log=(*chosen.log, entry))
        return entry

    def rewind(self, week: int) -> None:
        """Go back to the start of a week; what was decided in it and later is undone.

        What-ifs that branched off later are gone.

        Raises
        ------
        ScenarioError
            If the week has not been reached.
        """
        if not 0 <= week <= self.week:
            raise ScenarioError([Problem((), f"week {week} is not between 0 and {self.week}")])
        names = [name for name, arm in self.arms.items() if arm.since is None or arm.since <= week]
        logs = {name: tuple(entry for entry in self.arms[name].log if entry.week < week) for name in names}
        self._go_to(week, logs)

    def undo(self) -> Entry | None:
        """Undo what was decided last in this run and play up to the same week again; return it."""
        if not self.log:
            return None
        last, week = self.log[-1], self.week
        logs = {name: arm.log for name, arm in self.arms.items()}
        self._go_to(last.week, {**logs, RUN: logs[RUN][:-1]})
        self.play(week - last.week)
        return last

    def what_if(self, name: str, title: str, changes: Mapping[str, Any], *, who: str) -> Arm:
        """Branch off this run as it stands, with something changed, to go on beside it.

        Raises
        ------
        ScenarioError
            If there are three already, the name is taken or the change is not allowed.
        """
        there = [arm for arm in self.arms.values() if arm.since is not None]
        if name in self.arms:
            raise ScenarioError([Problem((), f"there is already an arm called '{name}'")])
        if len(there) >= MOST_WHAT_IFS:
            raise ScenarioError([Problem((), f"there are {MOST_WHAT_IFS} what-ifs already: drop one first")])
        self.arms[name] = replace(self.arms[RUN].copy(), name=name, title=title, since=self.week)
        try:
            self.decide(changes, who=who, title=title, arm=name)
        except ScenarioError:
            del self.arms[name]
            raise
        return self.arms[name]

    def drop(self, name: str) -> None:
        """Drop a what-if."""
        if self._arm(name).since is None:
            raise ScenarioError([Problem((), f"'{name}' is no what-if and stays")])
        del self.arms[name]

    def frame(self) -> Frame:
        """Return how everything stands at the end of the last week played."""
        return frame(self.scenario, self.arms)

    def result(self, arm: str = RUN) -> Result:
        """Return the tables of an arm so far."""
        return Result.of(self._arm(arm).engine)

    def as_scenario(self, arm: str = RUN) -> Scenario:
        """Return a scenario in which what was decided happens as events; it plays as the session did."""
        return as_scenario(self.scenario, self._arm(arm).log)

    def _arm(self, name: str) -> Arm:
        if name not in self.arms:
            raise ScenarioError([Problem.unknown((), "arm", name, self.arms)])
        return self.arms[name]

    def _check_agencies(self, entry: Entry) -> None:
        names = [agency.name for agency in self.scenario.agencies]
        unknown = [name for name in entry.agencies if name not in names]
        if unknown:
            raise ScenarioError([Problem.unknown((), "agency", name, names) for name in unknown])

    def _go_to(self, week: int, logs: Mapping[str, tuple[Entry, ...]]) -> None:
        """Put the arms named in the logs to the start of a week, with what the logs say decided."""
        start, arms = self._checkpoints.at_or_before(week)
        later = {name: arm for name, arm in self.arms.items() if name in logs and name not in arms}
        self.arms = {
            name: replace(arm, log=tuple(entry for entry in logs[name] if entry.week < start))
            for name, arm in arms.items() if name in logs
        }  # fmt: skip
        self._checkpoints.forget_after(start)
        while self.week < week:
            self._take_up(later, logs)
            self._decide_again(logs)
            self.play(1)
        self._take_up(later, logs)
        self._decide_again(logs)

    def _take_up(self, later: Mapping[str, Arm], logs: Mapping[str, tuple[Entry, ...]]) -> None:
        """Branch off again what had branched off in the week that has been reached."""
        for name, arm in later.items():
            if arm.since == self.week and name not in self.arms:
                taken = replace(self.arms[RUN].copy(), name=name, title=arm.title, since=arm.since)
                self.arms[name] = replace(taken, log=tuple(e for e in logs[name] if e.week < self.week))

    def _decide_again(self, logs: Mapping[str, tuple[Entry, ...]]) -> None:
        for name, arm in self.arms.items():
            done = sum(entry.week == self.week for entry in arm.log)
            due = tuple(entry for entry in logs[name] if entry.week == self.week)[done:]
            if due:
                apply(arm.engine, due)
                self.arms[name] = replace(arm, log=(*arm.log, *due))

