"""The chart of any study: an outcome at every point, beside what the points change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.bins import explained, is_number
from joinup.experiments.analysis.methods.statistics import Estimate, estimate
from joinup.experiments.analysis.outcome_names import Outcome
from joinup.experiments.report.chart import Chart, as_percent, hue, panels
from joinup.experiments.report.formatting import SHARE
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.describe.description import Table
from joinup.scenarios.evidence import short_title
from joinup.sim.text.words import capital, count, listing, number, plain_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 3
MOST_DOTS = 12
"""Values up to which each has its mean and interval; more are drawn as points."""

BLUE, ORANGE = 5, 6


def points_chart(study: StoredStudy, outcome: Outcome, *, stamp: str) -> Chart:
    """Return an outcome beside the parameters that explain most of it, one panel each.

    Raises
    ------
    StudyError
        If no run has a figure for the outcome.
    """
    summaries = study.summaries()
    frame = summaries[["point"]].assign(value=outcome.of(summaries, study.scenario).to_numpy(float))
    frame = frame[np.isfinite(frame["value"])]
    paths = _paths(study, frame)
    if frame.empty or not paths:
        raise StudyError(f"the study has no two points with a figure for {outcome.title}")
    write = outcome.writer
    figure, every = panels(4.2, len(paths))
    for axes, path in zip(every, paths, strict=True):
        _panel(axes, study.points[path], frame)
        axes.set_xlabel(short_title(study.scenario, path))
    every[0].set_ylabel(capital(outcome.title))
    as_written = as_percent if write is SHARE else lambda value, _: write.alone(value)
    every[0].yaxis.set_major_formatter(as_written)
    named = listing(short_title(study.scenario, path) for path in paths)
    alternative = (
        f"{capital(outcome.title)} of {count(len(frame), 'run')} beside {named}: means with 95% confidence"
        " intervals where values are few, else a point each."
    )
    table = _numbers(study, frame, paths, outcome)
    title = f"{capital(outcome.title)}, by what the points change"
    return Chart("outcome-by-point", title, alternative, table, figure, stamp)


def _paths(study: StoredStudy, frame: pd.DataFrame) -> list[str]:
    """Return the parameters that explain most of the outcome, most first."""
    means = frame.groupby("point")["value"].mean()
    there = study.points.loc[means.index]
    varied = [str(path) for path in there if there[path].astype(str).nunique() > 1]
    apart = means.to_numpy()[:, None]
    share = {path: explained(there[path].map(_plain).reset_index(drop=True), apart) for path in varied}
    return sorted(varied, key=lambda path: -share[path])[:MOST_PANELS]


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)


def _panel(axes: Axes, values: pd.Series, frame: pd.DataFrame) -> None:
    at = values.map(_plain).loc[frame["point"]].reset_index(drop=True)
    y = frame["value"].reset_index(drop=True)
    if is_number(at) and at.nunique() > MOST_DOTS:
        axes.plot(at, y, "o", color=hue(BLUE), markersize=3, alpha=0.5)
        return
    for place, (value, found) in enumerate(_means(at, y)):
        x = float(str(value)) if is_number(at) else place
        axes.plot([x, x], [found.low, found.high], color=hue(BLUE), linewidth=3, solid_capstyle="butt")
        axes.plot([x], [found.mean], "o", color=hue(BLUE), markeredgecolor="black", markersize=7)
    if not is_number(at):
        labels = [plain_name(str(value)) for value, _ in _means(at, y)]
        axes.set_xticks(range(len(labels)), labels, rotation=30, ha="right")
        axes.margins(x=0.15)


def _means(at: pd.Series, values: pd.Series) -> list[tuple[object, Estimate]]:
    return [(value, estimate(part.tolist())) for value, part in values.groupby(at, sort=is_number(at))]


def _shown_interval(cut: Any) -> str:
    return f"{cut.left:.4g} to {cut.right:.4g}"


def _numbers(study: StoredStudy, frame: pd.DataFrame, paths: Sequence[str], outcome: Outcome) -> Table:
    """Return the mean at each value, or in each fifth of the values where there are many."""
    rows = []
    for path in paths:
        at = study.points[path].map(_plain).loc[frame["point"]].reset_index(drop=True)
        y = frame["value"].reset_index(drop=True)
        if is_number(at) and at.nunique() > MOST_DOTS:
            at = pd.qcut(at, 5, duplicates="drop").map(_shown_interval)
        for value, found in _means(at.astype(object), y):
            shown = value if isinstance(value, str) else number(value)
            rows.append((path, plain_name(shown), outcome.writer.level(found)))
    return Table(("Parameter", "Value", capital(outcome.title)), tuple(rows))
