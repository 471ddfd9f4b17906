"""Seeds as callers give them: a whole number (NumPy's too), a SeedSequence, a Generator, or None."""

from __future__ import annotations

from operator import index
from typing import Any, Protocol, SupportsIndex

from joinup.sim.errors import ArgumentError, Problem, ScenarioError


class SeedSequence(Protocol):
    """What a seed sequence can do: give words of 32 bits, always the same."""

    def generate_state(self, n_words: int, /) -> Any:
        """Return some words."""


class Generator(Protocol):
    """What a generator can do: draw whole numbers."""

    def integers(self, low: int, high: int, /) -> Any:
        """Return a draw from low up to, but without, high."""


type Seed = SupportsIndex | SeedSequence | Generator | None
"""Types that a seed may have: NumPy's classes fit these protocols, so NumPy need not be imported."""

DEFAULT_SEED = 1
"""Seed if none is given: never from the clock, so that the same call gives the same result."""

LARGEST_SEED = 2**63 - 1
EXPECTED = "a whole number, or a NumPy SeedSequence or Generator"


def seed_of(given: Seed = None, argument: str = "seed") -> int:
    """Return a seed as a whole number.

    Parameters
    ----------
    given
        A whole number (NumPy's too); a ``SeedSequence``, which always gives the same seed; a ``Generator``,
        which gives its next draw; or None, which is 1.
    argument
        Its name in messages.

    Raises
    ------
    ArgumentError
        If it is anything else.
    ScenarioError
        If it is out of range.

    Examples
    --------
    >>> seed_of(), seed_of(7)
    (1, 7)
    >>> import numpy as np
    >>> seed_of(np.random.SeedSequence(7))
    8460147692890830636
    """
    if given is None:
        return DEFAULT_SEED
    if isinstance(given, bool):
        raise ArgumentError(argument, given, EXPECTED)
    if generate_state := getattr(given, "generate_state", None):
        low, high = (int(word) for word in generate_state(2))
        # One of the 64 bits goes: seeds are below 2^63.
        return (high << 32 | low) >> 1
    if integers := getattr(given, "integers", None):
        return int(integers(0, LARGEST_SEED))
    try:
        seed = index(given) if isinstance(given, SupportsIndex) else None
    except TypeError:  # An array of several numbers.
        seed = None
    if seed is None:
        raise ArgumentError(argument, given, EXPECTED)
    if not 0 <= seed <= LARGEST_SEED:
        raise ScenarioError([Problem((), f"{argument} {seed} is not between 0 and 2^63 - 1")])
    return seed
