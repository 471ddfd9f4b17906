"""The growth curve as a drawing: cost per client and week against the number of clients."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 80, 190, 50, 60
COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#505a5f")
"""Of four lines; their labels distinguish them too."""


def growth_curve(title: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return an SVG drawing of lines over logarithmic axes.

    Parameters
    ----------
    title
        What is drawn.
    lines
        Clients and ns per client-week, by name of the contender.
    """
    points = [point for line in lines.values() for point in line]
    left, right = _decades(x for x, _ in points)
    low, high = _decades(y for _, y in points)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - left) / (right - left)
        up = (math.log10(y) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="28" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for decade in range(left, right + 1):
        x, y = at(10**decade, 10**low)
        drawn.append(f'<text x="{x:.0f}" y="{y + 20:.0f}" text-anchor="middle">{10**decade:,}</text>')
    for decade in range(low, high + 1):
        x, y = at(10**left, 10**decade)
        end = at(10**right, 10**decade)[0]
        drawn.append(f'<path d="M{x:.0f} {y:.0f}H{end:.0f}" stroke="#b1b4b6" stroke-width="1"/>')
        drawn.append(f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10**decade:,} ns</text>')
    drawn.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">clients</text>'
    )
    for (name, line), colour in zip(lines.items(), COLOURS, strict=False):
        placed = [at(x, y) for x, y in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        drawn.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        drawn.append(f'<text x="{x + 9:.0f}" y="{y + 4:.0f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*drawn, "</svg>", ""])


def _decades(values: Iterable[float]) -> tuple[int, int]:
    logs = [math.log10(value) for value in values]
    return math.floor(min(logs) + 1e-9), max(math.ceil(max(logs) - 1e-9), math.floor(min(logs)) + 1)
