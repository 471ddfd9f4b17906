"""A session under way: all arms run together, steered, rewound and branched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from joinup.experiments.arguments import ScenarioLike, whole
from joinup.experiments.session.arms import Arm, apply, initial_arms
from joinup.experiments.session.checkpoints import Checkpoints
from joinup.experiments.session.frames import Frame, frame
from joinup.experiments.session.log import MOST_WHAT_IFS, RUN, Entry, as_scenario
from joinup.experiments.session.saved_session import SavedArm
from joinup.experiments.session.series import Series
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.seeds import Seed, seed_of

MEMORY = 512 * 2**20
"""Most bytes of checkpoints, by default."""

LARGE = 100_000
"""Clients from which running the arms in parallel pays."""


class Session:
    """One scenario, run week by week beside its counterfactuals.

    Parameters
    ----------
    scenario
        What to run: the name of a shipped scenario, the path of a file, or a scenario.
    seed
        Seed of every draw, the same in all arms; a whole number or a NumPy ``SeedSequence`` or ``Generator``.
    traced
        Clients whose stories are followed.
    memory
        Most bytes of checkpoints.
    """

    def __init__(
        self, scenario: ScenarioLike, seed: Seed = 1, *, traced: int = 0, memory: int = MEMORY
    ) -> None:
        self.scenario = scenario = load(scenario)
        self.seed = seed = seed_of(seed)
        self.arms: dict[str, Arm] = initial_arms(scenario, seed, traced=traced)
        self.series = {name: Series(arm.engine) for name, arm in self.arms.items()}
        self._checkpoints = Checkpoints(memory)
        self._checkpoints.keep(0, self.arms)
        self._ahead: dict[str, tuple[Entry, ...]] = {}
        self._pool = ThreadPoolExecutor() if scenario.population.clients >= LARGE else None

    @property
    def week(self) -> int:
        """The week that runs next."""
        return self.arms[RUN].engine.week

    @property
    def is_over(self) -> bool:
        """Whether the scenario's weeks have run."""
        return self.week >= self.scenario.weeks

    @property
    def log(self) -> tuple[Entry, ...]:
        """What was decided in this run."""
        return self.arms[RUN].log

    @property
    def parameters(self) -> Scenario:
        """The scenario as it stands in this run."""
        return self.arms[RUN].engine.scenario

    @property
    def saved_arms(self) -> tuple[SavedArm, ...]:
        """What-ifs, and counterfactuals in which something was decided, as a saved session keeps them."""
        return tuple(
            SavedArm(name, arm.title, arm.since, arm.log, self._ahead.get(name, ()))
            for name, arm in self.arms.items()
            if name != RUN and (arm.since is not None or arm.log)
        )

    def repeat(self, weeks: int, log: Sequence[Entry], arms: Sequence[SavedArm] = ()) -> None:
        """Run weeks of a new session with what was decided in another, what-ifs included.

        Raises
        ------
        ScenarioError
            If something that was decided is not allowed.
        """
        logs = dict.fromkeys(self.arms, ()) | {RUN: tuple(log)} | {arm.name: arm.log for arm in arms}
        self._repeat_up_to(weeks, {arm.name: arm for arm in arms if arm.since is not None}, logs)
        self._ahead = {arm.name: arm.ahead for arm in arms if arm.ahead}

    def run_for(self, weeks: int = 1) -> None:
        """Run some weeks in all arms, at most to the end of the scenario."""
        for _ in range(min(whole(weeks, "weeks"), self.scenario.weeks - self.week)):
            self._decide_ahead()
            self._run_week()
            self._checkpoints.keep(self.week, self.arms)

    def _run_week(self) -> None:
        engines = [arm.engine for arm in self.arms.values()]
        if self._pool is None:
            for engine in engines:
                engine.advance(1)
        else:
            list(self._pool.map(lambda engine: engine.advance(1), engines))
        for name, arm in self.arms.items():
            self.series[name].add(arm.engine)

    def _decide_ahead(self) -> None:
        """Decide in a what-if what was decided in the run that it keeps, when its week comes."""
        for name, entries in list(self._ahead.items()):
            due = tuple(entry for entry in entries if entry.week == self.week)
            if due:
                apply(self.arms[name].engine, due)
                self.arms[name] = replace(self.arms[name], log=(*self.arms[name].log, *due))
            self._ahead[name] = tuple(entry for entry in entries if entry.week > self.week)

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
            raise ScenarioError([Problem((), "the decision is empty: give new values or a share of staff")])
        self._check_agencies(entry)
        chosen = self._arm(arm)
        # In a scenario, what a session decided is an event; so it must be allowed as one.
        as_scenario(self.scenario, (*chosen.log, entry))
        apply(chosen.engine, (entry,))
        self.arms[arm] = replace(chosen, log=(*chosen.log, entry))
        return entry

    def rewind(self, week: int, *, keep: str | None = None) -> None:
        """Go back to the start of a week; what was decided in it and later is undone.

        What-ifs that branched off later are gone.

        Parameters
        ----------
        week
            Where to go on from.
        keep
            Title of a what-if that goes on as this run did, decisions included.

        Raises
        ------
        ScenarioError
            If the week has not been reached, or there is no room for another what-if.
        """
        week = whole(week, "week")
        if not 0 <= week <= self.week:
            raise ScenarioError([Problem((), f"week {week} is not between 0 and {self.week}")])
        undone = tuple(entry for entry in self.log if entry.week >= week)
        if keep is not None:
            self._check_room(since=week)
        self._go_back(week)
        if keep is not None:
            name = self._new_name("as_before")
            self._branch(name, keep)
            self._ahead[name] = undone

    def _go_back(self, week: int) -> None:
        names = [name for name, arm in self.arms.items() if arm.since is None or arm.since <= week]
        logs = {name: tuple(entry for entry in self.arms[name].log if entry.week < week) for name in names}
        # What a kept run decided lies ahead of it again.
        for name in self._ahead:
            undone = tuple(entry for entry in self.arms[name].log if entry.week >= week)
            self._ahead[name] = (*undone, *self._ahead[name])
        self._go_to(week, logs)

    def undo(self) -> Entry | None:
        """Undo what was decided last in this run and run up to the same week again; return it.

        What-ifs that branched off later are gone: there is no run any more that they branched off from.
        """
        if not self.log:
            return None
        last, week = self.log[-1], self.week
        logs = {name: arm.log for name, arm in self.arms.items()}
        self._go_to(last.week, {**logs, RUN: logs[RUN][:-1]})
        self.run_for(week - last.week)
        return last

    def what_if(self, name: str, title: str, changes: Mapping[str, Any], *, who: str) -> Arm:
        """Branch off this run as it stands, with something changed, to go on beside it.

        Raises
        ------
        ScenarioError
            If there are three already, the name is taken or the change is not allowed.
        """
        if name in self.arms:
            raise ScenarioError([Problem((), f"an arm called '{name}' exists already")])
        self._check_room()
        self._branch(name, title)
        try:
            self.decide(changes, who=who, title=title, arm=name)
        except ScenarioError:
            self.drop(name)
            raise
        return self.arms[name]

    def new_what_if(self, title: str, changes: Mapping[str, Any], *, who: str) -> Arm:
        """Branch off under the next name that is free."""
        return self.what_if(self._new_name("what_if"), title, changes, who=who)

    def drop(self, name: str) -> None:
        """Drop a what-if."""
        if self._arm(name).since is None:
            raise ScenarioError([Problem((), f"'{name}' is not a what-if and cannot be removed")])
        del self.arms[name], self.series[name]
        self._ahead.pop(name, None)

    def frame(self) -> Frame:
        """Return how everything stands at the end of the last week run."""
        return frame(self.scenario, self.arms, self.series)

    def result(self, arm: str = RUN) -> Result:
        """Return the tables of an arm so far."""
        return Result.of(self._arm(arm).engine)

    def as_scenario(self, arm: str = RUN) -> Scenario:
        """Return a scenario in which what was decided happens as events; it runs as the session did."""
        return as_scenario(self.scenario, self._arm(arm).log)

    def _branch(self, name: str, title: str) -> None:
        self.arms[name] = replace(self.arms[RUN].copy(), name=name, title=title, since=self.week)
        self.series[name] = self.series[RUN].copy()

    def _check_room(self, since: int | None = None) -> None:
        """Refuse another what-if if there are as many as can be followed, branched off by a week."""
        there = [
            arm
            for arm in self.arms.values()
            if arm.since is not None and (since is None or arm.since <= since)
        ]
        if len(there) >= MOST_WHAT_IFS:
            raise ScenarioError(
                [Problem((), f"there are {MOST_WHAT_IFS} what-ifs already: remove one first")]
            )

    def _new_name(self, stem: str) -> str:
        return next(name for n in range(1, len(self.arms) + 2) if (name := f"{stem}_{n}") not in self.arms)

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
        present = {name: self.arms[name] for name in logs}
        start, arms = self._checkpoints.at_or_before(week, present)
        later = {name: arm for name, arm in present.items() if name not in arms}
        self.arms = {
            name: replace(arm, log=tuple(entry for entry in logs[name] if entry.week < start))
            for name, arm in arms.items()
        }
        self._checkpoints.forget_after(start)
        self.series = {name: self.series[name] for name in self.arms}
        for series in self.series.values():
            series.forget_after(start)
        self._repeat_up_to(week, later, logs)
        self._ahead = {name: entries for name, entries in self._ahead.items() if name in self.arms}

    def _repeat_up_to(
        self, week: int, later: Mapping[str, Arm | SavedArm], logs: Mapping[str, tuple[Entry, ...]]
    ) -> None:
        """Run up to the start of a week, with the what-ifs that branch off and what the logs say decided."""
        while self.week < week:
            self._take_up(later, logs)
            self._decide_again(logs)
            self.run_for(1)
        self._take_up(later, logs)
        self._decide_again(logs)

    def _take_up(self, later: Mapping[str, Arm | SavedArm], logs: Mapping[str, tuple[Entry, ...]]) -> None:
        """Branch off again what had branched off in the week that has been reached."""
        for name, arm in later.items():
            if arm.since == self.week and name not in self.arms:
                self._branch(name, arm.title)
                before = tuple(entry for entry in logs[name] if entry.week < self.week)
                self.arms[name] = replace(self.arms[name], log=before)

    def _decide_again(self, logs: Mapping[str, tuple[Entry, ...]]) -> None:
        for name, arm in self.arms.items():
            done = sum(entry.week == self.week for entry in arm.log)
            due = tuple(entry for entry in logs[name] if entry.week == self.week)[done:]
            if due:
                apply(arm.engine, due)
                self.arms[name] = replace(arm, log=(*arm.log, *due))
