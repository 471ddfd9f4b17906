"""The one notion of better, worse, no difference and cannot tell.

A verdict is on a **gain**: how much better one option is than another, in the outcome's own unit, and more
is better. It needs an interval of the gain, and the smallest gain ``w`` worth having::

    better          the interval lies above 0, and its middle is ``w`` or more
    worse           the interval lies below 0, and its middle is ``-w`` or less
    no difference   the interval lies within -w and w; or options are equal in every draw
    cannot tell     anything else: the interval includes 0, or it reaches from a gain that is not worth having
                    to one that is; or there are fewer than `FEWEST_DRAWS` draws

Where the interval comes from depends on what spreads the draws. The three are never mixed:

chance
    Replicates: the same settings, other random draws. The interval is Student's 95 % confidence interval of
    the mean (:func:`over_chance`). More replicates narrow it.
doubt
    Settings, futures: other values of what nobody knows. The interval holds the middle of the futures, all
    but one in ten on either side, so that *better* says: in nine futures of ten (:func:`over_doubt`). More
    futures do not narrow it. Many towns shown at once are judged in the same way (`ROOM`).
structure
    The model built otherwise. The interval goes from the least to the most of all structures, and there is a
    verdict if three structures in four say the same (:func:`over_structures`). No share of structures is a
    chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from math import isfinite, nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
FEWEST_DRAWS = 20
"""Fewer draws than these give no verdict, no share of draws and no value of information."""


class Spread(StrEnum):
    """What spreads draws: luck, doubt about settings, or doubt about the model itself."""

    CHANCE = "chance"
    DOUBT = "doubt"
    STRUCTURE = "structure"


class Verdict(StrEnum):
    """The verdict on a difference; the last two are of measures of which neither direction is better."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference"
    CANNOT_TELL = "cannot tell"
    HIGHER = "higher"
    LOWER = "lower"

    @property
    def is_clear(self) -> bool:
        """Whether there is a difference, one way or the other."""
        return self not in (Verdict.NO_DIFFERENCE, Verdict.CANNOT_TELL)

    @property
    def opposite(self) -> Verdict:
        """The verdict on the second option, if this is on the first."""
        return OPPOSITE.get(self, self)


