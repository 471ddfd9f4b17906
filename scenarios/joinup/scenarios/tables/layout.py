"""Which rows of a file are the table: its header and rows, and the titles, notes and blank rows about it.

A row is passed over only if it can be no row of the table, and the table tells which were. What could be
either is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from joinup.scenarios.tables.grid import Cell, Grid, Row, refused
from joinup.scenarios.tables.numbers import is_number
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import count

MOST_TOLD = 20
"""Wrong rows that are told one by one."""

NOTE = re.compile(
    r"[#*†‡©]|\[\w{1,4}\] |\(?\d{1,2}[.)] \D|(notes?|sources?|footnotes?|crown copyright)\b", re.I
)
"""How a line below a table begins that is about it."""

YEAR = re.compile(r"(1[89]|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that was passed over: its line, what it says and what it is."""

    line: int
    text: str
    what: str


@dataclass(slots=True)
class Layout:
    """The header and the rows of a table.

    Attributes
    ----------
    names
        The columns' names.
    columns
        The place of each in the file, counted from 1.
    header
        The line of the header.
    rows
        The rows, each with a cell a column.
    passed
        What was passed over.
    """

    names: list[str]
    columns: list[int]
    header: int
    rows: list[Row] = field(repr=False)
    passed: list[Passed]


def layout_of(grid: Grid) -> Layout:
    """Find the table in the rows of a file.

    Raises
    ------
    ScenarioError
        With every row and column that does not fit.
    """
    filled = [row for row in grid.rows if row.filled]
    if not filled:
        raise refused(grid.file, "there are no rows")
    top = _header(grid.file, filled)
    place = filled.index(top)
    passed = [_above(grid.file, filled[n], filled[n + 1]) for n in range(place)]
    start = min(next(n for n, cell in enumerate(row.cells) if cell != "") for row in filled[place:])
    names = _names(grid.file, top, start)
    columns = list(range(start + 1, start + 1 + len(names)))
    body, notes = _without_notes([row for row in grid.rows if row.line > top.line], columns)
    if not body:
        raise refused(grid.file, "there are no rows below the header", line=top.line)
    rows, extra = _fitting(grid.file, body, top, columns)
    last = body[-1].line
    blank = [Passed(row.line, "", "blank row") for row in grid.rows if not row.filled and row.line < last]
    passed += [*notes, *extra, *blank]
    if not names[0]:
        _check_row_numbers(grid.file, rows, top)
        passed.append(Passed(top.line, "", "first column without a name, which numbers the rows"))
        rows = [Row(row.line, row.cells[1:]) for row in rows]
        names, columns = names[1:], columns[1:]
    return Layout(names, columns, top.line, rows, sorted(passed, key=lambda one: one.line))


def _header(file: str, filled: list[Row]) -> Row:
    """Return the row with the columns' names: the first one that is as full as a row of the table can be."""
    widths = Counter(len(row.cells) for row in filled if len(row.cells) > 1)
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 1
    most = max((row.filled for row in filled if len(row.cells) <= width), default=1)
    for place, row in enumerate(filled):
        unnamed_first = most > 2 and row.filled == most - 1 and row.cells[0] == ""
        if row.filled < most and not unnamed_first:
            continue
        if most == 1 and _is_title(row, filled[place + 1 :]):
            continue
        if not _holds_numbers(row):
            return row
        # Rows are fuller than their header: it is above, and the rows are told.
        above = [one for one in filled[:place] if not _holds_numbers(one)]
        if above:
            return above[-1]
        raise refused(file, "there is no header: the first row must name the columns", line=row.line)
    return filled[0]


def _holds_numbers(row: Row) -> bool:
    """Return whether a row holds values rather than names; years may be names."""
    words = [written(cell) for cell in row.cells if cell != ""]
    years = sum(bool(YEAR.fullmatch(word)) for word in words)
    return years == len(words) or any(is_number(word) and not YEAR.fullmatch(word) for word in words)


def _is_title(row: Row, rest: list[Row]) -> bool:
    """Return whether a row with one cell is a sentence with a blank row below it."""
    text = _text(row)
    return text.startswith("#") or (" " in text and len(rest) > 1 and rest[0].line > row.line + 1)


def _above(file: str, row: Row, below: Row) -> Passed:
    """Return a row above the header as passed over.

    Raises
    ------
    ScenarioError
        If it may be part of the table.
    """
    text = _text(row)
    sentence = row.filled == 1 and (" " in text or below.line > row.line + 1)
    labelled = row.filled == 2 and written(row.cells[0]).endswith(":")
    if sentence or labelled or text.startswith("#"):
        return Passed(row.line, text, "title or note")
    message = f"{count(row.filled, 'value')} here, and {below.filled} below: is this the header or a title?"
    raise refused(file, f"{message} Name every column, or leave a blank row below a title", line=row.line)


