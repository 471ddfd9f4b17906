"""The outcomes that a screen shows over time: formulas that hold for one week and for many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from joinup.experiments.session.series import Series
from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.parameters import Scenario
from joinup.sim.results.tables import COLUMN, UNMET, Floats

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Measures at the end of one or more weeks, for all the people that clients represent.

    Attributes
    ----------
    counts, so_far
        Stocks and flows, of the week and cumulative (..., G, C).
    public_cost
        GBP paid so far, transfers left out (...).
    in_service_weight
        What a week in service counts as need.
    """

    counts: Floats
    so_far: Floats
    public_cost: Floats
    in_service_weight: float

    def now(self, *names: str) -> Values:
        """Return stocks or flows of the week, all groups together (...)."""
        return _sum(self.counts, names)

    def total(self, *names: str) -> Values:
        """Return cumulative flows, or cumulative stocks (...)."""
        return _sum(self.so_far, names)


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """One outcome over time.

    Attributes
    ----------
    name, title, unit
        Its name, its title, its unit.
    better
        Whether higher or lower is better.
    formula
        Computes it (...).
    """

    name: str
    title: str
    unit: str
    better: Literal["higher", "lower"]
    formula: Callable[[Weeks], Values]


def _sum(values: Floats, names: tuple[str, ...]) -> Values:
    total: Values = values[..., [COLUMN[name] for name in names]].sum(axis=(-2, -1))
    return total


def _share(part: Values, whole: Values) -> Values:
    found = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=found, where=np.asarray(whole) > 0)
    return found


def _inclusion(weeks: Weeks) -> Values:
    """Lowest reach of a group over the highest: first services over episodes begun, so far."""
    begun = weeks.so_far[..., [COLUMN["onsets"], COLUMN["relapses"]]].sum(axis=-1)
    reach = _share(weeks.so_far[..., COLUMN["reached"]], begun)
    some = np.isfinite(reach).any(axis=-1)
    lowest = np.where(some, np.nan_to_num(reach, nan=np.inf).min(axis=-1), np.nan)
    return _share(lowest, np.nan_to_num(reach, nan=-np.inf).max(axis=-1))


OUTCOMES: tuple[LiveOutcome, ...] = (
    LiveOutcome(
        "unmet_need",
        "people in need and not being helped",
        "people",
        "lower",
        lambda weeks: weeks.now(*UNMET),
    ),
    LiveOutcome(
        "need_weeks",
        "weeks of need so far",
        "weeks",
        "lower",
        lambda weeks: weeks.total(*UNMET) + weeks.in_service_weight * weeks.total("in_service"),
    ),
    LiveOutcome("waiting", "people on a list", "people", "lower", lambda weeks: weeks.now("waiting")),
    LiveOutcome(
        "in_service", "people being helped", "people", "higher", lambda weeks: weeks.now("in_service")
    ),
    LiveOutcome(
        "resolved",
        "cases closed with every need met, so far",
        "cases",
        "higher",
        lambda weeks: weeks.total("resolved"),
    ),
    LiveOutcome(
        "joined_up", "joined-up outcomes so far", "cases", "higher", lambda weeks: weeks.total("joined_up")
    ),
    LiveOutcome(
        "dropped_out",
        "times people dropped out, so far",
        "times",
        "lower",
        lambda weeks: weeks.total("dissatisfied") - weeks.total("displeased"),
    ),
    LiveOutcome(
        "aware",
        "share of people who know of the service",
        "share",
        "higher",
        lambda weeks: _share(weeks.now("aware"), weeks.now(*k.STATES)),
    ),
    LiveOutcome(
        "inclusion", "inclusion: lowest over highest reach of a group, so far", "ratio", "higher", _inclusion
    ),
    LiveOutcome(
        "public_cost",
        "public cost so far, unmet need included",
        "GBP",
        "lower",
        lambda weeks: weeks.public_cost,
    ),
)
"""Every outcome that is shown over time."""

BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}


def over_time(scenario: Scenario, series: Series) -> dict[str, Values]:
    """Return every outcome at the end of each week from week 0 on (T,)."""
    weeks = _weeks(scenario, series, slice(1, None))
    return {outcome.name: outcome.formula(weeks) for outcome in OUTCOMES}


def at_the_end(scenario: Scenario, series: Series) -> tuple[float, ...]:
    """Return every outcome at the end of the last week run; the initial state before any."""
    # A slice of one week, so that sums are taken in the same order as over time.
    weeks = _weeks(scenario, series, slice(series.weeks, None))
    return tuple(float(outcome.formula(weeks)[0]) for outcome in OUTCOMES)


def _weeks(scenario: Scenario, series: Series, which: slice) -> Weeks:
    weight = np.float64(scenario.people_per_client)
    public = np.array([line.category != TRANSFER for line in series.lines], dtype=float)
    return Weeks(
        counts=series.counts()[which].astype(float) * weight,
        so_far=series.so_far()[which].astype(float) * weight,
        # Summed week by week: a product of matrices adds up one week otherwise than many.
        public_cost=(series.paid_so_far()[which] * public).sum(axis=-1) * weight,
        in_service_weight=scenario.outcomes.in_service_weight,
    )


def money_of_the_week(scenario: Scenario, series: Series) -> dict[str, tuple[float, float, float]]:
    """Return GBP of the last week by payer: spending, cost of unmet need, transfers paid."""
    kinds = {FAILURE: 1, TRANSFER: 2}
    found: dict[str, list[float]] = {}
    paid = series.paid()[series.weeks] * scenario.people_per_client
    for line, gbp in zip(series.lines, paid.tolist(), strict=True):
        found.setdefault(line.payer, [0.0, 0.0, 0.0])[kinds.get(line.category, 0)] += gbp
    return {payer: (spent, failure, moved) for payer, (spent, failure, moved) in found.items()}


def payers(scenario: Scenario) -> list[str]:
    """Return who pays for anything, in the order of the ledger."""
    return list(dict.fromkeys(line.payer for line in ledger_lines(scenario)))
