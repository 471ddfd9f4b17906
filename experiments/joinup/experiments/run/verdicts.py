"""The rating of a measure of the scorecard: good, bad, between, or why it has no value."""

from __future__ import annotations

import re
from typing import Literal

from joinup.sim.parameters import Scenario
from joinup.sim.results.measure import Measure

Judgement = Literal["good", "between", "bad"]

LIMIT = re.compile(r"(above|below) (-?\d+(?:\.\d+)?)")

SHORTEST_FUNDING = 26
HALF_A_WINDOW = 13
"""Minimum weeks of funding to compare with; weeks on either side of the week compared."""


def judge(measure: Measure, value: float) -> Judgement | None:
    """Return whether a value is good or bad, if the measure has numeric limits.

    Examples
    --------
    >>> from joinup.sim.results.scorecard import MEASURES
    >>> judge(MEASURES[0], 0.7)
    'good'
    """
    good, bad = _passes(measure.good, value), _passes(measure.bad, value)
    if good:
        return "good"
    if bad:
        return "bad"
    return None if good is None or bad is None else "between"


def _passes(text: str, value: float) -> bool | None:
    found = LIMIT.fullmatch(text)
    if found is None:
        return None
    limit = float(found[2])
    return value > limit if found[1] == "above" else value < limit


def why_missing(measure: Measure, part: str, scenario: Scenario) -> str:
    """Return in words why a measure, or a part of it, has no value."""
    if measure.name in ("joint_intensity_kept", "outcomes_kept"):
        return _why_not_kept(part, scenario)
    return REASONS.get(measure.name, "no cases")


def _why_not_kept(part: str, scenario: Scenario) -> str:
    ends = [window.ends for window in scenario.funding if window.ends is not None]
    if not ends:
        return "no funding that ends"
    if max(ends) < SHORTEST_FUNDING:
        return f"funded for less than {SHORTEST_FUNDING} weeks"
    later = int(part.split()[0])
    if max(ends) + later + HALF_A_WINDOW > scenario.weeks:
        return "the run ends before"
    return "there was nothing to sustain"


REASONS = {
    "effort": "no joint working",
    "joint_intensity": "no joint working",
    "effort_gap": "no joint working",
    "contribution": "no joint working",
    "rank_correlation": "fewer than 10 localities",
    "cost_per_aware": "no publicity",
    "unspent": "no programme money",
    "flattery": "no quarter to report on",
    "missed_shortfalls": "nobody fell short of a target",
    "upheld": "nobody complained",
    "unowned": "nobody complained",
}
"""Why some measures may have no value."""
