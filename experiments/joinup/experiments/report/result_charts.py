"""Charts of one run: week by week by client group or agency, beside published values, and who paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from joinup.experiments.report.chart import MARKS, Chart, as_percent, canvas, hue, legend
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE, Writer
from joinup.experiments.study.identity import model_version
from joinup.scenarios.describe.description import Table
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.columns import EVENTS, GBP, NAME, PEOPLE, PLACES, TABLES, Column
from joinup.sim.results.columns import SHARE as A_SHARE
from joinup.sim.results.result import Result
from joinup.sim.text.card import one_line
from joinup.sim.text.words import Titled, body_name, capital, count, listing, title, titles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COSTS = "costs"
QUARTER = 13
MOST_LINES = 7
INKS = (5, 6, 3, 4, 1, 2, 0)
"""Colours of lines, those that stand out from white first; yellow does not."""

LINES = ("-", "--", "-.", ":")
PAYMENTS = ("Spending", "Cost of unmet need", "Incentives paid")
HATCHES = ("", "//", "..")
ADDED_UP = (PEOPLE, PLACES, EVENTS)
"""Units of which localities' values are added up; of others the mean is taken."""


def result_chart(result: Result, what: str) -> Chart:
    """Return a chart of a result.

    Parameters
    ----------
    result
        The run.
    what
        A column of ``weekly`` or ``agencies``, an observable, or ``costs``.

    Raises
    ------
    ScenarioError
        If there is nothing of that name.
    """
    groups, agencies = (
        {
            column.name: column
            for column in TABLES[name].columns
            if column.unit != NAME and column.name != "week"
        }
        for name in ("weekly", "agencies")
    )
    stamp = f"{result.scenario.name}, seed {result.seed}, joinup {model_version()}"
    if what == COSTS:
        return costs_chart(result, stamp)
    if what in groups:
        names = _named(result.scenario.population.groups)
        series = result.weekly.groupby(["week", "group"], sort=False)[what].sum().unstack()
        return _lines(groups[what], "client group", series, names, stamp)
    if what in agencies:
        names = _named(result.scenario.agencies)
        by_week = result.agencies.groupby(["week", "agency"], sort=False)[what]
        series = (by_week.sum() if agencies[what].unit in ADDED_UP else by_week.mean()).unstack()
        return _lines(agencies[what], "agency", series, names, stamp)
    if what in result.observables:
        return observable_chart(result, what, stamp)
    there = (*groups, *agencies, *result.observables, COSTS)
    raise ScenarioError([Problem.unknown((), "series", what, dict.fromkeys(there))])


def _named(things: Iterable[Titled]) -> dict[str, str]:
    return {name: one_line(text) for name, text in titles(things).items()}


def _writer(unit: str) -> Writer:
    if unit in (*ADDED_UP, "episodes", "person-weeks"):
        return COUNT
    return {A_SHARE: SHARE, GBP: MONEY}.get(unit, DECIMAL)


def _lines(column: Column, what: str, series: pd.DataFrame, names: Mapping[str, str], stamp: str) -> Chart:
    """Return lines over the weeks, one for each column of a table."""
    write, wording = _writer(column.unit), capital(column.about)
    shown = [name for name in names if name in series][:MOST_LINES]
    figure, axes = canvas(4.2)
    for place, name in enumerate(shown):
        axes.plot(
            series.index,
            series[name],
            color=_ink(place),
            linestyle=LINES[place % len(LINES)],
            linewidth=2,
            label=names[name],
        )
    _weeks_axis(axes, len(series), write)
    axes.set_ylabel(f"{column.unit}")
    legend(figure, axes)
    last = [f"{names[name]} {write.alone(float(series[name].iloc[-1]))}" for name in shown if len(series)]
    left = len(series.columns) - len(shown)
    alternative = (
        f"Lines over {count(len(series), 'week')}, one for each {what}: {column.about}. In the last week:"
        f" {listing(last) or 'nothing'}." + (f" {capital(count(left, 'other'))} not drawn." if left else "")
    )
    table = _numbers(series[shown], [names[name] for name in shown], write)
    return Chart(column.name.replace("_", "-"), f"{wording}, by {what}", alternative, table, figure, stamp)


