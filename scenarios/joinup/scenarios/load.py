"""Load a scenario, or report every problem in it with its position."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import overload

from joinup.scenarios.files import find
from joinup.scenarios.inherit import inherited
from joinup.scenarios.records import SUFFIX, scenario_of_record
from joinup.scenarios.scenario import Scenario
from joinup.scenarios.source_tree import Node, locate, with_names
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario as Parameters


@overload
def load(wanted: str | os.PathLike[str]) -> Scenario: ...


@overload
def load[Given: Parameters](wanted: Given) -> Given: ...


@overload
def load(wanted: str | os.PathLike[str] | Parameters) -> Parameters: ...


def load(wanted: str | os.PathLike[str] | Parameters) -> Parameters:
    """Return the scenario of a shipped name or a file; one that is loaded already, as it is.

    Parameters
    ----------
    wanted
        A name from ``available()``, the path of a YAML file, or a scenario; or ``run.json`` of a run; or the
        file of a session, whose decisions become events of its scenario.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with file, line and column.
    ArgumentError
        If it is none of these.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.load("town").name
    'town'
    """
    if isinstance(wanted, Parameters):
        return wanted
    if not isinstance(wanted, str | os.PathLike):
        text = "the name of a shipped scenario, the path of a file, or a Scenario"
        raise ArgumentError("scenario", wanted, text + instead_of_model(wanted))
    source = find(wanted)
    if source.path.suffix == SUFFIX:
        return scenario_of_record(source)
    root, files, problems = inherited(source)
    try:
        scenario = Scenario.parse(root.plain())
    except ScenarioError as error:
        problems += [_placed(problem, root) for problem in error.problems]
    else:
        if not problems:
            return scenario
    raise ScenarioError(_in_order(problems, files))


def instead_of_model(given: object) -> str:
    """Return what to add to a message if a model is given: only its own methods would call its step."""
    from joinup.sim.model import Model

    kind = given if isinstance(given, type) else type(given)
    if not issubclass(kind, Model):
        return ""
    return " (a step of a model's own is called by the model alone: make it a mechanism of the scenario)"


def _placed(problem: Problem, root: Node) -> Problem:
    """Add the position, and name items instead of giving their index in a list."""
    mark = locate(root, problem.path, on_key=problem.on_key)
    named = replace(problem, path=with_names(root, problem.path))
    return named.at(mark.file, mark.line, mark.column)


def _in_order(problems: list[Problem], files: list[str]) -> list[Problem]:
    order = {file: number for number, file in enumerate(files)}

    def place(problem: Problem) -> tuple[int, int, int]:
        return order.get(problem.file or "", len(files)), problem.line or 0, problem.column or 0

    return sorted(dict.fromkeys(problems), key=place)
