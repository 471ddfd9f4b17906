"""What an object says of itself on one screen, as text for a console and as HTML for a notebook.

Both are drawn from one :class:`Card`, so they say the same. Names, titles and values come from files that
others may have written: whatever could drive a terminal or a browser is escaped.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from textwrap import wrap

WIDTH, HEIGHT = 100, 24
"""Columns and lines of a screen."""

LONGEST_CELL, LONGEST_HEAD = 44, 18
MOST_LINES = 3
"""Lines that a sentence may take."""

GAP = "  "
NUMBER = re.compile(r"[-+±]?[\d.,]+|[-–]")


@dataclass(frozen=True, slots=True)
class Card:
    """What an object is, its headline figures, and what to call next.

    Attributes
    ----------
    title
        What it is.
    sentences
        What a reader should know first.
    columns, rows
        Headline figures with their units; rows that do not fit on the screen are counted.
    calls
        What to call next.

    Examples
    --------
    >>> card = Card("Two runs", ("Of town.",), ("", "Mean"), (("Resolved", "12"),), ("runs.plot()",))
    >>> print(card)
    Two runs
      Of town.
                Mean
      Resolved    12
      Next: runs.plot()
    """

    title: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    calls: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the card as text of at most 24 lines of 100 columns."""
        columns, rows, left_out = self._fitting()
        lines = [_clipped(self.title, WIDTH), *_indented(self._said())]
        lines += _aligned(columns, rows)
        return "\n".join([*lines, *_indented(left_out), *_indented(self._next())])

    def html(self) -> str:
        """Return the same as HTML."""
        columns, rows, left_out = self._fitting()
        parts = [f"<p><strong>{escape(_clipped(self.title, WIDTH))}</strong></p>"]
        parts += [f"<p>{escape(line)}</p>" for line in self._said()]
        if columns:
            heads = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in columns)
            body = "".join(_html_row(row, rows) for row in rows)
            parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")
        parts += [f"<p>{escape(line)}</p>" for line in left_out]
        if self.calls:
            calls = ", ".join(f"<code>{escape(one_line(call))}</code>" for call in self.calls)
            parts.append(f"<p>Next: {calls}</p>")
        return f"<div class='joinup'>{''.join(parts)}</div>"

    def _said(self) -> list[str]:
        """Return the sentences, none longer than it may be."""
        longest = MOST_LINES * (WIDTH - len(GAP)) - WIDTH // 4
        return [_clipped(sentence, longest) for sentence in self.sentences]

    def _next(self) -> list[str]:
        return [f"Next: {', '.join(one_line(call) for call in self.calls)}"] if self.calls else []

    def _fitting(self) -> tuple[list[str], list[list[str]], list[str]]:
        """Return the columns and rows that fit on the screen, and a line on what does not."""
        if not self.columns:
            return [], [], []
        first, *heads = self.columns
        heads = [_clipped(first, LONGEST_CELL), *(_clipped(head, LONGEST_HEAD) for head in heads)]
        cells = [heads, *([_clipped(cell, LONGEST_CELL) for cell in row] for row in self.rows)]
        wide = [len(GAP) + max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        many = max(1, sum(total <= WIDTH for total in accumulate(wide)))
        room = HEIGHT - 2 - sum(1 for _ in _indented([*self._said(), *self._next()]))
        all_fit = len(self.rows) <= room and many == len(self.columns)
        rows = cells[1:] if all_fit else cells[1:room]
        left_out = [
            f"{left} more {what}{'s' if left > 1 else ''}"
            for left, what in ((len(self.rows) - len(rows), "row"), (len(self.columns) - many, "column"))
            if left
        ]
        said = [f"... and {' and '.join(left_out)}"] if left_out else []
        return cells[0][:many], [row[:many] for row in rows], said


class Shown:
    """Something that shows itself by a card, in a console and in a notebook."""

    __slots__ = ()

    @abstractmethod
    def _card(self) -> Card:
        """Return what it says of itself."""

    def __repr__(self) -> str:
        """Return what it is on one screen."""
        return str(self._card())

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        return self._card().html()


def one_line(text: str) -> str:
    r"""Return a text on one line, without characters that could drive a terminal.

    Examples
    --------
    >>> one_line("two lines\n and a bell\a")
    'two lines\\n and a bell\\x07'
    """
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def is_number(cells: Sequence[str]) -> bool:
    """Return whether cells hold numbers, to be set to the right; empty ones do not count.

    Examples
    --------
    >>> is_number(["1,200 ±30", ""]), is_number(["merged", "3"])
    (True, False)
    """
    there = [cell for cell in cells if cell]
    return bool(there) and all(NUMBER.match(cell.lstrip("(")) for cell in there)


def _clipped(text: str, longest: int) -> str:
    shown = one_line(text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 4]} ..."


def _indented(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        lines = wrap(sentence, WIDTH - len(GAP), max_lines=MOST_LINES, placeholder=" ...")
        yield from (f"{GAP}{line}" for line in lines)


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not columns:
        return
    places = range(len(columns))
    right = [place > 0 and is_number([row[place] for row in rows]) for place in places]
    wide = [max(len(row[place]) for row in (columns, *rows)) for place in places]
    for row in (columns, *rows):
        cells = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, wide, right, strict=True)
        ]
        yield f"{GAP}{GAP.join(cells)}".rstrip()


def _html_row(row: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    first, *others = row
    cells = [f"<th scope='row' style='text-align:left'>{escape(first)}</th>"]
    for place, cell in enumerate(others, 1):
        side = "right" if is_number([one[place] for one in rows]) else "left"
        cells.append(f"<td style='text-align:{side}'>{escape(cell)}</td>")
    return f"<tr>{''.join(cells)}</tr>"
