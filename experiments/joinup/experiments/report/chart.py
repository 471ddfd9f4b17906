"""How charts are drawn and kept: each with its numbers and a text alternative.

They are drawn without pyplot and the same every time, in colours that people who are colour-blind can
tell apart (Okabe and Ito 2008), and stamped with what they are of and the model's version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from joinup.experiments.report import html
from joinup.experiments.report.files import file_given, written
from joinup.scenarios.describe.description import Table
from joinup.sim.extras import extra
from joinup.sim.text.card import Card, Shown, one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OKABE_ITO = ("#999999", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#F0E442")
"""Grey for the first (mostly 'none'), in place of black, so that it stays in the background."""

MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
DPI = 150
KINDS = (".svg", ".png", ".html")
IDS = re.compile(r'(\bid="|url\(#|href="#)')
IN_A_NOTEBOOK = (
    ".joinup .quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    ".joinup svg{max-width:100%;height:auto}.joinup .number{text-align:right}"
)
STAMP_INCHES = 0.2
PANEL_INCHES = 1.7


@dataclass(frozen=True, slots=True, repr=False)
class Chart(Shown):
    """A chart with its numbers and its text alternative; a notebook shows it.

    Attributes
    ----------
    name
        Its name in files.
    title, alternative
        What it is, and what it shows in words.
    table
        The numbers in it.
    figure
        The Matplotlib figure, to be changed further.
    stamp
        What it is of, and the model's version; drawn at its foot.
    """

    name: str
    title: str
    alternative: str
    table: Table
    figure: Figure
    stamp: str = ""

    def drawn(self, kind: str) -> bytes:
        """Return it as ``svg`` or ``png``; the same every time."""
        import matplotlib as mpl
        from matplotlib.text import Text

        mark = self.figure.text(
            0.99, 0.005, one_line(self.stamp), ha="right", va="bottom", fontsize=7.5, color="#555555"
        )
        for text in self.figure.findobj(Text):
            text.set_parse_math(False)  # A '$' in a title is no formula.
        metadata = {"Date": None, "Creator": "joinup"} if kind == "svg" else {"Software": "joinup"}
        page = BytesIO()
        with mpl.rc_context({"svg.hashsalt": self.name, "svg.fonttype": "path"}):
            self.figure.savefig(
                page, format=kind, dpi=DPI, metadata=metadata, bbox_inches="tight", pad_inches=0.12
            )
        mark.remove()
        return page.getvalue()

    def html(self) -> str:
        """Return it as HTML, with its text and its numbers."""
        prefix = f"{self.name}-"
        svg = self.drawn("svg").decode()
        drawn = IDS.sub(lambda found: found[1] + prefix, svg[svg.index("<svg") :])
        drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
        drawn = re.sub(r' xmlns(:xlink)?="[^"]*"', "", drawn).replace("xlink:href", "href")
        label = f"{self.title}. {self.alternative}"
        drawn = drawn.replace("<svg", f'<svg role="img" aria-label="{html.safe(label)}"', 1)
        numbers = html.hidden("The numbers in this chart", html.table(self.table, self.title, quiet=True))
        return (
            f"<figure>{drawn}<figcaption>{html.safe(self.title)}</figcaption></figure>"
            f"<p>{html.safe(self.alternative)}</p>{numbers}\n"
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file.

        Parameters
        ----------
        path
            A file that ends in ``.svg``, ``.png`` or ``.html``; the last has the numbers as a table too.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ScenarioError
            If it ends otherwise.
        StorageError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        place = file_given(path, KINDS)
        if place.suffix == ".html":
            page = html.page(self.title, self.stamp, [(self.title, self.html())], self.stamp)
            content = page.encode()
        else:
            content = self.drawn(place.suffix[1:])
        return written(place, content)

    def _card(self) -> Card:
        calls = ("chart.save('chart.svg')", "chart.figure")
        table = self.table
        return Card(f"Chart: {self.title}", (self.alternative,), table.columns, table.rows, calls)

    def _repr_html_(self) -> str:
        return f"<style>{IN_A_NOTEBOOK}</style><div class='joinup'>{self.html()}</div>"


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of a height in inches, with room for the stamp at its foot."""
    figure, [axes] = panels(height, 1)
    return figure, axes


def panels(height: float, many: int) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with some panels side by side that share their vertical axis."""
    figure = _figure(max(2.4, height))
    return figure, _plain(figure.subplots(1, many, sharey=True, squeeze=False)[0])


def rows_of_panels(many: int) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with some low panels one above the other, each with axes of its own."""
    figure = _figure(PANEL_INCHES * many + STAMP_INCHES)
    return figure, _plain(figure.subplots(many, 1, squeeze=False)[:, 0])


def _figure(height: float) -> Figure:
    with extra():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

    foot = STAMP_INCHES / height
    layout = ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot))
    figure = Figure(figsize=(8.6, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def _plain(every: Iterable[Axes]) -> list[Axes]:
    found = list(every)
    for axes in found:
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=10)
    return found


def legend(figure: Figure, axes: Axes) -> None:
    """Put the legend above the chart."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper center", ncols=min(4, len(labels)), frameon=False, fontsize=10
    )


def stamped(charts: Sequence[Chart], stamp: str) -> tuple[Chart, ...]:
    """Return charts with a stamp of their origin at the foot."""
    return tuple(replace(chart, stamp=stamp) for chart in charts)


def as_percent(value: float, _: float) -> str:
    """Write a share on an axis."""
    return f"{value:.0%}"


def hue(place: int) -> str:
    """Return the colour of the things at a place in a list."""
    return OKABE_ITO[place % len(OKABE_ITO)]
