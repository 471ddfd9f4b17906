"""Sobol indices: shares of an outcome's variance that parameters account for (Saltelli et al. 2010).

The first-order index is the share that a parameter explains alone; the total index includes its
interactions. Estimated by SALib from a Saltelli sample.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.intervals import ends
from joinup.experiments.analysis.methods.verdicts import CONFIDENCE
from joinup.sim.extras import extra

Floats = npt.NDArray[np.float64]

RESAMPLES = 500
SEED = 1


def sobol(values: Floats, parameters: int, *, seed: int = SEED) -> pd.DataFrame:
    """Return first-order and total indices with bootstrap confidence intervals.

    Parameters
    ----------
    values
        The outcome at the points of a Saltelli sample without second order, in the sample's order
        (base points times (parameters + 2)); means over seeds.
    parameters
        Number of parameters sampled.
    seed
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per parameter: ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``,
        ``total_high``. All 0 if the outcome is the same at every point.

    Examples
    --------
    >>> design = sampled(load("town"), ranges, points=64, method="saltelli")  # doctest: +SKIP
    >>> sobol(values, len(ranges))  # doctest: +SKIP
    """
    names = [f"{index}{end}" for index in ("first", "total") for end in ("", "_low", "_high")]
    if np.ptp(values) == 0:
        return pd.DataFrame(0.0, index=range(parameters), columns=names)
    with extra():
        from SALib.analyze import sobol as salib

    problem = {
        "num_vars": parameters,
        "names": [str(place) for place in range(parameters)],
        "bounds": [[0.0, 1.0]] * parameters,
    }
    found = salib.analyze(
        problem,
        np.asarray(values, dtype=float),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        keep_resamples=True,
        seed=seed,
    )
    columns: dict[str, Floats] = {}
    for name, key in (("first", "S1"), ("total", "ST")):
        # Shares of a variance are between 0 and 1; their estimates need not be.
        low, high = np.clip(ends(found[f"{key}_conf_all"]), 0.0, 1.0)
        columns |= {name: np.clip(found[key], 0.0, 1.0), f"{name}_low": low, f"{name}_high": high}
    return pd.DataFrame(columns)[names]
