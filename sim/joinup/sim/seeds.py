"""Seeds as people have them: whole numbers of Python or NumPy, and NumPy's seed sequences (ODD 5)."""

from __future__ import annotations

from operator import index
from typing import SupportsIndex

import numpy as np
from numpy.random import SeedSequence

from joinup.sim.errors import Problem, ScenarioError

DEFAULT = 1
"""The seed where none is given: never the clock."""

Seed = SupportsIndex | SeedSequence | None
"""What may be given as a seed."""


def seed_of(seed: Seed) -> int:
    """Return a seed as a whole number from 0 to 2^63 - 1.

    Parameters
    ----------
    seed
        A whole number; a seed sequence, whose first 64 bits of state less the highest are the seed;
        or None for the default, 1.

    Raises
    ------
    ScenarioError
        If it is none of these, or out of range.

    Examples
    --------
    >>> seed_of(np.int32(7))
    7
    >>> seed_of(None)
    1
    >>> seed_of(SeedSequence(7))
    8460147692890830636
    """
    if seed is None:
        return DEFAULT
    if isinstance(seed, SeedSequence):
        return int(seed.generate_state(1, np.uint64)[0] >> 1)
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        allowed = "a whole number, a numpy.random.SeedSequence or None"
        raise ScenarioError([Problem(("seed",), f"seed {seed!r} is not {allowed}")])
    number = index(seed)
    if not 0 <= number < 2**63:
        raise ScenarioError([Problem(("seed",), f"seed {number} is not between 0 and 2^63 - 1")])
    return number
