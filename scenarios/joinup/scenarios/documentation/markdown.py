"""Markdown for generated pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MARKS = re.compile(r"https?://\S+|[\\*_`<\[\]]")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; ``|`` in a cell does not end it."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def plain(text: str) -> str:
    """Write a text so that nothing in it but web addresses is read as Markdown or HTML."""
    return MARKS.sub(lambda found: found[0] if found[0].startswith("http") else f"\\{found[0]}", text)
