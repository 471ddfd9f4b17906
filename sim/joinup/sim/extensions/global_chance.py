"""Whether somebody has drawn from the random generators that all of a process shares.

The one module of the model that looks at them; nothing is drawn from them.
"""

from __future__ import annotations

import random

import numpy as np


def how_it_stands() -> bytes:
    """Return how the shared generators of Python and NumPy stand."""
    of_numpy = np.random.get_state(legacy=False)  # noqa: NPY002  (only looked at)
    return repr((of_numpy, random.getstate())).encode()
