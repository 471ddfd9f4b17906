"""A table as it was read, and where each of its cells came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from joinup.scenarios.tables.columns import Column, Kind
from joinup.scenarios.tables.grid import cell_name
from joinup.scenarios.tables.layout import Passed
from joinup.scenarios.tables.numbers import Decimal, Gap
from joinup.sim.errors import Problem
from joinup.sim.text.words import count

LONGEST = 60
"""Letters of a row passed over that are shown."""

MOST_NAMED = 6
"""Values of a column of texts that are shown."""


@dataclass(frozen=True)
class Places:
    """Where the cells of a table stand in its file.

    Attributes
    ----------
    file
        How messages call the file.
    lines
        The line of each row of the table.
    columns
        The place of each column, counted from 1.
    sheet
        Whether it is a sheet, whose cells have names such as B3.
    remarks
        What a user would want to know of how the file was read; see :meth:`Table.remarks`.
    """

    file: str
    lines: Sequence[int]
    columns: Mapping[str, int]
    sheet: bool = False
    remarks: tuple[str, ...] = ()

    def at(self, problem: Problem, row: int, name: str = "") -> Problem:
        """Return a problem with its place: of a cell, or of a row if there is no such column."""
        return self.in_line(problem, self.lines[row], name)

    def in_line(self, problem: Problem, line: int, name: str = "") -> Problem:
        """Return a problem with its place in a line of the file, such as the header's."""
        column = self.columns.get(name, 1)
        if self.sheet and name in self.columns:
            message = f"{problem.message} (cell {cell_name(line, column)})"
            problem = Problem(problem.path, message, problem.allowed, problem.suggestion)
        return problem.at(self.file, line, column)


@dataclass(frozen=True)
class Table:
    r"""A table that a user gave.

    Attributes
    ----------
    file
        How messages call the file.
    frame
        Its values: one column for each of `columns`.
    columns
        What each column holds.
    places
        Where its cells came from.
    about
        How the file was read, in words: encoding, delimiter, sheet.
    decimal
        The decimal mark of numbers that are written as text.
    header
        The line of the header; 0 if the file keeps names apart from rows.
    passed
        Titles, notes, blank rows and columns that were passed over.
    gaps
        How many cells of a column have no value, by why.
    facts
        What the file says about itself: title, description, provenance.

    Examples
    --------
    >>> import joinup as ju
    >>> from pathlib import Path
    >>> _ = Path("points.csv").write_text("Places by form;\n\nform;places\nmerged;1.200,5\nnone;..\n")
    >>> table = ju.table("points.csv")
    >>> table.decimal, table.header, table.frame["places"].tolist()
    ('comma', 3, [1200.5, nan])
    """

    file: str
    frame: pd.DataFrame = field(repr=False)
    columns: tuple[Column, ...]
    places: Places = field(repr=False)
    about: str
    decimal: Decimal = "point"
    header: int = 1
    passed: tuple[Passed, ...] = ()
    gaps: Mapping[str, Counter[Gap]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def remarks(self) -> tuple[str, ...]:
        """Return what a user would want to know of how the table was read; nothing if all is plain."""
        said: list[str] = []
        if "Windows-1252" in self.about:
            said.append(f"{self.file} is not UTF-8: read as Windows-1252")
        if self.decimal == "comma":
            said.append(f"{self.file}: the decimal mark is a comma")
        for one in self.passed:
            text = f": {one.text[:LONGEST]}" if one.text else ""
            said.append(f"{self.file}:{one.line}: passed over ({one.what}){text}")
        return tuple(said)

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return each column as texts: name, kind and unit, values, and cells without one."""
        found = []
        for column in self.columns:
            unit = f", {column.unit}" if column.unit else ""
            gaps = self.gaps.get(column.name, Counter())
            without = ", ".join(f"{number:,} {why}" for why, number in gaps.items() if number)
            found.append((column.name, f"{column.kind}{unit}", self._values(column), without))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return how the table was read, as plain values for a program."""
        heads = ("column", "holds", "values", "without_a_value")
        return {
            "file": self.file,
            "read_as": self.about,
            "decimal": self.decimal,
            "header": self.header,
            "rows": len(self),
            "columns": [dict(zip(heads, row, strict=True)) for row in self.rows()],
            "passed_over": [asdict(one) for one in self.passed],
            "facts": dict(self.facts),
        }

    def _values(self, column: Column) -> str:
        values = self.frame[column.name].dropna()
        if values.empty:
            return "none"
        if column.kind in (Kind.NUMBER, Kind.WHOLE):
            return f"{values.min():,.12g} to {values.max():,.12g}"
        words = list(dict.fromkeys(str(value) for value in values))
        shown = ", ".join(words[:MOST_NAMED])
        return shown if len(words) <= MOST_NAMED else f"{shown} and {len(words) - MOST_NAMED:,} more"

    def __str__(self) -> str:
        header = f"The header is line {self.header}. " if self.header else ""
        lines = [
            f"{self.file}: {self.about}; the decimal mark is a {self.decimal}.",
            f"{header}{count(len(self), 'row')}, {count(len(self.columns), 'column')}.",
        ]
        lines += [f"  {name}: {value}" for name, value in self.facts.items()]
        lines += self.remarks()
        heads = ("column", "holds", "values", "without a value")
        rows = [heads, *self.rows()]
        widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
        lines.append("")
        lines += [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join(lines)
