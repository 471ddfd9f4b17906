"""Means with confidence intervals over replicates, and paired differences between runs.

A replicate of a scenario and of its baseline have the same seed, so the same people meet the
same random draws in both (common random numbers). Differences come only from what the scenario changed. The
confidence interval of the mean difference over ``n`` replicates is Student's::

    mean(d) +- t(n - 1, 97.5 %) sd(d) / sqrt(n),    d = scenario - baseline, pair by pair

It is cut at the ends of what the measure can be: a share is between 0 and 1. What a difference is called is
said in :mod:`joinup.experiments.analysis.methods.verdicts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan, sqrt
from statistics import fmean, stdev

import numpy as np

from joinup.experiments.analysis.methods.verdicts import (
    FEWEST_DRAWS,
    OVER,
    STRUCTURES,
    Floats,
    Rule,
    Spread,
    Verdict,
    t_quantile,
    wins,
)
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.run.directions import ANY, Better, Bounds, better_of, bounds_of
from joinup.experiments.run.measures_table import Key, RunMeasures
from joinup.sim.results.outcomes import ALL

PAYMENTS = ("cost", "cost_discounted", "received", "net")
"""Kinds of measures that are 0 where they are missing: payments never made are not listed."""

WEEKS = Key("outcome", "need_weeks", ALL)
WEEKS_DISCOUNTED = Key("money", "need_weeks_discounted")
COST = Key("money", "public_cost")
COST_DISCOUNTED = Key("money", "public_cost_discounted")

INCREMENTAL_COST = Key("value", "incremental_cost")
INCREMENTAL_COST_DISCOUNTED = Key("value", "incremental_cost_discounted")
WEEKS_AVOIDED = Key("value", "weeks_avoided")
WEEKS_AVOIDED_DISCOUNTED = Key("value", "weeks_avoided_discounted")
NET_BENEFIT = Key("value", "net_benefit")

ACCEPTABILITY_STEPS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Multiples of the value of a week at which the acceptability curve is computed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replicates and its 95 % confidence interval (missing if there are fewer than two).

    Attributes
    ----------
    mean, low, high
        The mean and the ends of its interval.
    runs
        Number of replicates with a value.
    """

    mean: float
    low: float
    high: float
    runs: int

    @property
    def margin(self) -> float:
        """Half-width of the confidence interval."""
        return (self.high - self.low) / 2

    @property
    def is_cut(self) -> bool:
        """Whether an end of what the measure can be cuts the interval, so that it is not around the mean."""
        return abs(self.high + self.low - 2 * self.mean) > 1e-9 * abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean paired difference with its confidence interval, and a verdict.

    Attributes
    ----------
    estimate
        The mean and its interval.
    verdict
        What it is called.
    worth
        The smallest difference worth having.
    spread
        What spreads the draws: chance, doubt about settings, or the model's structure.
    share_better
        Share of draws in which it is better, by what is worth having.
    """

    estimate: Estimate
    verdict: Verdict
    worth: float = 0.0
    spread: Spread = Spread.CHANCE
    share_better: float = nan

    @property
    def is_of_too_few(self) -> bool:
        """Whether there are too few draws for a verdict."""
        return self.verdict is Verdict.CANNOT_TELL and 0 < self.estimate.runs < FEWEST[self.spread]

    @property
    def word(self) -> str:
        """The verdict in a table, which says below if there are too few draws for any."""
        if not self.estimate.runs:
            return NO_VALUE
        return "" if self.is_of_too_few else str(self.verdict)

    @property
    def words(self) -> str:
        """The verdict; if it is that the runs cannot tell, with the reason."""
        found = self.estimate
        if self.verdict is not Verdict.CANNOT_TELL:
            return str(self.verdict)
        if not found.runs:
            return NO_VALUE
        if found.runs < FEWEST[self.spread]:
            return f"{self.verdict} (fewer than {FEWEST[self.spread]} draws)"
        if found.low <= 0 <= found.high:
            return f"{self.verdict} ({DISAGREE[self.spread]})"
        return f"{self.verdict} (may be smaller than is worth having)"


FEWEST = {Spread.CHANCE: FEWEST_DRAWS, Spread.DOUBT: FEWEST_DRAWS, Spread.STRUCTURE: STRUCTURES.fewest}
"""Fewest draws that give a verdict."""

DISAGREE = {
    Spread.CHANCE: "95% CI includes 0",
    Spread.DOUBT: "settings disagree",
    Spread.STRUCTURE: "structures disagree",
}
"""Why an interval with 0 in it gives none."""

NO_VALUE = "no value"
"""What stands where a measure has none in any run."""


def estimate(values: Sequence[float], bounds: Bounds = ANY) -> Estimate:
    """Return the mean of the non-missing values, and its confidence interval within the bounds.

    Examples
    --------
    >>> estimate([1.0, 3.0]).mean
    2.0
    >>> found = estimate([0.4, 0.6], (0.0, 1.0))
    >>> found.low, found.high
    (0.0, 1.0)
    """
    there = [value for value in values if isfinite(value)]
    if not there:
        return Estimate(nan, nan, nan, 0)
    mean = fmean(there)
    if len(there) == 1:
        return Estimate(mean, nan, nan, 1)
    margin = t_quantile(len(there)) * stdev(there) / sqrt(len(there))
    least, most = bounds
    # Rounding may put a mean of equal values beyond them all.
    low, high = min(mean, max(mean - margin, least)), max(mean, min(mean + margin, most))
    return Estimate(mean, low, high, len(there))


def difference(
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    better: Better = "higher",
    worth: float = 0.0,
    bounds: Bounds = ANY,
    spread: Spread = Spread.CHANCE,
    rule: Rule | None = None,
) -> Difference:
    """Return the mean of paired differences, its interval and a verdict.

    Parameters
    ----------
    ours, theirs
        The measure in pairs of runs.
    better
        Which values of it are better.
    worth
        The smallest difference worth having.
    bounds
        Between what the measure lies.
    spread
        What spreads the pairs. Of settings it is their median, and the interval holds the middle of them; of
        structures their median, the least and the most.
    rule
        What a verdict takes; what is usual for what spreads them, if not given.

    Examples
    --------
    >>> str(difference([-1.0, 2.0], [0.0, 0.0]).verdict)
    'cannot tell'
    """
    one, other = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    least, most = bounds
    found = estimate((one - other).tolist(), (least - most, most - least) if isfinite(least) else ANY)
    gains = {
        "higher": one - other,
        "lower": other - one,
        "zero": np.abs(other) - np.abs(one),
        None: one - other,
    }[better]
    judge = OVER[spread]
    judged = judge(gains, worth=worth) if rule is None else judge(gains, worth=worth, rule=rule)
    verdict = NEUTRAL.get(judged.verdict, judged.verdict) if better is None else judged.verdict
    if spread is not Spread.CHANCE:
        found = _middle(one - other, found.runs, spread)
    return Difference(found, verdict, worth, spread, judged.share_better)


def _middle(gaps: Floats, draws: int, spread: Spread) -> Estimate:
    """Return the median of gaps between settings or structures, and the interval that a verdict looks at."""
    judged = OVER[spread](gaps, worth=0.0)
    return Estimate(judged.middle, judged.low, judged.high, draws)


NEUTRAL = {Verdict.BETTER: Verdict.HIGHER, Verdict.WORSE: Verdict.LOWER}
"""What a measure is of which neither direction is better."""


def levels(runs: Sequence[RunMeasures]) -> dict[Key, Estimate]:
    """Return the mean and confidence interval of every measure."""
    return {key: estimate([_at(run, key) for run in runs], bounds_of(key)) for key in _keys(runs)}


def compare(
    runs: Sequence[RunMeasures],
    baseline: Sequence[RunMeasures],
    *,
    value_of_week: float,
    worth_having: Mapping[str, float] | None = None,
) -> dict[Key, Difference]:
    """Return the differences of a scenario from a baseline, paired by replicate.

    Parameters
    ----------
    runs, baseline
        Runs of the two; those with the same seed make a pair.
    value_of_week
        Value of one person-week of need avoided [GBP].
    worth_having
        Smallest differences worth having that a scenario declares, by outcome.

    Returns
    -------
    dict
        Differences of every measure that both have, and under ``value``: the incremental cost,
        the weeks of need avoided, each also discounted, and the net benefit (value of the
        weeks avoided less the incremental cost, both discounted).
    """
    pairs = _pairs(runs, baseline)
    ours, theirs = _keys(runs), _keys(baseline)
    shared = [key for key in ours | theirs if (key in ours and key in theirs) or key.kind in PAYMENTS]
    values = {
        key: ([_at(run, key) for run, _ in pairs], [_at(other, key) for _, other in pairs]) for key in shared
    }
    values[INCREMENTAL_COST] = values[COST]
    values[INCREMENTAL_COST_DISCOUNTED] = values[COST_DISCOUNTED]
    # Weeks avoided are worth having as weeks are: as a share of the weeks there are.
    values[WEEKS_AVOIDED] = _negative(values[WEEKS])
    values[WEEKS_AVOIDED_DISCOUNTED] = _negative(values[WEEKS_DISCOUNTED])
    values[NET_BENEFIT] = (_net_benefits(value_of_week, values, 0), _net_benefits(value_of_week, values, 1))
    return {
        key: difference(
            one,
            other,
            better=better_of(key),
            worth=worth_of(key, estimate(other).mean, worth_having or {}),
            bounds=bounds_of(key),
        )
        for key, (one, other) in values.items()
    }


def _negative(pair: tuple[list[float], list[float]]) -> tuple[list[float], list[float]]:
    one, other = ([-value for value in half] for half in pair)
    return one, other


def _net_benefits(
    value_of_week: float, values: Mapping[Key, tuple[list[float], list[float]]], which: int
) -> list[float]:
    """Return the net benefit of each run, up to what all runs have in common."""
    weeks, costs = values[WEEKS_DISCOUNTED][which], values[COST_DISCOUNTED][which]
    return [-value_of_week * week - cost for week, cost in zip(weeks, costs, strict=True)]


def acceptability(
    runs: Sequence[RunMeasures],
    baseline: Sequence[RunMeasures],
    *,
    value_of_week: float,
    worth_having: Mapping[str, float] | None = None,
) -> dict[float, float]:
    """Return the acceptability curve: the share of pairs of runs with a net benefit worth having.

    Parameters
    ----------
    runs, baseline
        Runs of the two; those with the same seed make a pair.
    value_of_week
        The scenario's value of a week [GBP]; the curve goes from 0 to four times that.
    worth_having
        Smallest differences worth having that a scenario declares, by outcome.

    Returns
    -------
    dict
        Share of pairs by the value of a week avoided; NaN if there are fewer than `FEWEST_DRAWS`.
    """
    pairs = _pairs(runs, baseline)
    both = [[(_at(run, WEEKS_DISCOUNTED), _at(run, COST_DISCOUNTED)) for run in pair] for pair in pairs]
    found = {}
    for value in (step * value_of_week for step in ACCEPTABILITY_STEPS):
        merits = np.array([[-value * weeks - cost for weeks, cost in pair] for pair in both])
        if len(merits) < FEWEST_DRAWS:
            found[value] = nan
            continue
        worth = worth_of(NET_BENEFIT, float(merits[:, 1].mean()), worth_having or {})
        found[value] = float(wins(merits, worth)[0])
    return found


def _pairs(
    runs: Sequence[RunMeasures], baseline: Sequence[RunMeasures]
) -> list[tuple[RunMeasures, RunMeasures]]:
    by_seed = {run.seed: run for run in baseline}
    return [(run, by_seed[run.seed]) for run in runs if run.seed in by_seed]


def _keys(runs: Sequence[RunMeasures]) -> dict[Key, None]:
    return {key: None for run in runs for key in run.values}


def _at(run: RunMeasures, key: Key) -> float:
    return run.values.get(key, 0.0 if key.kind in PAYMENTS else nan)
