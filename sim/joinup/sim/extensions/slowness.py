"""Whether plain Python of an extension takes most of a run's time: its user is told where, once a run.

The one module of the model that looks at a clock: the processor's own, which other programs do not move. No
result depends on it.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Sequence
from threading import get_ident
from time import thread_time as clock

from joinup.sim.extensions.extension import Extension
from joinup.sim.extensions.source_code import plain

WORTH_TELLING = 5.0
"""Seconds of a run that an extension must have taken before anybody is told."""

MOST = 0.5
"""Share of the run's time that it must have taken."""

WAY_OUT = "let a function of numba.njit do what it does for each client"

__all__ = ["TimeSpent", "clock"]


class TimeSpent:
    """Seconds of the processor that a run has taken, and each of its extensions of them."""

    def __init__(self) -> None:
        # Each thread adds to numbers of its own.
        self._of_run: defaultdict[int, float] = defaultdict(float)
        self._of_extensions: defaultdict[tuple[int, int], float] = defaultdict(float)
        self._called: set[int] = set()
        self._told: set[int] = set()

    def add(self, seconds: float) -> None:
        """Count what a thread has needed for weeks of the run."""
        self._of_run[get_ident()] += seconds

    def add_call(self, number: int, seconds: float) -> None:
        """Count what an extension has needed for a call; not its first, in which it may compile something."""
        if number in self._called:
            self._of_extensions[number, get_ident()] += seconds
        self._called.add(number)

    def warn(self, extensions: Sequence[Extension]) -> None:
        """Warn of an extension that takes most of the time, where it is defined."""
        whole = sum(self._of_run.values())
        for number, extension in enumerate(extensions):
            seconds = sum(part for (of, _), part in self._of_extensions.items() if of == number)
            if number in self._told or seconds < WORTH_TELLING or seconds < MOST * whole:
                continue
            self._told.add(number)
            share = f"{seconds / whole:.0%} of the run's time in plain Python"
            text = f"{extension.kind} '{extension.name}' takes {share}: {WAY_OUT}"
            code = plain(extension.function).__code__
            warnings.warn_explicit(text, RuntimeWarning, code.co_filename, code.co_firstlineno)
