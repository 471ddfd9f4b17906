"""Charts of a study: each with its numbers and a text alternative.

How they are drawn and kept stands in :mod:`joinup.experiments.report.chart`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from joinup.experiments.analysis.discover import Discovery
from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.guide import Guide
from joinup.experiments.analysis.methods.bins import is_number, parts
from joinup.experiments.analysis.outcome_names import LOAD
from joinup.experiments.analysis.sensitivity import MORRIS, OutcomeSensitivity, Sensitivity
from joinup.experiments.report.chart import MARKS, Chart, as_percent, canvas, hue, legend
from joinup.scenarios.describe.description import Table
from joinup.sim.text.card import one_line
from joinup.sim.text.words import capital, number, percent, plain_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = npt.NDArray[np.float64]

DARK = "#0072B2"
"""The only one of these on which black is hard to read."""

SLICES = 5
MOST_BARS = 12
LONGEST_LABEL = 46
FEWEST_IN_SLICE = 10


def charts_of_options(discovery: Discovery, guided: Guide) -> list[Chart]:
    """Return the charts of a study with options."""
    found = discovery.found
    drawn = [wins_chart(found, guided)] if any(row.enough for row in guided.rows) else []
    drawn.append(gains_chart(found, discovery.reference))
    differing = [
        name
        for name in sorted(guided.influence, key=lambda name: name != LOAD)
        if is_number(found.circumstances[name]) and found.circumstances[name].nunique() > 1
    ]
    if differing:
        drawn.append(across_chart(found, discovery.reference, differing[0]))
    return [*drawn, regret_chart(discovery)]


def wins_chart(found: Futures, guided: Guide) -> Chart:
    """Return a chart of the share of futures in which each option is best, by circumstance."""
    rows = [row for row in guided.rows if row.enough]
    labels = [_short(f"{row.heading}: {row.label}" if row.label else row.heading) for row in rows]
    figure, axes = canvas(0.36 * len(rows) + 1.6)
    left = np.zeros(len(rows))
    for place, name in enumerate(found.names):
        shares = np.array([row.wins[name] for row in rows])
        axes.barh(labels, shares, left=left, color=hue(place), edgecolor="white", label=plain_name(name))
        for at, share, start in zip(range(len(rows)), shares, left, strict=True):
            if share >= 0.08:
                ink = "white" if hue(place) == DARK else "black"
                axes.text(
                    start + share / 2, at, f"{share:.0%}", ha="center", va="center", color=ink, fontsize=9
                )
        left += shares
    axes.barh(labels, 1 - left, left=left, color="#dddddd", edgecolor="white", label="no single one")
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(as_percent)
    axes.set_xlabel("Share of futures in which each option is best, by what is worth having")
    legend(figure, axes)
    top = rows[0]
    most = max(top.wins, key=lambda name: (top.wins[name], name))
    said = f"'{most}' is best most often, in {percent(round(top.wins[most], 2))}"
    alternative = (
        f"Bars, one for each circumstance, show in what share of futures each option is best. Over all"
        f" futures {said if top.wins[most] else 'no single one is best'}."
    )
    table = Table(
        ("Circumstance", *(capital(plain_name(name)) for name in found.names), "No single one"),
        tuple(
            (
                f"{row.heading}: {row.label}" if row.label else row.heading,
                *(percent(round(row.wins[name], 2)) for name in found.names),
                percent(round(row.standing.nobody, 2)),
            )
            for row in rows
        ),
    )
    return Chart("best-by-circumstance", "The best option by circumstance", alternative, table, figure)


def gains_chart(found: Futures, reference: str) -> Chart:
    """Return a chart of differences from the reference over all futures, option by option."""
    write = found.outcome.writer
    options = [name for name in found.names if name != reference]
    quantiles = {
        name: np.quantile(found.gains(name, reference).mean(axis=1), (0.1, 0.25, 0.5, 0.75, 0.9))
        for name in options
    }
    figure, axes = canvas(0.42 * len(options) + 1.5)
    for at, name in enumerate(options):
        q10, q25, q50, q75, q90 = quantiles[name]
        colour = hue(found.place(name))
        axes.plot([q10, q90], [at, at], color=colour, linewidth=2)
        axes.plot([q25, q75], [at, at], color=colour, linewidth=8, solid_capstyle="butt")
        axes.plot([q50], [at], "o", color="white", markeredgecolor="black", markersize=7)
    axes.axvline(0, color="black", linewidth=1)
    axes.set_yticks(range(len(options)), [plain_name(name) for name in options])
    axes.set_ylim(len(options) - 0.5, -0.5)
    _number_axis(axes, found)
    axes.set_xlabel(f"{_gain(found)} over '{reference}' (right: better)")
    ahead = [name for name in options if quantiles[name][2] > 0 and quantiles[name][2] >= found.worth]
    discovery = (
        ", ".join(f"'{name}' by {write.alone(quantiles[name][2])}" for name in ahead) or "none of them"
    )
    alternative = (
        f"For each option a line from the 10% to the 90% future, a thick line over the middle half and a dot"
        f" at the median of the gain over '{reference}'. Better in the median future: {discovery}."
    )
    rows = tuple((name, *(write.alone(value) for value in quantiles[name])) for name in options)
    table = Table(("Option", "10%", "25%", "Median", "75%", "90%"), rows)
    title = f"Gain over '{reference}' over all futures"
    return Chart("gain-over-reference", title, alternative, table, figure)


def across_chart(found: Futures, reference: str, circumstance: str) -> Chart:
    """Return a chart of each option's gain by value of a circumstance."""
    column = found.circumstances[circumstance]
    slices = parts(column, max(2, min(SLICES, len(found) // FEWEST_IN_SLICE)))
    write, title = found.outcome.writer, found.titles[circumstance]
    middles = [float(np.median(column[part.there].to_numpy(dtype=float))) for part in slices]
    options = [name for name in found.names if name != reference]
    gains = {name: found.gains(name, reference).mean(axis=1) for name in options}
    medians = {name: [float(np.median(gains[name][part.there])) for part in slices] for name in options}
    figure, axes = canvas(4.2)
    for name in options:
        place = found.place(name)
        axes.plot(
            middles,
            medians[name],
            marker=MARKS[place % len(MARKS)],
            color=hue(place),
            linewidth=2,
            label=plain_name(name),
        )
    axes.axhline(0, color="black", linewidth=1)
    axes.set_xlabel(capital(title))
    if circumstance == LOAD:
        axes.xaxis.set_major_formatter(as_percent)
    _number_axis(axes, found, vertical=True)
    axes.set_ylabel(f"{_gain(found)}\nover '{reference}', median (up: better)")
    legend(figure, axes)
    first, last = ({name: medians[name][end] for name in options} for end in (0, -1))
    alternative = (
        f"Lines show the median gain of each option over '{reference}' in {len(slices)} slices of"
        f" {_lower(title)}. Lowest slice: '{max(first, key=lambda n: first[n])}' gains most"
        f" ({write.alone(max(first.values()))}); highest slice: '{max(last, key=lambda n: last[n])}'"
        f" ({write.alone(max(last.values()))})."
    )
    rows = tuple(
        (_mark(middle, circumstance), *(write.alone(medians[name][at]) for name in options))
        for at, middle in enumerate(middles)
    )
    heads = (capital(plain_name(name)) for name in options)
    table = Table((f"{capital(title)} (middle of slice)", *heads), rows)
    return Chart("gain-across", f"Gain and {_lower(title)}", alternative, table, figure)


def regret_chart(discovery: Discovery) -> Chart:
    """Return a chart of each option's regret: mean, 90th percentile and maximum."""
    found, table = discovery.found, discovery.robustness.table
    write = found.outcome.writer
    figure, axes = canvas(0.42 * len(table) + 1.7)
    columns = (
        ("regret_mean", "mean", "o", 5),
        ("regret_90", "90% of futures at most", "s", 1),
        ("regret_max", "largest", "^", 6),
    )
    for at, ends in enumerate(table[["regret_mean", "regret_max"]].to_numpy()):
        axes.plot(ends, [at, at], color="#bbbbbb", zorder=1)
    for column, label, mark, colour in columns:
        axes.scatter(
            table[column],
            range(len(table)),
            marker=mark,
            color=hue(colour),
            label=label,
            edgecolor="black",
            linewidth=0.5,
            s=60,
            zorder=2,
        )
    axes.set_yticks(range(len(table)), [plain_name(str(name)) for name in table.index])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(left=0)
    _number_axis(axes, found)
    axes.set_xlabel(f"Regret: {found.outcome.title} short of the best option in the same future")
    legend(figure, axes)
    alternative = f"Dots show mean, 90% and largest regret of each option. {discovery.robustness.words()}"
    rows = tuple(
        (str(name), *(write.alone(float(row[column])) for column, *_ in columns))
        for name, row in table.iterrows()
    )
    numbers = Table(("Option", *(capital(label) for _, label, *_ in columns)), rows)
    return Chart("regret", "Regret over all futures", alternative, numbers, figure)


def charts_of_sensitivity(found: Sensitivity) -> list[Chart]:
    """Return a chart of the influence of parameters, for each outcome that was examined."""
    return [_matters_chart(found, answer, place) for place, answer in enumerate(found.answers, 1)]


def _matters_chart(found: Sensitivity, answer: OutcomeSensitivity, place: int) -> Chart:
    shown = answer.table.head(MOST_BARS)
    labels = [_short(str(title)) for title in shown["title"]]
    figure, axes = canvas(0.36 * len(shown) + 1.8)
    at = np.arange(len(shown))
    if found.method == MORRIS:
        _bars(axes, at, shown, "mu_star", 5, "mu*")
        axes.set_xlabel("Mean absolute effect over the whole range (mu*)")
        _number_axis(axes, found)
        columns: tuple[str, ...] = ("mu_star", "mu", "sigma")
        heads: tuple[str, ...] = ("mu*", "mu", "sigma")
    else:
        _bars(axes, at - 0.2, shown, "total", 5, "total", height=0.38)
        _bars(axes, at + 0.2, shown, "first", 1, "alone (first order)", height=0.38)
        axes.set_xlabel("Share of variance (Sobol index)")
        columns, heads = ("first", "total"), ("First", "Total")
    if np.isfinite(answer.floor):
        axes.axvline(answer.floor, color="black", linestyle=":", label="noise alone")
    axes.set_yticks(at, labels)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xlim(left=0)
    legend(figure, axes)
    write = found.outcome.writer.alone if found.method == MORRIS else lambda value: f"{value:.2f}"
    alternative = (
        "Bars with 95% confidence intervals, one for each parameter, largest first."
        f" '{shown['title'].iloc[0]}' matters most"
        f" ({write(float(shown[columns[0 if found.method == MORRIS else 1]].iloc[0]))})."
    )
    rows = tuple(
        (
            str(row["title"]),
            *(write(float(row[column])) for column in columns),
            "yes" if row["beyond_noise"] else "no",
        )
        for _, row in shown.iterrows()
    )
    table = Table(("Parameter", *heads, "Beyond noise"), rows)
    return Chart(f"what-matters-{place}", f"What matters: {answer.title}", alternative, table, figure)


def _bars(
    axes: Axes, at: npt.NDArray[Any], shown: Any, name: str, colour: int, label: str, height: float = 0.7
) -> None:
    values = shown[name].to_numpy(dtype=float)
    ends = np.array([values - shown[f"{name}_low"], shown[f"{name}_high"] - values]).clip(min=0)
    axes.barh(at, values, height, xerr=ends, color=hue(colour), ecolor="black", capsize=2, label=label)


def _number_axis(axes: Axes, found: Futures | Sensitivity, *, vertical: bool = False) -> None:
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_major_formatter(lambda value, _: found.outcome.writer.alone(value))


def _short(text: str) -> str:
    """Break a long label in two lines, and cut what is longer still."""
    text = one_line(text)
    if len(text) <= LONGEST_LABEL:
        return text
    name, colon, part = text.rpartition(": ")
    if colon and len(name) < LONGEST_LABEL:
        return f"{name}:\n{part}"
    words, lines = text.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 1 > LONGEST_LABEL:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines[:2]) + (" ..." if len(lines) > 2 else "")


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _gain(found: Futures) -> str:
    return f"Gain in {found.outcome.title}"


def _mark(value: float, circumstance: str) -> str:
    return percent(round(value, 3)) if circumstance == LOAD else number(value)
