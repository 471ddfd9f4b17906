"""Findings of the runs of a request: levels, differences, warnings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from joinup.experiments.analysis.methods.statistics import (
    Difference,
    Estimate,
    acceptability,
    compare,
    estimate,
    levels,
)
from joinup.experiments.run.measures_table import OCCUPANCY, USE, Key
from joinup.experiments.run.replay import version_warning
from joinup.experiments.run.replicates import Replicates
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.run.spreads import SpreadOfDifference
from joinup.experiments.run.yardstick import Yardstick
from joinup.sim.parameters.load import FULL
from joinup.sim.parameters.observables import Observable, Point
from joinup.sim.results.publication import shown
from joinup.sim.results.warm_up import WARM_UP_SLOPE
from joinup.sim.text.words import capital, percent, titles

HELD_OUT = "held_out"
UNSETTLED = "The warm-up had not settled"
NEAR = 7
"""Weeks before and after a published date in which a series that is not weekly may have its value."""

LOW = 0.6
"""Share of places in use below which an agency is told to be slack."""

SLACK = "so much room is rare, and whatever takes time there costs nobody anything."
CROWDED = "whoever comes waits, and whatever takes time there shows in waits."

STOCKS = {
    "no_need": "people without a need",
    "seeking": "people in need who are not yet on a list",
    "waiting": "people waiting",
    "in_service": "people in service",
    "lapsed": "people who dropped out and are still in need",
    "aware": "people who know of the service",
    "held": "people waiting in a place that they hold",
}


class PublishedComparison(NamedTuple):
    """A published value, and what would be published of the model's for the same week."""

    point: Point
    week: int
    model: Estimate


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is printed and stored of a request's runs.

    Attributes
    ----------
    request
        What was run.
    levels
        Every measure of the scenario: mean and confidence interval over its replicates.
    baselines
        The same of each baseline, by name.
    differences
        Scenario minus baseline, by name of the baseline.
    acceptability
        Share of replicates with a positive net benefit by the value of a week, by baseline.
    series
        Observables: mean over replicates, one value a week.
    published
        Published values with the model's, except those held out.
    warnings
        What a reader should know first.
    journeys
        Stories of traced clients by client number, and the groups they belong to.
    folder
        Where the results are stored; None if they are not.
    scale
        The error of scale, if clients stand for people.
    yardstick
        What common efforts would do for clients, if that was asked for.
    spreads
        Differences over doubt and over structures, if that was asked for.
    """

    request: RunRequest
    levels: dict[Key, Estimate]
    baselines: dict[str, dict[Key, Estimate]]
    differences: dict[str, dict[Key, Difference]]
    acceptability: dict[str, dict[float, float]]
    series: dict[str, list[float]]
    published: dict[str, list[PublishedComparison]]
    warnings: list[str]
    journeys: dict[int, list[str]]
    folder: Path | None
    scale: ScaleEffect | None = None
    yardstick: Yardstick | None = None
    spreads: tuple[SpreadOfDifference, ...] = ()


def find(
    request: RunRequest,
    replicates: Replicates,
    folder: Path | None = None,
    *,
    scale: ScaleEffect | None = None,
    yardstick: Yardstick | None = None,
    spreads: tuple[SpreadOfDifference, ...] = (),
) -> Findings:
    """Compute the findings of the runs of a request."""
    runs = replicates.runs
    value_of_week, worth = request.scenario.money.value_of_week, request.scenario.worth_having
    return Findings(
        request=request,
        levels=levels(runs),
        baselines={name: levels(other) for name, other in replicates.baselines.items()},
        differences={
            name: compare(runs, other, value_of_week=value_of_week, worth_having=worth)
            for name, other in replicates.baselines.items()
        },
        acceptability={
            name: acceptability(runs, other, value_of_week=value_of_week, worth_having=worth)
            for name, other in replicates.baselines.items()
        },
        series={name: _mean_series(replicates, name) for name in runs[0].series},
        published={item.name: _compared(request, replicates, item) for item in request.scenario.observables},
        warnings=[
            *version_warning(request),
            *([scale.sentence] if scale is not None and scale.is_beyond else []),
            *_still_moving(replicates),
            *_slack_or_full(request, levels(runs)),
            *_other_sizes(request),
        ],
        journeys=replicates.first.journeys,
        folder=folder,
        scale=scale,
        yardstick=yardstick,
        spreads=spreads,
    )


def _mean_series(replicates: Replicates, name: str) -> list[float]:
    every = np.stack([run.series[name] for run in replicates.runs])
    return [float(value) for value in every.mean(axis=0)]


def _compared(request: RunRequest, replicates: Replicates, item: Observable) -> list[PublishedComparison]:
    found = []
    for point in item.published:
        week = request.scenario.week_of(point.date)
        if point.used_for == HELD_OUT or not 0 <= week < request.scenario.weeks:
            continue
        values = [
            shown(item, value_near(run.series[item.name], week), week=week, seed=run.seed)
            for run in replicates.runs
        ]
        found.append(PublishedComparison(point, week, estimate(values)))
    return found


def value_near(series: np.ndarray[tuple[int], np.dtype[np.float64]], week: int) -> float:
    """Return the value of a week, or the nearest one of a series that is not weekly."""
    for away in range(NEAR):
        for there in (week - away, week + away):
            if 0 <= there < len(series) and np.isfinite(series[there]):
                return float(series[there])
    return float("nan")


def _still_moving(replicates: Replicates) -> list[str]:
    found = []
    for stock in replicates.runs[0].slopes:
        slope = estimate([run.slopes[stock] for run in replicates.runs])
        surely = slope.low > 0 or slope.high < 0
        if slope.runs == 1:
            # Without replicates, what changed beyond noise within the run.
            surely = stock in replicates.runs[0].still_moving
        if abs(slope.mean) > WARM_UP_SLOPE and surely:
            found.append(
                f"{UNSETTLED}: {STOCKS[stock]} changed by {slope.mean:+.1%} in its last"
                " year. A longer warm_up_weeks, or opening values nearer to the steady state, would help."
            )
    return found


def _slack_or_full(request: RunRequest, found: dict[Key, Estimate]) -> list[str]:
    """Warn of agencies of which many places are empty, or all are taken."""
    names = titles(request.scenario.agencies)
    return [
        f"{capital(names[key.part])} has {percent(round(share.mean, 2))} of its places in use:"
        f" {SLACK if share.mean < LOW else CROWDED}"
        for key, share in found.items()
        if key[:2] == (USE, OCCUPANCY) and not LOW <= share.mean <= FULL
    ]


def _other_sizes(request: RunRequest) -> list[str]:
    def people(scenario_clients: int, each: float) -> int:
        return round(scenario_clients * each)

    ours = request.scenario
    return [
        f"Baseline '{name}' has another size ({people(other.population.clients, other.people_per_client):,}"
        f" people, {other.weeks:,} weeks): compare shares, not counts and money."
        for name, other in request.baselines.items()
        if other.weeks != ours.weeks
        or people(other.population.clients, other.people_per_client)
        != people(ours.population.clients, ours.people_per_client)
    ]
