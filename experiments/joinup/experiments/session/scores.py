"""A run beside its counterfactual: the scorecard of the seven risks, and verdicts on every difference.

A pair of runs is one draw of a town, and one draw cannot tell a difference from noise. Verdicts follow the
one rule of :mod:`joinup.experiments.analysis.methods.verdicts`, as a room takes it (`ROOM`): as long as there
are fewer draws than it asks for, nothing is better or worse yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from joinup.experiments.analysis.methods.statistics import difference
from joinup.experiments.analysis.methods.verdicts import ROOM, Spread
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.run.directions import Better
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.verdicts import Judgement, judge
from joinup.experiments.session.live_outcomes import OUTCOMES
from joinup.sim.arrays.construction import localities
from joinup.sim.engine import Engine
from joinup.sim.results.measure import Measure
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.scorecard import MEASURES, measured
from joinup.sim.results.tables import tallies

Pairs = Sequence[tuple[Engine, Engine]]
"""A run and its counterfactual for every draw of the town; the first pair is the one that is shown."""

BY_NAME = {measure.name: measure for measure in MEASURES}

YET = "cannot tell yet"
"""The verdict of fewer draws than a room's takes."""


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of a risk, in this run and in its counterfactual.

    Attributes
    ----------
    measure, part
        The measure, and the group, cause or partner (empty if it has only one value).
    value, counterfactual
        The two values; None where there is nothing to measure.
    word
        Whether this run's value is good, bad or between; None if the measure has no limits.
    verdict
        Whether the run is better or worse than its counterfactual, over all draws of the town.
    """

    measure: Measure
    part: str
    value: float | None
    counterfactual: float | None
    word: Judgement | None
    verdict: str


def scores(pairs: Pairs) -> tuple[Score, ...]:
    """Return every measure of the scorecard so far, for a run and for its counterfactual."""
    engine, _ = pairs[0]
    every = tuple(name for name, _ in localities(engine.opening_scenario))
    draws = [tuple(measured(tallies(way, every)) for way in pair) for pair in pairs]
    declared = engine.opening_scenario.worth_having
    here, there = draws[0]
    found = []
    for (name, part), value in here.items():
        measure, counterfactual = BY_NAME[name], there.get((name, part), nan)
        ours, theirs = ([draw[side].get((name, part), nan) for draw in draws] for side in (0, 1))
        found.append(
            Score(
                measure=measure,
                part=part,
                value=value if isfinite(value) else None,
                counterfactual=counterfactual if isfinite(counterfactual) else None,
                word=judge(measure, value) if isfinite(value) else None,
                verdict=verdict_of(ours, theirs, Key("scorecard", name, part), measure.better, declared),
            )
        )
    return tuple(found)


def verdicts_now(
    draws: Sequence[tuple[Sequence[float | None], Sequence[float | None]]], declared: Mapping[str, float]
) -> list[str]:
    """Return whether a run is better than its counterfactual now, by every outcome of a screen.

    Parameters
    ----------
    draws
        The values of `OUTCOMES` in a run and in its counterfactual, for every draw of the town.
    declared
        The smallest differences worth having that the scenario declares.
    """
    found = []
    for place, one in enumerate(OUTCOMES):
        ours, theirs = (
            [nan if (value := draw[side][place]) is None else value for draw in draws] for side in (0, 1)
        )
        found.append(verdict_of(ours, theirs, Key("outcome", one.name, ALL), one.better, declared))
    return found


def verdict_of(
    ours: Sequence[float], theirs: Sequence[float], key: Key, better: Better, declared: Mapping[str, float]
) -> str:
    """Return the verdict on a measure in draws of a town: a run's values beside its counterfactual's.

    Examples
    --------
    >>> key = Key("outcome", "resolved", "all")
    >>> verdict_of([9.0], [7.0], key, "higher", {}), verdict_of([9.0] * 20, [7.0] * 20, key, "higher", {})
    ('cannot tell yet', 'better')
    """
    there = [value for value in theirs if isfinite(value)]
    worth = worth_of(key, sum(there) / len(there) if there else nan, declared)
    found = difference(ours, theirs, better=better, worth=worth, spread=Spread.DOUBT, rule=ROOM)
    return YET if found.is_of_too_few else str(found.verdict)
