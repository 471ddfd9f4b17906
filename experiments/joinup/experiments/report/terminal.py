"""Text for terminals: the only layer between the contents of files and the terminal.

Control characters are escaped (:func:`printable`), nothing is read as markup (:func:`console_of`), and what
an encoding does not have is written in letters that it has (``±`` as ``+/-``, never as ``?``). Pages fit the
width.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from collections.abc import Callable
from io import StringIO
from typing import IO, TYPE_CHECKING, Any

from joinup.sim.text.card import one_line

if TYPE_CHECKING:
    from rich.console import Console

LONGEST = 4_000

WIDTH = 100
"""Maximum width of a page in characters, and its width if piped."""

SPELLED_OUT = "joinup_spelled_out"
"""How characters that an encoding does not have are handled, as :func:`codecs.register_error` knows it."""

SPELLINGS = {
    **{"±": "+/-", "−": "-", "–": "-", "—": "-", "×": "x", "≥": ">=", "≤": "<=", "→": "->"},
    **{"…": "...", "·": ".", "•": "*", "‘": "'", "’": "'", "“": '"', "”": '"'},
    **{"£": "GBP ", "€": "EUR ", "\u00a0": " ", "\u202f": " ", "─": "-", "━": "-", "│": "|", "█": "#"},
}
"""Spelling of characters that an encoding does not have."""


def printable(text: str) -> str:
    """Return a text on one line, without control characters."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
    return one_line(shown)


def console_of(file: IO[str] | None = None, *, stderr: bool = False, **options: Any) -> Console:
    """Return a console that prints texts as they are: ``[red]`` and ``:smile:`` are text like any other."""
    from rich.console import Console

    return Console(file=file, stderr=stderr, highlight=False, markup=False, emoji=False, **options)


def print_page(draw: Callable[[Console], None]) -> None:
    """Print what a function draws: in colour on a terminal, otherwise as plain text."""
    if sys.stdout.isatty():
        draw(console_of(width=min(console_of().width, WIDTH)))
        return
    page = StringIO()
    draw(console_of(page, width=WIDTH, color_system=None))
    lines = "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(lines.encode(encoding, SPELLED_OUT).decode(encoding))


def spelled_out(error: UnicodeError) -> tuple[str, int]:
    r"""Return what stands for characters that an encoding does not have, and where to go on.

    Examples
    --------
    >>> "5 ±2 · café · 住 \udc80".encode("ascii", SPELLED_OUT)
    b'5 +/-2 . cafe . \\u4f4f \\udc80'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelling, error.object[error.start : error.end])), error.end


def _spelling(char: str) -> str:
    if char in SPELLINGS:
        return SPELLINGS[char]
    letters = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return letters or char.encode("ascii", "backslashreplace").decode()


codecs.register_error(SPELLED_OUT, spelled_out)
