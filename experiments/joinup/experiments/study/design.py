"""A design: a table of points times replicates.

A point changes some parameters of a scenario. Replicate r has the seed ``seed + r`` at every point
(common random numbers), so that points differ by what they change and by nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, get_args

import pandas as pd

from joinup.experiments.study.ranges import Range
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import Baseline
from joinup.sim.parameters.spelling import primary_changes

FORM = "partnership.form"
BASELINE = "baseline"
"""A path of designs only: the baseline to play in place of the scenario."""

MOST_SHOWN = 20
"""Wrong points named before the rest is only counted."""

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Design:
    """Points times replicates of a scenario.

    Attributes
    ----------
    scenario
        What the points change.
    points
        The changes of each point: values by path.
    replicates
        Runs of each point, with different draws.
    seed
        Seed of the first replicate.
    kind
        How the points were made: ``table``, ``factorial``, ``sobol``, ``latin_hypercube``,
        ``saltelli``, ``morris`` or ``posterior``.
    ranges
        What was sampled, in the order of the sample's columns; empty for a table or factorial.
    options
        Crossed values by path: every combination of them stands at every sampled point.
    samples
        The sample's rows in its own order (some may be the same point); empty if not sampled.
    sample_seed
        Seed of the sample.
    asked
        The words that name the scenario on the command line (name or file, ``--set`` ...), for the commands
        that repeat a run.

    Examples
    --------
    >>> import joinup as ju
    >>> forms = ju.design("town", vary={"partnership.form": ["none", "merged"]}, replicates=10)
    >>> forms.runs, forms.paths
    (20, ('partnership.form',))
    """

    scenario: Scenario
    points: tuple[Changes, ...]
    replicates: int = 1
    seed: int = 1
    kind: str = "table"
    ranges: tuple[Range, ...] = ()
    options: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    samples: tuple[Changes, ...] = ()
    sample_seed: int = 0
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.replicates < 1:
            raise ScenarioError([Problem((), f"{self.replicates} replicates: at least one is needed")])
        if self.seed < 0:
            raise ScenarioError([Problem((), f"seed {self.seed} is below 0")])
        object.__setattr__(self, "points", _in_our_words(self.points))
        object.__setattr__(self, "samples", _in_our_words(self.samples))
        object.__setattr__(self, "options", _in_our_words([self.options])[0])
        # The same point twice would be one run with two names.
        unique = {point_key(point): dict(point) for point in self.points}
        object.__setattr__(self, "points", tuple(unique.values()))
        if not self.points:
            raise ScenarioError([Problem((), "the design has no points")])

    @property
    def runs(self) -> int:
        """How many runs the design has."""
        return len(self.points) * self.replicates

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that some point changes."""
        return tuple(dict.fromkeys(path for point in self.points for path in point))

    @property
    def table(self) -> pd.DataFrame:
        """The points as a table: one row a point, one column a path."""
        return pd.DataFrame([dict(point) for point in self.points], columns=list(self.paths))

    def crossed(self, options: Mapping[str, Sequence[Any]]) -> Design:
        """Return the design with every combination of some values at every point.

        Parameters
        ----------
        options
            Values by path, for instance every form of joint working.
        """
        combinations = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
        points = tuple({**point, **combination} for point in self.points for combination in combinations)
        return replace(self, points=points, options={**self.options, **options})

    def scenarios(self) -> Iterator[tuple[int, Scenario]]:
        """Yield every point's number and scenario.

        Raises
        ------
        ScenarioError
            At the end, naming every point whose values are not allowed.
        """
        problems: list[Problem] = []
        for number, point in enumerate(self.points):
            try:
                yield number, at_point(self.scenario, point)
            except ScenarioError as error:
                where = ", ".join(f"{path}={value}" for path, value in point.items())
                problems += [
                    Problem(
                        (),
                        f"point {number} ({where}): {problem.message}",
                        problem.allowed,
                        problem.suggestion,
                    )
                    for problem in error.problems
                ]
        if problems:
            more = len(problems) - MOST_SHOWN
            shown = problems[:MOST_SHOWN]
            if more > 0:
                shown.append(Problem((), f"and {more} more of this kind"))
            raise ScenarioError(shown)


def _in_our_words(points: Sequence[Changes]) -> tuple[Changes, ...]:
    """Return points whose paths are in joinup's own words.

    Raises
    ------
    ScenarioError
        If two paths of a point mean the same.
    """
    found = [primary_changes(Scenario, point) for point in points]
    problems = [problem for _, wrong in found for problem in wrong]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return tuple(ours for ours, _ in found)


def at_point(scenario: Scenario, point: Changes) -> Scenario:
    """Return a scenario as a point changes it.

    The form ``none`` is the scenario's baseline ``none``: without the form, and without what events
    do to it later, but with the same money and places. ``baseline`` may also be a path of its own.
    """
    changes = dict(point)
    baseline = changes.pop(BASELINE, None)
    if changes.get(FORM) == "none" and scenario.partnership.form != "none":
        del changes[FORM]
        baseline = baseline or "none"
    changed = scenario.with_changes(changes)
    if baseline is None or baseline == "":
        return changed
    if baseline not in get_args(Baseline):
        raise ScenarioError([Problem.unknown((BASELINE,), BASELINE, baseline, get_args(Baseline))])
    return changed.baseline(baseline)


def point_key(point: Changes) -> str:
    """Return a text that two points share only if they make the same changes."""
    return json.dumps(dict(sorted(point.items())), separators=(",", ":"), allow_nan=False)
