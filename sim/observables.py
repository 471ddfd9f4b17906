"""Model series that can be laid beside published ones (ODD 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.kernels import layout as k
from sim.parameters import Scenario
from sim.parameters.observing import FAILURE, SUMMED, TRANSFER, Observable
from sim.world import localities

if TYPE_CHECKING:
    from sim.result import Result

SHARES = ("aware_share", "covered_share")
COUNTS = ("partnerships",)
"""Measures of the simulated world that do not stand for more people than there are clients."""


def series(result: Result, observable: Observable) -> pd.DataFrame:
    """Return an observable's series: week and value, grossed up to the people represented.

    Stocks are at the end of the week; flows and money are summed over the observable's weeks
    (shorter at the start of the run, where the value is missing).
    """
    weekly = _weekly(result, observable)
    if observable.measure in SUMMED:
        weekly = weekly.rolling(observable.sum_weeks, min_periods=observable.sum_weeks).sum()
    if observable.measure not in (*SHARES, *COUNTS):
        weekly = weekly * result.people_per_client
    return pd.DataFrame({"week": np.arange(len(weekly)), "value": np.asarray(weekly, dtype=float)})


def needs_localities(scenario: Scenario) -> bool:
    """Return whether an observable needs weekly tables by locality."""
    return any(item.localities or item.measure == "covered_share" for item in scenario.observables)


def _weekly(result: Result, observable: Observable) -> pd.Series:
    """Return the measure week by week, in simulated clients."""
    measure = observable.measure
    if measure == "people_in_need_in_year":
        return _people_in_year(result, observable)
    if measure == "covered_share":
        return _covered(result, observable)
    if measure == "partnerships":
        return _in_force(result, observable).groupby("week").sum()
    if measure in ("slots_opened", "slots_closed"):
        return _changes_of_slots(result, observable)
    if measure == "spend":
        return _spend(result, observable)
    if measure in ("extra_slots_spend", "extra_slots_unspent"):
        return _funding(result, observable)
    if measure == "slots" or observable.agencies:
        return _agencies(result, observable).groupby("week")[measure].sum()
    return _of_clients(result, observable)


def _named(result: Result, observable: Observable) -> list[str]:
    """Return the localities an observable counts, copies of counted ones included."""
    wanted = set(observable.localities)
    return [name for name, place in localities(result.scenario) if not wanted or place.name in wanted]


def _clients(result: Result, observable: Observable) -> pd.DataFrame:
    weekly = result.weekly
    if observable.groups:
        weekly = weekly[weekly["group"].isin(observable.groups)]
    if observable.localities:
        weekly = weekly[weekly["locality"].isin(_named(result, observable))]
    return weekly


def _of_clients(result: Result, observable: Observable) -> pd.Series:
    weekly = _clients(result, observable)
    sums = weekly.drop(columns=[c for c in ("group", "locality") if c in weekly]).groupby("week").sum()
    if observable.measure == "in_need_not_in_service":
        return sums["unmet_need_weeks"]
    if observable.measure == "aware_share":
        return sums["aware"] / sums[list(k.STATES)].sum(axis=1)
    return sums[observable.measure]


def _agencies(result: Result, observable: Observable) -> pd.DataFrame:
    table = result.agencies
    if observable.agencies:
        table = table[table["agency"].isin(observable.agencies)]
    return table[table["locality"].isin(_named(result, observable))]


def _in_force(result: Result, observable: Observable) -> pd.Series:
    """Return whether each locality's partnership is in force (it then has at least two members)."""
    members = _agencies(result, observable).groupby(["week", "locality"], sort=False)["member"].sum()
    return members >= 2


def _covered(result: Result, observable: Observable) -> pd.Series:
    """Return the share of people who live where a partnership is in force."""
    people = _clients(result, observable).set_index(["week", "locality"])[list(k.STATES)].sum(axis=1)
    people = people.groupby(["week", "locality"], sort=False).sum()
    inside = people * _in_force(result, observable)
    return inside.groupby("week").sum() / people.groupby("week").sum()


def _changes_of_slots(result: Result, observable: Observable) -> pd.Series:
    """Return slots that each agency gained (or lost) in each week; the first week has no change."""
    table = _agencies(result, observable).set_index(["week", "locality", "agency"])["slots"]
    change = table.unstack(["locality", "agency"]).diff().fillna(0)
    return (change if observable.measure == "slots_opened" else -change).clip(lower=0).sum(axis=1)


def _spend(result: Result, observable: Observable) -> pd.Series:
    ledger = result.ledger
    if observable.categories:
        ledger = ledger[ledger["category"].isin(observable.categories)]
    else:
        ledger = ledger[~ledger["category"].isin((TRANSFER, FAILURE))]
    if observable.payers:
        ledger = ledger[ledger["payer"].isin(observable.payers)]
    if observable.localities:
        ledger = ledger[ledger["locality"].isin(_named(result, observable))]
    return ledger.groupby("week")["gbp"].sum().reindex(range(result.weeks), fill_value=0)


def _funding(result: Result, observable: Observable) -> pd.Series:
    table = result.funding
    if observable.windows:
        table = table[table["funding"].isin(observable.windows)]
    value = table["spent_gbp"]
    if observable.measure == "extra_slots_unspent":
        value = table["given_gbp"] - value
    return value.groupby(table["week"]).sum().reindex(range(result.weeks), fill_value=0)


def _people_in_year(result: Result, observable: Observable) -> pd.Series:
    """Count different people with an episode open at some time in the 52 weeks up to each week.

    A person counts from the year's first week in which an episode was open to its last.
    """
    episodes = result.episodes
    if observable.groups:
        episodes = episodes[episodes["group"].isin(observable.groups)]
    episodes = episodes[episodes["locality"].isin(_named(result, observable))]
    counts = np.full(result.weeks, np.nan)
    onset = episodes["onset"].to_numpy()
    end = episodes["end"].fillna(result.weeks).to_numpy(dtype=np.int64)
    client = episodes["client"].to_numpy()
    for week in range(51, result.weeks, 13):
        during = (onset <= week) & (end > week - 52)
        counts[week] = len(np.unique(client[during]))
    return pd.Series(counts)
