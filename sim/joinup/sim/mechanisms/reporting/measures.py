"""How reports differ from true results (R5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.results.measure import Measure, mean, ratio
from joinup.sim.results.tables import Floats, Ints, Tallies


class _Quarters(NamedTuple):
    """True and reported figures of the same quarter and agency, where there are both (n,)."""

    true: Floats
    reported: Floats
    target: Floats
    locality: Ints


def _quarters(run: Tallies) -> _Quarters:
    """Return true and reported figures of the same quarter; reports come with their lag."""
    lag = run.scenario.measurement.lag
    ends = np.arange(k.QUARTER - 1, len(run.agencies) - lag, k.QUARTER)
    true, reported = run.agency("true")[ends], run.agency("reported")[ends + lag]
    there = np.isfinite(true) & np.isfinite(reported)
    # In the last week of a year a target may already be the next year's.
    target = run.agency("target")[ends - 1]
    locality = np.broadcast_to(np.arange(true.shape[1])[:, None], true.shape)
    return _Quarters(true[there], reported[there], target[there], locality[there])


def _less_is_better(run: Tallies) -> bool:
    return run.scenario.measurement.metric == "stock"


def _ranks(values: Floats) -> Floats:
    """Return ranks about their mean; ties have their mean rank."""
    _, order, ties = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[order]
    centred: Floats = ranks - ranks.mean()
    return centred


def _flattery(run: Tallies) -> float:
    quarters = _quarters(run)
    some = quarters.true > 0
    gap = quarters.reported[some] / quarters.true[some] - 1
    return mean(-gap if _less_is_better(run) else gap)


FLATTERY = Measure(
    risk="R5",
    name="flattery",
    title="overstatement in reports",
    unit="share of true value",
    better="zero",
    good="about 0",
    bad="above 0.1",
    definition="mean of reported / true - 1 (reversed for a stock)",
    formula=_flattery,
)


def _missed_shortfalls(run: Tallies) -> float:
    quarters = _quarters(run)
    sign = -1 if _less_is_better(run) else 1
    short = sign * quarters.true < sign * quarters.target
    shown = sign * quarters.reported < sign * quarters.target
    return ratio(int((short & ~shown).sum()), int(short.sum()))


MISSED_SHORTFALLS = Measure(
    risk="R5",
    name="missed_shortfalls",
    title="shortfalls not reported",
    unit="share",
    better="lower",
    good="below 0.1",
    bad="above 0.4",
    definition="quarters short of target but not reported so / quarters short",
    formula=_missed_shortfalls,
)


def _rank_correlation(run: Tallies) -> float:
    quarters = _quarters(run)
    found, locality = np.unique(quarters.locality, return_inverse=True)
    if len(found) < 10:
        return float("nan")
    true, reported = (_ranks(np.bincount(locality, part)) for part in (quarters.true, quarters.reported))
    spread = float(np.sqrt((true @ true) * (reported @ reported)))
    return ratio(float(true @ reported), spread)


RANK_CORRELATION = Measure(
    risk="R5",
    name="rank_correlation",
    title="agreement of reported and true rankings of localities",
    unit="rank correlation",
    better="higher",
    good="above 0.9",
    bad="below 0.6",
    definition="Spearman, from 10 localities up",
    formula=_rank_correlation,
)
