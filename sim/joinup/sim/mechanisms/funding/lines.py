"""Staff paid by extra money, window by window (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import STAFF, Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return the lines of each funding window: its staff time at each agency, by category."""
    return [
        Line(window.payer, agency.name, category)
        for window in scenario.funding
        for agency in scenario.agencies
        for category in STAFF
    ]
