"""Outcomes of a run by client group (ODD 6): formulas in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.kernels import layout as k

if TYPE_CHECKING:
    from sim.result import Result

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
"""What each outcome is called."""


def outcomes(result: Result) -> pd.DataFrame:
    """Return outcomes by group, and for all, over the weeks after the warm-up.

    ``reached = first services / episodes begun``; weeks in unmet need are week-ends in need and
    not in service; a joined-up outcome is two or more needs met through two or more agencies
    without a lapse; dropping out is giving up, being lost in a hand-off or refused.
    """
    weekly = result.weekly
    sums = weekly.groupby("group", sort=False)[[*k.FLOWS, "unmet_need_weeks"]].sum()
    last = weekly[weekly["week"] == weekly["week"].max()].groupby("group", sort=False)[list(k.STOCKS)].sum()
    sums["people"] = last[list(k.STATES)].sum(axis=1)
    sums["aware_people"] = last["aware"]
    sums.loc[ALL] = sums.sum()
    episodes = sums["onsets"] + sums["relapses"]
    frame = pd.DataFrame(
        {
            "clients": sums["people"],
            "episodes": episodes,
            "reached": _ratio(sums["reached"], episodes),
            "resolved": sums["resolved"],
            "resolved_within_52_weeks": _ratio(sums["resolved_within_52"], sums["resolved"]),
            "joined_up": sums["joined_up"],
            "resolved_without_help": sums["resolved_without_help"],
            "unmet_need_weeks": sums["unmet_need_weeks"],
            "unmet_need": _ratio(sums["unmet_need_weeks"], sums["people"] * max(1, result.weeks)),
            "mean_wait_weeks": _ratio(sums["weeks_waited"], sums["started_service"]),
            "relapses": sums["relapses"],
            "dropped_out": sums["dissatisfied"],
            "complaints": sums["complaints"],
            "aware": _ratio(sums["aware_people"], sums["people"]),
        }
    )
    return frame.rename_axis("group").reset_index()


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (part / whole.where(whole > 0)).astype(np.float64)
