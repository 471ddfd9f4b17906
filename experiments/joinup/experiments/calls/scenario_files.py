"""``ju.check``, ``ju.schema`` and ``ju.new``: work on scenario files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from joinup.experiments.arguments import collected, named, wrong
from joinup.experiments.run.request import scenario_of
from joinup.experiments.study.manifest import holds_study
from joinup.scenarios.doubts import doubts_of
from joinup.scenarios.files import find
from joinup.scenarios.inherit import additions
from joinup.scenarios.schema import json_schema
from joinup.scenarios.template import starting_file
from joinup.sim.errors import ArgumentError, JoinupError, Problem, ScenarioError
from joinup.sim.parameters import Scenario


def check(*files: str | os.PathLike[str], repair: bool = False, strict: bool = False) -> tuple[Problem, ...]:
    """Return every problem in scenario files and studies; empty if there is none.

    Parameters
    ----------
    *files
        Files, names of shipped scenarios, or folders of studies.
    repair
        Whether to repair studies: damaged results are put aside, and their runs are to be made again.
    strict
        Whether what is doubtful in a scenario is a problem too: overload, agencies that serve nobody, values
        outside the range that is thought plausible, names in a file that inherits that change nothing.

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
            from joinup.experiments.study.audit import audit

            problems += audit(Path(file), repair=repair)
            continue
        if repair:
            raise wrong("repair", f"'{file}' is no study", given=None)
        before = len(problems)
        with collected(problems):
            check_worth_having(scenario_of(file, "files"))
            problems += doubts_of(file) if strict else ()
        if len(problems) > before and not strict:
            # What a name in a file that inherits was meant for may explain what is wrong.
            with suppress(JoinupError):
                problems += additions(find(file))
    return tuple(problems)


def check_worth_having(scenario: Scenario) -> None:
    """Make sure, where a scenario says what is worth having, that it says so of outcomes."""
    if scenario.worth_having:
        from joinup.experiments.analysis.methods.worth import check_worth_having as check_outcomes

        check_outcomes(scenario)


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
