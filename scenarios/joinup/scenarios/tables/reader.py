"""The one reader of tables: whatever a user gives, text, workbook or Parquet, checked as a whole.

What a file is, is seen from its first bytes and not from its name. Everything that is wrong is told at once,
each with file, line and column.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from joinup.scenarios.tables import parquet, workbook
from joinup.scenarios.tables.columns import Column, Columns, Kind
from joinup.scenarios.tables.grid import MAX_BYTES, Cell, Grid, refused
from joinup.scenarios.tables.layout import Layout, Passed, layout_of, shortened
from joinup.scenarios.tables.numbers import Decimal, Votes
from joinup.scenarios.tables.table import Places, Table
from joinup.scenarios.tables.text import grid_of
from joinup.scenarios.tables.values import Values, numbers_in, read_values
from joinup.sim.errors import Problem, ScenarioError, nearest

NO_TABLES = (
    (b"\xd0\xcf\x11\xe0", "an old or an encrypted workbook; save it as .xlsx without a password"),
    (b"\x1f\x8b", "compressed by gzip; unpack it first"),
    (b"BZh", "compressed by bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed by xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd; unpack it first"),
    (b"\x89HDF", "NetCDF or HDF5; give a table as CSV, Parquet or a workbook"),
    (b"CDF", "NetCDF; give a table as CSV, Parquet or a workbook"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a document of a word processor"),
    (b"<", "a page of HTML or XML, whatever its name; save it as CSV or as a workbook"),
    (b"{", "JSON; give a table as CSV, Parquet or a workbook"),
    (b"[{", "JSON; give a table as CSV, Parquet or a workbook"),
)
"""How files begin that are no tables, and what each is."""

ZIP, PARQUET = b"PK\x03\x04", b"PAR1"

SHEET = "#"
"""Stands between the name of a workbook and that of a sheet."""

PLAIN = Columns()


def read_table(path: str | os.PathLike[str], columns: Columns = PLAIN, *, shown: str = "") -> Table:
    r"""Read a table.

    Parameters
    ----------
    path
        CSV, TSV or other text with columns; a workbook (.xlsx, .ods), ``BOOK.xlsx#SHEET`` if it has several
        sheets; or Parquet.
    columns
        What the table may hold.
    shown
        How messages call the file, if not by its path.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    MissingExtraError
        If it is a workbook, and the package that reads those is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("points.csv").write_text("trust.start;weeks\n0,25;52\n")
    >>> read_table("points.csv").frame.to_dict("records")
    [{'trust.start': 0.25, 'weeks': 52}]
    """
    place, sheet = file_of(os.fspath(path))
    shown = shown or str(place)
    raw = _bytes_of(place, shown)
    if raw.startswith(PARQUET):
        return _checked(parquet.read(raw, shown), columns)
    if raw.startswith(ZIP):
        return _table_of(workbook.grid_of(raw, shown, sheet=sheet, preferred=columns.kind), columns)
    start = raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, what in NO_TABLES:
        if start.startswith(mark):
            raise refused(shown, f"this is no table but {what}")
    return _table_of(grid_of(raw, shown), columns)


def file_of(text: str) -> tuple[Path, str | None]:
    """Return the file that was given, and the sheet if one was named."""
    place = Path(text)
    if SHEET in text and not place.exists():
        book, _, sheet = text.rpartition(SHEET)
        if Path(book).is_file():
            return Path(book), sheet
    return place, None


def _bytes_of(place: Path, shown: str) -> bytes:
    try:
        if not place.exists():
            beside = [one.name for one in sorted(place.parent.iterdir())] if place.parent.is_dir() else []
            near = nearest(place.name, beside)
            near = str(place.parent / near) if near is not None else None
            raise ScenarioError([Problem((), f"there is no file '{shown}'", (), near)])
        if place.is_dir():
            raise ScenarioError([Problem((), f"'{shown}' is a folder, not a table")])
        if not place.is_file():
            raise ScenarioError([Problem((), f"'{shown}' is not an ordinary file")])
        size = place.stat().st_size
        if size > MAX_BYTES:
            raise refused(shown, f"the file has {size:,} bytes; a table has at most {MAX_BYTES:,}")
        return place.read_bytes()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ScenarioError([Problem((), f"'{shown}' cannot be read: {reason}")]) from None


def _table_of(grid: Grid, columns: Columns) -> Table:
    """Return the table in rows of cells."""
    layout = layout_of(grid)
    passed = [
        Passed(layout.header, name, columns.passed_over[name])
        for name in layout.names
        if name in columns.passed_over
    ]
    places = Places(
        grid.file,
        tuple(row.line for row in layout.rows),
        dict(zip(layout.names, layout.columns, strict=True)),
        sheet=grid.sheet is not None,
    )
    declared, problems = _declared(layout, places, columns)
    by_column = list(zip(*(row.cells for row in layout.rows), strict=True))
    cells = {name: list(by_column[layout.names.index(name)]) for name in declared}
    decimal = _decimal(grid, declared, cells, places)
    found = {
        name: read_values(column, cells[name], decimal, columns.empty_means)
        for name, column in declared.items()
    }
    problems += located(found, places)
    if problems:
        raise ScenarioError(shortened(problems))
    return Table(
        file=grid.file,
        frame=pd.DataFrame({values.column.name: values.series() for values in found.values()}),
        columns=tuple(values.column for values in found.values()),
        places=Places(
            places.file,
            places.lines,
            {found[name].column.name: places.columns[name] for name in found},
            places.sheet,
        ),
        about=grid.about,
        decimal=decimal,
        header=layout.header,
        passed=tuple(sorted([*layout.passed, *passed], key=lambda one: one.line)),
        gaps={values.column.name: values.counts for values in found.values()},
    )


def _declared(layout: Layout, places: Places, columns: Columns) -> tuple[dict[str, Column], list[Problem]]:
    """Return what each column is, with what is wrong with the header."""
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for name in layout.names:
        if name in columns.passed_over:
            continue
        try:
            column = columns.named(name)
        except ScenarioError as error:
            problems += [places.in_line(problem, layout.header, name) for problem in error.problems]
            continue
        same = next((other for other, one in found.items() if one.name == column.name), None)
        if same is not None:
            text = f"'{name}' and '{same}' are the same column"
            problems.append(places.in_line(Problem((), text), layout.header, name))
        found[name] = column
    there = [column.name for column in found.values()]
    for column in columns.declared.values():
        if column.needed and column.name not in there:
            text = f"a {columns.kind} needs a column '{column.name}'"
            near = nearest(column.name, layout.names)
            problems.append(places.in_line(Problem((), text, (), near), layout.header))
    if not found and not problems:
        problems.append(places.in_line(Problem((), "no column is left to be read"), layout.header))
    return found, problems


def _decimal(
    grid: Grid, declared: dict[str, Column], cells: dict[str, list[Cell]], places: Places
) -> Decimal:
    """Return the decimal mark of a table.

    Raises
    ------
    ScenarioError
        If its cells disagree or leave it open.
    """
    votes = Votes()
    for name, column in declared.items():
        votes.add((row, name, text) for row, text in numbers_in(column, cells[name]))
    found = votes.decimal(grid.delimiter)
    if found is not None:
        return found
    if votes.either and not (votes.point and votes.comma):
        problems = [
            places.at(Problem((name,), _two_ways(text)), row, name) for row, name, text in votes.either
        ]
        raise ScenarioError(problems)
    row, name, text = votes.comma[0]
    other_row, _, other = votes.point[0]
    message = (
        f"'{text}' has a decimal comma, but '{other}' in line {places.lines[other_row]} a decimal point;"
        " write all numbers in one way"
    )
    raise ScenarioError([places.at(Problem((name,), message), row, name)])


def _two_ways(text: str) -> str:
    plain = text.replace(",", "").replace(".", "")
    return f"'{text}' may be {plain} or a number with decimals, and no other cell decides; write it plainly"


def located(found: dict[str, Values], places: Places) -> list[Problem]:
    """Return the problems of all columns with their places, in the order of the file."""
    wrong = [
        (row, name, problem) for name, values in found.items() for row, problem in values.problems.items()
    ]
    wrong.sort(key=lambda one: (one[0], places.columns[one[1]]))
    return [places.at(problem, row, name) for row, name, problem in wrong]


def _checked(table: Table, columns: Columns) -> Table:
    """Return a table of Parquet, whose columns have types, checked against what it may hold."""
    layout = Layout([str(name) for name in table.frame], list(table.places.columns.values()), 1, [], [])
    declared, problems = _declared(layout, table.places, columns)
    found: dict[str, Values] = {}
    for name, column in declared.items():
        if column.kind is not Kind.FOUND:
            cells = parquet.cells(table.frame[name])
            found[name] = read_values(column, cells, "point", columns.empty_means)
    problems += located(found, table.places)
    if problems:
        raise ScenarioError(shortened(problems))
    own = {column.name: column for column in table.columns}
    kept = {name: found[name].series() if name in found else table.frame[name] for name in declared}
    passed = [Passed(0, name, columns.passed_over[name]) for name in layout.names if name not in declared]
    return Table(
        file=table.file,
        frame=pd.DataFrame({declared[name].name: values for name, values in kept.items()}),
        columns=tuple(found[name].column if name in found else own[name] for name in declared),
        places=Places(
            table.file,
            table.places.lines,
            {declared[name].name: table.places.columns[name] for name in declared},
        ),
        about=table.about,
        header=0,
        passed=tuple(passed),
        gaps={declared[name].name: table.gaps[name] for name in declared},
        facts=table.facts,
    )
