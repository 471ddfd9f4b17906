"""Charts of what is to be run: the points of a design, the draws of a posterior, the time of a sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from joinup.experiments.report.chart import Chart, canvas, hue, legend, rows_of_panels
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ranges import Range
from joinup.scenarios.describe.description import Table
from joinup.scenarios.evidence import short_title
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import capital, count, listing, number, plain_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY, BLUE, ORANGE = 0, 5, 6
MOST_PANELS = 8
MOST_BARS = 12
"""Values up to which each has a bar; of more numbers a histogram is drawn."""
BINS = 16
"""A power of two, as points of a Sobol sequence are even over halves, quarters and so on."""
LONGEST_LABEL = 28
WORKERS = (1, 2, 4, 8, 16, 32, 64)


def points_of_design_chart(scenario: Scenario, table: pd.DataFrame, ranges: Sequence[Range]) -> Chart:
    """Return a chart of the number of points at each value, one panel for each parameter."""
    every_path = [str(path) for path in table.columns]
    paths = every_path[:MOST_PANELS]
    figure, every = rows_of_panels(len(paths))
    sampled = {one.path: (one.low, one.high) for one in ranges}
    for axes, path in zip(every, paths, strict=True):
        _values(axes, table[path].dropna().tolist(), sampled.get(path))
        axes.set_title(capital(short_title(scenario, path)), loc="left", fontsize=10)
        axes.set_ylabel("Points")
    rows = tuple((path, *_summary(table[path].dropna().tolist())) for path in every_path)
    left_out = len(every_path) - len(paths)
    more = f" {count(left_out, 'more parameter')} in the table." if left_out else ""
    alternative = (
        f"How many of {count(len(table), 'point')} have which value of"
        f" {listing(capital(short_title(scenario, path)) for path in paths)}.{more}"
    )
    return Chart(
        "design",
        f"Design of '{scenario.name}': {count(len(table), 'point')}",
        alternative,
        Table(("Parameter", "Values", ""), rows),
        figure,
        f"{scenario.name} {scenario.hash[:8]}, joinup {model_version()}",
    )


def draws_chart(fitted: str, table: pd.DataFrame, ranges: Sequence[Range]) -> Chart:
    """Return a chart of the distribution of a posterior over the ranges that were searched."""
    figure, every = rows_of_panels(len(ranges[:MOST_PANELS]))
    for axes, one in zip(every, ranges, strict=False):
        draws = table[one.path].to_numpy(float)
        axes.hist(
            draws, bins=BINS, range=(one.low, one.high), color=hue(BLUE), label="draws of the posterior"
        )
        axes.axhline(
            len(draws) / BINS, color=hue(ORANGE), linestyle="--", label="prior, uniform over the range"
        )
        axes.set_xlim(one.low, one.high)
        axes.set_title(capital(plain_name(one.path)), loc="left", fontsize=10)
        axes.set_ylabel("Draws")
    legend(figure, every[0])
    rows = tuple(
        (
            one.path,
            f"{table[one.path].mean():,.4g}",
            "{:,.4g} to {:,.4g}".format(*table[one.path].quantile([0.025, 0.975])),
            f"{one.low:,.4g} to {one.high:,.4g}",
        )
        for one in ranges
    )
    means = listing(f"{path} {mean} (95% of draws {within})" for path, mean, within, _ in rows)
    return Chart(
        "posterior",
        f"Posterior of '{fitted}': {count(len(table), 'draw')}",
        f"Bars: draws by value. Dashed line: as many as the prior, which is uniform, has. Means: {means}.",
        Table(("Parameter", "Mean", "95% of draws", "Searched"), rows),
        figure,
        f"{fitted}, joinup {model_version()}",
    )


def time_chart(runs: int, minutes_with: Callable[[int], float], ours: int) -> Chart:
    """Return a chart of the duration of a sweep by number of workers."""
    workers = sorted({*WORKERS, ours})
    minutes = [minutes_with(one) for one in workers]
    figure, axes = canvas(0.35 * len(workers) + 1.2)
    bars = axes.barh(
        [str(one) for one in workers], minutes, color=[hue(BLUE if one == ours else GREY) for one in workers]
    )
    said = [_time(one) for one in minutes]
    said[workers.index(ours)] += ", as estimated"
    axes.bar_label(bars, labels=said, padding=4, fontsize=10)
    axes.margins(x=0.25)
    axes.invert_yaxis()
    axes.set_xlabel("Minutes")
    axes.set_ylabel("Workers")
    rows = tuple((str(one), _time(time)) for one, time in zip(workers, minutes, strict=True))
    return Chart(
        "estimate",
        f"Time of a sweep: {count(runs, 'run')}",
        f"With {count(ours, 'worker')} about {_time(minutes_with(ours))}; time falls as workers are added, as"
        " long as each has a core.",
        Table(("Workers", "Time"), rows),
        figure,
        f"joinup {model_version()}",
    )


def _time(minutes: float) -> str:
    if minutes < 2:
        return f"{60 * minutes:,.0f} seconds"
    return f"{minutes:,.0f} minutes" if minutes < 180 else f"{minutes / 60:,.1f} hours"


def _values(axes: Axes, values: list[Any], within: tuple[float, float] | None) -> None:
    """Draw how often each value occurs: bars if they are few, else a histogram."""
    tally = Counter(_written(value) for value in (sorted(values) if _are_numbers(values) else values))
    if len(tally) > MOST_BARS and _are_numbers(values):
        axes.hist(np.array(values, float), bins=BINS, range=within, color=hue(BLUE))
        return
    shown = tally.most_common(MOST_BARS) if len(tally) > MOST_BARS else list(tally.items())
    axes.bar([label for label, _ in shown], [many for _, many in shown], color=hue(BLUE), width=0.5)
    axes.set_xlim(-0.75, len(shown) - 0.25)


def _summary(values: list[Any]) -> tuple[str, str]:
    tally = Counter(_written(value) for value in values)
    if len(tally) > MOST_BARS and _are_numbers(values):
        return count(len(tally), "value"), f"{number(min(values))} to {number(max(values))}"
    return count(len(tally), "value"), "; ".join(f"{label} ({many})" for label, many in tally.items())


def _are_numbers(values: list[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _written(value: Any) -> str:
    text = number(value)
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
