"""The scorecard: the mechanisms' measures of the seven risks (ODD 1), in reading order."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from joinup.sim.mechanisms.accountability import measures as accountability
from joinup.sim.mechanisms.awareness import measures as awareness
from joinup.sim.mechanisms.effort import measures as effort
from joinup.sim.mechanisms.funding import measures as funding
from joinup.sim.mechanisms.journeys import measures as journeys
from joinup.sim.mechanisms.ledger import measures as ledger
from joinup.sim.mechanisms.partnership import measures as partnership
from joinup.sim.mechanisms.reporting import measures as reporting
from joinup.sim.results.measure import Measure
from joinup.sim.results.tables import Tallies

MEASURES: tuple[Measure, ...] = (
    effort.EFFORT,
    partnership.JOINT_INTENSITY,
    journeys.HAND_OFF_SUCCESS,
    effort.EFFORT_GAP,
    journeys.REACH,
    journeys.INCLUSION_RATIO,
    journeys.DROP_OUTS,
    awareness.AWARE,
    journeys.TAKE_UP,
    awareness.COST_PER_AWARE,
    partnership.JOINT_INTENSITY_KEPT,
    journeys.OUTCOMES_KEPT,
    reporting.FLATTERY,
    reporting.MISSED_SHORTFALLS,
    reporting.RANK_CORRELATION,
    ledger.PUBLIC_COST,
    ledger.COST_PER_RESOLVED,
    ledger.COORDINATION_SHARE,
    ledger.FAILURE_DEMAND,
    funding.UNSPENT,
    effort.CONTRIBUTION,
    accountability.COMPLAINTS,
    accountability.UPHELD,
    accountability.UNOWNED,
    accountability.TRACED_SPENDING,
    accountability.HELD_TO_ACCOUNT,
)
"""Every measure of the scorecard."""


def measured(run: Tallies) -> dict[tuple[str, str], float]:
    """Return every measure by its name and part (group or cause; empty if it has but one)."""
    values: dict[tuple[str, str], float] = {}
    for measure in MEASURES:
        found = measure.formula(run)
        parts = found if isinstance(found, Mapping) else {"": found}
        values |= {(measure.name, part): float(value) for part, value in parts.items()}
    return values


def scorecard(run: Tallies) -> pd.DataFrame:
    """Return every measure: risk, measure, part (group or cause, empty if one), value and meaning."""
    by_name = {measure.name: measure for measure in MEASURES}
    rows = [
        {
            "risk": by_name[name].risk,
            "measure": name,
            "part": part,
            "value": value,
            "title": by_name[name].title,
            "unit": by_name[name].unit,
            "better": by_name[name].better or "it depends",
            "good": by_name[name].good,
            "bad": by_name[name].bad,
            "definition": by_name[name].definition,
        }
        for (name, part), value in measured(run).items()
    ]
    return pd.DataFrame(rows)
