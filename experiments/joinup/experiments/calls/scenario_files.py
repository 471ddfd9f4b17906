"""``ju.check``, ``ju.schema`` and ``ju.new``: work on scenario files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from joinup.experiments.arguments import collected, named, wrong
from joinup.experiments.run.request import scenario_of
from joinup.experiments.study.audit import audit, holds_study
from joinup.scenarios.schema import json_schema
from joinup.scenarios.template import starting_file
from joinup.sim.errors import ArgumentError, Problem, ScenarioError


def check(*files: str | os.PathLike[str], repair: bool = False) -> tuple[Problem, ...]:
    """Return every problem in scenario files and studies; empty if there is none.

    Parameters
    ----------
    *files
        Files, names of shipped scenarios, or folders of studies.
    repair
        Whether to repair studies: damaged results are put aside, and their runs are to be made again.

    Returns
    -------
    tuple of Problem
        Each with its file, line and column, the allowed values and the closest of them. What is found in a
        study has a `severity`: ``damage``, ``warning`` or ``repaired``.

    Raises
    ------
    ScenarioError
        If what is to be repaired is no study, or in use.
    ArgumentError
        If an argument is neither a name nor a path.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.check("town")
    ()
    >>> ju.check("twon")[0].suggestion
    'town'
    """
    problems: list[Problem] = []
    for file in files:
        if isinstance(file, str | os.PathLike) and holds_study(Path(file)):
            problems += audit(Path(file), repair=repair)
        elif repair:
            raise wrong("repair", f"'{file}' is no study", given=None)
        else:
            with collected(problems):
                scenario_of(file, "files")
    return tuple(problems)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, for editors that complete and check while you type.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.schema()["title"]
    'joinup scenario'
    """
    return json_schema()


def new(name: str, *, force: bool = False) -> Path:
    """Write NAME.yaml, a commented scenario to start from, in the current folder.

    Parameters
    ----------
    name
        Lower-case letters, digits and ``_``.
    force
        Whether to overwrite an existing file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ScenarioError
        If the name is not valid, the file exists, or it cannot be written.
    ArgumentError
        If the name is not a text.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.check(ju.new("harbour"))
    ()
    """
    if not isinstance(name, str):
        raise ArgumentError(named("name"), name, "a name of lower-case letters, digits and '_'")
    text = starting_file(name)
    path = Path(f"{name}.yaml")
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        message = f"'{path}' exists already; {named('force')} overwrites it"
        raise ScenarioError([Problem((), message)]) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ScenarioError([Problem((), f"'{path}' cannot be written: {reason}")]) from None
    return path
