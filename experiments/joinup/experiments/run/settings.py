"""``--set path=value``: change a scenario from the command line.

The path is one that events and sweeps use (``agencies.housing.places``); the value is YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from joinup.scenarios.read import value_of
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import by_name
from joinup.sim.parameters.scenario import primary_path


@dataclass(frozen=True, slots=True)
class Setting:
    """One change and the option that asked for it, as messages show it."""

    path: str
    value: Any
    option: str


def parse_settings(texts: Iterable[str]) -> tuple[Setting, ...]:
    """Return the changes that ``--set`` options ask for.

    Parameters
    ----------
    texts
        What follows each ``--set``.

    Raises
    ------
    ScenarioError
        With every option that cannot be read.

    Examples
    --------
    >>> parse_settings(["agencies.housing.places=40"])[0].value
    40
    """
    found: dict[str, Setting] = {}
    problems: list[Problem] = []
    for text in texts:
        option = f"--set {text}"
        path, equals, given = (part.strip() for part in text.partition("="))
        if not equals or not path:
            problems.append(Problem((), f"{option}: write a path, '=' and a value, such as trust.start=0.4"))
            continue
        path = primary_path(path)
        if path in found:
            problems.append(Problem((), f"{option}: '{path}' is set twice"))
            continue
        try:
            found[path] = Setting(path, value_of(given), option)
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
        With every path that leads nowhere and every value that is not allowed, each with the
        option that asked for it.
    """
    try:
        return scenario.with_changes({setting.path: setting.value for setting in settings})
    except ScenarioError as error:
        problems = [_of_option(problem, scenario, settings) for problem in error.problems]
        raise ScenarioError(list(dict.fromkeys(problems))) from None


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
