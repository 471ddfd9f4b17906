"""Weekly and cumulative series of an arm: stocks, flows and payments.

A run's own tables are by locality; screens show all localities together, many times a second.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.results.tables import COLUMN, Floats, Ints

SEEKERS = 2
"""Seekers who do not know of the service, and who do."""


class Series:
    """Weekly series of an arm, in simulated clients and money for them.

    G groups, C stocks and flows (:data:`joinup.sim.results.tables.COLUMN`), lines of the ledger,
    L localities, A agencies in each.

    Parameters
    ----------
    engine
        The run, at the start of week 0.

    Attributes
    ----------
    weeks
        Number of weeks.
    lines
        The lines of the ledger; they do not change during a run.
    """

    def __init__(self, engine: Engine) -> None:
        if engine.week > 0:
            raise ValueError(f"a series starts in week 0, not in week {engine.week}")
        weeks, groups = engine.opening_scenario.weeks, engine.state.people.shape[1]
        self.lines = tuple(ledger_lines(engine.opening_scenario))
        lines = len(self.lines)
        self.weeks = 0
        self._counts = np.zeros((weeks + 1, groups, len(COLUMN)), np.int64)
        self._so_far = np.zeros((weeks + 1, groups, len(COLUMN)), np.int64)
        self._seekers = np.zeros((weeks + 1, groups, SEEKERS), np.int64)
        self._paid = np.zeros((weeks + 1, lines))
        self._paid_so_far = np.zeros((weeks + 1, lines))
        self._tried = np.zeros((weeks + 1, *engine.state.link.shape), np.int32)
        self._counts[0, :, : len(k.STOCKS)] = engine.state.stock.sum(axis=0)
        self._seekers[0] = seekers(engine)
        self._tried[0] = hand_offs(engine)

    def add(self, engine: Engine) -> None:
        """Add the week that the engine has just run."""
        week = engine.week
        if week != self.weeks + 1:
            raise ValueError(f"week {week - 1} does not follow the {self.weeks} weeks there are")
        row = engine.time_index - 1
        self._counts[week] = engine.record.weekly[row].sum(axis=0)
        self._so_far[week] = self._so_far[week - 1] + self._counts[week]
        self._seekers[week] = seekers(engine)
        self._paid[week] = engine.record.ledger[row].sum(axis=0)
        self._paid_so_far[week] = self._paid_so_far[week - 1] + self._paid[week]
        self._tried[week] = hand_offs(engine)
        self.weeks = week

    def forget_after(self, weeks: int) -> None:
        """Drop all but the first weeks; later ones have been undone."""
        self.weeks = min(self.weeks, weeks)

    def copy(self) -> Series:
        """Return an independent copy."""
        other = object.__new__(Series)
        other.weeks, other.lines = self.weeks, self.lines
        for name in ("_counts", "_so_far", "_seekers", "_paid", "_paid_so_far", "_tried"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def counts(self) -> Ints:
        """Return stocks at the end of each week and its flows; row 0 is the initial state (T + 1, G, C)."""
        return self._counts[: self.weeks + 1]

    def so_far(self) -> Ints:
        """Return cumulative flows and stocks (T + 1, G, C)."""
        return self._so_far[: self.weeks + 1]

    def seekers(self) -> Ints:
        """Return seekers who do not know of the service, and who do (T + 1, G, 2)."""
        return self._seekers[: self.weeks + 1]

    def paid(self) -> Floats:
        """Return GBP of each week by line (T + 1, lines)."""
        return self._paid[: self.weeks + 1]

    def paid_so_far(self) -> Floats:
        """Return cumulative GBP by line (T + 1, lines)."""
        return self._paid_so_far[: self.weeks + 1]

    def hand_offs_of_the_week(self) -> Ints:
        """Return the hand-offs tried between agencies last week (L, A, A)."""
        tried: Ints = self._tried[self.weeks] - self._tried[max(0, self.weeks - 1)]
        return tried


def hand_offs(engine: Engine) -> Ints:
    """Return the hand-offs tried between agencies so far (L, A, A)."""
    ended = engine.record.links[: engine.quarter_index, ..., 2]
    total: Ints = ended.sum(axis=0).astype(np.int64)
    total += engine.state.link["hand_offs"]
    return total


def seekers(engine: Engine) -> npt.NDArray[np.int64]:
    """Return the seekers of each group who do not know of the service, and those who do (G, 2)."""
    groups = engine.state.people.shape[1]
    by_class = np.bincount(engine.state.code, minlength=4 * groups)
    # Seekers' classes follow those of people without need, by group and awareness.
    return by_class[2 * groups : 4 * groups].reshape(groups, SEEKERS).astype(np.int64)
