"""Rate limits: an allowance of tries that is used up and refills with time."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice

Clock = Callable[[], float]
"""Seconds, from any start, that only go forward."""


class RateLimit:
    """Some tries at once, and more as time goes by.

    Parameters
    ----------
    at_once
        Most tries one after the other.
    per_second
        Tries that come back in a second.
    clock
        What tells the seconds.
    """

    def __init__(self, at_once: float, per_second: float, clock: Clock = time.monotonic) -> None:
        self._most = at_once
        self._per_second = per_second
        self._clock = clock
        self._left = at_once
        self._since = clock()

    def take(self) -> bool:
        """Use one try; return whether there was one."""
        self._refill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def give_back(self) -> None:
        """Put back a try that did not count."""
        self._left = min(self._most, self._left + 1)

    @property
    def is_full(self) -> bool:
        """Whether nothing is used up."""
        self._refill()
        return self._left >= self._most

    @property
    def seconds_to_wait(self) -> float:
        """Seconds until there is a try."""
        self._refill()
        return max(0.0, (1 - self._left) / self._per_second)

    def _refill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._since) * self._per_second)
        self._since = now


class RateLimits:
    """A rate limit for each of many, such as addresses; all begin alike.

    Parameters
    ----------
    at_once, per_second, clock
        As of each :class:`RateLimit`.
    most
        How many are remembered; those that have used up nothing, then the oldest, are forgotten first.
    """

    def __init__(
        self, at_once: float, per_second: float, clock: Clock = time.monotonic, *, most: int = 10_000
    ) -> None:
        self._new: Callable[[], RateLimit] = lambda: RateLimit(at_once, per_second, clock)
        self._most = most
        self._limits: dict[str, RateLimit] = {}

    def __contains__(self, name: str) -> bool:
        """Return whether one is remembered."""
        return name in self._limits

    def __getitem__(self, name: str) -> RateLimit:
        """Return the limit of one, which is remembered from now on."""
        if name not in self._limits:
            self.add(name)
        return self._limits[name]

    def add(self, name: str) -> None:
        """Remember one."""
        if len(self._limits) >= self._most:
            used = {one: limit for one, limit in self._limits.items() if not limit.is_full}
            self._limits = dict(islice(used.items(), max(0, len(used) - self._most // 2), None))
        self._limits[name] = self._new()
