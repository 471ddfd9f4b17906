"""Means with confidence intervals over replicates, and paired differences between runs.

A replicate of a scenario and of its baseline have the same seed, so the same people meet the
same random draws in both (common random numbers). Differences come only from what the scenario changed. The
confidence interval of the mean difference over ``n`` replicates is Student's::

    mean(d) +- t(n - 1, 97.5 %) sd(d) / sqrt(n),    d = scenario - baseline, pair by pair
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import isfinite, nan, sqrt
from statistics import fmean, stdev

from scipy.special import stdtrit

from joinup.experiments.run.measures_table import Key, RunMeasures
from joinup.sim.results.outcomes import ALL

CONFIDENCE = 0.95

PAYMENTS = ("cost", "cost_discounted", "received", "net")
"""Kinds of measures that are 0 where they are missing: payments never made are not listed."""

WEEKS = Key("outcome", "unmet_need_weeks", ALL)
WEEKS_DISCOUNTED = Key("money", "unmet_need_weeks_discounted")
COST = Key("money", "public_cost")
COST_DISCOUNTED = Key("money", "public_cost_discounted")

INCREMENTAL_COST = Key("value", "incremental_cost")
INCREMENTAL_COST_DISCOUNTED = Key("value", "incremental_cost_discounted")
WEEKS_AVOIDED = Key("value", "weeks_avoided")
WEEKS_AVOIDED_DISCOUNTED = Key("value", "weeks_avoided_discounted")
NET_BENEFIT = Key("value", "net_benefit")

ACCEPTABILITY_STEPS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Multiples of the value of a week at which the acceptability curve is computed."""


class Verdict(StrEnum):
    """The verdict on a difference; ``cannot tell``: its confidence interval includes 0."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "the same"
    CANNOT_TELL = "cannot tell"
    ONE_RUN = "one run: no interval"
    NO_VALUE = "no value"

    @property
    def words(self) -> str:
        """The verdict with its reason."""
        return f"{self} (95% CI includes 0)" if self is Verdict.CANNOT_TELL else str(self)


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


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean paired difference with its confidence interval, and a verdict."""

    estimate: Estimate
    verdict: Verdict


@cache
def t_quantile(runs: float) -> float:
    """Return the half-width of a confidence interval of a mean, in standard errors, by the number of values.

    The quantile ``t(runs - 1, (1 + CONFIDENCE) / 2)`` of Student's distribution.

    Examples
    --------
    >>> round(t_quantile(5), 3)
    2.776
    """
    return float(stdtrit(runs - 1, (1 + CONFIDENCE) / 2))


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of the non-missing values, and its confidence interval.

    Examples
    --------
    >>> estimate([1.0, 3.0]).mean
    2.0
    """
    there = [value for value in values if isfinite(value)]
    if not there:
        return Estimate(nan, nan, nan, 0)
    mean = fmean(there)
    if len(there) == 1:
        return Estimate(mean, nan, nan, 1)
    margin = t_quantile(len(there)) * stdev(there) / sqrt(len(there))
    return Estimate(mean, mean - margin, mean + margin, len(there))


def difference(values: Sequence[float]) -> Difference:
    """Return the mean of paired differences, its confidence interval and a verdict.

    Examples
    --------
    >>> str(difference([-1.0, 2.0]).verdict)
    'cannot tell'
    """
    found = estimate(values)
    return Difference(found, _verdict(found, values))


def _verdict(found: Estimate, values: Sequence[float]) -> Verdict:
    if found.runs == 0:
        return Verdict.NO_VALUE
    if all(value == 0 for value in values if isfinite(value)):
        return Verdict.SAME
    if found.runs == 1:
        return Verdict.ONE_RUN
    if found.low > 0:
        return Verdict.HIGHER
    return Verdict.LOWER if found.high < 0 else Verdict.CANNOT_TELL


def levels(runs: Sequence[RunMeasures]) -> dict[Key, Estimate]:
    """Return the mean and confidence interval of every measure."""
    return {key: estimate([_at(run, key) for run in runs]) for key in _keys(runs)}


def compare(
    runs: Sequence[RunMeasures], baseline: Sequence[RunMeasures], *, value_of_week: float
) -> dict[Key, Difference]:
    """Return the differences of a scenario from a baseline, paired by replicate.

    Parameters
    ----------
    runs, baseline
        Runs of the two; those with the same seed make a pair.
    value_of_week
        Value of one person-week of unmet need avoided [GBP].

    Returns
    -------
    dict
        Differences of every measure that both have, and under ``value``: the incremental cost,
        the weeks of unmet need avoided, each also discounted, and the net benefit (value of the
        weeks avoided less the incremental cost, both discounted).
    """
    pairs = _pairs(runs, baseline)
    ours, theirs = _keys(runs), _keys(baseline)
    shared = [key for key in ours | theirs if (key in ours and key in theirs) or key.kind in PAYMENTS]
    gaps = {key: [_at(run, key) - _at(twin, key) for run, twin in pairs] for key in shared}
    gaps[INCREMENTAL_COST] = gaps[COST]
    gaps[INCREMENTAL_COST_DISCOUNTED] = gaps[COST_DISCOUNTED]
    gaps[WEEKS_AVOIDED] = [-gap for gap in gaps[WEEKS]]
    gaps[WEEKS_AVOIDED_DISCOUNTED] = [-gap for gap in gaps[WEEKS_DISCOUNTED]]
    gaps[NET_BENEFIT] = [
        value_of_week * weeks - cost
        for weeks, cost in zip(gaps[WEEKS_AVOIDED_DISCOUNTED], gaps[COST_DISCOUNTED], strict=True)
    ]
    return {key: difference(values) for key, values in gaps.items()}


def acceptability(
    runs: Sequence[RunMeasures], baseline: Sequence[RunMeasures], *, value_of_week: float
) -> dict[float, float]:
    """Return the acceptability curve: the share of pairs of runs with a positive net benefit.

    Parameters
    ----------
    runs, baseline
        Runs of the two; those with the same seed make a pair.
    value_of_week
        The scenario's value of a week [GBP]; the curve goes from 0 to four times that.

    Returns
    -------
    dict
        Share of pairs by the value of a week avoided; NaN if there is no pair.
    """
    gaps = [
        (
            _at(twin, WEEKS_DISCOUNTED) - _at(run, WEEKS_DISCOUNTED),
            _at(run, COST_DISCOUNTED) - _at(twin, COST_DISCOUNTED),
        )
        for run, twin in _pairs(runs, baseline)
    ]
    return {
        value_of_week: sum(value_of_week * weeks - cost > 0 for weeks, cost in gaps) / len(gaps)
        if gaps
        else nan
        for value_of_week in (step * value_of_week for step in ACCEPTABILITY_STEPS)
    }


def _pairs(
    runs: Sequence[RunMeasures], baseline: Sequence[RunMeasures]
) -> list[tuple[RunMeasures, RunMeasures]]:
    twins = {run.seed: run for run in baseline}
    return [(run, twins[run.seed]) for run in runs if run.seed in twins]


def _keys(runs: Sequence[RunMeasures]) -> dict[Key, None]:
    return {key: None for run in runs for key in run.values}


def _at(run: RunMeasures, key: Key) -> float:
    return run.values.get(key, 0.0 if key.kind in PAYMENTS else nan)
