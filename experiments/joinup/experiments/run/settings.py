"""Changes of a scenario that a caller asks for, each with the argument it came from.

On the command line a change is ``--set path=value``, the value in YAML; in Python it is an entry of a mapping
of values by path. Paths are those of events and sweeps (``agencies.housing.places``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joinup.experiments.arguments import Changes, collected, named, texts
from joinup.scenarios.read import value_of
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import by_name
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.parameters.trees import plain


@dataclass(frozen=True, slots=True)
class Setting:
    """One change, and the argument that it came from.

    Attributes
    ----------
    path, value
        The path and its new value.
    argument, text
        The argument that it came from, and the text given.
    """

    path: str
    value: Any
    text: str
    argument: str = "changes"

    @property
    def option(self) -> str:
        """The argument and text, as shown in messages."""
        return f"{named(self.argument)} {self.text}"


def settings_of(changes: Changes | None) -> tuple[Setting, ...]:
    """Return the changes that a caller asks for.

    Parameters
    ----------
    changes
        Values by path; or texts ``path=value``, one or several.

    Raises
    ------
    ScenarioError
        Listing every text that cannot be read.
    ArgumentError
        If it is neither.

    Examples
    --------
    >>> [one.value for one in settings_of({"weeks": 52, "trust.start": 0.4})]
    [52, 0.4]
    """
    if not isinstance(changes, Mapping):
        return parse_settings(texts(changes, "changes"))
    if not all(isinstance(path, str) for path in changes):
        raise ArgumentError(named("changes"), changes, "values by path, such as {'trust.start': 0.4}")
    values = {primary_path(path): plain(value) for path, value in changes.items()}
    return tuple(Setting(path, value, f"{path}={written(value)}") for path, value in values.items())


def written(value: Any) -> str:
    """Return a value as it is written after ``--set path=``.

    Examples
    --------
    >>> written(True), written([1, 2]), written("merged"), written("40")
    ('true', '[1, 2]', 'merged', '"40"')
    """
    if isinstance(value, str):
        try:
            return value if value_of(value) == value else json.dumps(value)
        except ScenarioError:
            return json.dumps(value)
    return json.dumps(value, default=str)


def parse_settings(texts: Iterable[str]) -> tuple[Setting, ...]:
    """Return the changes that texts ``path=value`` ask for.

    Parameters
    ----------
    texts
        What follows each ``--set`` on the command line.

    Raises
    ------
    ScenarioError
        Listing every option that cannot be read.

    Examples
    --------
    >>> parse_settings(["agencies.housing.places=40"])[0].value
    40
    """
    found: dict[str, Setting] = {}
    problems: list[Problem] = []
    for text in texts:
        option = f"{named('changes')} {text}"
        path, equals, given = (part.strip() for part in text.partition("="))
        if not equals or not path:
            problems.append(Problem((), f"{option}: write a path, '=' and a value, such as trust.start=0.4"))
            continue
        path = primary_path(path)
        if path in found:
            problems.append(Problem((), f"{option}: '{path}' is given twice"))
            continue
        try:
            found[path] = Setting(path, value_of(given), text)
        except ScenarioError as error:
            problems += [Problem((), f"{option}: {problem.message}") for problem in error.problems]
    if problems:
        raise ScenarioError(problems)
    return tuple(found.values())


def with_settings(scenario: Scenario, settings: Sequence[Setting]) -> Scenario:
    """Return the scenario with the changes.

    Raises
    ------
    ScenarioError
        Listing every path that does not exist and every value that is not allowed, each with the option
        that it came from.
    """
    problems: list[Problem] = []
    last = {setting.path: setting for setting in settings}
    # What another option sets as well is not used, but what is wrong with it is told.
    unused = [setting for setting in settings if last[setting.path] is not setting]
    for some in ([one] for one in unused):
        with collected(problems):
            _changed(scenario, some)
    with collected(problems):
        found = _changed(scenario, list(last.values()))
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return found


def _changed(scenario: Scenario, settings: Sequence[Setting]) -> Scenario:
    try:
        return scenario.with_changes({setting.path: setting.value for setting in settings})
    except ScenarioError as error:
        raise ScenarioError([_of_option(problem, scenario, settings) for problem in error.problems]) from None


def _of_option(problem: Problem, scenario: Scenario, settings: Sequence[Setting]) -> Problem:
    path = by_name(scenario, problem.path)
    for setting in settings:
        if path == setting.path:
            return _prefixed(problem, f"{setting.option}: ")
    for setting in settings:
        if f"{path}.".startswith(f"{setting.path}.") or f"{setting.path}.".startswith(f"{path}."):
            return _prefixed(problem, f"{setting.option}: {path}: ")
    options = " ".join(setting.option for setting in settings)
    return _prefixed(problem, f"{options}: {path}: ")


def _prefixed(problem: Problem, before: str) -> Problem:
    return Problem((), f"{before}{problem.message}", problem.allowed, problem.suggestion)