OPPOSITE = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a verdict takes.

    Attributes
    ----------
    fewest
        Number of draws below which there is none.
    agree
        Over settings or towns: share of them that must agree.
    """

    fewest: int = FEWEST_DRAWS
    agree: float = 0.9


USUAL = Rule()
STRUCTURES = Rule(fewest=16, agree=0.75)
"""Named structures: three in four of a whole design of them."""

ROOM = Rule(fewest=20, agree=0.9)
"""A room: nine in ten of the towns shown at once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and what it rests on.

    Attributes
    ----------
    verdict
        The verdict on the first of two options.
    low, middle, high
        The interval of its gain over the second, and its middle: the mean over replicates, the median over
        settings.
    worth
        The smallest gain worth having.
    draws
        Number of draws.
    share_better, share_worse
        Shares of draws with a gain, and with a loss, that is worth having.
    """

    verdict: Verdict
    low: float
    middle: float
    high: float
    worth: float
    draws: int
    share_better: float
    share_worse: float


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


def verdict_on(low: float, middle: float, high: float, *, worth: float) -> Verdict:
    """Return the verdict on an interval of a gain.

    Examples
    --------
    >>> [str(verdict_on(low, 3.0, 4.0, worth=1.0)) for low in (2.0, 0.5, -0.5)]
    ['better', 'better', 'cannot tell']
    >>> str(verdict_on(-0.2, 0.1, 0.4, worth=1.0))
    'no difference'
    """
    if low == high == 0 or (-worth <= low and high <= worth and worth > 0):
        return Verdict.NO_DIFFERENCE
    if low > 0 and middle >= worth:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 and middle <= -worth else Verdict.CANNOT_TELL


def over_chance(gains: Floats, *, worth: float, rule: Rule = USUAL) -> Judged:
    """Judge gains of replicates: the same settings, other random draws.

    Examples
    --------
    >>> gains = np.linspace(1.0, 3.0, 20)
    >>> str(over_chance(gains, worth=0.5).verdict), str(over_chance(gains[:5], worth=0.5).verdict)
    ('better', 'cannot tell')
    """
    there = gains[np.isfinite(gains)]
    runs = len(there)
    middle = float(there.mean()) if runs else nan
    margin = t_quantile(runs) * float(there.std(ddof=1)) / sqrt(runs) if runs > 1 else nan
    return _judged(there, middle - margin, middle, middle + margin, worth, rule)


def over_doubt(gains: Floats, *, worth: float, rule: Rule = USUAL) -> Judged:
    """Judge gains of settings: futures, or towns shown at once.

    The interval leaves out the same share of them on either side, ``1 - rule.agree``.

    Examples
    --------
    >>> gains = np.linspace(-1.0, 19.0, 21)
    >>> found = over_doubt(gains, worth=0.5)
    >>> str(found.verdict), found.low, round(found.share_better, 2)
    ('better', 1.0, 0.9)
    """
    there = gains[np.isfinite(gains)]
    ends = [nan, nan, nan]
    if len(there):
        ends = np.quantile(there, [1 - rule.agree, 0.5, rule.agree]).tolist()
    low, middle, high = ends
    return _judged(there, low, middle, high, worth, rule)


def over_structures(gains: Floats, *, worth: float, rule: Rule = STRUCTURES) -> Judged:
    """Judge gains of structures: what most of them say, if enough say the same.

    The interval is from the least gain to the most; its middle is the median.

    Examples
    --------
    >>> gains = np.array([2.0] * 12 + [-2.0] * 4)
    >>> str(over_structures(gains, worth=0.5).verdict), str(over_structures(-gains, worth=0.5).verdict)
    ('better', 'worse')
    >>> str(over_structures(gains / 10, worth=0.5).verdict)
    'no difference'
    """
    there = gains[np.isfinite(gains)]
    low, middle, high = (float(end(there)) if len(there) else nan for end in (np.min, np.median, np.max))
    found = _judged(there, low, middle, high, worth, rule)
    if there.any() and len(there) >= rule.fewest:
        shares = {
            Verdict.BETTER: found.share_better,
            Verdict.WORSE: found.share_worse,
            Verdict.NO_DIFFERENCE: float(np.mean(np.abs(there) < worth)),
        }
        agreed = (verdict for verdict, share in shares.items() if share >= rule.agree)
        found = replace(found, verdict=next(agreed, Verdict.CANNOT_TELL))
    return found


OVER = {Spread.CHANCE: over_chance, Spread.DOUBT: over_doubt, Spread.STRUCTURE: over_structures}
"""How gains are judged, by what spreads them."""


def _judged(gains: Floats, low: float, middle: float, high: float, worth: float, rule: Rule) -> Judged:
    if len(gains) and not gains.any():
        found = Verdict.NO_DIFFERENCE
    elif len(gains) < rule.fewest or not isfinite(low):
        found = Verdict.CANNOT_TELL
    else:
        found = verdict_on(low, middle, high, worth=worth)
    shares = (float(np.mean(beyond(sign * gains, worth))) if len(gains) else nan for sign in (1, -1))
    return Judged(found, low, middle, high, worth, len(gains), *shares)


def beyond(gains: Floats, worth: float) -> npt.NDArray[np.bool_]:
    """Return which gains are worth having: above 0, and no smaller than the smallest that is.

    Examples
    --------
    >>> beyond(np.array([-1.0, 0.0, 0.5, 2.0]), 1.0).tolist()
    [False, False, False, True]
    """
    return np.asarray((gains > 0) & (gains >= worth))


def winners(merits: Floats, worth: float) -> npt.NDArray[np.bool_]:
    """Return which options are best in each draw: the best, and those that it leads by nothing worth having.

    Parameters
    ----------
    merits
        Value of each option in each draw, more being better (draws, options).
    worth
        The smallest difference worth having.

    Examples
    --------
    >>> winners(np.array([[1.0, 5.0, 5.1], [2.0, 2.0, 2.0]]), 0.5).tolist()
    [[False, True, True], [True, True, True]]
    """
    leads = merits.max(axis=1, keepdims=True) - merits
    return np.asarray(~beyond(leads, worth))


def wins(merits: Floats, worth: float) -> Floats:
    """Return the share of draws that each option wins: in which no other is as good (options,).

    Options that are equal win nothing, whatever their number.

    Examples
    --------
    >>> wins(np.array([[1.0, 5.0], [2.0, 2.0]]), 0.5).tolist()
    [0.0, 0.5]
    """
    best = winners(merits, worth)
    alone = best & (best.sum(axis=1, keepdims=True) == 1)
    return np.asarray(alone.mean(axis=0))
