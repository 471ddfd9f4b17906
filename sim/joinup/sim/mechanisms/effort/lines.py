"""What incentives move between payers and payees (ODD 4.8)."""

from __future__ import annotations

from joinup.sim.mechanisms.effort.parameters import PAID_BY_AGENCIES
from joinup.sim.mechanisms.ledger.parameters import TRANSFER
from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.parameters import Scenario


def lines(scenario: Scenario) -> list[Line]:
    """Return one line for each incentive and agency, whether or not it applies there."""
    return [
        Line(agency.name, one.payee, TRANSFER)
        if one.kind in PAID_BY_AGENCIES
        else Line(one.payer, agency.name, TRANSFER)
        for one in scenario.incentives
        for agency in scenario.agencies
    ]
