"""Model series that can be laid beside published ones (ODD 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.parameters import Scenario
from sim.parameters.programme import Observable
from sim.world import localities

if TYPE_CHECKING:
    from sim.result import Result

FLOW_MEASURES = ("resolved", "started_service", "onsets")


def series(result: Result, observable: Observable) -> pd.DataFrame:
    """Return an observable's series: week and value, grossed up to the people represented.

    Stocks are at the end of the week; flows and money are summed over the observable's weeks
    (shorter at the start of the run, where the value is missing).
    """
    weight = result.people_per_client
    measure = observable.measure
    if measure == "extra_slots_spend":
        weekly = result.funding.groupby("week")["spent_gbp"].sum().reindex(range(result.weeks), fill_value=0)
        values = _summed(weekly, observable.sum_weeks) * weight
    elif measure == "slots":
        values = _of_agencies(result, observable) * weight
    elif measure == "people_in_need_in_year":
        values = _people_in_year(result, observable) * weight
    else:
        values = _of_clients(result, observable) * (1.0 if measure == "aware_share" else weight)
    return pd.DataFrame({"week": np.arange(len(values)), "value": np.asarray(values, dtype=float)})


def needs_localities(scenario: Scenario) -> bool:
    """Return whether an observable needs weekly tables by locality."""
    return any(item.localities for item in scenario.observables)


def _named(result: Result, observable: Observable) -> list[str]:
    """Return the localities an observable counts, copies of counted ones included."""
    stems = {place.name for place in result.scenario.population.localities}
    wanted = set(observable.localities) & stems
    return [name for name, place in localities(result.scenario) if place.name in wanted]


def _of_clients(result: Result, observable: Observable) -> pd.Series:
    weekly = result.weekly
    if observable.groups:
        weekly = weekly[weekly["group"].isin(observable.groups)]
    if observable.localities:
        weekly = weekly[weekly["locality"].isin(_named(result, observable))]
    sums = weekly.drop(columns=[c for c in ("group", "locality") if c in weekly]).groupby("week").sum()
    measure = observable.measure
    if measure == "in_need_not_in_service":
        return sums["unmet_need_weeks"]
    if measure == "aware_share":
        people = sums[["no_need", "seeking", "waiting", "in_service", "lapsed"]].sum(axis=1)
        return sums["aware"] / people
    if measure in FLOW_MEASURES:
        return _summed(sums[measure], observable.sum_weeks)
    return sums[measure]


def _of_agencies(result: Result, observable: Observable) -> pd.Series:
    table = result.agencies
    if observable.agencies:
        table = table[table["agency"].isin(observable.agencies)]
    if observable.localities:
        table = table[table["locality"].isin(_named(result, observable))]
    return table.groupby("week")["slots"].sum()


def _people_in_year(result: Result, observable: Observable) -> pd.Series:
    """Count different people with an episode open at some time in the 52 weeks up to each week.

    A person counts from the year's first week in which an episode was open to its last.
    """
    episodes = result.episodes
    if observable.groups:
        episodes = episodes[episodes["group"].isin(observable.groups)]
    if observable.localities:
        episodes = episodes[episodes["locality"].isin(_named(result, observable))]
    counts = np.full(result.weeks, np.nan)
    onset = episodes["onset"].to_numpy()
    end = episodes["end"].fillna(result.weeks).to_numpy(dtype=np.int64)
    client = episodes["client"].to_numpy()
    for week in range(51, result.weeks, 13):
        during = (onset <= week) & (end > week - 52)
        counts[week] = len(np.unique(client[during]))
    return pd.Series(counts)


def _summed(weekly: pd.Series, weeks: int) -> pd.Series:
    return weekly.rolling(weeks, min_periods=weeks).sum()


