"""Model series that can be compared with published ones (ODD 6)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import localities
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.observables import Observable
from joinup.sim.results.tables import COLUMN, UNMET, Floats, Ints, Tallies

SHARES = ("aware_share", "covered_share")
COUNTS = ("partnerships",)
"""Measures of the simulated world that do not stand for more people than there are clients."""


def series(run: Tallies, observable: Observable) -> Floats:
    """Return an observable's value in each week, grossed up to the people represented (T,).

    Stocks are at the end of the week; flows and money are summed over the observable's weeks
    (NaN where the run is too short for that).

    Raises
    ------
    ValueError
        If it needs tables by agency or locality that the run did not keep.
    """
    if observable.localities or observable.measure == "covered_share":
        run.require_localities(observable.name)
    weekly = np.asarray(_weekly(run, observable), dtype=float)
    if observable.sum_weeks > 1:
        summed = np.full(run.weeks, np.nan)
        if run.weeks >= observable.sum_weeks:
            windows = np.lib.stride_tricks.sliding_window_view(weekly, observable.sum_weeks)
            summed[observable.sum_weeks - 1 :] = windows.sum(axis=1)
        weekly = summed
    if observable.measure not in (*SHARES, *COUNTS):
        weekly = weekly * run.scenario.people_per_client
    return weekly


def needs_localities(scenario: Scenario) -> bool:
    """Return whether an observable needs weekly tables by locality."""
    return any(item.localities or item.measure == "covered_share" for item in scenario.observables)


def _weekly(run: Tallies, observable: Observable) -> npt.NDArray[np.float64] | npt.NDArray[np.int64]:
    """Return the measure week by week, in simulated clients (T,)."""
    measure = observable.measure
    if measure == "in_need_not_in_service":
        outside = _clients(run, observable, *UNMET) - _clients(run, observable, "held")
        return outside.sum(axis=(1, 2))
    if measure == "aware_share":
        people = _clients(run, observable, *k.STATES).sum(axis=(1, 2))
        return _clients(run, observable, "aware").sum(axis=(1, 2)) / people
    if measure == "covered_share":
        people = _clients(run, observable, *k.STATES).sum(axis=2)
        inside = people * _in_force(run, observable)
        return inside.sum(axis=1) / people.sum(axis=1)
    if measure == "people_in_need_in_year":
        return _people_in_year(run, observable)
    if measure == "partnerships":
        return _in_force(run, observable).sum(axis=1)
    if measure in ("places_opened", "places_closed"):
        change = np.diff(_agencies(run, observable, "places"), axis=0, prepend=np.nan)
        change = np.nan_to_num(change if measure == "places_opened" else -change)
        return np.maximum(change, 0.0).sum(axis=(1, 2))
    if measure == "spend":
        return _spend(run, observable)
    if measure in ("extra_places_spend", "extra_places_unspent"):
        spent = run.funding[..., 0]
        money = spent if measure == "extra_places_spend" else run.given - spent
        names = [window.name for window in run.scenario.funding]
        return money[:, _chosen(names, observable.windows)].sum(axis=1)
    if measure == "places" or observable.agencies:
        return _agencies(run, observable, measure).sum(axis=(1, 2))
    return _clients(run, observable, measure).sum(axis=(1, 2))


def _chosen(names: list[str] | tuple[str, ...], wanted: tuple[str, ...]) -> Ints:
    """Return the numbers of the names that are wanted; all if none is named."""
    return np.array([number for number, name in enumerate(names) if not wanted or name in wanted], np.int64)


def _localities(run: Tallies, observable: Observable) -> Ints:
    """Return the localities an observable counts, copies of counted ones included."""
    return _chosen([locality.name for _, locality in localities(run.scenario)], observable.localities)


def _clients(run: Tallies, observable: Observable, *columns: str) -> Ints:
    """Return the sum of stocks or flows of the groups and localities counted (T, localities, groups)."""
    weekly = run.weekly
    if observable.localities:
        weekly = weekly[:, _localities(run, observable)]
    groups = weekly[:, :, _chosen(run.groups, observable.groups)]
    total: Ints = groups[..., [COLUMN[name] for name in columns]].sum(axis=-1)
    return total


def _agencies(run: Tallies, observable: Observable, column: str) -> Floats:
    """Return a column of the agencies and localities counted (T, localities, agencies)."""
    run.require_agencies(observable.name)
    found = run.agency(column)[:, _localities(run, observable)]
    return found[:, :, _chosen(run.roles, observable.agencies)]


def _in_force(run: Tallies, observable: Observable) -> npt.NDArray[np.bool_]:
    """Return whether each partnership is in force: it then has at least two members (T, localities)."""
    members: npt.NDArray[np.bool_] = _agencies(run, observable, "member").sum(axis=2) >= 2
    return members


def _spend(run: Tallies, observable: Observable) -> Floats:
    counted = run.is_line(only=observable.categories)
    if not observable.categories:
        counted = run.is_line(without=(TRANSFER, FAILURE))
    if observable.payers:
        counted &= np.array([line.payer in observable.payers for line in run.lines])
    ledger = run.ledger[:, _localities(run, observable)] if observable.localities else run.ledger
    total: Floats = ledger[..., counted].sum(axis=(1, 2))
    return total


def _people_in_year(run: Tallies, observable: Observable) -> Floats:
    """Count different people with an episode open at some time in the 52 weeks up to each week.

    A person counts from the year's first week in which an episode was open to its last.
    """
    rows = run.episodes()
    rows = rows[np.isin(rows["group"], _chosen(run.groups, observable.groups))]
    rows = rows[np.isin(rows["locality"], _localities(run, observable))]
    end = np.where(rows["end"] < 0, run.weeks, rows["end"])
    counts = np.full(run.weeks, np.nan)
    for week in range(51, run.weeks, 13):
        during = (rows["onset"] <= week) & (end > week - 52)
        counts[week] = len(np.unique(rows["client"][during]))
    return counts
