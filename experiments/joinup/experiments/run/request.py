"""A scenario to run beside its baselines, checked before anything heavy is imported."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from joinup.experiments.arguments import Changes, Measures, ScenarioLike, named, whole, whole_if_given, wrong
from joinup.experiments.extension_files import words_for
from joinup.experiments.run.admission import MOST_RUNS, admit, check_count
from joinup.experiments.run.settings import Setting, settings_of, with_settings
from joinup.experiments.session.saved_session import SavedSession
from joinup.scenarios.bare_names import people_kept
from joinup.scenarios.baselines import baseline_of
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.errors import ArgumentError, Problem, ScenarioError, nearest
from joinup.sim.extensions.registry import find
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES
from joinup.sim.seeds import Seed, seed_of

COUNTERFACTUALS = ("none", "no_programme")
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
    trace
        Number of clients whose stories are recorded.
    asked
        The words that ask for the scenario on the command line: its name or file, and what changes it.
    session
        The saved session that is replayed, if it is one.
    """

    scenario: Scenario
    changes: dict[str, Any] = field(default_factory=dict)
    seed: int = 1
    replicates: int = 1
    baselines: dict[str, Scenario] = field(default_factory=dict)
    trace: int = 0
    asked: tuple[str, ...] = ()
    session: SavedSession | None = None

    def command(self, *, seed: int, replicates: int, baselines: Iterable[str]) -> str:
        """Return the command line that runs the scenario again."""
        names = list(baselines) or [OFF]
        options = ["--seed", str(seed), "--replications", str(replicates)]
        if self.session is not None:
            # A session has its seed; further seeds follow it, replicate by replicate.
            options = ["--replications", str(seed - self.seed + replicates)]
        options += [word for name in names for word in ("--baseline", name)]
        files = words_for(one.facts for one in self.scenario.extensions_at_hand)
        return shlex.join(["joinup", *files, "run", *self.asked, *options])


@dataclass(frozen=True, slots=True)
class Changed:
    """A scenario with the changes that a caller asks for.

    Attributes
    ----------
    scenario
        The scenario with all changes made.
    changes
        What was changed, by path.
    asked
        The words that ask for it on the command line.
    """

    scenario: Scenario
    changes: dict[str, Any]
    asked: tuple[str, ...]


def changed(
    scenario: Scenario,
    *,
    asked: ScenarioLike | None = None,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    measures: Measures | None = None,
) -> Changed:
    """Return a scenario with changes, its length, its number of simulated clients and further measures.

    Parameters
    ----------
    scenario
        The scenario.
    asked
        What it was loaded from: a name or a file. Itself if not given.
    changes
        Values by path, or texts ``path=value``.
    weeks, clients
        Weeks to run and clients to simulate, if others than the scenario's. The clients stand for as many
        people as before.
    measures
        Measures of a user's own to keep of every run: what `joinup.measure` decorates, or its name.

    Raises
    ------
    ScenarioError
        Listing every problem with the changes.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> changed(load("town"), asked="town", changes={"trust.start": 0.4}, weeks=52).asked
    ('town', '--weeks', '52', '--set', 'trust.start=0.4')
    """
    weeks, clients = (whole_if_given(weeks, "weeks", least=1), whole_if_given(clients, "clients", least=1))
    settings = settings_of(changes)
    kept = _kept(scenario, measures)
    every = [*settings, *_size(scenario, weeks, clients), *kept]
    ours = with_settings(scenario, every)
    admit(ours, 1)
    if ours.worth_having:
        from joinup.experiments.analysis.methods.worth import check_worth_having

        check_worth_having(ours)
    return Changed(
        scenario=ours,
        changes={change.path: change.value for change in every},
        asked=_asked(scenario if asked is None else asked, settings, weeks, clients, kept),
    )


def scenario_of(given: ScenarioLike, argument: str) -> Scenario:
    """Load what was given for an argument.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or its file is not valid.
    ArgumentError
        If it is neither a name, nor a path, nor a scenario.
    """
    try:
        return load(given)
    except ArgumentError as error:
        raise ArgumentError(named(argument), given, error.expected) from None


def prepare(
    scenario: Scenario,
    *,
    asked: ScenarioLike | None = None,
    changes: Changes | None = None,
    seed: Seed = 1,
    weeks: int | None = None,
    clients: int | None = None,
    replicates: int = 1,
    baselines: Sequence[ScenarioLike] | ScenarioLike | None = None,
    trace: int = 0,
) -> RunRequest:
    """Change a scenario, and make or load its baselines.

    Parameters
    ----------
    scenario, asked, changes, weeks, clients
        As in :func:`changed`.
    seed, replicates, trace
        As in :class:`RunRequest`.
    baselines
        ``none``, ``none_same_money``, ``no_programme`` or other scenarios, one or several; none if empty or
        ``off``. ``none`` and ``no_programme`` if not given.

    Raises
    ------
    ScenarioError
        Listing every problem with the changes or the baselines.
    ArgumentError
        If an argument is of a wrong type.
    """
    seed, replicates = seed_of(seed, named("seed")), whole(replicates, "replicates", least=1)
    trace = whole(trace, "trace")
    check_count(replicates, MOST_RUNS, "replicate")
    ours = changed(scenario, asked=asked, changes=changes, weeks=weeks, clients=clients)
    beside = chosen_baselines(
        COUNTERFACTUALS if baselines is None else baselines,
        counterfactuals_of(ours.scenario),
        lambda other: with_settings(other, _size(other, weeks, clients)),
    )
    admit(ours.scenario, replicates * (1 + len(beside)))
    return RunRequest(
        scenario=ours.scenario,
        changes=ours.changes,
        seed=seed,
        replicates=replicates,
        baselines=beside,
        trace=trace,
        asked=ours.asked,
    )


