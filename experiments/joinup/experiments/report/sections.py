"""A page of sections, for a terminal or as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from joinup.experiments.report.terminal import print_page, printable
from joinup.scenarios.describe.description import Description, Section, Table
from joinup.sim.text.card import is_number

if TYPE_CHECKING:
    from rich.console import Console


def print_sections(page: Description) -> None:
    """Print a page: headings, sentences, aligned tables."""
    print_page(lambda console: _draw(console, page))


def _draw(console: Console, page: Description) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text(printable(page.title), style="bold"))
    for section in page.sections:
        console.print()
        console.print(Text(printable(section.heading), style="bold"))
        for sentence in section.sentences:
            console.print(Padding(Text(printable(sentence)), (0, 0, 0, 2)))
        if section.table is not None:
            _draw_table(console, section.table)


def _draw_table(console: Console, table: Table) -> None:
    from rich.padding import Padding
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, column in enumerate(table.columns):
        drawn.add_column(
            Text(printable(column)),
            justify="right" if is_numeric(table, place) else "left",
            overflow="fold",
            vertical="bottom",
        )
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    console.print(Padding(drawn, (0, 0, 0, 2)))


def is_numeric(table: Table, place: int) -> bool:
    """Return whether a column holds numbers, to be set to the right."""
    return place > 0 and is_number([row[place] for row in table.rows])


def as_markdown(page: Description) -> str:
    """Return a page as Markdown."""
    lines = [f"# {_escaped(page.title)}", ""]
    for section in page.sections:
        lines += [f"## {_escaped(section.heading)}", ""]
        lines += [line for sentence in section.sentences for line in (_escaped(sentence), "")]
        if section.table is not None:
            lines += [*markdown_table(section.table), ""]
    return "\n".join(lines)


def markdown_table(table: Table) -> list[str]:
    """Return a table as lines of Markdown."""
    rules = ["---:" if is_numeric(table, place) else "---" for place in range(len(table.columns))]
    rows = [table.columns, tuple(rules), *table.rows]
    return [f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows]


def _escaped(text: str) -> str:
    return re.sub(r"([|<*_`\[\]])", r"\\\1", printable(text))


def page_of(title: str, sections: list[Section]) -> Description:
    """Return sections as a page."""
    return Description(title, tuple(sections))
