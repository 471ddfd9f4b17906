"""What a simulator varies, and its points: arrays, mappings and tables become changes by path.

An array has a column for each parameter. In it a parameter of whole numbers is rounded to the nearest, and a
parameter with a list of values has the place of one in the list, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.arguments import collected, named, whole, wrong
from joinup.experiments.study.design import Changes, most_shown
from joinup.experiments.study.design_options import Over, Vary, given_twice, ranges_of, values_of
from joinup.experiments.study.ranges import Range
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.parameters.trees import plain
from joinup.sim.seeds import Seed, seed_of

type Numbers = npt.NDArray[np.float64]

MOST_NAMED = 6
"""Parameters that a message lists before it says how many there are."""


@dataclass(frozen=True, slots=True)
class Space:
    """The parameters that are varied.

    Attributes
    ----------
    axes
        A range each; of places in the list for a parameter with a list of values.
    choices
        The lists, by path.
    """

    axes: tuple[Range, ...]
    choices: Mapping[str, tuple[Any, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' paths, in the order of an array's columns."""
        return tuple(axis.path for axis in self.axes)

    def draw(self, points: int, seed: Seed) -> Numbers:
        """Return independent draws, uniform over the ranges: one row a point."""
        shares = np.random.default_rng(seed_of(seed, named("seed"))).random(
            (whole(points, "points", least=1), len(self.axes))
        )
        return np.column_stack(
            [np.asarray(axis.at(shares[:, place]), float) for place, axis in enumerate(self.axes)]
        )

    def points(self, theta: object) -> tuple[list[Changes], bool]:
        """Return points as changes by path, and whether many were given rather than one.

        Raises
        ------
        ScenarioError
            If they are not points of this space, with all that is wrong.
        ArgumentError
            If they are of a wrong type.
        """
        if isinstance(theta, Mapping):
            return [self._of_mapping(theta)], False
        if isinstance(theta, pd.Series):
            return [self._of_mapping(theta.to_dict())], False
        if isinstance(theta, pd.DataFrame):
            return [self._of_mapping(row) for row in theta.to_dict("records")], True
        try:
            numbers = np.atleast_1d(np.asarray(theta).astype(float, casting="same_kind"))
        except (TypeError, ValueError):
            expected = "numbers (one row a point), values by path, or a DataFrame"
            raise ArgumentError(named("theta"), theta, expected) from None
        if numbers.ndim > 2 or numbers.shape[-1] != len(self.axes):
            shape = " by ".join(str(length) for length in numbers.shape)
            raise wrong("theta", f"expected {self._columns()} for each point, not {shape} numbers")
        return self._of_rows(np.atleast_2d(numbers)), numbers.ndim == 2

    def _columns(self) -> str:
        names = ", ".join(self.names[:MOST_NAMED]) + (" ..." if len(self.names) > MOST_NAMED else "")
        return f"{len(self.names)} number{'s' if len(self.names) > 1 else ''} ({names})"

    def _of_rows(self, rows: Numbers) -> list[Changes]:
        found: list[Changes] = []
        problems: list[Problem] = []
        for number, row in enumerate(rows.tolist()):
            with collected(problems):
                found.append(self._of_row(number, row))
        if problems:
            raise ScenarioError(most_shown(problems))
        return found

    def _of_row(self, number: int, row: list[float]) -> Changes:
        point: dict[str, Any] = {}
        problems: list[Problem] = []
        for axis, value in zip(self.axes, row, strict=True):
            choices = self.choices.get(axis.path)
            if not np.isfinite(value):
                problems.append(Problem((), f"point {number}: '{axis.path}' is {value}"))
            elif choices is None:
                point[axis.path] = _rounded(axis, value)
            elif value in range(len(choices)):
                point[axis.path] = choices[int(value)]
            else:
                text = f"'{axis.path}' is {value:g}, not the place of one of its {len(choices)} values"
                problems.append(Problem((), f"point {number}: {text} (0 to {len(choices) - 1})"))
        if problems:
            raise ScenarioError(problems)
        return point

    def _of_mapping(self, given: Mapping[Any, Any]) -> Changes:
        axes = {axis.path: axis for axis in self.axes}
        point: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, value in given.items():
            path = primary_path(str(name))
            if path in axes:
                point[path] = _rounded(axes[path], plain(value))
            else:
                problems.append(Problem.unknown((), "parameter", name, self.names))
        if problems:
            raise ScenarioError(problems)
        return point


def _rounded(axis: Range, value: Any) -> Any:
    """Return a value as the schema wants it: for whole numbers the nearest."""
    return round(value) if axis.whole and isinstance(value, float) and np.isfinite(value) else value


def space_of(scenario: Scenario, vary: Vary | None, over: Over | None) -> Space:
    """Return what is varied, given as for a sweep.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    ArgumentError
        If an argument is of a wrong type.
    """
    problems: list[Problem] = []
    ranges: list[Range] = []
    values: dict[str, list[Any]] = {}
    with collected(problems):
        ranges = ranges_of(scenario, over)
    with collected(problems):
        values = values_of(scenario, vary)
    problems += given_twice(ranges, values)
    for path, choices in values.items():
        if len(choices) < 2:
            hint = f"a list of values to choose from has two or more; set one value with {named('changes')}"
            problems.append(Problem((), f"'{path}': {hint}"))
    if not (ranges or values or problems):
        problems.append(Problem((), f"what is to be varied? Give {named('over')} or {named('vary')}"))
    if problems:
        raise ScenarioError(problems)
    places = (Range(path, 0.0, len(choices) - 1.0, True) for path, choices in values.items())
    return Space((*ranges, *places), {path: tuple(choices) for path, choices in values.items()})
