"""Emulators: Gaussian processes that predict the model's figures, with their uncertainty (scikit-learn).

One emulator predicts one figure of the model as a function of parameters scaled to 0 and 1. It learns from
means over replicates; their remaining noise is a part of its kernel (white noise).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from joinup.experiments.analysis.paired_draws import Floats
from joinup.sim.extras import extra

if TYPE_CHECKING:
    from sklearn.gaussian_process import GaussianProcessRegressor

RESTARTS = 1


@dataclass(frozen=True)
class Emulator:
    """An emulator of one figure of the model.

    Attributes
    ----------
    process
        The fitted Gaussian process of the figure, scaled.
    centre, scale
        Offset and factor of the scaling.
    noise
        Variance of the figure between replicates of the same point.
    """

    process: GaussianProcessRegressor
    centre: float
    scale: float
    noise: float

    def predict(self, where: Floats) -> tuple[Floats, Floats]:
        """Return the mean of the figure at some points, and the variance of a single run around it."""
        mean, deviation = self.process.predict(where, return_std=True)
        found: Floats = self.centre + self.scale * mean
        variance: Floats = (self.scale * deviation) ** 2 + self.noise
        return found, variance


def emulate(where: Floats, figures: Floats, *, seed: int) -> list[Emulator]:
    """Fit an emulator to each figure.

    Parameters
    ----------
    where
        Parameters, scaled to 0 and 1 (points, parameters).
    figures
        Figures of the model (points, replicates, figures).
    seed
        Seed of the search for the kernels' parameters.
    """
    return [_fitted(where, figures[:, :, place], seed) for place in range(figures.shape[2])]


def _fitted(where: Floats, runs: Floats, seed: int) -> Emulator:
    with extra():
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    means = runs.mean(axis=1)
    noise = float(runs.var(axis=1, ddof=1).mean()) if runs.shape[1] > 1 else 0.0
    centre, scale = float(means.mean()), float(means.std()) or 1.0
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * Matern(
        np.full(where.shape[1], 0.5), (0.05, 50.0), nu=2.5
    ) + WhiteKernel(0.01, (1e-8, 2.0))
    process = GaussianProcessRegressor(kernel, n_restarts_optimizer=RESTARTS, random_state=seed)
    with warnings.catch_warnings():
        # A parameter of the kernel at its bound: the figure does not depend on it, or there is no noise.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(where, (means - centre) / scale)
    return Emulator(process, centre, scale, noise)


def predict_all(emulators: Sequence[Emulator], where: Floats) -> tuple[Floats, Floats]:
    """Return means and variances of every figure (points, figures)."""
    found = [one.predict(where) for one in emulators]
    return np.column_stack([mean for mean, _ in found]), np.column_stack([var for _, var in found])
