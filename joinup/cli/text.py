"""How the commands on studies tell what was found: plain lines, tables of aligned columns, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd
import typer

from joinup.experiments.report.terminal import printable

INDENT = "  "


def heading(text: str) -> None:
    """Print a heading with an empty line before it."""
    typer.echo(f"\n{printable(text)}")


def line(text: str) -> None:
    """Print a sentence."""
    typer.echo(f"{INDENT}{printable(text)}")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,)) -> None:
    """Print a table of aligned columns.

    Parameters
    ----------
    headings
        One for each column.
    rows
        Cells as text.
    left
        Columns that are aligned to the left.
    """
    cells = [[printable(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(headings))]
    for row in cells:
        parts = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        typer.echo(f"{INDENT}{'  '.join(parts)}".rstrip())


def as_json(found: Mapping[str, Any]) -> None:
    """Print what was found as one JSON object; what is not a number is null."""
    typer.echo(json.dumps(_plain(found), indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value
