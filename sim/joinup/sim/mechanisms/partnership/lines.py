"""What a partnership as such costs (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.ledger.payments import FUNDER, Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return the lines of setting a partnership up, of running a unit of its own, and of paid hours.

    Those stand in for the staff time that joint working takes, where services do not slow down for it.
    """
    return [
        Line(FUNDER, "partnership", "set_up", of_joint_working=True),
        Line(FUNDER, "partnership", "coordination", of_joint_working=True),
        *(
            Line(agency.name, agency.name, "coordination", of_joint_working=True)
            for agency in scenario.agencies
        ),
    ]