def _names(file: str, top: Row, start: int) -> list[str]:
    """Return the columns' names.

    Raises
    ------
    ScenarioError
        If one is there twice, or one but the first has none.
    """
    last = max(place for place, cell in enumerate(top.cells) if cell != "")
    names = [_name(cell) for cell in top.cells[start : last + 1]]
    problems = []
    for place, name in enumerate(names):
        if name and name in names[:place]:
            text = f"the column '{name}' is there twice, first as column {start + names.index(name) + 1}"
            problems.append(_at(file, top.line, start + place + 1, text))
        if not name and place:
            problems.append(_at(file, top.line, start + place + 1, "this column has no name"))
    if problems:
        raise ScenarioError(problems)
    return names


def _name(cell: Cell) -> str:
    """Return the name in a cell of the header, whose words may stand in lines of their own."""
    return unicodedata.normalize("NFC", " ".join(written(cell).split()))


def _without_notes(below: list[Row], columns: list[int]) -> tuple[list[Row], list[Passed]]:
    """Return the filled rows below the header, and the notes below those."""
    notes: list[Passed] = []
    while below and (not below[-1].filled or _is_note(below, columns)):
        row = below.pop()
        if row.filled:
            notes.append(Passed(row.line, _text(row), "note"))
    return [row for row in below if row.filled], notes[::-1]


def _is_note(rows: list[Row], columns: list[int]) -> bool:
    """Return whether the last row is a sentence about the table and can be no row of it."""
    row, text = rows[-1], _text(rows[-1])
    if text.startswith("#"):
        return True
    first, width = columns[0] - 1, columns[-1]
    if " " not in text or is_number(text) or not any(cell != "" for cell in row.cells[: first + 1]):
        return False
    fits = len(row.cells) >= width and not any(cell != "" for cell in row.cells[width:])
    if fits and row.filled > 1:
        return False
    after_blank = len(rows) > 1 and (not rows[-2].filled or row.line > rows[-2].line + 1)
    return bool(NOTE.match(text)) or (row.filled == 1 and after_blank)


def _fitting(file: str, body: list[Row], top: Row, columns: list[int]) -> tuple[list[Row], list[Passed]]:
    """Return rows with one cell a column.

    Raises
    ------
    ScenarioError
        With every row that has more or fewer.
    """
    first, width = columns[0] - 1, columns[-1]
    problems: list[Problem] = []
    longer: list[Row] = []
    rows: list[Row] = []
    names = f"the header in line {top.line} names {count(len(columns), 'column')}"
    for row in body:
        beyond = [place for place in range(width, len(row.cells)) if row.cells[place] != ""]
        if beyond:
            problems.append(_at(file, row.line, beyond[0] + 1, f"{len(row.cells)} values, but {names}"))
        elif len(row.cells) < width:
            text = f"{count(len(row.cells), 'value')}, but {names}; an empty cell needs its delimiter"
            problems.append(_at(file, row.line, len(row.cells), text))
        elif row.cells[first:width] == top.cells[first:width]:
            problems.append(_at(file, row.line, columns[0], f"the header of line {top.line} again"))
        elif len(row.cells) > len(top.cells):
            longer.append(row)
        rows.append(Row(row.line, row.cells[first:width]))
    if problems:
        raise ScenarioError(shortened(problems))
    text = f"empty cells at the end of {count(len(longer), 'row')}"
    return rows, [Passed(longer[0].line, "", text)] if longer else []


def shortened(problems: list[Problem]) -> list[Problem]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - MOST_TOLD
    return [*problems[:MOST_TOLD], Problem((), f"and {more:,} more")] if more > 0 else problems


def _check_row_numbers(file: str, rows: list[Row], top: Row) -> None:
    """Refuse a first column without a name, unless it numbers the rows from 0 or 1."""
    first = [written(row.cells[0]) for row in rows]
    if first not in ([str(n) for n in range(len(first))], [str(n + 1) for n in range(len(first))]):
        raise refused(file, "the first column has no name", line=top.line)


def _at(file: str, line: int, column: int, message: str) -> Problem:
    return Problem((), message).at(file, line, column)


def _text(row: Row) -> str:
    return " ".join(written(cell) for cell in row.cells if cell != "")


def written(cell: Cell) -> str:
    """Return a cell as text: a year in a workbook is 2001, not 2001.0.

    Examples
    --------
    >>> written(2001.0), written("places")
    ('2001', 'places')
    """
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
