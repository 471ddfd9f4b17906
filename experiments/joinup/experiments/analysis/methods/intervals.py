"""Bootstrap confidence intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joinup.experiments.analysis.methods.verdicts import CONFIDENCE

Floats = npt.NDArray[np.float64]


def ends(resampled: Floats) -> Floats:
    """Return the ends of the 95 % confidence interval of statistics of resamples (resamples, ...).

    Examples
    --------
    >>> ends(np.arange(1001.0)).tolist()
    [25.0, 975.0]
    """
    places = [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2]
    return np.asarray(np.percentile(resampled, places, axis=0))
