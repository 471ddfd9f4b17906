"""Designs from arguments: values to combine, ranges to sample, a table or a posterior."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.arguments import collected, named, path_if_given, texts, whole, whole_if_given, wrong
from joinup.experiments.run.admission import MOST_POINTS, MOST_RUNS, check_count
from joinup.experiments.study.choices import ChoicesLike, choices_of
from joinup.experiments.study.design import BASELINE, Changes, Design, listed
from joinup.experiments.study.ensemble import ensemble as ensemble_of
from joinup.experiments.study.posteriors import Posterior, from_posterior, read_posterior
from joinup.experiments.study.ranges import Range, declared_ranges, is_whole, lever_ranges, range_of
from joinup.experiments.study.sampling import Method, factorial, from_table, sampled
from joinup.experiments.study.structures import in_structures
from joinup.scenarios.read import value_of
from joinup.scenarios.tables.kinds import points as points_of
from joinup.scenarios.tables.reader import read_table
from joinup.scenarios.tables.table import Table
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.seeds import Seed, seed_of

LEVERS, DECLARED = "levers", "declared"

Vary = Mapping[str, Any] | Iterable[str]
"""Values to combine: by path, one or several of each; or texts ``path=a,b,c`` or ``path=low:high:n``."""

Over = Mapping[str, tuple[float, float] | None] | Iterable[str]
"""Ranges to sample: by path, None being the declared one; or texts ``levers``, ``declared``, ``path`` or
``path=low:high``."""

TableLike = pd.DataFrame | Table | str | os.PathLike[str]
"""A table of points, as a DataFrame, as :func:`joinup.table` reads it, or the file that holds one."""


def design_of(
    scenario: Scenario,
    *,
    vary: Vary | None = None,
    choices: ChoicesLike | None = None,
    over: Over | None = None,
    method: Method | str = "sobol",
    points: int = 64,
    sample_seed: Seed = 0,
    table: TableLike | None = None,
    posterior: Posterior | str | os.PathLike[str] | None = None,
    ensemble: int | None = None,
    structures: bool = False,
    replicates: int = 1,
    seed: Seed = 1,
) -> Design:
    """Make a design from arguments.

    Parameters
    ----------
    scenario
        What the points change.
    vary
        Values to combine with each other and with every sampled point.
    choices
        Named options to combine with them; see :mod:`joinup.experiments.study.choices`.
    over
        Ranges to sample.
    method, points, sample_seed
        How to sample them; see :func:`joinup.experiments.study.sampling.sampled`.
    table
        Points, in place of values and ranges: one row a point, one column a path.
    posterior
        A posterior to take points from, in place of ranges.
    ensemble
        Members that each draw a value of everything that has a plausible range, in place of ranges; see
        :mod:`joinup.experiments.study.ensemble`. With a posterior each takes one of its draws.
    structures
        Whether every point is combined with every named structure of the model, as an option; see
        :mod:`joinup.experiments.study.structures`.
    replicates, seed
        Runs of each point and seed of the first.

    Raises
    ------
    ScenarioError
        Listing every problem with the arguments.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> design_of(load("town"), vary={"trust.start": [0.2, 0.4]}, replicates=5).runs  # doctest: +SKIP
    10
    """
    points = whole(points, "points", least=1)
    ensemble = whole_if_given(ensemble, "ensemble", least=1)
    sample_seed = seed_of(sample_seed, named("sample_seed"))
    again = {"replicates": whole(replicates, "replicates", least=1), "seed": seed_of(seed, named("seed"))}
    problems: list[Problem] = []
    values: dict[str, list[Any]] = {}
    ranges: list[Range] = []
    with collected(problems):
        values = values_of(scenario, vary)
    with collected(problems):
        ranges = ranges_of(scenario, over)
    options: dict[str, Changes] = {}
    if choices is not None:
        with collected(problems):
            options = choices_of(scenario, choices)
    if structures and not problems:
        options = in_structures(scenario, options, without=values)
    cannot = "cannot be combined with"
    if table is not None and choices is not None:
        problems += wrong("table", f"{cannot} {named('choices')}").problems
    if table is not None and structures:
        problems += wrong("table", f"{cannot} {named('structures')}").problems
    if table is not None and (vary or over):
        problems += wrong("table", f"{cannot} {named('vary')} or {named('over')}").problems
    if ensemble is not None and (table is not None or over):
        problems += wrong("ensemble", f"{cannot} {named('table')} or {named('over')}").problems
    if posterior is not None and (table is not None or over):
        problems += wrong("posterior", f"{cannot} {named('table')} or {named('over')}").problems
    nothing = table is None and posterior is None and ensemble is None and not options
    if nothing and choices is None and not (vary or over):
        names = [named(argument) for argument in ("vary", "over", "table", "posterior", "ensemble")]
        text = f"what is to be varied? Give {', '.join(names[:-1])} or {names[-1]}"
        problems.append(Problem((), text))
    drawn, read = None, None
    if posterior is not None:
        with collected(problems):
            read = posterior if isinstance(posterior, Posterior) else _read_posterior(posterior)
            drawn = from_posterior(scenario, read, points=points, **again)
            ranges += drawn.ranges
    changed = dict.fromkeys(path for changes in options.values() for path in changes)
    if ensemble is not None and not problems:
        points = ensemble
        drawn = ensemble_of(scenario, ensemble, posterior=read, without={*values, *changed}, **again)
        ranges = list(drawn.ranges)
    problems += given_twice(ranges, {**values, **changed})
    problems += [Problem((), f"'{path}' is given twice") for path in values if path in changed]
    with collected(problems):
        crossed = prod(len(some) for some in values.values()) * max(1, len(options))
        sample = points if ranges else 1
        check_count(crossed * sample, MOST_POINTS, "point")
        check_count(crossed * sample * again["replicates"], MOST_RUNS, "run")
    if problems:
        raise ScenarioError(problems)
    if table is not None:
        return from_table(scenario, _read_points(scenario, table), **again)
    if not ranges:
        design = factorial(scenario, values, **again)
        return design.choosing(options) if options else design
    design = drawn or sampled(
        scenario, ranges, points=points, method=method, sample_seed=sample_seed, **again
    )
    design = design.crossed(values) if values else design
    return design.choosing(options) if options else design


def given_twice(ranges: Sequence[Range], values: Mapping[str, Any]) -> list[Problem]:
    """Return the paths that several ranges, or a range and values, are given for."""
    paths = [one.path for one in ranges]
    twice = dict.fromkeys(path for path in paths if paths.count(path) > 1 or path in values)
    return [Problem((), f"'{path}' is given twice") for path in twice]


def values_of(scenario: Scenario, vary: Vary | None) -> dict[str, list[Any]]:
    """Return the values to combine, by path.

    Raises
    ------
    ScenarioError
        Listing every problem with them.
    ArgumentError
        If they are of a wrong type.
    """
    found: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    by_path = isinstance(vary, Mapping)
    given = vary.items() if isinstance(vary, Mapping) else ((text, None) for text in texts(vary, "vary"))
    for text, value in given:
        if not isinstance(text, str):
            raise ArgumentError(named("vary"), vary, "values by path, such as {'trust.start': [0.2, 0.4]}")
        with collected(problems):
            path, values = (primary_path(text), listed(value)) if by_path else choices(scenario, text)
            if path in found:
                raise wrong("vary", f"'{path}' is given twice", given=text)
            _check_path(scenario, path)
            found[path] = values
    if problems:
        raise ScenarioError(problems)
    return found


def _check_path(scenario: Scenario, path: str) -> None:
    if path != BASELINE:
        scenario.reaching([path]).get(path)  # Says what there is, if there is no such path.


def ranges_of(scenario: Scenario, over: Over | None, *, argument: str = "over") -> list[Range]:
    """Return the ranges to sample.

    Raises
    ------
    ScenarioError
        Listing every problem with them.
    ArgumentError
        If they are of a wrong type.
    """
    found: list[Range] = []
    problems: list[Problem] = []
    given = over.items() if isinstance(over, Mapping) else ((text, None) for text in texts(over, argument))
    for text, ends in given:
        if not isinstance(text, str):
            raise ArgumentError(named(argument), over, "ranges by path, such as {'trust.start': (0.1, 0.5)}")
        with collected(problems):
            found += (
                ranges_asked(scenario, text, argument)
                if ends is None
                else [range_of(scenario, text, *_ends(text, ends, argument))]
            )
    if problems:
        raise ScenarioError(problems)
    return found


def _ends(path: str, ends: object, argument: str) -> tuple[float, float]:
    """Return the two ends of a range."""
    try:
        low, high = list(ends) if isinstance(ends, Iterable) else []
        return float(low), float(high)
    except (TypeError, ValueError):
        expected = f"two numbers for '{path}', its lowest and its highest value"
        raise ArgumentError(named(argument), ends, expected) from None


def choices(scenario: Scenario, text: str) -> tuple[str, list[Any]]:
    """Return the path and the values of ``path=a,b,c`` or ``path=low:high:n``."""
    path, equals, given = (part.strip() for part in text.partition("="))
    if not equals or not path or not given:
        hint = "write path=a,b,c or path=low:high:n, such as partnership.form=none,formal"
        raise wrong("vary", hint, given=text)
    path = primary_path(path)
    _check_path(scenario, path)
    if given.count(":") == 2:
        return path, _steps(scenario, path, text, given)
    try:
        return path, [value_of(part.strip()) for part in given.split(",")]
    except ScenarioError as error:
        raise wrong("vary", error.problems[0].message, given=text) from None


def _steps(scenario: Scenario, path: str, text: str, given: str) -> list[Any]:
    try:
        low, high, number = given.split(":")
        ends, count = (float(low), float(high)), int(number)
    except ValueError:
        raise wrong("vary", "low and high must be numbers and n a whole number", given=text) from None
    check_count(count, MOST_POINTS, "value")
    if count < 2 or not ends[0] < ends[1]:
        raise wrong("vary", "low must be below high, and n at least 2", given=text)
    steps = np.linspace(*ends, count)
    if is_whole(scenario, path):
        return list(dict.fromkeys(int(step) for step in np.round(steps)))
    # Written as people write them: 0.3, not 0.30000000000000004.
    return [float(f"{step:.12g}") for step in steps]


def ranges_asked(scenario: Scenario, text: str, argument: str = "over") -> list[Range]:
    """Return the ranges that ``levers``, ``declared``, ``path`` or ``path=low:high`` asks for."""
    if text == LEVERS:
        found = lever_ranges(scenario)
        if not found:
            raise wrong(argument, "the scenario names no levers with ranges", given=LEVERS)
        return found
    if text == DECLARED:
        return declared_ranges(scenario)
    path, equals, given = (part.strip() for part in text.partition("="))
    if not equals:
        return [range_of(scenario, path)]
    try:
        low, high = (float(part) for part in given.split(":"))
    except ValueError:
        raise wrong(argument, "write path=low:high", given=text) from None
    return [range_of(scenario, path, low, high)]


def _read_posterior(given: str | os.PathLike[str]) -> Posterior:
    found = path_if_given(given, "posterior", "the path of a posterior, or a Posterior")
    assert found is not None
    return read_posterior(found)


def _read_points(scenario: Scenario, given: TableLike) -> pd.DataFrame | Table:
    """Return points, read from a file if one was given."""
    if isinstance(given, pd.DataFrame | Table):
        return given
    path = path_if_given(given, "table", "a DataFrame, or the path of a file")
    assert path is not None
    return read_table(path, points_of(scenario))