def _asked(
    scenario: ScenarioLike,
    settings: Iterable[Setting],
    weeks: int | None,
    clients: int | None,
    kept: Iterable[Setting],
) -> tuple[str, ...]:
    words = [_word(scenario)]
    if weeks is not None:
        words += ["--weeks", str(weeks)]
    if clients is not None:
        words += ["--clients", str(clients)]
    words += [word for setting in settings for word in ("--set", setting.text)]
    return (*words, *(word for setting in kept for word in ("--measure", setting.text)))


def _word(scenario: ScenarioLike) -> str:
    """Return what names a scenario on the command line; one that is in no file yet must be saved in one."""
    if not isinstance(scenario, Scenario):
        return os.fspath(scenario)
    is_shipped = scenario.name in available() and scenario.hash == _hash_of_shipped(scenario.name)
    return scenario.name if is_shipped else f"{scenario.name}.yaml"


@cache
def _hash_of_shipped(name: str) -> str:
    return load(name).hash


def _kept(scenario: Scenario, measures: Measures | None) -> list[Setting]:
    """Return the changes that let every run keep measures of a user's own."""
    given = [measures] if isinstance(measures, str) or callable(measures) else measures or ()
    if not isinstance(given, Iterable):
        raise ArgumentError(named("measures"), measures, "decorated functions, or their names, in a list")
    names = [one if isinstance(one, str) else getattr(one, "__name__", repr(one)) for one in given]
    wanted = [name for name in names if name not in scenario.extensions]
    for name in wanted:
        found = find(name)
        if found is None or found.kind != "measure":
            text = (
                "is not registered: decorate it with joinup.measure"
                if found is None
                else f"is a {found.kind}"
            )
            raise wrong("measures", text, given=name)
    return [Setting(f"extensions.{name}", {}, name, "measures") for name in wanted]


def _size(scenario: Scenario, weeks: int | None, clients: int | None) -> list[Setting]:
    changes = []
    if weeks is not None:
        changes.append(Setting("weeks", weeks, str(weeks), "weeks"))
    if clients is not None:
        every = {"population.clients": clients, **people_kept(scenario)}
        changes += [Setting(path, value, str(clients), "clients") for path, value in every.items()]
    return changes


def counterfactuals_of(scenario: Scenario) -> dict[str, Callable[[], Scenario]]:
    """Return functions that make the counterfactuals of a scenario, by name."""
    return {name: partial(baseline_of, scenario, name) for name in BASELINES}


def chosen_baselines(
    wanted: Sequence[ScenarioLike] | ScenarioLike,
    counterfactuals: Mapping[str, Callable[[], Scenario]],
    sized: Callable[[Scenario], Scenario],
) -> dict[str, Scenario]:
    """Return the baselines asked for, by name.

    Parameters
    ----------
    wanted
        Names of counterfactuals or shipped scenarios, files, or scenarios; or ``off``.
    counterfactuals
        Functions that make the counterfactuals of the scenario itself.
    sized
        Gives another scenario the size and length of this one.

    Raises
    ------
    ScenarioError
        Listing every problem with any of them.
    """
    names = [wanted] if isinstance(wanted, str | os.PathLike | Scenario) else list(wanted)
    if OFF in names:
        if len(names) > 1:
            raise wrong("baselines", "cannot be combined with another baseline", given=OFF)
        return {}
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for name in names:
        label = name.name if isinstance(name, Scenario) else str(name)
        try:
            own = name in counterfactuals if isinstance(name, str) else False
            found[label] = counterfactuals[label]() if own else sized(_other(name, counterfactuals))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _other(given: ScenarioLike, counterfactuals: Iterable[str]) -> Scenario:
    try:
        return scenario_of(given, "baselines")
    except ArgumentError:
        raise
    except ScenarioError as error:
        allowed = (*counterfactuals, OFF, *available())
        problems = [_no_baseline(problem, str(given), allowed) for problem in error.problems]
        raise ScenarioError(problems) from None


def _no_baseline(problem: Problem, name: str, allowed: tuple[str, ...]) -> Problem:
    if problem.file is not None:
        return problem
    near = nearest(name, allowed) or problem.suggestion
    return Problem((), f"{named('baselines')} {name}: {problem.message}", allowed, near)
