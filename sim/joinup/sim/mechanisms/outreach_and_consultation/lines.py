"""What consultation and outreach cost (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return one line for each consultation, then one for each agency's outreach."""
    asked = [Line(item.payer, "consultation", "consultation") for item in scenario.consultations]
    return asked + [Line(agency.name, agency.name, "outreach") for agency in scenario.agencies]
