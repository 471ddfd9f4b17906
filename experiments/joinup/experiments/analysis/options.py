"""Options to compare, from the words of a command line.

The first word names a scenario. Every further word is an option:

- ``none`` or ``no_programme``: a baseline of the first scenario;
- a form of joint working (``merged``): the first scenario with that form;
- ``PATH=VALUE``: the first scenario with a change; several are joined by ``;``;
- another scenario's name or file, alone or followed by ``:`` and changes (``town:trust.start=0.5``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

from joinup.experiments.run.request import RunRequest, prepare
from joinup.experiments.run.settings import parse_settings
from joinup.experiments.study.design import BASELINE, FORM, Changes, at_point
from joinup.experiments.study.design_options import choices
from joinup.scenarios.files import available
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import Baseline

BASELINES: tuple[str, ...] = get_args(Baseline)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to compare: a scenario and what is changed in it.

    Attributes
    ----------
    label
        What tables call it.
    scenario
        The scenario that is changed.
    changes
        The changes, as a point of a design.
    asked
        The words that name the scenario on the command line.
    """

    label: str
    scenario: Scenario
    changes: Changes
    asked: tuple[str, ...] = ()


def options_of(
    wanted: str,
    words: Sequence[str] = (),
    *,
    vary: Iterable[str] = (),
    settings: Sequence[str] = (),
    weeks: int | None = None,
    clients: int | None = None,
) -> list[Option]:
    """Return the options that some words ask for; the scenario as it stands is the first.

    Parameters
    ----------
    wanted
        Name or file of the first scenario.
    words
        The other options, as the module says.
    vary
        ``path=a,b,c``: each value, and each combination of several, is an option. The scenario as it
        stands is then none of its own.
    settings, weeks, clients
        Changes that hold for every option.

    Raises
    ------
    ScenarioError
        With every word that cannot be understood.

    Examples
    --------
    >>> [option.label for option in options_of("town", ["none", "merged"])]
    ['town', 'none', 'merged']
    """
    first = prepare(wanted, settings=settings, weeks=weeks, clients=clients)
    problems: list[Problem] = []
    varied = list(vary)
    found = [] if varied else [Option(first.scenario.name, first.scenario, {}, first.asked)]
    try:
        found += _varied(first, varied)
    except ScenarioError as error:
        problems += error.problems
    for word in words:
        try:
            found.append(option_of(first, word, settings=settings, weeks=weeks, clients=clients))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    labels = [option.label for option in found]
    twice = list(dict.fromkeys(label for label in labels if labels.count(label) > 1))
    if twice:
        raise ScenarioError([Problem((), f"option '{label}' is there twice") for label in twice])
    return found


def option_of(
    first: RunRequest,
    word: str,
    *,
    settings: Sequence[str] = (),
    weeks: int | None = None,
    clients: int | None = None,
) -> Option:
    """Return the option that one word asks for, seen from a first scenario."""
    name, changes = _parts(word)
    scenario, asked, own = first.scenario, first.asked, False
    given: dict[str, Any] = {setting.path: setting.value for setting in parse_settings(changes)}
    if name in BASELINES:
        given[BASELINE] = name
    elif name in first.scenario.forms:
        given[FORM] = name
    elif name and name != first.scenario.name and name != first.asked[0]:
        try:
            other = prepare(name, settings=settings, weeks=weeks, clients=clients)
        except ScenarioError as error:
            told = [_unknown(problem, word, name, first) for problem in error.problems]
            raise ScenarioError(told) from None
        scenario, asked, own = other.scenario, other.asked, True
    try:
        at_point(scenario, given)
    except ScenarioError as error:
        raise ScenarioError([Problem((), f"{word}: {one}") for one in error.problems]) from None
    if not changes:
        return Option(scenario.name if own or not name else name, scenario, given, asked)
    return Option(word, scenario, given, asked)


def _parts(word: str) -> tuple[str, list[str]]:
    """Return the name and the changes of an option."""
    before, equals, _ = word.partition("=")
    if not equals:
        return word.strip(), []
    # Up to the last colon before the first '=': file names may hold colons, paths do not.
    name, colon, _ = before.rpartition(":")
    changes = word[len(name) + len(colon) :]
    return name.strip(), [part.strip() for part in changes.split(";") if part.strip()]


def _unknown(problem: Problem, word: str, name: str, first: RunRequest) -> Problem:
    if problem.file is not None:
        return problem
    allowed = (*BASELINES, *(form for form in first.scenario.forms if form not in BASELINES), *available())
    hint = f"option '{word}': {problem.message}; an option is one of these, a file, or PATH=VALUE"
    return Problem((), hint, allowed, nearest(name, allowed))


def _varied(first: RunRequest, vary: Sequence[str]) -> list[Option]:
    """Return an option for every combination of the values varied."""
    if not vary:
        return []
    values = dict(choices(first.scenario, text) for text in vary)
    found = []
    for combination in product(*values.values()):
        given = dict(zip(values, combination, strict=True))
        label = ";".join(
            str(value) if path in (FORM, BASELINE) else f"{path}={value}" for path, value in given.items()
        )
        at_point(first.scenario, given)
        found.append(Option(label, first.scenario, given, first.asked))
    return found
