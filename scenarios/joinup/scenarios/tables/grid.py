"""Rows of cells as they stand in a file, the limits of what is read, and messages with a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from joinup.sim.errors import Problem, ScenarioError

MAX_BYTES = 100_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 16_384
MAX_CELLS = 10_000_000

Cell = str | int | float | bool | date
"""What stands in a cell; an empty one is an empty text."""


@dataclass(slots=True)
class Row:
    """A row of a file.

    Attributes
    ----------
    line
        The line in which it starts, counted from 1.
    cells
        Its cells.
    """

    line: int
    cells: list[Any]

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return sum(cell != "" for cell in self.cells)


@dataclass(slots=True)
class Grid:
    """The rows of a file.

    Attributes
    ----------
    file
        How messages call it.
    rows
        Its rows, blank ones too.
    about
        How it was read, in words.
    delimiter, encoding
        Of a text file.
    sheet
        Of a workbook.
    """

    file: str
    rows: list[Row] = field(repr=False)
    about: str
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


def cell_name(line: int, column: int) -> str:
    """Return what a spreadsheet calls a cell.

    Examples
    --------
    >>> cell_name(3, 2), cell_name(1, 28)
    ('B3', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def refused(file: str, message: str, *, line: int = 1, column: int = 1) -> ScenarioError:
    """Return the error of a table that cannot be read, with its place."""
    return ScenarioError([Problem((), message).at(file, line, column)])


def check_size(file: str, rows: int, cells: int) -> None:
    """Refuse a table that is too large.

    Raises
    ------
    ScenarioError
        If it is.
    """
    if rows > MAX_ROWS or cells > MAX_CELLS:
        text = f"more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells; give it as Parquet"
        raise refused(file, text)


Locate = Callable[[Problem, int, int], Problem]
"""Gives a problem its place: line and column of a file."""
