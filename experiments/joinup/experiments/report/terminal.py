"""Text for terminals: control characters are escaped, pages fit the width."""

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
"""Maximum width of a page in characters, and its width if piped."""


def printable(text: str) -> str:
    """Return a text on one line, without control characters."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
    return one_line(shown)


def print_page(draw: Callable[[Console], None]) -> None:
    """Print what a function draws: in colour on a terminal, otherwise as plain text."""
    from rich.console import Console

    if sys.stdout.isatty():
        draw(Console(highlight=False, width=min(Console().width, WIDTH)))
        return
    page = StringIO()
    draw(Console(file=page, highlight=False, width=WIDTH, color_system=None))
    lines = "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(lines.encode(encoding, "replace").decode(encoding))
