"""Options that change several levers at once, each with a name, in one small table.

One row an option: its name in the column ``option``, and one column a path for what it changes. An empty cell
leaves the scenario's value as it is::

    option,          partnership.form, agencies.housing.places, awareness.forgetting
    as now,                          ,                        ,
    merged and open, merged,           30,                      0.01
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pandas as pd

from joinup.experiments.arguments import named, path_if_given, wrong
from joinup.experiments.study.design import Changes, at_point, point_key
from joinup.experiments.study.sampling import changes_in
from joinup.scenarios.tables.kinds import OPTION, choices
from joinup.scenarios.tables.reader import read_table
from joinup.scenarios.tables.table import Places, Table
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES
from joinup.sim.parameters.paths import by_name
from joinup.sim.parameters.spelling import primary_changes
from joinup.sim.parameters.trees import plain

type ChoicesLike = pd.DataFrame | Table | str | os.PathLike[str] | Mapping[str, Mapping[str, Any]]
"""Named options: a table, its file, or the changes of each by name."""

EXPECTED = "a table with a column 'option', its file, or changes by name"


def choices_of(scenario: Scenario, given: ChoicesLike) -> dict[str, Changes]:
    """Return the changes that each option makes, by its name.

    Parameters
    ----------
    scenario
        What they change.
    given
        The options, as described in the module.

    Raises
    ------
    ScenarioError
        With every name and value that cannot be used, with its place if it is in a file.
    ArgumentError
        If it is neither a table nor a mapping.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> choices_of(load("town"), {"merged and slow": {"partnership.form": "merged", "trust.up": 0.01}})
    {'merged and slow': {'partnership.form': 'merged', 'trust.up': 0.01}}
    """
    names, rows, places = _rows(scenario, given)
    found: dict[str, Changes] = {}
    same: dict[str, str] = {}
    problems: list[Problem] = []
    for row, (name, changes) in enumerate(zip(names, rows, strict=True)):
        ours, wrong_ones = primary_changes(Scenario, changes)
        told = [(Problem((), one), OPTION) for one in _of_name(name, found)]
        if not told and (other := same.setdefault(point_key(ours), name)) != name:
            told.append((Problem((), f"option '{name}' changes the same as '{other}'"), OPTION))
        told += [(one, "") for one in wrong_ones]
        try:
            at_point(scenario, ours)
        except ScenarioError as error:
            told += [
                (Problem((), f"option '{name}': {one.message}", one.allowed, one.suggestion), at)
                for one in error.problems
                for at in (by_name(scenario, one.path),)
            ]
        problems += [problem if places is None else places.at(problem, row, at) for problem, at in told]
        found[name] = ours
    if not names:
        problems += wrong("choices", "there is no option in it").problems
    if problems:
        raise ScenarioError(problems)
    return found


def _rows(scenario: Scenario, given: ChoicesLike) -> tuple[list[str], list[Changes], Places | None]:
    """Return names and changes, row by row, and where they stand in a file."""
    if isinstance(given, Mapping):
        if not all(isinstance(changes, Mapping) for changes in given.values()):
            raise ArgumentError(named("choices"), given, EXPECTED)
        rows: list[Changes] = [
            {str(path): plain(value) for path, value in one.items()} for one in given.values()
        ]
        return [str(name) for name in given], rows, None
    if not isinstance(given, pd.DataFrame | Table):
        path = path_if_given(given, "choices", EXPECTED)
        assert path is not None
        given = read_table(path, choices(scenario))
    frame = given.frame if isinstance(given, Table) else given
    if OPTION not in frame:
        raise wrong("choices", f"a table of options needs a column '{OPTION}' with their names")
    names = ["" if pd.isna(name) else str(name).strip() for name in frame[OPTION]]
    places = given.places if isinstance(given, Table) else None
    return names, list(changes_in(scenario, frame.drop(columns=OPTION))), places


def _of_name(name: str, others: Mapping[str, Changes]) -> list[str]:
    """Return what is wrong with the name of an option."""
    if not name:
        return ["an option needs a name"]
    if not name.isprintable():
        return [f"option {name!r}: a name is one line of letters that can be printed"]
    if name in BASELINES:
        return [f"option '{name}': this is the name of a baseline; choose another"]
    return [f"option '{name}' is given twice"] if name in others else []


def named_by(choices: Mapping[str, Changes], point: Changes) -> dict[str, str]:
    """Return the named option that a point has, as ``{"option": name}``; empty if it has none.

    Examples
    --------
    >>> named_by({"bold": {"trust.start": 0.5}, "as now": {}}, {"trust.start": 0.5, "trust.up": 0.1})
    {'option': 'bold'}
    """
    paths = {path for changes in choices.values() for path in changes}
    key = point_key({path: value for path, value in point.items() if path in paths})
    names = [name for name, changes in choices.items() if point_key(changes) == key]
    return {OPTION: names[0]} if names else {}
