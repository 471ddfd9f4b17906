"""What navigators cost (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return one line for each."""
    return [Line(one.payer, "navigators", "navigators", of_joint_working=True) for one in scenario.navigators]
