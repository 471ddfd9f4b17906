"""Outcomes of a run by client group (ODD 6): formulas written once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.sizes import LONGEST
from joinup.sim.results.tables import COLUMN, UNMET, Tallies

ALL = "all"

WITHIN = (26, 52, LONGEST)
"""Weeks from onset within which it is asked who was helped."""

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
    "in_service_weeks": "weeks in service",
    "need_weeks": "weeks of need",
    "helped_within_26": "share of episodes resolved within 26 weeks of onset",
    "helped_within_52": "share of episodes resolved within 52 weeks of onset",
    "helped_within_104": "share of episodes resolved within 104 weeks of onset",
    "weeks_to_help": "mean weeks from onset to help, counted to 104",
    "ended_by_itself": "share of ended episodes that ended by themselves",
    "deadweight": "needs that ended by themselves while the person was served",
    "not_helped": "times people gave up after services that did not help",
}
"""Title of each outcome."""


def outcomes(run: Tallies) -> dict[str, npt.NDArray[np.int64] | npt.NDArray[np.float64]]:
    """Return outcomes by group, and for all as the last entry, over the weeks after the warm-up.

    ``reached = first services / episodes begun``; weeks in unmet need are week-ends in need and
    not in service; weeks of need count those in service too, by ``outcomes.in_service_weight``; a
    joined-up outcome is two or more needs met through two or more agencies without a lapse or a
    service that did not help; dropping out is giving up, being lost in a hand-off, refused or not
    helped. Help is counted from onset, for the episodes that began long enough before the end: NaN if
    none did. Whole numbers are counts, the others are shares and means.
    """
    sums = np.vstack([run.sums, run.sums.sum(axis=0)])
    last = run.by_group[-1] if run.weeks else np.zeros_like(run.sums)
    last = np.vstack([last, last.sum(axis=0)])

    def of(first: str, *others: str) -> npt.NDArray[np.int64]:
        total: npt.NDArray[np.int64] = sums[:, COLUMN[first]]
        for name in others:
            total = total + sums[:, COLUMN[name]]
        return total

    people = last[:, [COLUMN[name] for name in k.STATES]].sum(axis=1)
    episodes, unmet = of("onsets", "relapses"), of(*UNMET)
    by_themselves = of("resolved_without_help")
    return {
        "clients": people,
        "episodes": episodes,
        "reached": _ratio(of("reached"), episodes),
        "resolved": of("resolved"),
        "resolved_within_52_weeks": _ratio(of("resolved_within_52"), of("resolved")),
        "joined_up": of("joined_up"),
        "resolved_without_help": by_themselves,
        "unmet_need_weeks": unmet,
        "unmet_need": _ratio(unmet, people * max(1, run.weeks)),
        "mean_wait_weeks": _ratio(of("weeks_waited"), of("started_service")),
        "relapses": of("relapses"),
        "dropped_out": of("dissatisfied") - of("displeased"),
        "complaints": of("complaints"),
        "aware": _ratio(last[:, COLUMN["aware"]], people),
        "in_service_weeks": of("in_service"),
        "need_weeks": np.append(run.need.sum(axis=0), run.need.sum()),
        **_from_onset(run),
        "ended_by_itself": _ratio(by_themselves, by_themselves + of("resolved")),
        "deadweight": of("exits_in_service"),
        "not_helped": of("not_helped"),
    }


def _from_onset(run: Tallies) -> dict[str, npt.NDArray[np.float64]]:
    """Return who was helped in time, of those whose episodes began as long before the end."""

    def total(first: int, end: int, *names: str) -> npt.NDArray[np.int64]:
        by_group = run.by_group[first : max(0, end), :, [COLUMN[name] for name in names]].sum(axis=(0, 2))
        return np.append(by_group, by_group.sum())

    begun = {weeks: total(0, run.weeks - weeks, "onsets", "relapses") for weeks in WITHIN}
    helped = {weeks: total(weeks, run.weeks, f"helped_within_{weeks}") for weeks in WITHIN}
    taken = total(LONGEST, run.weeks, "weeks_to_help") + LONGEST * (begun[LONGEST] - helped[LONGEST])
    return {
        **{f"helped_within_{weeks}": _ratio(helped[weeks], begun[weeks]) for weeks in WITHIN},
        "weeks_to_help": _ratio(taken, begun[LONGEST]),
    }


def outcome_columns(run: Tallies) -> dict[str, Any]:
    """Return the outcomes as columns of a table: one row per group, and one for all."""
    return {"group": [*run.groups, ALL], **outcomes(run)}


def _ratio(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
