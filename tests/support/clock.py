"""A clock that goes when told."""

from __future__ import annotations


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
