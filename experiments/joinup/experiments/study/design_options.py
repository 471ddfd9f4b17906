"""Designs from the words of a command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.study.design import BASELINE, Design
from joinup.experiments.study.posteriors import from_posterior, read_posterior
from joinup.experiments.study.ranges import Range, declared_ranges, is_whole, lever_ranges, range_of
from joinup.experiments.study.sampling import factorial, from_table, sampled
from joinup.scenarios.read import value_of
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import primary_path

LEVERS, DECLARED = "levers", "declared"


@dataclass(frozen=True, slots=True)
class DesignOptions:
    """What a design is to be made of, as it was asked for.

    Attributes
    ----------
    vary
        ``path=a,b,c`` or ``path=low:high:n``: values to combine.
    over
        ``levers``, ``declared``, ``path`` or ``path=low:high``: ranges to sample.
    method, points, sample_seed
        How to sample them.
    table
        A CSV file of points, in place of values and ranges.
    posterior
        A posterior to draw points from, in place of ranges.
    replicates, seed
        Runs of each point and seed of the first.
    """

    vary: Sequence[str] = ()
    over: Sequence[str] = ()
    method: str = "sobol"
    points: int = 64
    sample_seed: int = 0
    table: Path | None = None
    posterior: Path | None = None
    replicates: int = 1
    seed: int = 1


def design_of(scenario: Scenario, wanted: DesignOptions) -> Design:
    """Make the design that was asked for.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    """
    problems: list[Problem] = []
    values: dict[str, list[Any]] = {}
    for text in wanted.vary:
        try:
            path, given = choices(scenario, text)
            if path in values:
                raise ScenarioError([Problem((), f"--vary {text}: '{path}' is varied twice")])
            values[path] = given
        except ScenarioError as error:
            problems += error.problems
    ranges: list[Range] = []
    for text in wanted.over:
        try:
            ranges += ranges_asked(scenario, text)
        except ScenarioError as error:
            problems += error.problems
    if wanted.table is not None and (wanted.vary or wanted.over):
        problems.append(Problem((), "--table cannot be combined with --vary or --over"))
    if wanted.posterior is not None and (wanted.table is not None or wanted.over):
        problems.append(Problem((), "--posterior cannot be combined with --table or --over"))
    if not (wanted.table or wanted.posterior or wanted.vary or wanted.over):
        problems.append(Problem((), "what is to be varied? Give --vary, --over, --table or --posterior"))
    drawn = None
    if wanted.posterior is not None:
        try:
            drawn = from_posterior(
                scenario,
                read_posterior(wanted.posterior),
                points=wanted.points,
                replicates=wanted.replicates,
                seed=wanted.seed,
            )
            ranges += drawn.ranges
        except ScenarioError as error:
            problems += error.problems
    paths = [one.path for one in ranges]
    for path in dict.fromkeys(path for path in paths if paths.count(path) > 1 or path in values):
        problems.append(Problem((), f"'{path}' is varied twice"))
    if problems:
        raise ScenarioError(problems)
    again = {"replicates": wanted.replicates, "seed": wanted.seed}
    if wanted.table is not None:
        return from_table(scenario, read_table(wanted.table), **again)
    if not ranges:
        return factorial(scenario, values, **again)
    design = drawn or sampled(
        scenario, ranges, points=wanted.points, method=wanted.method, sample_seed=wanted.sample_seed, **again
    )
    return design.crossed(values) if values else design


def choices(scenario: Scenario, text: str) -> tuple[str, list[Any]]:
    """Return the path and the values of ``path=a,b,c`` or ``path=low:high:n``."""
    path, equals, given = (part.strip() for part in text.partition("="))
    if not equals or not path or not given:
        hint = "write path=a,b,c or path=low:high:n, such as partnership.form=none,formal"
        raise ScenarioError([Problem((), f"--vary {text}: {hint}")])
    path = primary_path(path)
    if path != BASELINE:
        scenario.get(path)  # Says what there is, if there is no such path.
    if given.count(":") == 2:
        return path, _steps(scenario, path, text, given)
    try:
        return path, [value_of(part.strip()) for part in given.split(",")]
    except ScenarioError as error:
        problems = [Problem((), f"--vary {text}: {one.message}") for one in error.problems]
        raise ScenarioError(problems) from None


def _steps(scenario: Scenario, path: str, text: str, given: str) -> list[Any]:
    try:
        low, high, number = given.split(":")
        ends, count = (float(low), float(high)), int(number)
    except ValueError:
        hint = "low and high must be numbers and n a whole number"
        raise ScenarioError([Problem((), f"--vary {text}: {hint}")]) from None
    if count < 2 or not ends[0] < ends[1]:
        raise ScenarioError([Problem((), f"--vary {text}: low must be below high, and n at least 2")])
    steps = np.linspace(*ends, count)
    if is_whole(scenario, path):
        return list(dict.fromkeys(int(step) for step in np.round(steps)))
    # Written as people write them: 0.3, not 0.30000000000000004.
    return [float(f"{step:.12g}") for step in steps]


def ranges_asked(scenario: Scenario, text: str, *, option: str = "--over") -> list[Range]:
    """Return the ranges that ``levers``, ``declared``, ``path`` or ``path=low:high`` asks for."""
    if text == LEVERS:
        found = lever_ranges(scenario)
        if not found:
            raise ScenarioError([Problem((), f"{option} levers: the scenario names no levers with ranges")])
        return found
    if text == DECLARED:
        return declared_ranges(scenario)
    path, equals, given = (part.strip() for part in text.partition("="))
    if not equals:
        return [range_of(scenario, path)]
    try:
        low, high = (float(part) for part in given.split(":"))
    except ValueError:
        raise ScenarioError([Problem((), f"{option} {text}: write path=low:high")]) from None
    return [range_of(scenario, path, low, high)]


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV file of points: one row a point, one column a path.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False).map(_cell)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem((), f"--table {path}: {reason}")]) from None
    if table.empty:
        raise ScenarioError([Problem((), f"--table {path}: there are no rows")])
    return table


def _cell(text: object) -> Any:
    """Return what is written in a cell of a table, as after --vary; None if nothing is."""
    return value_of(text) if isinstance(text, str) and text.strip() else None
