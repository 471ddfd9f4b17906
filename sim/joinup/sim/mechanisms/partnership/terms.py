"""When what a contract says can change: incentives changed by an event bite at its renewal (ODD 7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import split

AGREED = "incentives"
"""The section whose numbers a contract fixes for its term."""


def agreed_anew(scenario: Scenario, week: int, form_since: int) -> int:
    """Return the first week from one on in which what was agreed can change: at once without a contract.

    A contract runs from the start of the partnership, or from when an event changed its form, and localities
    that join later join it as it is.

    Examples
    --------
    >>> import joinup as ju
    >>> from joinup.sim.declarations import NEVER
    >>> network = {"partnership.form": "contract_network", "partnership.starts": 10}
    >>> scenario = ju.load("town").with_changes({"schema_version": 2, **network})
    >>> [agreed_anew(scenario, week, -NEVER) for week in (5, 10, 11, 166, 167)]
    [5, 10, 166, 166, 322]
    """
    part, term = scenario.partnership, scenario.form_in_force.governance.term
    starts = max(part.starts, form_since)
    ended = part.ends is not None and part.ends <= week
    if term is None or week < starts or ended or not scenario.form_in_force.reaches:
        return week
    renewal = week + (starts - week) % term
    return renewal if part.ends is None else min(renewal, part.ends)


def by_when(changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the changes that take effect at once, and those that wait until a contract is renewed.

    Examples
    --------
    >>> by_when({"trust.start": 0.5, "incentives.grant.gbp": 100})
    ({'trust.start': 0.5}, {'incentives.grant.gbp': 100})
    """
    later = {path: value for path, value in changes.items() if split(path)[0] == AGREED}
    return {path: value for path, value in changes.items() if path not in later}, later
