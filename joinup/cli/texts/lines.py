"""How commands print results: lines, tables of aligned columns, pages, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from joinup.experiments.report.sections import as_markdown, page_of, print_sections
from joinup.experiments.report.terminal import printable
from joinup.experiments.study.errors import StorageError
from joinup.scenarios.describe.description import Section

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


def print_page(title: str, sections: list[Section], out: Path | None, *, first: str) -> None:
    """Print a page of sections, or write it to a file as Markdown.

    Parameters
    ----------
    title, sections
        The page.
    out
        The file; none to print it.
    first
        What stands above the page: how much of the study is there.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    page = page_of(title, sections)
    typer.echo(printable(first))
    if out is None:
        print_sections(page)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(f"{printable(first)}\n\n{as_markdown(page)}", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"'{out}' cannot be written: {(error.strerror or str(error)).lower()}") from error
    typer.echo(f"Wrote {out}")


def print_json(found: Mapping[str, Any]) -> None:
    """Print a result as one JSON object; NaN and infinity become null."""
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
