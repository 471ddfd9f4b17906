"""The records of a run as plain arrays, from which outcomes, scorecard and observables are computed.

Data frames are for people. Making and grouping them takes a hundred times as long as a small run, so
that formulas work on arrays and name their rows at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.agencies import AGENCY_FIGURES
from joinup.sim.arrays.clients import EPISODE
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.parameters import Scenario

if TYPE_CHECKING:
    from joinup.sim.engine import Engine

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COLUMN = {name: number for number, name in enumerate((*k.STOCKS, *k.FLOWS))}
AGENCY_COLUMN = {name: number for number, name in enumerate(AGENCY_FIGURES)}
UNMET = ("seeking", "waiting", "lapsed")
"""States that are in need and not in service."""


def places_used(agencies: Floats) -> Floats:
    """Return the places not free (..., agencies), by agencies at week ends (..., agencies, columns)."""
    # A place that is held is not free either.
    columns = [AGENCY_COLUMN[name] for name in ("in_service", "held", "ready")]
    used: Floats = agencies[..., columns].sum(axis=-1)
    return used


@dataclass(frozen=True)
class Tallies:
    """The arrays of a run from week 0 on, in simulated clients and money for them.

    T weeks, P localities in the weekly tables (1 if they are not kept apart), L localities,
    A agencies, G groups, F funding windows, C campaigns, Q quarters begun.

    Attributes
    ----------
    scenario
        What was run, as it stood at the start.
    groups, roles, localities
        Names of groups, agencies and localities.
    weekly
        Stocks and flows (T, P, G, stocks and flows).
    agencies
        Agencies at week ends (T, L, A, columns); no weeks if tables were not kept.
    ledger, lines
        Payments in GBP (T, P, lines) and what the lines are.
    funding, left_before
        GBP spent, left and lapsed (T, F, 3), and left when week 0 began (F,).
    exposed
        Share of each group that each campaign reached (T, C, G).
    efforts, best_efforts
        Effort backed by managers and effort best for the partnership (Q, L, A); NaN if no member.
    targets
        Target of each agency and quarter (L, A); NaN if there is none.
    by_week
        Returns a parameter week by week, with events and interventions.
    episodes
        Returns every episode that ended, and those still open (their end is negative).
    """

    scenario: Scenario
    groups: tuple[str, ...]
    roles: tuple[str, ...]
    localities: tuple[str, ...]
    weekly: Ints
    agencies: Floats
    ledger: Floats
    lines: tuple[Line, ...]
    funding: Floats
    left_before: Floats
    exposed: Floats
    efforts: Floats
    best_efforts: Floats
    targets: Floats
    accounts: Ints
    by_week: Callable[[str], list[Any]]
    episodes: Callable[[], npt.NDArray[Any]]

    @property
    def weeks(self) -> int:
        """Weeks run after the warm-up."""
        return len(self.weekly)

    def require_localities(self, what: str) -> None:
        """Raise an error if localities were not kept apart, naming what needs them."""
        if self.weekly.shape[1] < len(self.localities):
            raise ValueError(f"'{what}' needs localities kept apart: run with by_locality=True")

    def require_agencies(self, what: str) -> None:
        """Raise an error if the agencies' weeks were not kept, naming what needs them."""
        if len(self.agencies) < self.weeks:
            raise ValueError(f"'{what}' needs the agencies' weeks: run with tables=True")

    @cached_property
    def by_group(self) -> Ints:
        """Stocks and flows of all localities together (T, G, stocks and flows)."""
        total: Ints = self.weekly[:, 0] if self.weekly.shape[1] == 1 else self.weekly.sum(axis=1)
        return total

    @cached_property
    def sums(self) -> Ints:
        """Flows, and stocks week by week, added up over the run (G, stocks and flows)."""
        total: Ints = self.by_group.sum(axis=0)
        return total

    def flow(self, name: str) -> Ints:
        """Return a flow over the whole run, by group (G,)."""
        column: Ints = self.sums[:, COLUMN[name]]
        return column

    def weekly_of(self, *names: str) -> Ints:
        """Return the sum of stocks or flows by week and group (T, G)."""
        columns: Ints = self.by_group[..., [COLUMN[name] for name in names]].sum(axis=-1)
        return columns

    @cached_property
    def need(self) -> Floats:
        """Clients in need by week and group, those in service by their weight (T, G).

        ``seeking + waiting + lapsed + w_s in service``
        """
        weight = self.scenario.outcomes.in_service_weight
        return self.weekly_of(*UNMET) + weight * self.weekly_of("in_service")

    def agency(self, name: str) -> Floats:
        """Return a column of the agencies' table (T, L, A)."""
        column: Floats = self.agencies[..., AGENCY_COLUMN[name]]
        return column

    @cached_property
    def occupancy(self) -> dict[str, float]:
        """Return the share of each agency's places in use over the run; an agency without places has none."""
        used, places = (
            values.sum(axis=(0, 1)).tolist() for values in (places_used(self.agencies), self.agency("places"))
        )
        return {
            role: taken / there for role, taken, there in zip(self.roles, used, places, strict=True) if there
        }

    def is_line(self, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> npt.NDArray[np.bool_]:
        """Return which lines of the ledger are of some categories (lines,)."""
        kinds = [line.category for line in self.lines]
        return np.array([kind not in without and (not only or kind in only) for kind in kinds], dtype=bool)

    @cached_property
    def paid(self) -> Floats:
        """GBP by week and line of all localities together (T, lines)."""
        total: Floats = self.ledger.sum(axis=1)
        return total

    @cached_property
    def paid_in_all(self) -> Floats:
        """GBP by line over the run (lines,)."""
        total: Floats = self.paid.sum(axis=0)
        return total

    def spending(self, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> float:
        """Return GBP paid over the run in some categories."""
        return float(self.paid_in_all[self.is_line(only=only, without=without)].sum())

    @cached_property
    def given(self) -> Floats:
        """GBP given by week and funding window (T, F)."""
        spent, left, lapsed = self.funding[..., 0], self.funding[..., 1], self.funding[..., 2]
        before = np.concatenate([self.left_before[None], left])[:-1]
        amount: Floats = left - before + spent + lapsed
        return amount

    @cached_property
    def discount(self) -> Floats:
        """Discount factor of each week, to week 0 (T,)."""
        rate = self.scenario.money.discount_rate
        factors: Floats = (1 + rate) ** (-np.arange(self.weeks) / 52)
        return factors


def tallies(engine: Engine, localities: tuple[str, ...]) -> Tallies:
    """Return the arrays of a run, as views of what the engine holds."""
    scenario, record = engine.opening_scenario, engine.record
    skip, weeks = -engine.first_week, max(0, engine.week)

    def written(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return array[skip : skip + weeks]

    first = -(engine.first_week // k.QUARTER)
    begun = -(-weeks // k.QUARTER)

    def by_week(path: str) -> list[Any]:
        return values_by_week(scenario, engine.interventions, path, weeks)

    chosen = record.choices[first : first + begun]
    # What managers back when agencies decide, in the first week of a quarter.
    paths = [f"agencies.{agency.name}.manager_support" for agency in scenario.agencies]
    support = np.array([by_week(path)[:: k.QUARTER] for path in paths]).T[: len(chosen), None]
    return Tallies(
        scenario=scenario,
        groups=tuple(group.name for group in scenario.population.groups),
        roles=tuple(agency.name for agency in scenario.agencies),
        localities=localities,
        weekly=written(record.weekly),
        agencies=written(record.agencies),
        ledger=written(record.ledger),
        lines=tuple(ledger_lines(scenario)),
        funding=written(record.funding),
        left_before=record.funding[skip - 1, :, 1] if skip else np.zeros(len(scenario.funding)),
        exposed=written(record.exposed),
        efforts=chosen * support,
        best_efforts=record.best[first : first + begun],
        targets=engine.state.agency["target"],
        accounts=engine.state.accounts,
        by_week=by_week,
        episodes=lambda: episodes(engine),
    )


def values_by_week(
    scenario: Scenario, interventions: Iterable[Mapping[str, Any]], path: str, weeks: int
) -> list[Any]:
    """Return a parameter as it stood in each week, with what was changed in mid-run."""
    values = [scenario.get(path)] * weeks
    for change in interventions:
        if path in change.get("set", {}):
            start = max(0, change["week"])
            values[start:] = [change["set"][path]] * (weeks - start)
    return values


def episodes(engine: Engine) -> npt.NDArray[Any]:
    """Return the episodes of a run, ended ones in order of their end, then those still open."""
    state, person = engine.state, engine.state.client
    going = np.flatnonzero(state.state != k.NO_NEED) if engine.tables else np.zeros(0, np.int64)
    still = np.zeros(len(going), EPISODE)
    still["client"] = going
    still["locality"] = np.searchsorted(engine.world.localities["end"], going, "right")
    still["group"] = state.group[going]
    still["onset"] = person["onset_week"][going]
    still["end"] = -1
    still["weeks_waited"] = person["waited"][going]
    still["needs"] = np.bitwise_count(person["needs_at_onset"][going])
    still["agencies"] = np.bitwise_count(person["met"][going])
    return np.concatenate([np.zeros(0, EPISODE), *engine.episodes, still])
