"""The chart of differences: options beside a reference, measure by measure, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from joinup.experiments.analysis.methods.statistics import Difference
from joinup.experiments.analysis.methods.verdicts import Spread, Verdict
from joinup.experiments.report.chart import Chart, hue, panels
from joinup.experiments.report.formatting import Writer
from joinup.scenarios.describe.description import Table
from joinup.sim.text.card import one_line
from joinup.sim.text.words import capital, count, listing, plain_name

if TYPE_CHECKING:
    from matplotlib.ticker import MaxNLocator

BLUE, ORANGE, GREY = 5, 6, 0
COLOURS = {Verdict.BETTER: BLUE, Verdict.WORSE: ORANGE}
LONGEST = 22


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of the chart.

    Attributes
    ----------
    title
        What people call it, with its unit.
    writer
        How its values are written.
    rows
        For each option its difference from the reference, with a verdict.
    """

    title: str
    writer: Writer
    rows: tuple[Difference, ...]


INTERVALS = {
    Spread.CHANCE: "95% confidence interval",
    Spread.DOUBT: "range of 8 settings in 10",
    Spread.STRUCTURE: "range of all structures",
}
"""What an interval is, by what spreads the draws."""


def difference_chart(
    name: str, labels: Sequence[str], reference: str, measures: Sequence[Panel], *, stamp: str
) -> Chart:
    """Return differences from a reference with their intervals, of whatever spreads the draws.

    Parameters
    ----------
    name
        Name of the chart in files.
    labels, reference
        The options, and what they are compared with.
    measures
        What is compared: one panel each, up to four of them.
    stamp
        What it is of, and the model's version.
    """
    figure, every = panels(0.5 * len(labels) + 1.7, len(measures))
    for axes, panel in zip(every, measures, strict=True):
        for at, found in enumerate(panel.rows):
            one, colour = found.estimate, hue(COLOURS.get(found.verdict, GREY))
            if isfinite(one.low):
                axes.plot([one.low, one.high], [at, at], color=colour, linewidth=3, solid_capstyle="butt")
            axes.plot([one.mean], [at], "o", color=colour, markeredgecolor="black", markersize=7)
        axes.axvline(0, color="black", linewidth=1)
        axes.set_title(capital(panel.title), fontsize=10, loc="left")
        axes.xaxis.set_major_locator(_few_ticks())
        axes.xaxis.set_major_formatter(_as_written(panel.writer))
        axes.margins(x=0.12)
    first = every[0]
    first.set_yticks(range(len(labels)), [_short(label) for label in labels])
    first.set_ylim(len(labels) - 0.5, -0.5)
    interval = INTERVALS[measures[0].rows[0].spread]
    figure.suptitle(
        f"Difference from {reference}, with its {interval}"
        " (blue: better, orange: worse, grey: no difference, or cannot tell)",
        fontsize=9,
    )
    sure = [
        f"'{label}' is {found.verdict} in {panel.title[:1].lower()}{panel.title[1:]}"
        for panel in measures
        for label, found in zip(labels, panel.rows, strict=True)
        if found.verdict in COLOURS
    ]
    alternative = (
        f"Dots, each with its {interval}: {count(len(labels), 'option')} less {reference} in"
        f" {count(len(measures), 'measure')}. {listing(sure) or 'None is better or worse'}."
    )
    rows = tuple(
        (
            label,
            panel.title,
            panel.writer.difference(panel.rows[place].estimate),
            panel.writer.size(panel.rows[place].worth),
            str(panel.rows[place].verdict),
        )
        for place, label in enumerate(labels)
        for panel in measures
    )
    table = Table(("Option", "Measure", f"Difference ({interval})", "Worth having", "Verdict"), rows)
    return Chart(name, f"Differences from {reference}", alternative, table, figure, stamp)


def _as_written(writer: Writer) -> Callable[[float, float], str]:
    return lambda value, _: writer.alone(value)


def _few_ticks() -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3)


def _short(label: str) -> str:
    shown = one_line(plain_name(label))
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]} ..."
