"""What would be published of a series: measured in part, with error, and by methods that change (ODD 6).

    shown = m coverage X (1 -+ y pressure) exp(s z - s^2 / 2)        minus where less looks better

z is drawn once a date, and m, which is log-normal with mean 1, once a method and run.
"""

from __future__ import annotations

from math import exp

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays.codes import QUARTER
from joinup.sim.parameters.observables import LESS_LOOKS_BETTER, Measured, Observable


def shown(item: Observable, value: float, *, week: int, seed: int) -> float:
    """Return what would be published of an observable's value in a week of a run.

    Examples
    --------
    >>> seen = Measured(coverage=0.9, error=0.0, gaming=0.05)
    >>> stock = Observable(name="in_need", measure="in_need_not_in_service", measured=seen)
    >>> round(shown(stock, 1000.0, week=12, seed=1), 9)
    855.0
    """
    seen = item.measured
    if seen is None:
        return value
    flattery = seen.gaming * pressure(seen, week)
    looks = 1 - flattery if item.measure in LESS_LOOKS_BETTER else 1 + flattery
    name = randomness.name_hash(item.name)
    error = _factor(seen.error, name, week, seed, randomness.OBSERVE)
    method = max((n for n, one in enumerate(seen.methods) if one.starts <= week), default=None)
    if method is not None:
        key = int(randomness.mix(np.uint64(name), method + 1))
        error *= _factor(seen.methods[method].spread, key, 0, seed, randomness.METHOD)
    return max(0.0, error * seen.coverage * value * looks)


def pressure(seen: Measured, week: int) -> float:
    """Return how much more is flattered before a published date: 2 in its week, 1 from 13 weeks before.

    Examples
    --------
    >>> [pressure(Measured(deadlines=(26,)), week) for week in (0, 13, 26, 27)]
    [1.0, 1.0, 2.0, 1.0]
    """
    return 1 + max(
        (1 - (date - week) / QUARTER for date in seen.deadlines if 0 <= date - week <= QUARTER), default=0.0
    )


def _factor(spread: float, name: int, week: int, seed: int, purpose: int) -> float:
    """Return a log-normal factor with mean 1."""
    if spread == 0:
        return 1.0
    z = float(randomness.named_normal(np.uint64(seed), np.uint64(name), week, purpose))
    return exp(spread * z - spread**2 / 2)
