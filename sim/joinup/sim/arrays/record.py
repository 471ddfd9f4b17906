"""The tables that a run writes: laid out ahead, cut to what has been played, and put back.

A row is of one week or one quarter. It is empty until its time has come, is written by the end of it, and
never changes afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import layout as k
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.parameters import Scenario

MOST_KEPT = 1_000_000
"""Most numbers kept by locality and week before they are added up."""

Table = npt.NDArray[Any]


class Rows(Enum):
    """What the rows of a table are."""

    WEEKS = auto()
    QUARTERS = auto()
    SCRATCH = auto()
    """Of no use once the weeks at hand have been played."""


RECORDED = {
    **dict.fromkeys(("weekly", "ledger", "agencies", "exposed", "advertising", "funding"), Rows.WEEKS),
    **dict.fromkeys(("links", "payoffs", "chances", "choices", "best"), Rows.QUARTERS),
    **dict.fromkeys(("kept_counts", "kept_money", "kept_filled", "kept_funds", "trace"), Rows.SCRATCH),
}
"""The tables of `Record`."""

REPORTED = dict.fromkeys(("true_quarter", "reported_quarter"), Rows.QUARTERS)
"""The tables of `State`, which the model reads again."""

TABLES = RECORDED | REPORTED

NAN_IF_EMPTY = {"payoffs", "chances", "choices", "best", *REPORTED}
"""Tables in whose empty rows stands NaN; in those of all others, 0."""


@dataclass(frozen=True, slots=True)
class Written:
    """The arrays that a run writes to, with all rows of their tables or with some.

    Attributes
    ----------
    state, record
        The arrays.
    """

    state: k.State
    record: k.Record

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by name; one that is not wanted has no rows."""
        return {
            **{name: getattr(self.record, name) for name in RECORDED},
            **{name: getattr(self.state, name) for name in REPORTED},
        }

    @property
    def lengths(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(table) for name, table in self.tables.items()}

    def cut(self, weeks: slice, quarters: slice) -> Written:
        """Return the same with some rows only, and none of what is scratch."""
        kept = {Rows.WEEKS: weeks, Rows.QUARTERS: quarters, Rows.SCRATCH: slice(0)}
        return self._with({name: table[kept[TABLES[name]]] for name, table in self.tables.items()})

    def after(self, past: Written) -> Written:
        """Return the same with the rows of others put before its own."""
        before = past.tables
        return self._with(
            {name: np.concatenate([before[name], table]) for name, table in self.tables.items()}
        )

    def with_room(self, weeks: int) -> Written:
        """Return the same with room for a number of weeks in all."""
        wanted = {Rows.WEEKS: weeks, Rows.QUARTERS: quarters_for(weeks)}
        return self.laid_out(
            {name: wanted.get(TABLES[name], length) if length else 0 for name, length in self.lengths.items()}
        )

    def laid_out(self, lengths: Mapping[str, int]) -> Written:
        """Return the same with room for more rows, which are empty."""
        return self._with({name: _longer(name, table, lengths[name]) for name, table in self.tables.items()})

    def _with(self, tables: Mapping[str, Table]) -> Written:
        return Written(
            self.state._replace(**{name: tables[name] for name in REPORTED}),
            self.record._replace(**{name: tables[name] for name in RECORDED}),
        )


def _longer(name: str, table: Table, length: int) -> Table:
    shape = length, *table.shape[1:]
    # Zeros take no memory until they are written to.
    longer = np.full(shape, np.nan) if name in NAN_IF_EMPTY else np.zeros(shape, table.dtype)
    longer[: len(table)] = table
    return longer


def new_record(
    scenario: Scenario, world: k.World, *, weeks: int, by_locality: bool, tables: bool, trace: int
) -> k.Record:
    """Return empty tables for a number of weeks."""
    count, roles = world.spec.shape
    groups, levels = len(world.group), len(world.grid)
    lines = len(ledger_lines(scenario))
    kept_apart = count if by_locality else 1
    kept = weeks if tables else 0
    quarters = quarters_for(kept) if tables else 0
    campaigns, windows = len(world.campaign), len(world.fund)
    at_once = int(np.clip(MOST_KEPT // (count * (lines + 16 * groups)), 1, k.WEEKS_AT_ONCE))
    return k.Record(
        flow=np.zeros((count, groups, len(k.FLOWS)), np.int64),
        money=np.zeros((count, lines)),
        broken=np.full((count, 2), -1, np.int64),
        stretch=np.zeros(1, np.int64),
        kept_counts=np.zeros((at_once, count, groups, k.COUNTS + len(k.FLOWS)), np.int32),
        kept_money=np.zeros((at_once, count, lines)),
        kept_filled=np.zeros((at_once, count, windows, roles), np.int32),
        kept_funds=np.zeros((at_once, count, windows, 2)),
        weekly=np.zeros((weeks, kept_apart, groups, len(k.STOCKS) + len(k.FLOWS)), np.int64),
        ledger=np.zeros((weeks, kept_apart, lines)),
        agencies=np.zeros((kept, count, roles, len(k.AGENCY_COLUMNS))),
        links=np.zeros((quarters, count, roles, roles, 3)),
        payoffs=np.full((quarters, count, roles, levels), np.nan),
        chances=np.full((quarters, count, roles, levels), np.nan),
        choices=np.full((quarters, count, roles), np.nan),
        best=np.full((quarters, count, roles), np.nan),
        exposed=np.zeros((weeks, campaigns, groups)),
        advertising=np.zeros((weeks, campaigns)),
        funding=np.zeros((weeks, windows, 3)),
        trace=np.zeros(at_once * trace * k.TRACE_ROWS_A_WEEK, k.TRACE_ROW),
        trace_count=np.zeros(1, np.int64),
    )


def quarters_for(weeks: int) -> int:
    """Return how many quarters tables need for a number of weeks, whatever week they begin in."""
    return weeks // k.QUARTER + 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How a run stood before a week: all that the run itself, gone on from there, does not hold any more.

    It takes as much room in the last week as in the first, and can be pickled. The arrays are the run's
    own: they stay what they are only as long as it does not go on.

    Attributes
    ----------
    week
        The week that was to be played next.
    scenario, form_since
        The scenario as it stood, and since when an event's form was in force.
    written
        Of each table only the row under way.
    interventions, episodes, traced
        How many there were by then.
    """

    week: int
    scenario: Scenario
    form_since: int | None
    written: Written
    interventions: int
    episodes: int
    traced: int
