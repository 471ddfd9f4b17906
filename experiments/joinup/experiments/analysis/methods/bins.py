"""Split a circumstance into bins, and compute the share of variance that it explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.sim.text.words import number

Floats = npt.NDArray[np.float64]

FEW = 6
"""Number of different values up to which each has its own bin."""


@dataclass(frozen=True, slots=True)
class Part:
    """The futures in which a circumstance has certain values."""

    label: str
    there: npt.NDArray[np.bool_]


def is_number(column: pd.Series) -> bool:
    """Return whether a circumstance is a number rather than a name."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def parts(column: pd.Series, count: int = 2) -> list[Part]:
    """Split a circumstance: names and few values one by one, many numbers into bins of equal size.

    Examples
    --------
    >>> [part.label for part in parts(pd.Series(range(10)))]
    ['below 4.5', '4.5 and more']
    """
    values = column.dropna().unique()
    if not is_number(column) or len(values) <= FEW:
        order = sorted(values) if is_number(column) else list(values)
        named = [Part(f"is {number(_plain(value))}", (column == value).to_numpy()) for value in order]
        blank = column.isna().to_numpy()
        return [*named, Part("as it stands", blank)] if blank.any() else named
    cuts = np.quantile(column.to_numpy(dtype=float), np.arange(1, count) / count)
    return cut(column, [float(f"{one:.3g}") for one in cuts])


def cut(column: pd.Series, cuts: list[float], *, shares: bool = False) -> list[Part]:
    """Split numbers at given values; empty bins are left out."""

    def write(value: float) -> str:
        return f"{value:.0%}" if shares else number(value)

    values = column.to_numpy(dtype=float)
    found = []
    for low, high in zip([-np.inf, *cuts], [*cuts, np.inf], strict=True):
        if np.isinf(low):
            label = f"below {write(high)}"
        else:
            label = f"{write(low)} and more" if np.isinf(high) else f"{write(low)} to {write(high)}"
        found.append(Part(label, (values >= low) & (values < high)))
    return [part for part in found if part.there.any()]


def explained(column: pd.Series, values: Floats, count: int = 3) -> float:
    """Return the share of the variance of some values that a circumstance explains, split into bins.

    Parameters
    ----------
    column
        The circumstance.
    values
        One value per future, or several (futures, n), whose variances are added up.

    Examples
    --------
    >>> round(explained(pd.Series(["a", "a", "b", "b"]), np.array([1.0, 1.0, 2.0, 2.0])), 3)
    1.0
    """
    table = values.reshape(len(values), -1)
    middle = table.mean(axis=0)
    whole = ((table - middle) ** 2).sum()
    if whole == 0:
        return 0.0
    between = sum(
        part.there.sum() * ((table[part.there].mean(axis=0) - middle) ** 2).sum()
        for part in parts(column, count)
    )
    return float(between / whole)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
