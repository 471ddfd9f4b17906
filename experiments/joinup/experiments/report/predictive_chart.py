"""The posterior predictive chart: published values and runs of the fitted model, week by week."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from joinup.experiments.analysis.calibrate import Calibration
from joinup.experiments.analysis.fit_targets import Observation
from joinup.experiments.report.chart import Chart
from joinup.scenarios.describe.description import Table
from joinup.sim.extras import extra
from joinup.sim.parameters import Scenario

with extra():
    from matplotlib import rc_context
    from matplotlib.figure import Figure

INSIDE = (5, 95)
"""Percentiles of runs between which the band lies."""

WIDTH, HEIGHT = 8.0, 2.8


def alternative_text(calibration: Calibration) -> str:
    """Return the text alternative of the chart, with its numbers."""
    parts = []
    for one in calibration.observations.used:
        low, middle, high = _band(calibration, one)
        parts.append(
            f"{one.title}, {one.date}: published {one.value:,.4g}, model {middle:,.4g}"
            f" (90% of runs {low:,.4g} to {high:,.4g})"
        )
    return "Published values compared with runs of the fitted model. " + "; ".join(parts) + "."


def chart_of(calibration: Calibration, stamp: str) -> Chart:
    """Return published values and runs of the fitted model as a chart with its numbers."""
    rows = []
    for one in calibration.observations.used:
        low, middle, high = _band(calibration, one)
        rows.append(
            (one.title, str(one.date), f"{one.value:,.4g}", f"{middle:,.4g}", f"{low:,.4g} to {high:,.4g}")
        )
    table = Table(("Observable", "Date", "Published", "Model", "90% of runs"), tuple(rows))
    figure = predictive_chart(calibration.scenario, calibration, stamp="")
    title = f"{calibration.scenario.name}: published values and the fitted model"
    return Chart("posterior-predictive", title, alternative_text(calibration), table, figure, stamp)


def _band(calibration: Calibration, one: Observation) -> tuple[float, float, float]:
    runs = calibration.series[one.observable][:, one.week]
    low, middle, high = np.nanpercentile(runs, [INSIDE[0], 50, INSIDE[1]]).tolist()
    return low, middle, high


def predictive_chart(scenario: Scenario, calibration: Calibration, *, stamp: str) -> Figure:
    """Draw the chart.

    Parameters
    ----------
    scenario
        The scenario that was fitted.
    calibration
        The calibration; it must have runs.
    stamp
        Its source: study and version.
    """
    names = list(calibration.series)
    figure = Figure(figsize=(WIDTH, HEIGHT * len(names) + 0.5), layout="constrained")
    rows = figure.subplots(len(names), squeeze=False)[:, 0]
    for axes, name in zip(rows, names, strict=True):
        series = calibration.series[name]
        weeks = np.arange(series.shape[1])
        shown = np.isfinite(series).all(axis=0)
        low, middle, high = np.percentile(series[:, shown], [INSIDE[0], 50, INSIDE[1]], axis=0)
        axes.fill_between(weeks[shown], low, high, color="#9ecae1", label="90% of runs of the fitted model")
        axes.plot(weeks[shown], middle, color="#08519c", linewidth=1.2, label="median of runs")
        used = [one for one in calibration.observations.used if one.observable == name]
        axes.errorbar(
            [one.week for one in used],
            [one.value for one in used],
            yerr=[1.96 * one.discrepancy for one in used],
            fmt="o",
            color="#b30000",
            capsize=3,
            label="published, used for fitting (± 1.96 standard deviations)",
        )
        axes.set_title(used[0].title, loc="left", fontsize=10)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(f"weeks from {scenario.start_date}")
        axes.legend(fontsize=7, loc="best")
    figure.supxlabel(stamp, x=0.99, ha="right", fontsize=6, color="#555555")
    return figure


def save_chart(figure: Figure, folder: Path, *, name: str, title: str, alternative: str) -> list[Path]:
    """Write a chart as PNG and SVG, each with its alternative text inside; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    described = {"Title": title, "Description": alternative}
    files = [folder / f"{name}.png", folder / f"{name}.svg"]
    figure.savefig(files[0], dpi=150, metadata=described)
    # Neither the date nor a random number in the file: the same runs draw the same file.
    with rc_context({"svg.hashsalt": "joinup", "svg.fonttype": "none"}):
        figure.savefig(files[1], metadata={**described, "Date": None, "Creator": "joinup"})
    return files
