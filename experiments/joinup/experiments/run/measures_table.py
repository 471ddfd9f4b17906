"""The measures kept of every run, for all the people that its clients represent.

A run is reduced to these as soon as it ends, so that many runs fit in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from joinup.sim.extensions.own_values import own_values
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.columns import TABLES
from joinup.sim.results.observables import series
from joinup.sim.results.outcomes import ALL, outcomes
from joinup.sim.results.result import Result
from joinup.sim.results.scorecard import measured
from joinup.sim.results.tables import Tallies, places_used

JOINT = ("coordination", "set_up")
"""Categories of the ledger that are costs of joint working."""

USE, OCCUPANCY = "use", "occupancy"
"""Kind of the shares of places in use, and the name of those by agency."""

OWN = "own"
"""Kind of the measures that users have added."""

NET_COST = "net_cost"
"""What a payer pays, transfers included, less what it receives."""


class Key(NamedTuple):
    """The name of one measure of a run.

    Attributes
    ----------
    kind
        ``outcome``, ``scorecard``, ``use``, ``money``, ``cost``, ``cost_discounted``, ``received``,
        ``net``, ``funding``, ``agency``, ``value`` or ``own``.
    name
        Outcome, measure, category of the ledger, or use of funding.
    part
        Client group, part of a measure, payer, payee or funding window; empty if the whole.
    """

    kind: str
    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RunMeasures:
    """The measures of one run.

    Attributes
    ----------
    seed
        Seed of its draws.
    values
        Every measure; counts and money are for all people.
    series
        Observables by name, one value per week.
    slopes
        Relative change of each stock in the last year of the warm-up.
    still_moving
        Stocks whose change within this run was beyond noise.
    """

    seed: int
    values: dict[Key, float]
    series: dict[str, npt.NDArray[np.float64]]
    slopes: dict[str, float]
    still_moving: frozenset[str]


def measures_of(result: Result) -> RunMeasures:
    """Reduce a run to its measures."""
    run = result.tallies
    return RunMeasures(
        seed=result.seed,
        values={
            **_outcomes(run),
            **_scorecard(run),
            **_use(run),
            **_money(run),
            **_funding(run),
            **_efforts(run),
            **_own(result),
        },
        series={item.name: series(run, item) for item in run.scenario.observables},
        slopes=result.warm_up_slopes,
        still_moving=frozenset(result.still_moving),
    )


def _own(result: Result) -> dict[Key, float]:
    """Return the measures that users have added: of all, or by whatever parts they return."""
    found: dict[Key, float] = {}
    for one in result.scenario.extensions_in_force:
        if one.kind == "measure":
            values = own_values(one, result)
            found |= {Key(OWN, one.name, part): value for part, value in values.items()}
    return found


def _outcomes(run: Tallies) -> dict[Key, float]:
    found = {}
    for name, values in outcomes(run).items():
        counts = TABLES["summary"].column(name).per_client and name != "clients"
        each = run.scenario.people_per_client if counts else 1.0
        for group, value in zip((*run.groups, ALL), values.tolist(), strict=True):
            found[Key("outcome", name, group)] = value * each
    return found


def _scorecard(run: Tallies) -> dict[Key, float]:
    return {Key("scorecard", name, part): value for (name, part), value in measured(run).items()}


def _use(run: Tallies) -> dict[Key, float]:
    used, places = float(places_used(run.agencies).sum()), float(run.agency("places").sum())
    return {
        Key(USE, "places_in_use"): used / places if places else nan,
        **{Key(USE, OCCUPANCY, role): share for role, share in run.occupancy.items()},
    }


def _money(run: Tallies) -> dict[Key, float]:
    weight = run.scenario.people_per_client
    found: dict[Key, float] = {}
    amounts = zip(run.lines, run.paid_in_all.tolist(), (run.discount @ run.paid).tolist(), strict=True)
    for line, gbp, discounted in amounts:
        if not gbp:
            continue
        _add(found, Key("cost", line.category, line.payer), gbp * weight)
        _add(found, Key("cost_discounted", line.category, line.payer), discounted * weight)
        if line.category == TRANSFER:
            _add(found, Key("received", TRANSFER, line.payee), gbp * weight)

    def total(kind: str, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> float:
        return sum(
            gbp
            for key, gbp in found.items()
            if key.kind == kind and key.name not in without and (not only or key.name in only)
        )

    net: dict[Key, float] = {}
    for key, gbp in found.items():
        if key.kind in ("cost", "received"):
            _add(net, Key("net", NET_COST, key.part), gbp if key.kind == "cost" else -gbp)
    sums = {
        "public_cost": total("cost", without=(TRANSFER,)),
        "spending": total("cost", without=(TRANSFER, FAILURE)),
        "coordination": total("cost", only=JOINT),
        "failure_demand": total("cost", only=(FAILURE,)),
        "public_cost_discounted": total("cost_discounted", without=(TRANSFER,)),
        "need_weeks_discounted": float(run.discount @ run.need.sum(axis=1)) * weight,
    }
    return {**found, **net, **{Key("money", name): value for name, value in sums.items()}}


def _add(found: dict[Key, float], key: Key, amount: float) -> None:
    found[key] = found.get(key, 0.0) + amount


def _funding(run: Tallies) -> dict[Key, float]:
    weight = run.scenario.people_per_client
    found = {}
    for place, window in enumerate(run.scenario.funding):
        given, (spent, left, lapsed) = run.given[:, place], run.funding[:, place].T
        gbp = {"given": given.sum(), "spent": spent.sum(), "lapsed": lapsed.sum(), "left": left[-1]}
        found.update({Key("funding", name, window.name): float(x) * weight for name, x in gbp.items()})
    return found


def _efforts(run: Tallies) -> dict[Key, float]:
    """Return each agency's mean joint effort over the weeks in which it was a member."""
    effort, member = run.agency("effort"), run.agency("member") == 1
    return {
        Key("agency", "effort", role): float(effort[..., place][member[..., place]].mean())
        for place, role in enumerate(run.roles)
        if member[..., place].any()
    }
