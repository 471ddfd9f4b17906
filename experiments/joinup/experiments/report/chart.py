"""How charts are drawn and kept: each with its numbers and a text alternative.

They are drawn without pyplot and the same every time, in colours that people who are colour-blind can
tell apart (Okabe and Ito 2008), and stamped with what they are of and the model's version.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from joinup.scenarios.describe.description import Table
from joinup.sim.extras import extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OKABE_ITO = ("#999999", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#F0E442")
"""Grey for the first (mostly 'none'), in place of black, so that it stays in the background."""

MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
DPI = 150
STAMP_INCHES = 0.2


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its numbers and its text alternative.

    Attributes
    ----------
    name
        Its name in files.
    title, alternative
        What it is, and what it shows in words.
    table
        The numbers in it.
    figure
        The Matplotlib figure.
    """

    name: str
    title: str
    alternative: str
    table: Table
    figure: Figure


def save(chart: Chart, kind: str, *, stamp: str) -> bytes:
    """Return a chart as ``svg`` or ``png``, stamped at its foot; the same every time.

    Parameters
    ----------
    chart
        The chart.
    kind
        ``svg`` or ``png``.
    stamp
        What it is of, and the model's version.
    """
    import matplotlib as mpl

    figure = chart.figure
    mark = figure.text(0.99, 0.005, stamp, ha="right", va="bottom", fontsize=7.5, color="#555555")
    metadata = {"Date": None, "Creator": "joinup"} if kind == "svg" else {"Software": "joinup"}
    page = BytesIO()
    with mpl.rc_context({"svg.hashsalt": chart.name, "svg.fonttype": "path"}):
        figure.savefig(page, format=kind, dpi=DPI, metadata=metadata, bbox_inches="tight", pad_inches=0.12)
    mark.remove()
    return page.getvalue()


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of a height in inches, with room for the stamp at its foot."""
    with extra():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

    height = max(2.4, height)
    foot = STAMP_INCHES / height
    layout = ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot))
    figure = Figure(figsize=(8.6, height), layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=10)
    return figure, axes


def legend(figure: Figure, axes: Axes) -> None:
    """Put the legend above the chart."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper center", ncols=min(4, len(labels)), frameon=False, fontsize=10
    )


def as_percent(value: float, _: float) -> str:
    """Write a share on an axis."""
    return f"{value:.0%}"


def hue(place: int) -> str:
    """Return the colour of the things at a place in a list."""
    return OKABE_ITO[place % len(OKABE_ITO)]
