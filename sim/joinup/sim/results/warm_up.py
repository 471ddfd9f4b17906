"""Whether the warm-up had settled: how stocks moved in its last year."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.results.tables import Ints

WARM_UP_SLOPE = 0.02
"""Change of a stock in the last year of the warm-up above which a run warns."""

YEAR = 4 * k.QUARTER


def warm_up_slopes(stocks: Ints) -> dict[str, float]:
    """Return the relative change of each stock over the last 52 weeks of the warm-up (trend line).

    Parameters
    ----------
    stocks
        Stocks at the end of each week of the warm-up (weeks, stocks).
    """
    last = stocks[-YEAR:].astype(float)
    if len(last) < YEAR:
        return {}
    weeks = np.arange(YEAR) - (YEAR - 1) / 2
    slope = weeks @ last / (weeks @ weeks)
    mean = last.mean(axis=0)
    return {
        name: float(YEAR * s / m) if m > 0 else 0.0 for name, s, m in zip(k.STOCKS, slope, mean, strict=True)
    }


def still_moving(stocks: Ints) -> list[str]:
    """Return the stocks that changed by more than 2 % in the last year of the warm-up, beyond noise."""
    slopes = warm_up_slopes(stocks)
    return [
        name
        for place, name in enumerate(k.STOCKS)
        if abs(slopes.get(name, 0.0)) > WARM_UP_SLOPE and _is_trend(stocks[-YEAR:, place])
    ]


def _is_trend(stock: Ints) -> bool:
    """Return whether a stock's four quarterly means in the last year move beyond noise.

    The trend line through them has two degrees of freedom; 4.30 is the two-sided 5 % value.
    """
    means = stock.reshape(4, k.QUARTER).mean(axis=1)
    at = np.arange(4) - 1.5
    slope = at @ means / (at @ at)
    left = means - means.mean() - slope * at
    error = np.sqrt(left @ left / 2 / (at @ at))
    return bool(abs(slope) > 4.30 * error)
