"""What redress costs (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return one line for each agency."""
    return [Line(agency.name, agency.name, "redress") for agency in scenario.agencies]