def _ink(place: int) -> str:
    """Return the colour of a line by its place."""
    return hue(INKS[place % len(INKS)])


def _weeks_axis(axes: Axes, weeks: int, write: Writer) -> None:
    axes.set_xlim(0, max(1, weeks - 1))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Week")
    axes.yaxis.set_major_formatter(as_percent if write is SHARE else lambda value, _: write.alone(value))


def _numbers(series: pd.DataFrame, names: list[str], write: Writer) -> Table:
    """Return every thirteenth week and the last."""
    weeks = sorted({*range(0, len(series), QUARTER), len(series) - 1} - {-1})
    rows = tuple((str(week), *(write.alone(float(value)) for value in series.iloc[week])) for week in weeks)
    return Table(("Week", *names), rows)


def observable_chart(result: Result, name: str, stamp: str) -> Chart:
    """Return a chart of a series of the model beside published values."""
    [item] = [one for one in result.scenario.observables if one.name == name]
    values = result.observables[name].set_index("week")["value"]
    published = {
        result.scenario.week_of(point.date): point.value
        for point in item.published
        if 0 <= result.scenario.week_of(point.date) < result.weeks
    }
    there = values.dropna()
    figure, axes = canvas(4.2)
    axes.plot(there.index, there, color=hue(5), linewidth=2, label="this run")
    if published:
        axes.plot(
            list(published), list(published.values()), MARKS[0], color=hue(6), label="published", zorder=3
        )
    _weeks_axis(axes, result.weeks, DECIMAL)
    axes.set_ylabel(item.unit)
    legend(figure, axes)
    alternative = (
        f"A line over {count(result.weeks, 'week')}: {title(item)}, with"
        f" {count(len(published), 'published value')} as dots."
    )
    rows = tuple(
        (str(week), DECIMAL.alone(float(values.get(week, float("nan")))), DECIMAL.alone(value))
        for week, value in published.items()
    )
    table = Table(("Week", "This run", "Published"), rows)
    return Chart(name.replace("_", "-"), capital(title(item)), alternative, table, figure, stamp)


def costs_chart(result: Result, stamp: str) -> Chart:
    """Return a chart of each payer's spending, share of the cost of unmet need, and incentives."""
    costs = result.costs
    kinds = costs["category"].map({FAILURE: PAYMENTS[1], TRANSFER: PAYMENTS[2]}).fillna(PAYMENTS[0])
    paid = costs.assign(kind=kinds).pivot_table(
        "gbp", "payer", "kind", aggfunc="sum", sort=False, fill_value=0.0, observed=True
    )
    paid = paid.reindex(columns=list(PAYMENTS), fill_value=0.0)
    names = _named(result.scenario.agencies)
    labels = [capital(names.get(str(payer)) or body_name(str(payer))) for payer in paid.index]
    figure, axes = canvas(0.4 * len(paid) + 1.6)
    left = pd.Series(0.0, index=paid.index)
    for kind, hatch, colour in zip(PAYMENTS, HATCHES, (5, 1, 4), strict=True):
        axes.barh(
            range(len(paid)),
            paid[kind],
            left=left,
            color=hue(colour),
            hatch=hatch,
            edgecolor="white",
            label=kind,
        )
        left += paid[kind]
    axes.set_yticks(range(len(paid)), labels)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda value, _: MONEY.alone(value))
    axes.set_xlabel(f"GBP over {count(result.weeks, 'week')}, for all people")
    legend(figure, axes)
    public = float(costs.loc[costs["category"] != TRANSFER, "gbp"].sum())
    alternative = (
        f"Bars, one for each payer: {listing(kind.lower() for kind in PAYMENTS)}. Total public cost: GBP"
        f" {MONEY.alone(public)}."
    )
    rows = tuple(
        (label, *(MONEY.alone(float(gbp)) for gbp in row))
        for label, row in zip(labels, paid.to_numpy(), strict=True)
    )
    return Chart(COSTS, "Who paid", alternative, Table(("Payer", *PAYMENTS), rows), figure, stamp)
