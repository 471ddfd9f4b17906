"""What it would be worth to know: everything (EVPI), or one parameter (EVPPI).

If the future were known the best option could be chosen in each; on average that is worth

    EVPI = E[max_o V_o] - max_o E[V_o]

more than the one option that is best on average. To know one parameter x is worth

    EVPPI(x) = E[max_o E(V_o | x)] - max_o E[V_o]

of it. ``E(V_o | x)`` is a regression of the options' values on x over the same futures (Strong, Oakley and
Brennan 2014): here a cubic spline with its knots at quantiles, or the mean at each value where they are few.
A regression finds something in mere chance; how much is shown by futures that are shuffled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import BSpline

from joinup.experiments.analysis.methods.bins import is_number
from joinup.experiments.analysis.methods.verdicts import CONFIDENCE, FEWEST_DRAWS, Floats

FEW = 6
DEGREE = 3
PIECES = 3
"""Pieces of the spline, with as many futures in each."""

SHUFFLES = 200
SEED = 1


@dataclass(frozen=True, slots=True)
class Information:
    """What it would be worth to know a parameter.

    Attributes
    ----------
    value
        The expected value of partial perfect information, in the outcome's unit.
    by_chance
        What a parameter without any effect would seem to be worth, in 19 of 20 shuffles at most.
    """

    value: float
    by_chance: float

    @property
    def is_shown(self) -> bool:
        """Whether the data show that it is worth anything."""
        return self.value > self.by_chance


def evpi(merits: Floats) -> float:
    """Return the expected value of perfect information; NaN of fewer futures than give a verdict.

    Examples
    --------
    >>> evpi(np.array([[0.0, 1.0], [0.0, -1.0]] * 10))
    0.5
    """
    if len(merits) < FEWEST_DRAWS:
        return float("nan")
    return float(merits.max(axis=1).mean() - merits.mean(axis=0).max())


def evppi(circumstances: pd.DataFrame, merits: Floats) -> dict[str, Information]:
    """Return what it would be worth to know each circumstance, those worth most first.

    Empty of fewer futures than give a verdict.

    Parameters
    ----------
    circumstances
        One row a future, one column a circumstance.
    merits
        Value of each option in each future, more being better (futures, options).

    Examples
    --------
    >>> x = np.linspace(-1, 1, 100)
    >>> found = evppi(pd.DataFrame({"x": x}), np.column_stack([np.zeros(100), x]))["x"]
    >>> round(found.value, 2), found.is_shown
    (0.25, True)
    """
    if len(merits) < FEWEST_DRAWS:
        return {}
    most, random = evpi(merits), np.random.default_rng(SEED)
    orders = np.argsort(random.random((SHUFFLES, len(merits))), axis=1)
    found = {}
    for name in circumstances:
        if circumstances[name].nunique(dropna=False) < 2:
            continue
        basis = _basis(circumstances[name])
        value = _value(basis, merits)
        shuffled = [_value(basis, merits[order]) for order in orders]
        found[str(name)] = Information(min(value, most), float(np.quantile(shuffled, CONFIDENCE)))
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].value, entry[0])))


def _value(basis: Floats, merits: Floats) -> float:
    """Return the EVPPI by a regression on an orthonormal basis."""
    fitted = basis @ (basis.T @ merits)
    return max(0.0, float(fitted.max(axis=1).mean() - merits.mean(axis=0).max()))


def _basis(column: pd.Series) -> Floats:
    """Return an orthonormal basis of what is predicted from a circumstance: a spline, or a mean a value."""
    if not is_number(column) or column.nunique() <= FEW or column.isna().any():
        table = pd.get_dummies(column.astype(str)).to_numpy(dtype=float)
    else:
        x = column.to_numpy(dtype=float)
        inner = np.unique(np.quantile(x, np.arange(1, PIECES) / PIECES))
        low, high = float(x.min()), float(x.max())
        inner = inner[(inner > low) & (inner < high)]
        knots = np.r_[[low] * (DEGREE + 1), inner, [high] * (DEGREE + 1)]
        table = BSpline.design_matrix(x, knots, DEGREE).toarray()
    left, weight, _ = np.linalg.svd(table, full_matrices=False)
    return np.asarray(left[:, weight > 1e-10 * weight[0]])
