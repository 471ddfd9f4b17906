"""Options to compare, relative to a first scenario.

An option is a text, a scenario or changes of the first scenario. A text is one of:

- ``none``, ``none_same_money`` or ``no_programme``: a baseline of the first scenario;
- a form of joint working (``merged``): the first scenario with that form;
- ``PATH=VALUE``: the first scenario with a change; several are joined by ``;``;
- another scenario's name or file, alone or followed by ``:`` and changes (``town:trust.start=0.5``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, cast

from joinup.experiments.arguments import Changes as ChangesLike
from joinup.experiments.arguments import ScenarioLike, collected, named
from joinup.experiments.run.request import Changed, changed
from joinup.experiments.run.settings import parse_settings
from joinup.experiments.study.choices import ChoicesLike, choices_of
from joinup.experiments.study.design import BASELINE, FORM, Changes, at_point
from joinup.experiments.study.design_options import Vary, values_of
from joinup.scenarios.files import available
from joinup.scenarios.load import instead_of_model, load
from joinup.sim.errors import ArgumentError, Problem, ScenarioError, nearest
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.parameters.trees import plain

OptionLike = ScenarioLike | Mapping[str, Any]
"""An option: a text as described in the module, a path, a scenario, or changes of the first scenario."""

OPTION = "a text such as 'none' or 'trust.start=0.4', a Scenario, or changes by path"
"""The same for messages."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: a scenario and the changes to it.

    Attributes
    ----------
    label
        Its name in tables.
    scenario
        The scenario to change.
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
    scenario: ScenarioLike,
    options: OptionLike | Iterable[OptionLike] = (),
    *,
    vary: Vary | None = None,
    choices: ChoicesLike | None = None,
    changes: ChangesLike | None = None,
    weeks: int | None = None,
    clients: int | None = None,
) -> list[Option]:
    """Return the options asked for; the scenario as written is the first.

    Parameters
    ----------
    scenario
        The first scenario: its name, its file or itself.
    options
        The other options, or the one, as described in the module.
    vary
        Values by path: each combination of them is an option. The scenario as written is then not an option.
    choices
        Options that change several things at once: changes by name, or a table with a column ``option`` and
        one a path (:mod:`joinup.experiments.study.choices`).
    changes, weeks, clients
        Changes that hold for every option.

    Raises
    ------
    ScenarioError
        Listing every option that cannot be understood.
    ArgumentError
        If an option has the wrong type.

    Examples
    --------
    >>> [option.label for option in options_of("town", ["none", {"partnership.form": "merged"}])]
    ['town', 'none', 'merged']
    """

    def sized(given: ScenarioLike) -> Changed:
        return changed(load(given), asked=given, changes=changes, weeks=weeks, clients=clients)

    one_alone = isinstance(options, str | Mapping | Scenario) or not isinstance(options, Iterable)
    every: list[Any] = [options] if one_alone else list(cast("Iterable[Any]", options))
    first = sized(scenario)
    problems: list[Problem] = []
    varied = vary is not None and bool(vary)
    found = [] if varied else [Option(first.scenario.name, first.scenario, {}, first.asked)]
    if varied:
        with collected(problems):
            found += _varied(first, vary)
    if choices is not None:
        with collected(problems):
            named_ones = choices_of(first.scenario, choices)
            found += [Option(name, first.scenario, made, first.asked) for name, made in named_ones.items()]
    for given in every:
        with collected(problems):
            option = _option(first, given, sized)
            found.append(_apart(option, found) if isinstance(given, Scenario) else option)
    if problems:
        raise ScenarioError(problems)
    labels = [option.label for option in found]
    twice = list(dict.fromkeys(label for label in labels if labels.count(label) > 1))
    if twice:
        raise ScenarioError([Problem((), f"option '{label}' is given twice") for label in twice])
    return found


def _apart(option: Option, others: list[Option]) -> Option:
    """Return the option of a scenario with a unique label; scenarios often share a name."""
    taken = {other.label for other in others}
    labels = (f"{option.label} ({number})" for number in range(2, len(others) + 3))
    return (
        option
        if option.label not in taken
        else replace(option, label=next(label for label in labels if label not in taken))
    )


def _option(first: Changed, given: OptionLike, sized: Callable[[ScenarioLike], Changed]) -> Option:
    """Return the option that an argument asks for, relative to a first scenario."""
    if isinstance(given, Mapping):
        changes = {primary_path(str(path)): plain(value) for path, value in given.items()}
        return _checked(_label(changes), Option(_label(changes), first.scenario, changes, first.asked))
    if isinstance(given, Scenario | os.PathLike):
        other = sized(given)
        return Option(other.scenario.name, other.scenario, {}, other.asked)
    if isinstance(given, str):
        return _option_of_word(first, given, sized)
    raise ArgumentError(named("options"), given, OPTION + instead_of_model(given))


def _checked(asked: str, option: Option) -> Option:
    """Return an option, if its changes are allowed."""
    try:
        at_point(option.scenario, option.changes)
    except ScenarioError as error:
        raise ScenarioError([Problem((), f"{asked}: {one}") for one in error.problems]) from None
    return option


def _option_of_word(first: Changed, word: str, sized: Callable[[ScenarioLike], Changed]) -> Option:
    name, changes = _parts(word)
    scenario, asked, own = first.scenario, first.asked, False
    given: dict[str, Any] = {setting.path: setting.value for setting in parse_settings(changes)}
    if name in BASELINES:
        given[BASELINE] = name
    elif name in first.scenario.forms:
        given[FORM] = name
    elif name and name != first.scenario.name and name != first.asked[0]:
        try:
            other = sized(name)
        except ScenarioError as error:
            problems = [_unknown(problem, word, name, first) for problem in error.problems]
            raise ScenarioError(problems) from None
        scenario, asked, own = other.scenario, other.asked, True
    label = word if changes else scenario.name if own or not name else name
    return _checked(word, Option(label, scenario, given, asked))


def _parts(word: str) -> tuple[str, list[str]]:
    """Return the name and the changes of an option."""
    before, equals, _ = word.partition("=")
    if not equals:
        return word.strip(), []
    # Up to the last colon before the first '=': file names may hold colons, paths do not.
    name, colon, _ = before.rpartition(":")
    changes = word[len(name) + len(colon) :]
    return name.strip(), [part.strip() for part in changes.split(";") if part.strip()]


def _unknown(problem: Problem, word: str, name: str, first: Changed) -> Problem:
    if problem.file is not None:
        return problem
    allowed = (*BASELINES, *(form for form in first.scenario.forms if form not in BASELINES), *available())
    hint = f"option '{word}': {problem.message}; an option is one of these, a file, or PATH=VALUE"
    return Problem((), hint, allowed, nearest(name, allowed))


def _varied(first: Changed, vary: Vary | None) -> list[Option]:
    """Return an option for every combination of the values varied."""
    values = values_of(first.scenario, vary)
    found = []
    for combination in product(*values.values()):
        given = dict(zip(values, combination, strict=True))
        at_point(first.scenario, given)
        found.append(Option(_label(given), first.scenario, given, first.asked))
    return found


def _label(changes: Changes) -> str:
    return ";".join(
        str(value) if path in (FORM, BASELINE) else f"{path}={value}" for path, value in changes.items()
    )
