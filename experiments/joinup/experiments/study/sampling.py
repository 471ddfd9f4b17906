"""Make designs: all combinations, samples of ranges, or any table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.arguments import named, whole
from joinup.experiments.run.admission import MOST_POINTS, check_count
from joinup.experiments.study.design import Design, listed
from joinup.experiments.study.ranges import Range, is_whole, range_of
from joinup.scenarios.tables.table import Table
from joinup.sim.errors import ArgumentError, Problem, ScenarioError, nearest
from joinup.sim.extras import extra
from joinup.sim.parameters import Scenario

Method = Literal["sobol", "latin_hypercube", "saltelli", "morris"]
METHODS: tuple[str, ...] = get_args(Method)

MORRIS_LEVELS = 4


def factorial(scenario: Scenario, values: Mapping[str, Any], *, replicates: int = 1, seed: int = 1) -> Design:
    """Return every combination of some values.

    Parameters
    ----------
    values
        Values by path: several of each, or one.
    replicates, seed
        Runs of each point and seed of the first.
    """
    values = {path: listed(choices) for path, choices in values.items()}
    empty = [path for path, choices in values.items() if len(choices) == 0]
    if empty:
        raise ScenarioError([Problem((), f"'{path}' has no values") for path in empty])
    points = tuple(dict(zip(values, choice, strict=True)) for choice in product(*values.values()))
    return Design(scenario, points, replicates, seed, "factorial", options=dict(values))


def sampled(
    scenario: Scenario,
    ranges: Sequence[Range] | Mapping[str, tuple[float, float]],
    *,
    points: int,
    method: Method | str = "sobol",
    sample_seed: int = 0,
    replicates: int = 1,
    seed: int = 1,
) -> Design:
    """Return a sample of ranges.

    Parameters
    ----------
    ranges
        What to sample: ranges, or the lowest and the highest value by path.
    points
        Size of the sample: points for ``sobol`` and ``latin_hypercube``, base points for
        ``saltelli`` (which makes ``points * (ranges + 2)`` of them), trajectories for ``morris``
        (``points * (ranges + 1)``). A power of two serves Sobol sequences best.
    method
        ``sobol`` (scrambled Sobol sequence), ``latin_hypercube`` (both scipy.stats.qmc),
        ``saltelli`` or ``morris`` (both SALib).
    sample_seed
        Seed of the sample; runs have seeds of their own.

    Notes
    -----
    The first points of a Sobol sample stay where they are when it grows.
    """
    if method not in METHODS:
        raise ScenarioError([Problem((), f"unknown method '{method}'", METHODS, nearest(method, METHODS))])
    if isinstance(ranges, Mapping):
        ranges = [range_of(scenario, path, *ends) for path, ends in ranges.items()]
    if not all(isinstance(one, Range) for one in ranges):
        raise ArgumentError(named("ranges"), ranges, "ranges, or two numbers by path")
    points = whole(points, "points")
    if not ranges:
        raise ScenarioError([Problem((), "there are no ranges to sample")])
    if points < 1:
        raise ScenarioError([Problem((), f"a sample of {points} points: at least one is needed")])
    each = {"saltelli": len(ranges) + 2, "morris": len(ranges) + 1}.get(method, 1)
    check_count(points * each, MOST_POINTS, "point")
    shares = _shares(len(ranges), points, method, sample_seed)
    columns = [one.at(shares[:, place]) for place, one in enumerate(ranges)]
    paths = [one.path for one in ranges]
    rows = tuple(dict(zip(paths, row, strict=True)) for row in zip(*columns, strict=True))
    return Design(
        scenario, rows, replicates, seed, method, tuple(ranges), samples=rows, sample_seed=sample_seed
    )


def _shares(dimensions: int, points: int, method: str, seed: int) -> npt.NDArray[np.float64]:
    """Return the sample in the unit cube (points, dimensions)."""
    # Takes a second to load; most commands draw no sample.
    from scipy.stats import qmc

    if method == "sobol":
        sampler = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
        # Drawn in full powers of two, which Sobol sequences are balanced for, and cut.
        return sampler.random_base2(max(0, int(np.ceil(np.log2(points)))))[:points]
    if method == "latin_hypercube":
        return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(points)
    with extra():
        from SALib.sample import morris
        from SALib.sample import sobol as saltelli

    problem = {
        "num_vars": dimensions,
        "names": [str(n) for n in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }
    if method == "morris":
        found = morris.sample(problem, points, num_levels=MORRIS_LEVELS, seed=seed)
    else:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The balance properties of Sobol", UserWarning)
            found = saltelli.sample(problem, points, calc_second_order=False, seed=seed)
        if points & (points - 1):
            below = 1 << (points.bit_length() - 1)
            text = f"method saltelli covers ranges evenly with powers of two, such as {below} or {2 * below}"
            warnings.warn(f"{text}, and less so with {points} points", stacklevel=2)
    return np.asarray(found, dtype=float)


def from_table(
    scenario: Scenario, table: pd.DataFrame | Table, *, replicates: int = 1, seed: int = 1
) -> Design:
    """Return a design from any table: one row a point, one column a path.

    Empty cells leave the scenario's value as it is. What is wrong with a point of a file is told with the
    file's line.
    """
    frame = table.frame if isinstance(table, Table) else table
    origin = replace(table.places, remarks=table.remarks()) if isinstance(table, Table) else None
    rows = changes_in(scenario, frame)
    return Design(scenario, rows, replicates, seed, samples=rows, origin=origin)


def changes_in(scenario: Scenario, frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return the changes of every row of a table, one column a path; empty cells change nothing."""
    whole = {str(path) for path in frame.columns if _is_whole(scenario, str(path))}
    return tuple(
        {
            str(path): _plain(value, whole=str(path) in whole)
            for path, value in row.items()
            if not (value is None or (isinstance(value, float) and np.isnan(value)))
        }
        for row in frame.to_dict("records")
    )


def _is_whole(scenario: Scenario, path: str) -> bool:
    try:
        return is_whole(scenario, path)
    except ScenarioError:
        return False  # Told, with everything else, when the points are checked.


def _plain(value: Any, *, whole: bool) -> Any:
    """Return a cell as the schema wants it: Python's own types, whole numbers as such."""
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if whole and isinstance(value, float) and value.is_integer() else value
