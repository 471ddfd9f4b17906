"""Ranges of parameters for sweeps: from options, levers or the scenario file."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from joinup.experiments.arguments import named
from joinup.scenarios.evidence import Known, known, levers, numbers
from joinup.scenarios.tables.columns import Kind
from joinup.scenarios.tables.kinds import kind_of
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import primary_path


@dataclass(frozen=True, slots=True)
class Range:
    """The range of a parameter.

    Attributes
    ----------
    path
        Its path.
    low, high
        Ends of the range.
    whole
        Whether only whole numbers are allowed.
    """

    path: str
    low: float
    high: float
    whole: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", primary_path(self.path))

    def at(self, shares: npt.NDArray[np.float64]) -> list[float] | list[int]:
        """Return the values at shares of the range from low to high.

        Whole numbers get equal parts of the range.
        """
        if not self.whole:
            values: list[float] = (self.low + shares * (self.high - self.low)).tolist()
            return values
        low, high = round(self.low), round(self.high)
        steps = np.minimum(np.floor(shares * (high - low + 1)), high - low)
        return [low + int(step) for step in steps]


def range_of(scenario: Scenario, path: str, low: float | None = None, high: float | None = None) -> Range:
    """Return the range of a parameter, as given or else as declared.

    Raises
    ------
    ScenarioError
        If there is no such number, or it has no known range.
    """
    facts = known(scenario, path)
    if isinstance(facts.value, str | bool | tuple | dict):
        text = f"'{path}' is not a number: its values are compared by joinup sweep --vary {path}=..."
        raise ScenarioError([Problem((), text)])
    low = facts.low if low is None else low
    high = facts.high if high is None else high
    if low is None or high is None:
        ends = f"{path}=low:high, or {named('low')} and {named('high')}"
        text = f"no range is known for '{path}': give both ends ({ends})"
        raise ScenarioError([Problem((), text)])
    if not (isfinite(low) and isfinite(high)):
        text = f"'{path}': the ends of a range are numbers, not {low:g} and {high:g}"
        raise ScenarioError([Problem((), text)])
    if not low < high:
        raise ScenarioError([Problem((), f"'{path}': low {low:g} is not below high {high:g}")])
    return Range(path, float(low), float(high), is_whole(scenario, path))


def is_whole(scenario: Scenario, path: str) -> bool:
    """Return whether a parameter takes whole numbers only."""
    return kind_of(scenario, path) is Kind.WHOLE


def lever_ranges(scenario: Scenario) -> list[Range]:
    """Return the ranges of the scenario's levers that are numbers with a range."""
    return _ranges(scenario, levers(scenario))


def declared_ranges(scenario: Scenario) -> list[Range]:
    """Return the ranges of every number for which the scenario file or its schema states one."""
    return _ranges(scenario, list(numbers(scenario)))


def _ranges(scenario: Scenario, facts: list[Known]) -> list[Range]:
    return [
        Range(one.path, float(one.low), float(one.high), is_whole(scenario, one.path))
        for one in facts
        if one.low is not None
        and one.high is not None
        and one.low < one.high
        and isinstance(one.value, int | float)
        and not isinstance(one.value, bool)
    ]
