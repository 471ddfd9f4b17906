"""The tables that a run writes: laid out ahead, cut to the weeks run so far, and put back.

A row is of one week or one quarter. It is empty until its time has come, is written by the end of it, and
never changes afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays.columns import Column, allocate, columns
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.sizes import quarters_for, sizes_of
from joinup.sim.arrays.state import State
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.parameters import Scenario

MOST_KEPT = 1_000_000
"""Most numbers kept by locality and week before they are added up."""

WEEKS_AT_ONCE = 26
"""Most weeks that are run before the tables take them over."""

MOVES_A_WEEK = 32
"""More moves than a client can make in a week, attempts and complaints included."""

Table = npt.NDArray[Any]


class Rows(Enum):
    """What the rows of a table are."""

    WEEKS = auto()
    QUARTERS = auto()
    SCRATCH = auto()
    """Of no use once the weeks at hand have been run."""


ROWS = {
    "week": Rows.WEEKS,
    "detailed_week": Rows.WEEKS,
    "quarter": Rows.QUARTERS,
    "detailed_quarter": Rows.QUARTERS,
    "stretch_week": Rows.SCRATCH,
    "move": Rows.SCRATCH,
}
"""The first axes of tables."""


def _tables(bundle: type[NamedTuple]) -> dict[str, Column]:
    return {column.name: column for column in columns(bundle) if column.axes[0] in ROWS}


RECORDED = _tables(Record)
"""The tables of `Record`."""

REPORTED = _tables(State)
"""The tables of `State`, which the model reads again."""

TABLES = RECORDED | REPORTED


@dataclass(frozen=True, slots=True)
class Written:
    """The arrays that a run writes to, with all rows of their tables or with some.

    Attributes
    ----------
    state, record
        The arrays.
    """

    state: State
    record: Record

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
        return self._with({name: table[kept[rows_of(name)]] for name, table in self.tables.items()})

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
            {
                name: wanted.get(rows_of(name), length) if length else 0
                for name, length in self.lengths.items()
            }
        )

    def laid_out(self, lengths: Mapping[str, int]) -> Written:
        """Return the same with room for more rows, which are empty."""
        return self._with(
            {name: _longer(table, lengths[name], TABLES[name].initial) for name, table in self.tables.items()}
        )

    def _with(self, tables: Mapping[str, Table]) -> Written:
        return Written(
            self.state._replace(**{name: tables[name] for name in REPORTED}),
            self.record._replace(**{name: tables[name] for name in RECORDED}),
        )


def rows_of(table: str) -> Rows:
    """Return what the rows of a table are."""
    return ROWS[TABLES[table].axes[0]]


def _longer(table: Table, length: int, initial: float) -> Table:
    shape = length, *table.shape[1:]
    # Zeros take no memory until they are written to.
    longer = np.full(shape, initial) if initial else np.zeros(shape, table.dtype)
    longer[: len(table)] = table
    return longer


def new_record(scenario: Scenario, *, weeks: int, by_locality: bool, tables: bool, trace: int) -> Record:
    """Return empty tables for a number of weeks."""
    sizes = sizes_of(scenario)
    places, lines = sizes["locality"], len(ledger_lines(scenario))
    at_once = int(np.clip(MOST_KEPT // (places * (lines + 16 * sizes["group"])), 1, WEEKS_AT_ONCE))
    return allocate(
        Record,
        {
            **sizes,
            "line": lines,
            "week": weeks,
            "detailed_week": weeks if tables else 0,
            "detailed_quarter": quarters_for(weeks) if tables else 0,
            "stretch_week": at_once,
            "kept_locality": places if by_locality else 1,
            "move": at_once * trace * MOVES_A_WEEK,
        },
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a run stood before a week: all that the run itself, gone on from there, does not hold any more.

    It takes as much room in the last week as in the first, and can be pickled. The arrays are the run's
    own: they stay what they are only as long as it does not go on.

    Attributes
    ----------
    week
        The week that was to be run next.
    scenario, held_back
        The scenario as it stood, and changes of events that wait for a contract to be renewed, with who
        decided them.
    written
        Of each table only the row under way.
    interventions, episodes, traced
        How many there were by then.
    """

    week: int
    scenario: Scenario
    held_back: tuple[tuple[str, dict[str, Any]], ...]
    written: Written
    interventions: int
    episodes: int
    traced: int
