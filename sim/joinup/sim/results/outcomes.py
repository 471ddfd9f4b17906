"""Outcomes of a run by client group (ODD 6): formulas written once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.sim.arrays import codes as k
from joinup.sim.results.tables import COLUMN, UNMET, Tallies

ALL = "all"

TITLES = {
    "clients": "clients",
    "episodes": "episodes of need that began",
    "reached": "share of episodes that got to a service",
    "resolved": "episodes resolved",
    "resolved_within_52_weeks": "share of resolved episodes resolved within 52 weeks",
    "joined_up": "joined-up outcomes",
    "resolved_without_help": "needs that ended by themselves",
    "unmet_need_weeks": "weeks in unmet need",
    "unmet_need": "share of people in unmet need on an average week",
    "mean_wait_weeks": "mean weeks waited per service",
    "relapses": "relapses",
    "dropped_out": "times people dropped out",
    "complaints": "complaints",
    "aware": "share aware at the end",
}
"""Title of each outcome."""


def outcomes(run: Tallies) -> dict[str, npt.NDArray[np.int64] | npt.NDArray[np.float64]]:
    """Return outcomes by group, and for all as the last entry, over the weeks after the warm-up.

    ``reached = first services / episodes begun``; weeks in unmet need are week-ends in need and
    not in service; a joined-up outcome is two or more needs met through two or more agencies
    without a lapse; dropping out is giving up, being lost in a hand-off or refused. Whole numbers
    are counts, the others are shares and means.
    """
    sums = np.vstack([run.sums, run.sums.sum(axis=0)])
    last = run.by_group[-1] if run.weeks else np.zeros_like(run.sums)
    last = np.vstack([last, last.sum(axis=0)])

    def of(*names: str) -> npt.NDArray[np.int64]:
        total: npt.NDArray[np.int64] = sums[:, [COLUMN[name] for name in names]].sum(axis=1)
        return total

    people = last[:, [COLUMN[name] for name in k.STATES]].sum(axis=1)
    episodes, unmet = of("onsets", "relapses"), of(*UNMET)
    return {
        "clients": people,
        "episodes": episodes,
        "reached": _ratio(of("reached"), episodes),
        "resolved": of("resolved"),
        "resolved_within_52_weeks": _ratio(of("resolved_within_52"), of("resolved")),
        "joined_up": of("joined_up"),
        "resolved_without_help": of("resolved_without_help"),
        "unmet_need_weeks": unmet,
        "unmet_need": _ratio(unmet, people * max(1, run.weeks)),
        "mean_wait_weeks": _ratio(of("weeks_waited"), of("started_service")),
        "relapses": of("relapses"),
        "dropped_out": of("dissatisfied"),
        "complaints": of("complaints"),
        "aware": _ratio(last[:, COLUMN["aware"]], people),
    }


def outcomes_table(run: Tallies) -> pd.DataFrame:
    """Return the outcomes as a table: one row per group, and one for all."""
    return pd.DataFrame({"group": [*run.groups, ALL], **outcomes(run)})


def _ratio(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
