"""Morris screening: the effect of one step of a parameter, at many points (Morris 1991).

Along a trajectory one parameter moves at a time. Its elementary effect is the change of the outcome
over the step, as a share of the parameter's range. mu* is the mean of absolute effects (Campolongo
et al. 2007): how much it matters. sigma is their standard deviation: how much that depends on the other
parameters. Actual step sizes are used, so that whole numbers are handled correctly.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.intervals import ends

Floats = npt.NDArray[np.float64]

RESAMPLES = 1000
SEED = 1


def steps(sample: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the parameter that moves in each step of each trajectory, and by how much.

    Parameters
    ----------
    sample
        Points as shares of the ranges (trajectories times (parameters + 1), parameters).
    """
    parameters = sample.shape[1]
    paths = sample.reshape(-1, parameters + 1, parameters)
    moves = np.diff(paths, axis=1)
    if ((moves != 0).sum(axis=2) != 1).any():
        raise ValueError("not a Morris sample: in each step exactly one parameter must move")
    moved = np.argmax(moves != 0, axis=2)
    return moved, np.take_along_axis(moves, moved[..., None], axis=2)[..., 0]


def elementary_effects(sample: Floats, values: Floats) -> Floats:
    """Return the effect of each parameter in each trajectory (trajectories, parameters).

    Parameters
    ----------
    sample
        Points as shares of the ranges, in the order of the sample.
    values
        The outcome at each, mean over seeds.
    """
    moved, by = steps(sample)
    changes = np.diff(values.reshape(len(moved), -1), axis=1)
    found = np.empty_like(changes)
    np.put_along_axis(found, moved, changes / by, axis=1)
    return found


def screen(sample: Floats, values: Floats, *, seed: int = SEED) -> pd.DataFrame:
    """Return mu*, mu and sigma of every parameter with bootstrap confidence intervals of mu* and sigma.

    Whole trajectories are resampled, as the effects in one are not independent.

    Returns
    -------
    DataFrame
        One row per parameter, in the sample's order: ``mu_star``, ``mu_star_low``, ``mu_star_high``,
        ``mu``, ``sigma``, ``sigma_low``, ``sigma_high``; in the outcome's unit per whole range.

    Examples
    --------
    >>> sample = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    >>> screen(sample, 3 * sample[:, 0] + sample[:, 1])["mu_star"].tolist()
    [3.0, 1.0]
    """
    effects = elementary_effects(sample, values)
    count = len(effects)
    rng = np.random.default_rng(seed)
    again = effects[rng.integers(count, size=(RESAMPLES, count))]
    freedom = 1 if count > 1 else 0
    stars = ends(np.abs(again).mean(axis=1))
    spreads = ends(again.std(axis=1, ddof=freedom))
    return pd.DataFrame(
        {
            "mu_star": np.abs(effects).mean(axis=0),
            "mu_star_low": stars[0],
            "mu_star_high": stars[1],
            "mu": effects.mean(axis=0),
            "sigma": effects.std(axis=0, ddof=freedom),
            "sigma_low": spreads[0],
            "sigma_high": spreads[1],
        }
    )


def noise_of_effect(sample: Floats, own: float) -> float:
    """Return the mu* that noise alone gives a parameter without effect.

    Parameters
    ----------
    sample
        The sample.
    own
        Standard deviation of a mean over replicates from its own noise, assumed normal.
    """
    _, by = steps(sample)
    # The mean absolute difference of two normal numbers with standard deviation s is 2 s / sqrt(pi).
    return float(2 * own / np.sqrt(np.pi) * np.mean(1 / np.abs(by)))
