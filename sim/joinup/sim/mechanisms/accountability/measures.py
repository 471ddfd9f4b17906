"""Complaints, and money with a named owner (R7)."""

from __future__ import annotations

import numpy as np

from joinup.sim.mechanisms.accountability.account import HELD, MISSED
from joinup.sim.results.measure import Measure, ratio, spending
from joinup.sim.results.tables import Tallies


def _complaints(run: Tallies) -> float:
    return 100 * ratio(int(run.flow("complaints").sum()), int(run.flow("dissatisfied").sum()))


COMPLAINTS = Measure(
    risk="R7",
    name="complaints",
    title="complaints",
    unit="per 100 dissatisfied",
    better=None,
    good="people complain when it helps",
    bad="they give up without complaining",
    definition="complaints / people dissatisfied",
    formula=_complaints,
)


def _upheld(run: Tallies) -> float:
    return ratio(int(run.flow("upheld").sum()), int(run.flow("complaints").sum()))


UPHELD = Measure(
    risk="R7",
    name="upheld",
    title="complaints upheld",
    unit="share",
    better=None,
    good="above 0.4",
    bad="below 0.1",
    definition="upheld / complaints",
    formula=_upheld,
)


def _unowned(run: Tallies) -> float:
    return ratio(int(run.flow("unowned").sum()), int(run.flow("complaints").sum()))


UNOWNED = Measure(
    risk="R7",
    name="unowned",
    title="complaints without an owner",
    unit="share",
    better="lower",
    good="below 0.1",
    bad="above 0.4",
    definition="unowned / complaints",
    formula=_unowned,
)


def _traced_spending(run: Tallies) -> float:
    """Return the share of spending with a named owner.

    Money of one agency is owned by it; of pooled money, and of money for the partnership as
    such, the share that is clearly owned is the clarity of ownership, and of the rest what the form
    has an owner for; where it names none, nothing.
    """
    if len(run.agencies) < run.weeks:
        return float("nan")
    forms = run.by_week("partnership.form")
    owners = {name: run.by_week(f"forms.{name}.governance.owner") for name in set(forms)}
    owned = np.array([owners[name][week] or 0.0 for week, name in enumerate(forms)])
    unclear = (1 - np.array(run.by_week("redress.clarity"), dtype=float)) * (1 - owned)
    places = run.agency("places").sum(axis=1)
    pooled = (run.agency("places") * run.agency("pooled_share")).sum(axis=1)
    share = np.divide(pooled, places, out=np.zeros(places.shape), where=places > 0)
    without_owner = np.zeros(run.weeks)
    for number, line in enumerate(run.lines):
        if line.category in ("service", "coordination", "set_up"):
            # Payments to the partnership as such have no owner of their own.
            part = share[:, run.roles.index(line.payee)] if line.payee in run.roles else 1.0
            without_owner += run.paid[:, number] * part
    return 1 - ratio(float(without_owner @ unclear), spending(run))


TRACED_SPENDING = Measure(
    risk="R7",
    name="traced_spending",
    title="spending traced to a named owner",
    unit="share",
    better="higher",
    good="above 0.95",
    bad="below 0.7",
    definition="1 - (pooled and partnership money) (1 - clarity) (1 - o_f) / spending",
    formula=_traced_spending,
)


def _held(run: Tallies) -> float:
    made = run.accounts.sum(axis=0)
    return ratio(int(made[HELD]), int(made[MISSED]))


HELD_TO_ACCOUNT = Measure(
    risk="R7",
    name="held_to_account",
    title="missed yearly accounts to which somebody was held",
    unit="share",
    better="higher",
    good="above 0.8",
    bad="below 0.3",
    definition="accounts missed for which somebody answered / accounts missed",
    formula=_held,
)
