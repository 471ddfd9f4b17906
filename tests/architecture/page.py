"""What is made of the architecture for its page: the drawing."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.drawing import drawing
from tests.architecture.modules import ROOT

DRAWING = ROOT / "docs" / "images" / "architecture.svg"


def made() -> dict[Path, str]:
    """Return the files that are made, as they should be."""
    return {DRAWING: drawing()}


def stale() -> list[str]:
    """Return the files that are missing or out of date."""
    return [
        str(file.relative_to(ROOT))
        for file, text in made().items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]


def write() -> None:
    """Write all that is made."""
    for file, text in made().items():
        file.write_text(text, encoding="utf-8")
