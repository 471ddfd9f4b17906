"""Costs (R6)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.measure import Measure, ratio, spending
from joinup.sim.results.tables import Tallies


def _public_cost(run: Tallies) -> float:
    return run.spending(without=(TRANSFER,)) * run.scenario.people_per_client


PUBLIC_COST = Measure(
    risk="R6",
    name="public_cost",
    title="public cost",
    unit="GBP",
    better="lower",
    good="less than the baseline",
    bad="more than the baseline",
    definition="all payments but transfers, for all people",
    formula=_public_cost,
)


def _cost_per_resolved(run: Tallies) -> float:
    return ratio(spending(run), int(run.flow("resolved").sum()))


COST_PER_RESOLVED = Measure(
    risk="R6",
    name="cost_per_resolved",
    title="spending per episode resolved",
    unit="GBP",
    better="lower",
    good="less than the baseline",
    bad="more than the baseline",
    definition="spending without failure demand / episodes resolved",
    formula=_cost_per_resolved,
)


def _coordination_share(run: Tallies) -> float:
    return ratio(run.spending(only=("coordination", "set_up")), spending(run))


COORDINATION_SHARE = Measure(
    risk="R6",
    name="coordination_share",
    title="share of spending on coordination and set-up",
    unit="share",
    better="lower",
    good="below 0.03",
    bad="above 0.1",
    definition="coordination and set-up / spending",
    formula=_coordination_share,
)


def _failure_share(run: Tallies) -> float:
    return ratio(run.spending(only=(FAILURE,)), run.spending(without=(TRANSFER,)))


FAILURE_DEMAND = Measure(
    risk="R6",
    name="failure_demand",
    title="share of public cost that is failure demand",
    unit="share",
    better="lower",
    good="below 0.2",
    bad="above 0.5",
    definition="cost of unmet need / public cost",
    formula=_failure_share,
)
