"""Who knows of the service, and what it costs to tell them (R3)."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.results.measure import Measure, groups, ratio
from joinup.sim.results.outcomes import outcomes
from joinup.sim.results.tables import Tallies


def _awareness(run: Tallies) -> dict[str, float]:
    return dict(zip(run.groups, map(float, outcomes(run)["aware"]), strict=False))


AWARE = Measure(
    risk="R3",
    name="aware",
    title="aware by group at the end",
    unit="share",
    better="higher",
    good="above 0.8",
    bad="below 0.4",
    definition="aware people / people in the last week",
    formula=_awareness,
    parts=groups,
)


def _cost_per_aware(run: Tallies) -> float:
    """Return publicity spending over people made aware by it.

    Of those who became aware in a week, campaigns are credited with their part of the hazard:
    ``-log(1 - exposed) / (-log(1 - p0) - log(1 - exposed) - log(1 - q A))``.
    """
    spend = run.spending(only=("publicity",))
    if not spend:
        return float("nan")
    spontaneous, told = (
        np.array(run.by_week(f"awareness.{name}"))[:, None] for name in ("spontaneous", "word_of_mouth")
    )
    people = run.weekly_of(*k.STATES)
    share = np.divide(run.weekly_of("aware"), people, out=np.zeros(people.shape), where=people > 0)
    advert = -np.log(np.maximum((1 - run.exposed).prod(axis=1), 1e-300))
    other = -np.log1p(-spontaneous) - np.log1p(-told * share)
    part = np.divide(advert, advert + other, out=np.zeros(people.shape), where=advert + other > 0)
    return ratio(spend, float((run.weekly_of("became_aware") * part).sum()))


COST_PER_AWARE = Measure(
    risk="R3",
    name="cost_per_aware",
    title="cost per person made aware",
    unit="GBP",
    better="lower",
    good="below 5",
    bad="above 50",
    definition="publicity / people who became aware through it",
    formula=_cost_per_aware,
)
