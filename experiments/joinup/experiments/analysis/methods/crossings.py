"""The values of a parameter at which one option overtakes another.

At each value of the parameter both options are run with the same draws, and the gap between them (first
less second) is taken draw by draw. Each value has its verdict, by a confidence interval of the mean gap at
a level that holds for all values at once (Bonferroni). Between two neighbouring values at which first one
option is better and then the other lies a crossing. It is where the mean gap, made monotonic (isotonic
regression, to remove noise), passes 0. Its confidence interval is a bootstrap over draws, each with all its
values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, nan, sqrt

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import stdtrit

from joinup.experiments.analysis.methods.verdicts import CONFIDENCE, FEWEST_DRAWS, Verdict, verdict_on
from joinup.experiments.analysis.paired_draws import Floats

BOOTSTRAP = 1000
BOOTSTRAP_SEED = 2001


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value at which one option overtakes the other.

    Attributes
    ----------
    at
        The value.
    low, high
        Ends of its 95 % confidence interval.
    between
        The neighbouring values at which it is clear which option is ahead.
    upwards
        Whether the first option is ahead beyond it (else the second is).
    lost
        Share of bootstrap samples without a crossing between these values.
    """

    at: float
    low: float
    high: float
    between: tuple[float, float]
    upwards: bool
    lost: float


@dataclass(frozen=True)
class Crossings:
    """Which option is ahead, by the value of a parameter.

    Attributes
    ----------
    values
        Values run, ascending.
    gaps
        First option less second, better for the first if positive (draws, values).
    worth
        The smallest gap worth having, at each value.
    verdicts
        The verdict on the first option at each value.
    crossings
        The values at which one overtakes the other.
    """

    values: tuple[float, ...]
    gaps: Floats
    worth: Floats
    verdicts: tuple[Verdict, ...]
    crossings: tuple[Crossing, ...]

    @property
    def verdict(self) -> str:
        """``crosses``, or the verdict on the first option over the whole range.

        It is ``better`` or ``worse`` if it is so at one value at least and the other way at none, and
        ``no difference`` if there is none at any value.
        """
        if self.crossings:
            return "crosses"
        found = next((one for one in self.verdicts if one.is_clear), Verdict.CANNOT_TELL)
        none = all(one is Verdict.NO_DIFFERENCE for one in self.verdicts)
        return str(Verdict.NO_DIFFERENCE if none else found)

    @property
    def mean(self) -> Floats:
        """Mean gap at each value."""
        means: Floats = self.gaps.mean(axis=0)
        return means

    @property
    def margin(self) -> Floats:
        """Half-width of the confidence interval of the mean gap at each value, for all values at once."""
        return margins(self.gaps)


def margins(gaps: Floats) -> Floats:
    """Return the half-widths of simultaneous 95 % confidence intervals of the means of all columns."""
    draws, columns = gaps.shape
    quantile = float(stdtrit(draws - 1, 1 - (1 - CONFIDENCE) / (2 * columns)))
    margin: Floats = quantile * gaps.std(axis=0, ddof=1) / sqrt(draws)
    return margin


def crossings(values: Sequence[float], gaps: Floats, worth: Floats | None = None) -> Crossings:
    """Find where the mean gap passes 0.

    Parameters
    ----------
    values
        Values of the parameter, ascending.
    gaps
        First option less second at each value (draws, values), the same draws at every value.
    worth
        The smallest gap worth having at each value; any is if it is not given.

    Examples
    --------
    >>> noise = np.linspace(-0.1, 0.1, 21)[:, None]
    >>> found = crossings([0.0, 1.0, 2.0], np.array([-1.0, 0.5, 2.0]) + noise)
    >>> round(found.crossings[0].at, 2)
    0.67
    """
    x = np.asarray(values, dtype=float)
    worth = np.zeros(len(x)) if worth is None else worth
    verdicts = _verdicts(gaps, worth)
    clear = [place for place, verdict in enumerate(verdicts) if verdict.is_clear]
    found = [
        _crossing(x[one : other + 1], gaps[:, one : other + 1], upwards=verdicts[other] is Verdict.BETTER)
        for one, other in pairwise(clear)
        if verdicts[one] is not verdicts[other]
    ]
    return Crossings(tuple(x.tolist()), gaps, worth, verdicts, tuple(found))


def _verdicts(gaps: Floats, worth: Floats) -> tuple[Verdict, ...]:
    """Return the verdict on the first option at each value; all hold at once."""
    few = len(gaps) < FEWEST_DRAWS
    means = gaps.mean(axis=0)
    margin = np.zeros_like(means) if few else margins(gaps)
    return tuple(
        Verdict.NO_DIFFERENCE
        if not gaps[:, place].any()
        else Verdict.CANNOT_TELL
        if few
        else verdict_on(means[place] - by, means[place], means[place] + by, worth=worth[place])
        for place, by in enumerate(margin.tolist())
    )


def _crossing(x: Floats, gaps: Floats, *, upwards: bool) -> Crossing:
    direction = 1.0 if upwards else -1.0
    at = _zero(x, direction * gaps.mean(axis=0))
    random = np.random.default_rng(BOOTSTRAP_SEED)
    samples = random.multinomial(len(gaps), np.full(len(gaps), 1 / len(gaps)), BOOTSTRAP)
    zeros = np.array([_zero(x, curve) for curve in direction * (samples @ gaps) / len(gaps)])
    there = zeros[np.isfinite(zeros)]
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(there, [tail, 100 - tail]).tolist() if len(there) else (nan, nan)
    return Crossing(at, low, high, (float(x[0]), float(x[-1])), upwards, 1 - len(there) / len(zeros))


def _zero(x: Floats, rising: Floats) -> float:
    """Return where a rising curve crosses 0; NaN if it does not."""
    smooth = isotonic_regression(rising).x
    if smooth[0] > 0 or smooth[-1] < 0:
        return nan
    before = int(np.flatnonzero(smooth <= 0)[-1])
    after = int(np.flatnonzero(smooth >= 0)[0])
    if before >= after:  # It is 0 over a range: take the middle.
        return float((x[after] + x[before]) / 2)
    share = -smooth[before] / (smooth[after] - smooth[before])
    return float(x[before] + share * (x[after] - x[before]))


def next_values(found: Crossings, *, whole: bool) -> list[float]:
    """Return the values to run next: the midpoints around each crossing, while they help.

    They no longer help once neighbouring values are closer than a fifth of the confidence interval: then
    noise, not the step, limits the precision. Where neither option is clearly ahead beside a crossing, more
    replicates help rather than more values.
    """
    new: list[float] = []
    for crossing in found.crossings:
        if not isfinite(crossing.at):
            continue
        below = max(value for value in found.values if value <= crossing.at)
        above = min(value for value in found.values if value >= crossing.at)
        if below == above:
            continue
        middle = (below + above) / 2
        if whole:
            middle = float(round(middle))
        if middle not in found.values and above - below > (crossing.high - crossing.low) / 5:
            new.append(middle)
    return new
