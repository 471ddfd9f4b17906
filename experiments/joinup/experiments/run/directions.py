"""Which direction of a measure is better, and which values it can have."""

from __future__ import annotations

from math import inf
from typing import Literal

from joinup.experiments.run.measures_table import OWN, Key
from joinup.sim.extensions.registry import said_of
from joinup.sim.results.scorecard import MEASURES

Better = Literal["higher", "lower", "zero"] | None
"""Which values of a measure are better; ``zero``: those nearer to it; None: neither by itself."""

Bounds = tuple[float, float]

LOWER = {
    "unmet_need_weeks",
    "need_weeks",
    "weeks_to_help",
    "not_helped",
    "unmet_need",
    "mean_wait_weeks",
    "relapses",
    "dropped_out",
    "public_cost",
    "spending",
    "coordination",
    "failure_demand",
    "public_cost_discounted",
    "need_weeks_discounted",
    "incremental_cost",
    "incremental_cost_discounted",
}
HIGHER = {
    "reached",
    "resolved",
    "resolved_within_52_weeks",
    "helped_within_26",
    "helped_within_52",
    "helped_within_104",
    "joined_up",
    "aware",
    "net_benefit",
    "weeks_avoided",
    "weeks_avoided_discounted",
}
SHARES = {
    "reached",
    "resolved_within_52_weeks",
    "helped_within_26",
    "helped_within_52",
    "helped_within_104",
    "ended_by_itself",
    "unmet_need",
    "aware",
    "places_in_use",
    "occupancy",
    "effort",
}
JUDGED = ("outcome", "money", "value", "now")
"""Kinds of measures of which the name tells whether more is better."""

SHARE, AMOUNT, ANY = (0.0, 1.0), (0.0, inf), (-inf, inf)
OF_UNITS: dict[str, Bounds] = {
    "share": SHARE,
    "share of full effort": SHARE,
    "share of episodes": SHARE,
    "0-1": SHARE,
    "ratio": SHARE,
    "rank correlation": (-1.0, 1.0),
    "per 100 dissatisfied": (0.0, 100.0),
}
"""Values of a unit; amounts and numbers of people have no upper end."""

BY_NAME = {measure.name: measure for measure in MEASURES}


def better_of(key: Key) -> Better:
    """Return which values of a measure are better.

    Examples
    --------
    >>> better_of(Key("outcome", "resolved", "all")), better_of(Key("outcome", "episodes", "all"))
    ('higher', None)
    """
    if key.kind == "scorecard":
        return BY_NAME[key.name].better
    if key.kind == OWN:
        own = said_of(key.name)
        return None if own is None or own.better == "neither" else own.better
    if key.kind not in JUDGED:
        return None
    return "higher" if key.name in HIGHER else "lower" if key.name in LOWER else None


def bounds_of(key: Key) -> Bounds:
    """Return between what a measure lies: no interval of it goes beyond.

    Examples
    --------
    >>> bounds_of(Key("outcome", "reached", "all"))
    (0.0, 1.0)
    """
    if key.kind in ("value", "net"):
        return ANY
    if key.kind == OWN:
        own = said_of(key.name)
        return SHARE if own is not None and own.unit == "share" else ANY
    if key.kind == "scorecard":
        measure = BY_NAME[key.name]
        # What is best at zero may lie on either side of it.
        return ANY if measure.better == "zero" else OF_UNITS.get(measure.unit, AMOUNT)
    return SHARE if key.name in SHARES else AMOUNT
