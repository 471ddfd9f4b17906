"""How much programme money is spent (R6)."""

from __future__ import annotations

from joinup.sim.results.measure import Measure, ratio
from joinup.sim.results.tables import Tallies


def _unspent(run: Tallies) -> float:
    return 1 - ratio(float(run.funding[..., 0].sum()), float(run.given.sum()))


UNSPENT = Measure(
    risk="R6",
    name="unspent",
    title="programme money not spent",
    unit="share",
    better="lower",
    good="below 0.1",
    bad="above 0.5",
    definition="1 - spent / given",
    formula=_unspent,
)
