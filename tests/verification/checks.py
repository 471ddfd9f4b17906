"""Figures measured beside figures known, and by how much they may differ.

Stochastic figures come from independent localities, clients or seeds. They must lie within `Z` standard
errors of the exact answer, and the standard error must be small enough to find an error of 2 % nine times
in ten: `(Z + POWER) * error <= 2 %`. Otherwise the check would pass because it is blind. Where 2 % is out
of reach in the time there is, the check says what it can find (`sees`), and the page shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

Z = 3.89
"""Two-sided normal quantile for an overall false-alarm rate of 1 % over 100 checks (Bonferroni)."""

POWER = 1.28
"""Normal quantile for a power of 90 %."""

FALSE_ALARM = float(2 * stats.norm.sf(Z))
"""Chance that one check fails although the model is right."""

DETECTABLE = 0.02
"""Relative error that a stochastic check must be able to find, unless it says otherwise."""

LAW_DETECTABLE = 0.05
"""Total-variation distance that a check of a whole distribution must be able to find."""

EXPECTED_PER_CELL = 10
"""Fewest expected samples in a cell of a chi-square test; smaller cells are merged."""

Floats = npt.NDArray[np.float64]


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
    sees
        The largest `detectable` with which the check counts as a check at all.
    """

    what: str
    expected: float
    measured: float
    tolerance: float
    rule: str
    detectable: float = 0.0
    sees: float = DETECTABLE

    @property
    def passed(self) -> bool:
        """Whether the figure agrees and the check could have found the error that it must find."""
        return abs(self.measured - self.expected) <= self.tolerance and self.detectable <= self.sees


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
    run
        Runs the scenario and returns the figures.
    """

    key: str
    title: str
    answer: str
    run: Callable[[], list[Check]]


def exact(what: str, expected: float, measured: float) -> Check:
    """Return a check of equality to the last bit."""
    return Check(what, float(expected), float(measured), 0.0, "exact")


def close(what: str, expected: float, measured: float, *, relative: float = 1e-12) -> Check:
    """Return a check of equality up to rounding."""
    return Check(what, float(expected), float(measured), relative * abs(expected), f"relative {relative:g}")


def near(what: str, expected: float, measured: float, *, within: float, why: str) -> Check:
    """Return a check with a stated discretisation error (absolute)."""
    return Check(what, float(expected), float(measured), within, why)


def mean(what: str, expected: float, samples: npt.ArrayLike, *, sees: float = DETECTABLE) -> Check:
    """Return a check of the mean of independent samples (Student's t, for few samples)."""
    values = np.asarray(samples, dtype=float)
    return _within_errors(what, expected, float(values.mean()), _standard_error(values), values.size, sees)


def ratio(
    what: str, expected: float, above: npt.ArrayLike, below: npt.ArrayLike, *, sees: float = DETECTABLE
) -> Check:
    """Return a check of a ratio of means of independent pairs.

    The standard error is that of ``above - expected * below``, whose mean is 0 if the model is right.
    """
    upper, lower = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    error = _standard_error(upper - expected * lower) / abs(float(lower.mean()))
    return _within_errors(what, expected, float(upper.mean() / lower.mean()), error, upper.size, sees)


def correlation(what: str, first: npt.ArrayLike, second: npt.ArrayLike, *, sees: float) -> Check:
    """Return a check that two variables, sampled together independently, are not correlated."""
    measured = float(np.corrcoef(np.asarray(first, dtype=float), np.asarray(second, dtype=float))[0, 1])
    size = np.asarray(first).size
    error = 1 / np.sqrt(size)
    rule = f"{Z} s.e., {size:,} samples"
    return Check(what, 0.0, measured, Z * error, rule, (Z + POWER) * error, sees)


def share(what: str, expected: float, successes: int, trials: int, *, sees: float = DETECTABLE) -> Check:
    """Return a check of a binomial share, with its exact standard error."""
    error = float(np.sqrt(expected * (1 - expected) / trials))
    rule = f"{Z} s.e., {trials:,} trials"
    return Check(what, expected, successes / trials, Z * error, rule, (Z + POWER) * error / expected, sees)


def law(
    what: str, probabilities: npt.ArrayLike, samples: npt.ArrayLike, *, sees: float = LAW_DETECTABLE
) -> Check:
    """Return a chi-square check of independent samples of 0, 1, 2 ... against their probabilities.

    The figure is the statistic, to be within the same distance of its degrees of freedom either way. What
    the test can find is a total-variation distance: a distance d makes the statistic non-central by at
    least ``4 n d^2``.

    Parameters
    ----------
    what
        What is measured, in words.
    probabilities
        Of 0, 1, 2 ...; what is missing to 1 belongs to all larger numbers together.
    samples
        Independent whole numbers.
    sees
        The largest total-variation distance that may go unnoticed.
    """
    chances = np.asarray(probabilities, dtype=float)
    numbers = np.minimum(np.asarray(samples, dtype=np.int64).ravel(), chances.size)
    counts = np.bincount(numbers, minlength=chances.size + 1)
    wanted = np.append(chances, max(0.0, 1.0 - float(chances.sum()))) * numbers.size
    expected, observed = _merged(wanted, counts)
    statistic = float(((observed - expected) ** 2 / expected).sum())
    freedom = len(expected) - 1
    bound = float(stats.chi2.isf(FALSE_ALARM, freedom))

    def shortfall(distance: float) -> float:
        return float(stats.ncx2.sf(bound, freedom, distance) - stats.norm.cdf(POWER))

    distance = float(np.sqrt(optimize.brentq(shortfall, 1e-3, 1e4) / numbers.size)) / 2
    rule = f"chi-square, p > {FALSE_ALARM:.4f}, {numbers.size:,} samples"
    return Check(what, freedom, statistic, bound - freedom, rule, distance, sees)


def agrees(value: float, literal: float, digits: int) -> float:
    """Return a value worked out from a formula, which must equal the figure published for it.

    Raises
    ------
    AssertionError
        If it does not, to that many decimal places.
    """
    assert abs(value - literal) <= 0.5000001 * 10**-digits, f"{value} is not {literal}"
    return value


def _standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size))


def _within_errors(
    what: str, expected: float, measured: float, error: float, size: int, sees: float
) -> Check:
    quantile = float(stats.t.isf(FALSE_ALARM / 2, size - 1))
    detectable = (quantile + POWER) * error / abs(expected)
    rule = f"{quantile:.2f} s.e., {size:,} samples"
    return Check(what, float(expected), measured, quantile * error, rule, detectable, sees)


def _merged(wanted: Floats, counts: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Merge neighbouring cells until each has enough expected samples."""
    expected: list[float] = []
    observed: list[float] = []
    enough = False
    for cell, count in zip(wanted, counts, strict=True):
        if expected and not enough:
            expected[-1] += cell
            observed[-1] += count
        else:
            expected.append(float(cell))
            observed.append(float(count))
        enough = expected[-1] >= EXPECTED_PER_CELL
    if not enough and len(expected) > 1:
        last, number = expected.pop(), observed.pop()
        expected[-1] += last
        observed[-1] += number
    return np.array(expected), np.array(observed)


def in_order(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return cases by number: V27, V27b, V28."""
    return tuple(sorted(cases, key=lambda case: (int(case.key[1:3]), case.key)))
