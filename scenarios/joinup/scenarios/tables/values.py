"""The values of cells: read as what their column is to hold, and checked against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from joinup.scenarios.read import value_of
from joinup.scenarios.tables.columns import ANY_GAP, Column, Kind
from joinup.scenarios.tables.grid import Cell
from joinup.scenarios.tables.layout import written
from joinup.scenarios.tables.numbers import Decimal, Gap, gap, is_number, number
from joinup.sim.errors import Problem, ScenarioError

TRUTHS = {"true": True, "false": False, "yes": True, "no": False}

NOT_CALCULATED = "#NOT CALCULATED"
"""What stands for the result of a formula that has none: no spreadsheet program saved the file."""

ERRORS = {"#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_CALCULATED}


@dataclass(slots=True)
class Values:
    """The values of a column.

    Attributes
    ----------
    column
        What it is; what was found out if it was not declared.
    values
        One value a row; None where there is none.
    gaps
        Why cells have no value, by row.
    problems
        What is wrong, by row.
    """

    column: Column
    values: list[Any]
    gaps: dict[int, Gap] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Gap]:
        """How many cells have no value, by why."""
        return Counter(self.gaps.values())

    def series(self) -> pd.Series[Any]:
        """Return the values as a column of a data frame."""
        if self.column.kind in (Kind.NUMBER, Kind.WHOLE):
            if all(isinstance(value, int) and -(2**63) <= value < 2**63 for value in self.values):
                return pd.Series(self.values, dtype=np.int64)
            return pd.Series([nan if value is None else float(value) for value in self.values], dtype=float)
        if self.column.kind is Kind.TRUTH and not self.gaps:
            return pd.Series(self.values, dtype=bool)
        if self.column.kind is Kind.TEXT:
            return pd.Series(self.values, dtype="str")
        return pd.Series(self.values, dtype=object)


def read_values(column: Column, cells: list[Cell], decimal: Decimal, empty_means: str = "") -> Values:
    """Return the values of a column's cells, with what is wrong with them."""
    if column.kind is Kind.FOUND:
        return _found(column, cells, decimal)
    read = _READERS[column.kind]
    found = Values(column, [])
    for row, cell in enumerate(cells):
        value, why = None, _gap_of(cell, column.kind)
        if why is not None:
            found.gaps[row] = why
            if why not in column.gaps:
                found.problems[row] = Problem((column.name,), _no_value(cell, why, column, empty_means))
        else:
            try:
                value = read(cell, decimal)
                _check(column, value)
            except ScenarioError as error:
                problem = error.problems[0]
                found.problems[row] = Problem(
                    (column.name,), problem.message, problem.allowed, problem.suggestion
                )
        found.values.append(value)
    return found


def _gap_of(cell: Cell, kind: Kind) -> Gap | None:
    """Return why a cell has no value.

    In a column of texts only an empty cell has none. Where names may stand, ``na`` and ``c`` may be names.
    """
    if not isinstance(cell, str) or (cell and (kind is Kind.TEXT or (kind is Kind.VALUE and cell.isalpha()))):
        return None
    return gap(cell)


def _no_value(cell: Cell, why: Gap, column: Column, empty_means: str) -> str:
    what = "the cell is empty" if why is Gap.EMPTY else f"'{cell}' stands for a value that is {why}"
    hint = f"; {empty_means}" if empty_means else ""
    return f"{what}, but this column needs a {column.kind}{hint}"


def _check(column: Column, value: Any) -> None:
    if column.allowed and value not in column.allowed:
        raise ScenarioError([Problem.unknown((), "value", value, column.allowed)])
    if isinstance(value, int | float) and not isinstance(value, bool):
        if column.low is not None and value < column.low:
            raise _wrong(f"{value:g} is too small: the lowest is {column.low:g}")
        if column.high is not None and value > column.high:
            raise _wrong(f"{value:g} is too large: the highest is {column.high:g}")


def _wrong(message: str) -> ScenarioError:
    return ScenarioError([Problem((), message)])


