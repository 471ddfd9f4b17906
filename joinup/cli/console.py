"""What the command line prints: problems, descriptions, lists.

On a terminal with colour and tables, into a file or a pipe as plain lines. Texts from scenario
files are never read as markup, and characters that could drive a terminal are shown escaped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from joinup.experiments.report.terminal import console_of, printable
from joinup.sim.errors import Problem
from joinup.sim.text.words import count

if TYPE_CHECKING:
    from rich.console import Console

    from joinup.scenarios.describe.description import Description, Section


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, one a line, then how many there are."""
    if sys.stderr.isatty():
        _print_coloured(problems)
    else:
        for problem in problems:
            typer.echo(printable(str(problem)), err=True)
    typer.echo(f"{count(len(problems), 'problem')} found.", err=True)


def _print_coloured(problems: Iterable[Problem]) -> None:
    from rich.text import Text

    console = console_of(stderr=True, soft_wrap=True)
    for problem in problems:
        line = Text()
        if problem.file:
            line.append(printable(f"{problem.file}:{problem.line}:{problem.column}: "), style="bold")
        line.append(printable(str(replace(problem, file=None))))
        console.print(line)


def print_description(description: Description) -> None:
    """Print the description of a scenario."""
    if not sys.stdout.isatty():
        typer.echo("\n".join(printable(line) for line in str(description).splitlines()))
        return
    from rich.text import Text

    console = console_of()
    console.print(Text(printable(description.title), style="bold reverse"))
    for section in description.sections:
        _print_section(console, section)


def _print_section(console: Console, section: Section) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(Text(printable(section.heading), style="bold"))
    for sentence in section.sentences:
        console.print(Padding(Text(printable(sentence)), (0, 0, 0, 2)))
    if section.table is not None:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in section.table.columns:
            table.add_column(Text(column, style="dim"), overflow="fold")
        for row in section.table.rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        console.print(Padding(table, (0, 0, 0, 2)))


def print_scenarios(rows: Iterable[tuple[str, str]]) -> None:
    """Print the names and titles of scenarios."""
    lines = list(rows)
    width = max((len(name) for name, _ in lines), default=0)
    for name, title in lines:
        typer.echo(printable(f"{name:<{width}}  {title}"))
