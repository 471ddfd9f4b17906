"""Figures measured beside figures known, and by how much they may differ.

Stochastic figures come from independent localities or seeds. They must lie within `Z` standard errors of
the exact answer, and the standard error must be small enough to find an error of 2 % nine times in ten:
`(Z + POWER) * error <= 2 %`. Otherwise the check would pass because it is blind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Z = 3.89
"""Two-sided normal quantile for an overall false-alarm rate of 1 % over 100 checks (Bonferroni)."""

POWER = 1.28
"""Normal quantile for a power of 90 %."""

DETECTABLE = 0.02
"""Relative error that a stochastic check must be able to find."""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure.

    Attributes
    ----------
    what
        What is measured, in words.
    expected, measured
        The exact answer and the model's.
    tolerance
        How far apart they may be (0 for exact).
    rule
        How the tolerance was set, in words.
    detectable
        The smallest error that would be found with 90 % probability, as a share of the expected
        value; 0 for exact checks.
    """

    what: str
    expected: float
    measured: float
    tolerance: float
    rule: str
    detectable: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the figure agrees and the check could have found a 2 % error."""
        return abs(self.measured - self.expected) <= self.tolerance and self.detectable <= DETECTABLE


@dataclass(frozen=True, slots=True)
class Case:
    """A setting whose answer is known.

    Attributes
    ----------
    key
        Its number in the list of cases (``V07``).
    title
        The setting, in words.
    answer
        Where the exact answer comes from: a formula or recursion, in words or symbols.
    play
        Runs the scenario and returns the figures.
    """

    key: str
    title: str
    answer: str
    play: Callable[[], list[Check]]


def exact(what: str, expected: float, measured: float) -> Check:
    """Return a check of equality to the last bit."""
    return Check(what, float(expected), float(measured), 0.0, "exact")


def close(what: str, expected: float, measured: float, *, relative: float = 1e-12) -> Check:
    """Return a check of equality up to rounding."""
    return Check(what, float(expected), float(measured), relative * abs(expected), f"relative {relative:g}")


def near(what: str, expected: float, measured: float, *, within: float, why: str) -> Check:
    """Return a check with a stated discretisation error (absolute)."""
    return Check(what, float(expected), float(measured), within, why)


def mean(what: str, expected: float, samples: npt.ArrayLike) -> Check:
    """Return a check of the mean of independent samples."""
    values = np.asarray(samples, dtype=float)
    error = float(values.std(ddof=1) / np.sqrt(values.size))
    detectable = (Z + POWER) * error / abs(expected)
    rule = f"{Z} s.e., {values.size:,} samples"
    return Check(what, float(expected), float(values.mean()), Z * error, rule, detectable)


def share(what: str, expected: float, successes: int, trials: int) -> Check:
    """Return a check of a binomial share, with its exact standard error."""
    error = float(np.sqrt(expected * (1 - expected) / trials))
    rule = f"{Z} s.e., {trials:,} trials"
    return Check(what, expected, successes / trials, Z * error, rule, (Z + POWER) * error / expected)
