"""The scorecard of the seven risks: this run beside its twin, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

from joinup.experiments.run.verdicts import Judgement, judge
from joinup.sim.arrays.construction import localities
from joinup.sim.engine import Engine
from joinup.sim.results.measure import Measure
from joinup.sim.results.scorecard import MEASURES, measured
from joinup.sim.results.tables import tallies

Change = Literal["better", "worse", "same", "different", "cannot tell"]

SAME = 0.01
"""Differences below this share of the twin's value count as none."""


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of a risk, in this run and in its twin.

    Attributes
    ----------
    measure, part
        The measure, and the group, cause or partner (empty if it has only one value).
    value, twin
        The two values; None where there is nothing to measure.
    word
        Whether this run's value is good, bad or between; None if the measure has no limits.
    change
        Whether this run is better or worse than its twin; ``different`` if neither direction is better.
    """

    measure: Measure
    part: str
    value: float | None
    twin: float | None
    word: Judgement | None
    change: Change


def scores(engine: Engine, twin: Engine) -> tuple[Score, ...]:
    """Return every measure of the scorecard so far, for a run and for its twin."""
    every = tuple(name for name, _ in localities(engine.opening_scenario))
    here, there = (measured(tallies(way, every)) for way in (engine, twin))
    by_name = {measure.name: measure for measure in MEASURES}
    return tuple(
        _score(by_name[name], part, value, there.get((name, part), nan))
        for (name, part), value in here.items()
    )


def _score(measure: Measure, part: str, value: float, twin: float) -> Score:
    return Score(
        measure=measure,
        part=part,
        value=value if isfinite(value) else None,
        twin=twin if isfinite(twin) else None,
        word=judge(measure, value) if isfinite(value) else None,
        change=change(measure, value, twin),
    )


def change(measure: Measure, value: float, twin: float) -> Change:
    """Return whether a value is better or worse than the twin's.

    Examples
    --------
    >>> change(MEASURES[0], 0.5, 0.2)
    'better'
    """
    if not isfinite(value) or not isfinite(twin):
        return "cannot tell"
    if abs(value - twin) <= SAME * abs(twin):
        return "same"
    if measure.better is None:
        return "different"
    if measure.better == "zero":
        better = abs(value) < abs(twin)
    else:
        better = (value > twin) == (measure.better == "higher")
    return "better" if better else "worse"
