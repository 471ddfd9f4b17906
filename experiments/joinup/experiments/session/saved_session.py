"""What a saved session consists of, and whether its parts agree.

A session is its scenario, seed and log: all the rest is run again. What-ifs are logs too, with the week since
which they exist. They may come from a file that is not trusted, so what could not have happened is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinup.experiments.session.log import AS_WRITTEN, MOST_WHAT_IFS, NONE, RUN, Entry, as_scenario
from joinup.sim.errors import Path as Place
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario


@dataclass(frozen=True, slots=True)
class SavedArm:
    """An arm beside the run in which something was decided.

    Attributes
    ----------
    name, title, since, log
        As in :class:`joinup.experiments.session.arms.Arm`.
    ahead
        Decisions of the run that it continues whose weeks it has not reached.
    """

    name: str
    title: str
    since: int | None
    log: tuple[Entry, ...]
    ahead: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSession:
    """A saved session.

    Attributes
    ----------
    scenario
        The scenario as it was opened, without decisions.
    seed
        Seed of every draw.
    weeks
        Weeks run.
    log
        What was decided.
    version
        Version of the model that ran it.
    arms
        What-ifs, and counterfactuals in which something was decided.
    """

    scenario: Scenario
    seed: int
    weeks: int
    log: tuple[Entry, ...]
    version: str
    arms: tuple[SavedArm, ...] = ()

    @property
    def with_decisions(self) -> Scenario:
        """The scenario with the decisions as events."""
        return as_scenario(self.scenario, self.log)

    def problems(self) -> list[Problem]:
        """Return what could not have happened in a session, each at its place in the file."""
        found = []
        if self.weeks > self.scenario.weeks:
            text = f"{self.weeks} weeks were not run: the scenario has {self.scenario.weeks}"
            found.append(Problem(("weeks",), text))
        found += [*self._wrong_weeks(self.log, "log"), *self._not_allowed(self.log, "log")]
        for place, arm in enumerate(self.arms):
            found += self._wrong_arm(arm, place)
        if sum(arm.since is not None for arm in self.arms) > MOST_WHAT_IFS:
            found.append(Problem(("arms",), f"there can be at most {MOST_WHAT_IFS} what-ifs"))
        return found

    def _wrong_arm(self, arm: SavedArm, place: int) -> Iterator[Problem]:
        at = ("arms", place)
        if arm.name == RUN or arm.name in [other.name for other in self.arms[:place]]:
            yield Problem((*at, "name"), f"an arm called '{arm.name}' exists already")
        elif (arm.since is None) != (arm.name in (AS_WRITTEN, NONE)):
            yield Problem((*at, "since"), "give the week in which a what-if branched off, and no other arm's")
        elif arm.since is not None and arm.since > self.weeks:
            yield Problem((*at, "since"), f"week {arm.since} was not reached: {self.weeks} weeks were run")
        elif arm.since is not None and _before(arm.log, arm.since) != _before(self.log, arm.since):
            yield Problem((*at, "log"), f"before week {arm.since} its decisions are those of the run")
        yield from self._wrong_weeks(arm.log, *at, "log")
        for number, entry in enumerate(arm.ahead):
            if entry.week < self.weeks:
                text = f"week {entry.week} does not lie ahead: {self.weeks} weeks were run"
                yield Problem((*at, "ahead", number, "week"), text)
        yield from self._not_allowed((*arm.log, *arm.ahead), *at, "log")

    def _wrong_weeks(self, log: Sequence[Entry], *at: str | int) -> Iterator[Problem]:
        latest = 0
        for place, entry in enumerate(log):
            if entry.week > self.weeks:
                text = f"week {entry.week} was not reached: {self.weeks} weeks were run"
                yield Problem((*at, place, "week"), text)
            elif entry.week < latest:
                text = f"week {entry.week} comes after week {latest}: the log is not in order"
                yield Problem((*at, place, "week"), text)
            latest = max(latest, entry.week)

    def _not_allowed(self, log: Sequence[Entry], *at: str | int) -> Iterator[Problem]:
        """Yield what the scenario does not allow of a log, at its place in the file."""
        try:
            as_scenario(self.scenario, log)
        except ScenarioError as error:
            for problem in error.problems:
                yield moved(problem, _place_in_file(problem.path, len(log), at))


def moved(problem: Problem, path: Place) -> Problem:
    """Return a problem at another path."""
    return Problem(path, problem.message, problem.allowed, problem.suggestion, problem.on_key)


def _before(log: Sequence[Entry], week: int) -> list[Entry]:
    return [entry for entry in log if entry.week < week]


def _place_in_file(path: Place, decided: int, at: tuple[str | int, ...]) -> Place:
    """Return where in a saved session a path of the scenario with its decisions is."""
    match path:
        case ("events", int(place), *rest) if place < decided:
            return (*at, place, *rest)
        case ("events", int(place), *rest):
            return ("scenario", "events", place - decided, *rest)
    return ("scenario", *path)
