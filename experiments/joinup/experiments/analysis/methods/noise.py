"""The share of the differences between points that is noise.

Under common random numbers replicate r has the same seed at every point, so a run is

    y(p, r) = mean + point(p) + seed(r) + own(p, r)

(two-way analysis of variance without replication within cells). What the seed does to all
points alike does not affect comparisons between points; the noise of each point on its own does.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """Variances of an outcome over points and seeds.

    Attributes
    ----------
    between
        Variance between points.
    common
        Variance of what a seed does to all points alike.
    own
        Variance of the noise of each point on its own.
    replicates
        Runs of each point; with one, the noise is not known (NaN).
    """

    between: float
    common: float
    own: float
    replicates: int

    @property
    def share_of_a_run(self) -> float:
        """Share of the variance of single runs that is noise."""
        return self._share(self.common + self.own, self.between + self.common + self.own)

    @property
    def common_share_of_noise(self) -> float:
        """Share of the noise that all points have in common, and that comparisons are free of."""
        return self._share(self.common, self.common + self.own)

    @property
    def share_left(self) -> float:
        """Share of the variance of means over replicates that is still noise."""
        return self._share(self.own / self.replicates, self.between + self.own / self.replicates)

    @property
    def of_a_mean(self) -> float:
        """Standard deviation of the noise of a point's mean on its own."""
        return float(np.sqrt(self.own / self.replicates))

    @staticmethod
    def _share(part: float, whole: float) -> float:
        return part / whole if whole > 0 else 0.0 if whole == 0 else nan


def noise(values: Floats) -> Noise:
    """Return the variances of an outcome.

    Parameters
    ----------
    values
        The outcome (points, replicates); column r has the same seed in every row.

    Examples
    --------
    >>> noise(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])).own
    0.0
    """
    points, runs = values.shape
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    if runs < 2 or points < 2:
        return Noise(float(rows.var(ddof=1)) if points > 1 else nan, nan, nan, runs)
    rest = values - rows[:, None] - columns[None, :] + values.mean()
    own = float((rest**2).sum() / ((points - 1) * (runs - 1)))
    if own <= 1e-18 * float((values**2).mean()):
        own = 0.0  # Rounding error only.
    between = max(0.0, float(rows.var(ddof=1)) - own / runs)
    common = max(0.0, float(columns.var(ddof=1)) - own / points)
    return Noise(between, common, own, runs)
