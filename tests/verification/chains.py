"""Exact answers: weekly Markov chains and the textbook formulas that they approach.

The queue's week is that of ODD 3: completions, giving up, arrivals, then free places take the next, so that
``X' = X - Bin(min(X, c), mu) - Bin((X - c)+, theta) + A`` with X counted at the end of the week.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]


def poisson(mean: float, largest: int) -> Floats:
    """Return the Poisson probabilities of 0 .. largest."""
    return np.asarray(stats.poisson.pmf(np.arange(largest + 1), mean), dtype=float)


def binomial(number: int, chance: float) -> Floats:
    """Return the binomial probabilities of 0 .. number."""
    return np.asarray(stats.binom.pmf(np.arange(number + 1), number, chance), dtype=float)


def queue_chain(arrivals: Floats, *, places: int, service: float, abandonment: float = 0.0) -> Floats:
    """Return the weekly transition matrix of the number present.

    Parameters
    ----------
    arrivals
        Probabilities of 0, 1, 2 ... arrivals in a week; their number is that of the states, so the last
        state stands for all larger ones.
    places, service, abandonment
        c, mu and theta.
    """
    states = arrivals.size
    matrix = np.zeros((states, states))
    for present in range(states):
        leave = binomial(min(present, places), service)
        if abandonment > 0 and present > places:
            leave = np.convolve(leave, binomial(present - places, abandonment))
        left = np.zeros(present + 1)
        left[present - np.arange(leave.size)] = leave
        after = np.convolve(left, arrivals)
        matrix[present] = after[:states]
        matrix[present, -1] += 1 - matrix[present].sum()
    return matrix


def stationary(matrix: Floats) -> Floats:
    """Return the stationary probabilities of a chain."""
    states = len(matrix)
    equations = matrix.T - np.eye(states)
    equations[-1] = 1.0
    right = np.zeros(states)
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(equations, right), dtype=float)


def after(matrix: Floats, opening: int, weeks: int) -> Floats:
    """Return the probabilities of the states so many weeks after a known one."""
    law = np.zeros(len(matrix))
    law[opening] = 1.0
    for _ in range(weeks):
        law = law @ matrix
    return law


def window_mean(matrix: Floats, of: Floats, *, opening: int, skip: int, weeks: int) -> float:
    """Return the mean of a function of the state over a run of weeks after a known opening.

    Parameters
    ----------
    matrix, of
        The chain, and the function's value in each state.
    opening
        State before the first week.
    skip, weeks
        Weeks left out at first, and weeks counted.
    """
    law = after(matrix, opening, skip)
    total = 0.0
    for _ in range(weeks):
        law = law @ matrix
        total += float(law @ of)
    return total / weeks


def excess(states: int, places: int) -> Floats:
    """Return ``(X - c)+`` for each state: the queue."""
    return np.maximum(np.arange(states) - places, 0.0)


def erlang_c_queue(load: float, places: int) -> float:
    """Return the mean queue of M/M/c with offered load ``Lambda / mu``."""
    logs = np.arange(places) * np.log(load) - gammaln(np.arange(places) + 1)
    full = np.exp(places * np.log(load) - gammaln(places + 1)) * places / (places - load)
    wait = full / (np.exp(logs).sum() + full)
    return float(wait * load / (places - load))


def erlang_a_queue(arrivals: float, places: int, service: float, abandonment: float) -> float:
    """Return the mean queue of M/M/c+M (Erlang-A), a birth and death chain."""
    states = 40 * places + 400
    present = np.arange(1, states)
    deaths = np.minimum(present, places) * service + np.maximum(present - places, 0) * abandonment
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals) - np.log(deaths))])
    weights = np.exp(logs - logs.max())
    return float(weights @ excess(states, places) / weights.sum())


def moments_of_time(matrix: Floats, opening: int) -> tuple[float, float]:
    """Return mean and variance of the weeks to absorption: ``t = N 1``, ``(2 N - I) t - t^2``.

    Parameters
    ----------
    matrix
        Transitions among the states that are not absorbing (Q).
    opening
        State before the first week.
    """
    fundamental = np.linalg.inv(np.eye(len(matrix)) - matrix)
    time = fundamental.sum(axis=1)
    variance = (2 * fundamental - np.eye(len(matrix))) @ time - time**2
    return float(time[opening]), float(variance[opening])


def law_of_time(matrix: Floats, opening: int, largest: int) -> Floats:
    """Return the probabilities that absorption comes in week 0, 1 .. largest."""
    law = np.zeros(len(matrix))
    law[opening] = 1.0
    left = [1.0]
    for _ in range(largest):
        law = law @ matrix
        left.append(float(law.sum()))
    return np.append(0.0, -np.diff(left))
