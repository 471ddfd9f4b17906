"""Bare names for parameters: ``form`` is ``partnership.form`` where nothing else is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from joinup.sim.errors import Problem, nearest
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import by_name, split, walk
from joinup.sim.parameters.scenario import NO_EFFECT, primary_path
from joinup.sim.text.words import count

MOST_LISTED = 20
"""Paths that a message lists."""

SECTIONS = tuple(Scenario.model_fields)
CLIENTS, PEOPLE = "population.clients", "population.people"


def changes_by_path(scenario: Scenario, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return changes by path, and what is wrong with the names.

    Parameters
    ----------
    scenario
        The scenario to change.
    values
        New values by path or bare name: the last part of a path, where one path ends in it, or one of the
        scenario's levers does. ``clients`` leaves the people that they stand for, as in every call.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> changes_by_path(load("town"), {"form": "merged", "clients": 500})[0]
    {'population.people': 2000, 'partnership.form': 'merged', 'population.clients': 500}
    """
    changes: dict[str, Any] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        path = path_of(scenario, name)
        if isinstance(path, Problem):
            problems.append(path)
        elif path in changes:
            problems.append(Problem((name,), f"'{names[path]}' and '{name}' mean the same; give one of them"))
        else:
            changes[path], names[path] = value, name
    if names.get(CLIENTS) == "clients":
        changes = {**people_kept(scenario), **changes}
    return changes, problems


def people_kept(scenario: Scenario) -> dict[str, int]:
    """Return the change with which other clients stand for as many people as before.

    Places and money are for the people; fewer simulated clients must not mean more places each.
    """
    return {PEOPLE: scenario.population.clients} if scenario.population.people is None else {}


def path_of(scenario: Scenario, name: str) -> str | Problem:
    """Return the path that a name is or is short for; or what is wrong with it."""
    if "." in name or name in SECTIONS:
        return primary_path(name)
    every = list(_paths(scenario))
    found = [path for path in every if primary_path(f"{path.rpartition('.')[0]}.{name}") == path]
    levers = {lever.path for lever in scenario.levers}.intersection(found)
    if len(found) == 1 or len(levers) == 1:
        return [*levers, *found][0]
    if not found:
        known = dict.fromkeys([*SECTIONS, *(path.rpartition(".")[2] for path in every)])
        return Problem((name,), f"nothing called '{name}'", (), nearest(name, known))
    shown = (*found[:MOST_LISTED], *(["..."] if len(found) > MOST_LISTED else []))
    return Problem((name,), f"{count(len(found), 'path')} end in '{name}'; give one whole", shown)


def _paths(scenario: Scenario) -> Iterator[str]:
    """Yield every path that a bare name may mean; those in events are of the changes, not of the values."""
    left_out = ("events", *NO_EFFECT)
    return (path for path, _ in walk(scenario) if "." in path and split(path)[0] not in left_out)


def problem_by_name(scenario: Scenario, problem: Problem) -> Problem:
    """Return a problem that calls things in lists by name, as paths do."""
    return replace(problem, path=split(by_name(scenario, problem.path)))