def _number(cell: Cell, decimal: Decimal) -> int | float:
    if isinstance(cell, bool):
        raise _wrong(f"expected a number, not {str(cell).lower()}")
    if isinstance(cell, date):
        raise _wrong(f"expected a number, not the date {_iso(cell)}; spreadsheets make dates of 3-1 or 3.1")
    value = number(cell, decimal) if isinstance(cell, str) else cell
    if value is None:
        mark = "the decimal mark is a comma here" if decimal == "comma" else ""
        hint = f"; {mark}" if mark and number(str(cell), "point") is not None else _hint(str(cell))
        raise _wrong(f"expected a number, not '{cell}'{hint}")
    if not isfinite(value):
        raise _wrong(f"expected a finite number, not {value}")
    return value


def _hint(text: str) -> str:
    if text == NOT_CALCULATED:
        return ": open the workbook in a spreadsheet program and save it, so that its formulas have results"
    if text in ERRORS:
        return ", an error of the spreadsheet"
    return "; amounts are in GBP" if any(sign in text for sign in "$€¥") else ""


def _whole(cell: Cell, decimal: Decimal) -> int:
    value = _number(cell, decimal)
    if isinstance(value, float) and not value.is_integer():
        raise _wrong(f"expected a whole number, not '{cell}'")
    return int(value)


def _text(cell: Cell, decimal: Decimal) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if cell in ERRORS:
        raise _wrong(f"'{cell}' is no value{_hint(str(cell))}")
    return _iso(cell) if isinstance(cell, date) else written(cell)


def _date(cell: Cell, decimal: Decimal) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        raise _wrong(f"expected a date such as 2001-03-31, not '{written(cell)}'") from None


def _truth(cell: Cell, decimal: Decimal) -> bool:
    found = cell if isinstance(cell, bool) else TRUTHS.get(str(cell).lower())
    if found is None:
        raise _wrong(f"expected true or false, not '{written(cell)}'")
    return found


def _value(cell: Cell, decimal: Decimal) -> Any:
    """Return a value as scenario files write it, but numbers as this table does."""
    if isinstance(cell, date):
        return _iso(cell)
    if not isinstance(cell, str):
        return cell
    if cell in ERRORS:
        raise _wrong(f"'{cell}' is no value{_hint(cell)}")
    found = number(cell, decimal)
    return found if found is not None else value_of(cell)


def _iso(cell: date) -> str:
    """Return a date, with the time only if there is one."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat()
    return cell.isoformat()


_READERS: dict[Kind, Callable[[Cell, Decimal], Any]] = {
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.TRUTH: _truth,
    Kind.VALUE: _value,
}


def _found(column: Column, cells: list[Cell], decimal: Decimal) -> Values:
    """Return the values as the first kind that all cells are of; else as texts."""
    for kind in (Kind.NUMBER, Kind.TRUTH, Kind.DATE):
        found = _all_of(column, kind, cells, decimal)
        if found is not None:
            return found
    return read_values(replace(column, kind=Kind.TEXT, gaps=ANY_GAP), cells, decimal)


def _all_of(column: Column, kind: Kind, cells: list[Cell], decimal: Decimal) -> Values | None:
    """Return the values if all cells are of a kind; None at the first that is not."""
    if kind is Kind.TRUTH and not all(_is_truth(cell) for cell in cells):
        return None
    read = _READERS[kind]
    found = Values(replace(column, kind=kind, gaps=ANY_GAP), [])
    for row, cell in enumerate(cells):
        why = _gap_of(cell, kind)
        if why is not None:
            found.gaps[row] = why
            found.values.append(None)
            continue
        try:
            found.values.append(read(cell, decimal))
        except ScenarioError:
            return None
    if len(found.gaps) == len(cells):
        return found if kind is Kind.NUMBER else None
    if kind is Kind.NUMBER and all(isinstance(value, int) for value in found.values):
        found.column = replace(found.column, kind=Kind.WHOLE)
    return found


def _is_truth(cell: Cell) -> bool:
    return isinstance(cell, bool) or str(cell).lower() in ("true", "false", "")


def numbers_in(column: Column, cells: list[Cell]) -> Iterator[tuple[int, str]]:
    """Yield the cells, by row, that say something about the decimal mark."""
    if column.kind in (Kind.TEXT, Kind.DATE, Kind.TRUTH):
        return
    texts = [(row, cell) for row, cell in enumerate(cells) if isinstance(cell, str) and not gap(cell)]
    if column.kind is Kind.FOUND and not all(is_number(cell) for _, cell in texts):
        return
    yield from texts
