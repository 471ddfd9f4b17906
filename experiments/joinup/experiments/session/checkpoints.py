"""Checkpoints: the state of all arms at the start of some weeks, within a cap on memory."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from joinup.experiments.session.arms import Arm
from joinup.sim.arrays.written import Standing

QUARTER = 13
CODEC = "lz4"
"""Fast compression: most of a state is columns of small numbers."""


class Checkpoints:
    """Keeps the states of arms, one checkpoint per quarter.

    The arms' records are not kept, as the arms still have them. When the cap is reached every second
    checkpoint is dropped, and from then on only every second is kept; the first always stays, so that any
    week can be reached.

    Parameters
    ----------
    cap
        Maximum number of bytes to keep.
    """

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._every = QUARTER
        self._kept: dict[int, tuple[bytes, int]] = {}

    @property
    def weeks(self) -> tuple[int, ...]:
        """Weeks at whose start there is a checkpoint."""
        return tuple(sorted(self._kept))

    @property
    def size(self) -> int:
        """Bytes kept."""
        return sum(len(content) for content, _ in self._kept.values())

    def keep(self, week: int, arms: Mapping[str, Arm]) -> None:
        """Keep the state of the arms at the start of a week, if a checkpoint is due."""
        if week in self._kept or (self._kept and week % self._every):
            return
        standing = {name: (arm.since, arm.engine.standing()) for name, arm in arms.items()}
        content = pickle.dumps(standing, protocol=pickle.HIGHEST_PROTOCOL)
        self._kept[week] = pa.compress(content, codec=CODEC, asbytes=True), len(content)
        while self.size > self._cap and len(self._kept) > 1:
            first = self.weeks[0]
            self._every *= 2
            thinned = {at: kept for at, kept in self._kept.items() if at == first or at % self._every == 0}
            # If thinning drops nothing, the latest one does not fit.
            self._kept = thinned if len(thinned) < len(self._kept) else dict(list(thinned.items())[:-1])

    def at_or_before(self, week: int, arms: Mapping[str, Arm]) -> tuple[int, dict[str, Arm]]:
        """Return the last checkpoint at or before a week: its week and the arms.

        Parameters
        ----------
        week
            The week.
        arms
            The arms now; those that did not exist yet are left out.

        Raises
        ------
        KeyError
            If there is none.
        """
        found = max((kept for kept in self._kept if kept <= week), default=None)
        if found is None:
            raise KeyError(week)
        content, size = self._kept[found]
        standing: dict[str, tuple[int | None, Standing]] = pickle.loads(
            pa.decompress(content, size, codec=CODEC, asbytes=True)
        )
        # A removed what-if may have had the name of one that branched off later.
        return found, {
            name: replace(arms[name], engine=arms[name].engine.back_at(then))
            for name, (since, then) in standing.items()
            if name in arms and arms[name].since == since
        }

    def forget_after(self, week: int) -> None:
        """Drop checkpoints of later weeks, which have been undone."""
        self._kept = {at: kept for at, kept in self._kept.items() if at <= week}
