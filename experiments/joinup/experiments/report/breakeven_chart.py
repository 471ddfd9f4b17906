"""Charts of a break-even point: how much better one option is, by value of a parameter or by week."""

from __future__ import annotations

from math import isfinite

import numpy as np

from joinup.experiments.analysis.breakeven import OverTime, When
from joinup.experiments.analysis.methods.crossings import Crossings, margins
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.report.chart import Chart, canvas, hue, legend
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, Writer
from joinup.experiments.study.identity import model_version
from joinup.scenarios.describe.description import Table
from joinup.sim.text.words import capital, count, listing, plain_name

BLUE, ORANGE = 5, 6
QUARTER = 13


def writer_of(column: str) -> Writer:
    """Return the number format of an outcome, by its column."""
    if column.startswith(("value.", "money.")):
        return MONEY
    return COUNT if column.startswith("outcome.") else DECIMAL


def ahead(one: str, other: str) -> dict[Verdict, str]:
    """Return verdicts on the first of two options in words that name them."""
    words = {verdict: str(verdict) for verdict in Verdict}
    return words | {Verdict.BETTER: f"{one} is better", Verdict.WORSE: f"{other} is better"}


def value_chart(found: Crossings, labels: tuple[str, str], path: str, outcome: str, write: Writer) -> Chart:
    """Return a chart of the first option's lead by value of a parameter, with break-even points."""
    one, other = labels
    figure, axes = canvas(4.2)
    low, high = found.mean - found.margin, found.mean + found.margin
    axes.fill_between(found.values, low, high, color=hue(BLUE), alpha=0.2, label="95% confidence interval")
    axes.plot(found.values, found.mean, "o-", color=hue(BLUE), linewidth=2, label=f"'{one}' less '{other}'")
    axes.axhline(0, color="black", linewidth=1)
    for place, crossing in enumerate(found.crossings):
        axes.axvspan(crossing.low, crossing.high, color=hue(ORANGE), alpha=0.15)
        label = None if place else "break-even"
        axes.axvline(crossing.at, color=hue(ORANGE), linestyle="--", label=label)
    axes.set_xlabel(plain_name(path))
    axes.set_ylabel(f"'{one}' better by ({plain_name(outcome)})")
    axes.yaxis.set_major_formatter(lambda value, _: write.alone(value))
    legend(figure, axes)
    at = [f"{crossing.at:.4g}" for crossing in found.crossings]
    alternative = (
        f"A line over {count(len(found.values), 'value')} of {path}: by how much '{one}' is better than"
        f" '{other}' in {plain_name(outcome)}. Break-even at {listing(at) or 'no value'}."
    )
    words = ahead(one, other)
    rows = tuple(
        (f"{value:.4g}", write.alone(float(mean)), f"±{write.alone(float(margin))}", words[verdict])
        for value, mean, margin, verdict in zip(
            found.values, found.mean, found.margin, found.verdicts, strict=True
        )
    )
    table = Table((path, "Better by", "95% CI, all values at once", ""), rows)
    title = f"Whether '{one}' overtakes '{other}' as {plain_name(path)} grows"
    return Chart("break-even", title, alternative, table, figure, f"joinup {model_version()}")


def week_chart(found: OverTime, labels: tuple[str, str], outcome: str, write: Writer) -> Chart:
    """Return a chart of the cumulative difference between two options, week by week."""
    one, other = labels
    mean, margin = found.total.mean(axis=0), margins(found.total)
    weeks = np.arange(len(mean))
    figure, axes = canvas(4.2)
    axes.fill_between(
        weeks, mean - margin, mean + margin, color=hue(BLUE), alpha=0.2, label="95% confidence interval"
    )
    axes.plot(weeks, mean, color=hue(BLUE), linewidth=2, label=f"'{one}' less '{other}'")
    axes.axhline(0, color="black", linewidth=1)
    if isfinite(found.repaid.week):
        axes.axvline(found.repaid.week, color=hue(ORANGE), linestyle="--", label="repaid")
    axes.set_xlim(0, max(1, len(mean) - 1))
    axes.set_xlabel("Week")
    axes.set_ylabel(f"'{one}' better by, so far ({plain_name(outcome)})")
    axes.yaxis.set_major_formatter(lambda value, _: write.alone(value))
    legend(figure, axes)
    alternative = (
        f"A line over {count(len(mean), 'week')}: by how much '{one}' is better than '{other}' in"
        f" {plain_name(outcome)} so far. {capital(when(found.repaid))}."
    )
    shown = sorted({*range(0, len(mean), QUARTER), len(mean) - 1})
    rows = tuple(
        (str(week), write.alone(float(mean[week])), f"±{write.alone(float(margin[week]))}") for week in shown
    )
    table = Table(("Week", "Better by so far", "95% CI, all weeks at once"), rows)
    title = f"When '{one}' overtakes '{other}'"
    return Chart("break-even-week", title, alternative, table, figure, f"joinup {model_version()}")


def when(repaid: When) -> str:
    """State in which week the sum is above zero, if it is."""
    if not isfinite(repaid.week):
        return "not repaid within the run"
    high = f"{repaid.high:.0f}" if isfinite(repaid.high) else "beyond the run"
    return f"repaid in week {repaid.week:.0f} (95% confidence interval {repaid.low:.0f} to {high})"
