"""What ``joinup run`` was asked to do, checked, before anything heavy is imported."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinup.experiments.run.settings import Setting, parse_settings, with_settings
from joinup.experiments.session.files import SavedSession
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.parameters import Scenario

TWINS = ("none", "no_programme")
OFF = "off"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run to make.

    Attributes
    ----------
    scenario
        The scenario with all changes made.
    changes
        What was changed, by path.
    seed
        Seed of the first replicate.
    replicates
        How many runs, each with draws of its own.
    baselines
        What to compare with, by name.
    out
        Folder for the results, if not the usual one.
    as_json
        Whether to print one JSON object instead of a summary.
    trace
        Of how many clients to tell the story.
    asked
        What the scenario was asked for with: its name or file and the options that change it.
    session
        The saved session that is played again, if it is one.
    """

    scenario: Scenario
    changes: dict[str, Any]
    seed: int
    replicates: int
    baselines: dict[str, Scenario]
    out: Path | None
    as_json: bool
    trace: int
    asked: tuple[str, ...]
    session: SavedSession | None = None

    def command(self, *, seed: int, replicates: int, baselines: Iterable[str]) -> str:
        """Return the command line that runs the scenario again."""
        names = list(baselines) or [OFF]
        options = ["--seed", str(seed), "--replications", str(replicates)]
        if self.session is not None:
            # A session has its seed; further seeds follow it, replicate by replicate.
            options = ["--replications", str(seed - self.seed + replicates)]
        options += [word for name in names for word in ("--baseline", name)]
        return shlex.join(["joinup", "run", *self.asked, *options])


def prepare(
    wanted: str,
    *,
    settings: Iterable[str] = (),
    seed: int = 1,
    weeks: int | None = None,
    clients: int | None = None,
    replicates: int = 1,
    baselines: Sequence[str] = (),
    out: Path | None = None,
    as_json: bool = False,
    trace: int = 0,
) -> RunRequest:
    """Load and change the scenario and its baselines.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file or the options.
    """
    shipped = load(wanted)
    settings = tuple(settings)
    changes = [*parse_settings(settings), *_size(shipped, weeks, clients)]
    scenario = with_settings(shipped, changes)
    twins = twins_of(scenario)
    return RunRequest(
        scenario=scenario,
        changes={change.path: change.value for change in changes},
        seed=seed,
        replicates=replicates,
        baselines=chosen_baselines(
            baselines or TWINS, twins, lambda other: with_settings(other, _size(other, weeks, clients))
        ),
        out=out,
        as_json=as_json,
        trace=trace,
        asked=_asked(wanted, settings, weeks, clients),
    )


def _asked(wanted: str, settings: Iterable[str], weeks: int | None, clients: int | None) -> tuple[str, ...]:
    words = [wanted]
    if weeks is not None:
        words += ["--weeks", str(weeks)]
    if clients is not None:
        words += ["--clients", str(clients)]
    return (*words, *(word for setting in settings for word in ("--set", setting)))


def _size(scenario: Scenario, weeks: int | None, clients: int | None) -> list[Setting]:
    changes = []
    if weeks is not None:
        changes.append(Setting("weeks", weeks, f"--weeks {weeks}"))
    if clients is not None:
        option = f"--clients {clients}"
        changes.append(Setting("population.clients", clients, option))
        if scenario.population.people is None:
            # Places and money are for the people; fewer simulated clients must not mean more places each.
            changes.append(Setting("population.people", scenario.population.clients, option))
    return changes


def twins_of(scenario: Scenario) -> dict[str, Callable[[], Scenario]]:
    """Return how to make the baselines of a scenario that are the scenario without something."""
    return {
        "none": lambda: scenario.baseline("none"),
        "no_programme": lambda: scenario.baseline("no_programme"),
    }


def chosen_baselines(
    wanted: Sequence[str], twins: Mapping[str, Callable[[], Scenario]], sized: Callable[[Scenario], Scenario]
) -> dict[str, Scenario]:
    """Return the baselines asked for, by name.

    Parameters
    ----------
    wanted
        Their names: of twins, shipped scenarios or files; or ``off``.
    twins
        How to make those that are made of the scenario itself.
    sized
        Gives another scenario the size and length of this one.

    Raises
    ------
    ScenarioError
        With everything that is wrong with any of them.
    """
    if OFF in wanted:
        if len(wanted) > 1:
            raise ScenarioError([Problem((), "--baseline off: cannot be combined with another baseline")])
        return {}
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for name in wanted:
        try:
            found[name] = twins[name]() if name in twins else sized(_other(name, twins))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _other(name: str, twins: Iterable[str]) -> Scenario:
    try:
        return load(name)
    except ScenarioError as error:
        allowed = (*twins, OFF, *available())
        raise ScenarioError([_no_baseline(problem, name, allowed) for problem in error.problems]) from None


def _no_baseline(problem: Problem, name: str, allowed: tuple[str, ...]) -> Problem:
    if problem.file is not None:
        return problem
    near = nearest(name, allowed) or problem.suggestion
    return Problem((), f"--baseline {name}: {problem.message}", allowed, near)
