"""The drawing of the layers, their packages and the mechanisms, made from the folders and docstrings."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.architecture.modules import FOLDERS, LAYERS, ROOT

WIDTH, MARGIN, GAP = 1000, 56, 8
LINE, HEAD, PAD = 14, 24, 10
CHARACTER = 5.9
"""Points that a character of the small print takes in the mean."""

COLOURS = {
    "joinup": "#5b4b8a",
    "cli": "#3f5f8a",
    "viz": "#2f7a78",
    "experiments": "#4c7a34",
    "scenarios": "#8a6d1f",
    "sim": "#8a3f2f",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A package in the drawing: its name and what it is."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Band:
    """A layer in the drawing: what it is, rows of packages, and modules that stand by themselves."""

    layer: str
    about: str
    rows: tuple[tuple[Box, ...], ...]
    modules: tuple[str, ...]


def about(package: Path) -> str:
    """Return the first sentence of a package's docstring, without its full stop."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].removesuffix(".").replace("``", "")


def packages(folder: Path) -> list[Path]:
    """Return the packages directly in a folder."""
    return sorted(init.parent for init in folder.glob("*/__init__.py"))


def bands() -> list[Band]:
    """Return the layers from the top, as the folders have them."""
    found = [Band("joinup", about(ROOT / "joinup"), (), ())]
    for layer in reversed(LAYERS):
        folder = ROOT / FOLDERS[layer]
        rows = [tuple(Box(package.name, about(package)) for package in packages(folder))]
        if layer == "sim":
            mechanisms = packages(folder / "mechanisms")
            boxes = [Box(package.name, about(package)) for package in mechanisms]
            rows += [tuple(boxes[:5]), tuple(boxes[5:])]
        loose = sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")
        found.append(Band(layer, about(folder), tuple(row for row in rows if row), tuple(loose)))
    return found


def drawing() -> str:
    """Return the drawing as SVG."""
    parts: list[str] = []
    top = PAD
    for band in bands():
        height, inside = _band(band, top)
        title = "joinup" if band.layer == "joinup" else f"joinup.{band.layer}"
        parts.append(
            f'<rect x="{MARGIN}" y="{top}" width="{WIDTH - MARGIN - PAD}" height="{height}" rx="6"'
            f' fill="{COLOURS[band.layer]}" fill-opacity="0.1" stroke="{COLOURS[band.layer]}"/>\n'
            + _text(MARGIN + PAD, top + 18, title, f"font-weight='bold' fill='{COLOURS[band.layer]}'", 15)
            + _text(MARGIN + PAD + 9.5 * len(title), top + 18, band.about, "fill='#333'", 12)
            + inside
        )
        top += height + GAP
    arrow = (
        f'<path d="M 28 {PAD + 6} V {top - GAP - 10} m -6 -8 l 6 10 l 6 -10" fill="none" stroke="#333"'
        ' stroke-width="2"/>\n'
        f"<text x='18' y='{top / 2:g}' transform='rotate(-90 18 {top / 2:g})' text-anchor='middle'"
        " font-size='12' fill='#333'>imports go down, never up</text>\n"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img"'
        ' aria-label="The layers of joinup and their packages" font-family="sans-serif">\n'
        f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>\n{"".join(parts)}{arrow}</svg>\n'
    )


def _band(band: Band, top: int) -> tuple[int, str]:
    """Return the height of a layer and what is in it."""
    below, text = top + HEAD + 4, ""
    for number, row in enumerate(band.rows):
        if number == 1:
            text += _text(MARGIN + PAD, below + 12, "mechanisms", "font-weight='bold' fill='#333'", 12)
            below += 20
        height, boxes = _row(row, below, COLOURS[band.layer])
        text += boxes
        below += height + GAP
    if band.modules:
        width = int((WIDTH - MARGIN - 3 * PAD) / CHARACTER)
        for line in textwrap.wrap("modules: " + ", ".join(band.modules), width):
            text += _text(MARGIN + PAD, below + 10, line, "fill='#333'", 11)
            below += LINE
        below += 4
    return below - top + 2, text


def _row(boxes: Sequence[Box], top: int, colour: str) -> tuple[int, str]:
    """Return the height of a row of packages, and the row."""
    space = WIDTH - MARGIN - 3 * PAD
    width = (space - GAP * (len(boxes) - 1)) / len(boxes)
    told = [textwrap.wrap(box.about, int((width - 12) / CHARACTER)) for box in boxes]
    height = 20 + LINE * max(len(lines) for lines in told) + 4
    text = ""
    for number, (box, lines) in enumerate(zip(boxes, told, strict=True)):
        left = MARGIN + PAD + number * (width + GAP)
        text += (
            f'<rect x="{left:g}" y="{top}" width="{width:g}" height="{height}" rx="4" fill="#fff"'
            f' stroke="{colour}"/>\n'
        )
        text += _text(left + 6, top + 15, box.name, "font-weight='bold' fill='#222'", 12)
        for line_number, line in enumerate(lines):
            text += _text(left + 6, top + 30 + LINE * line_number, line, "fill='#333'", 11)
    return height, text


def _text(left: float, base: float, words: str, style: str, size: int) -> str:
    return f"<text x='{left:g}' y='{base:g}' font-size='{size}' {style}>{escape(words)}</text>\n"
