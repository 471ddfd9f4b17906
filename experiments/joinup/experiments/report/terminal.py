"""Text for terminals: characters that could drive one are escaped, pages fit its width."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING

from joinup.sim.text.card import one_line

if TYPE_CHECKING:
    from rich.console import Console

LONGEST = 4_000

WIDTH = 100
"""Columns of a page: all that there are up to this, and this if piped."""


def printable(text: str) -> str:
    """Return a text on one line, without characters that could drive a terminal."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
    return one_line(shown)


def print_page(draw: Callable[[Console], None]) -> None:
    """Print what a function draws to standard output: in colour on a terminal, else as plain text."""
    from rich.console import Console

    if sys.stdout.isatty():
        draw(Console(highlight=False, width=min(Console().width, WIDTH)))
        return
    page = StringIO()
    draw(Console(file=page, highlight=False, width=WIDTH, color_system=None))
    lines = "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(lines.encode(encoding, "replace").decode(encoding))
