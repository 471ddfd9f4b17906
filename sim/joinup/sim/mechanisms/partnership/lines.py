"""What a partnership as such costs (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import FUNDER, Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return the lines of setting a partnership up and of running a unit of its own."""
    return [Line(FUNDER, "partnership", "set_up"), Line(FUNDER, "partnership", "coordination")]
