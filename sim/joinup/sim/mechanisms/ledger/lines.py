"""The lines of the ledger: who pays whom for what (ODD 4.8)."""

from __future__ import annotations

from typing import NamedTuple

from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.parameters import Scenario

FUNDER = "funder"
OTHERS = "others"
"""Who pays for unmet need if a scenario does not say."""


class Line(NamedTuple):
    """One kind of payment."""

    payer: str
    payee: str
    category: str


def ledger_lines(scenario: Scenario) -> list[Line]:
    """Return the lines in the order in which :mod:`joinup.sim.mechanisms.ledger.kernels` posts them."""
    roles = [agency.name for agency in scenario.agencies]
    staff = ("service", "coordination", "set_up")
    lines = [Line(role, role, category) for role in roles for category in staff]
    for window in scenario.funding:
        lines += [Line(window.payer, role, category) for role in roles for category in staff]
    lines += [Line(FUNDER, "partnership", "set_up"), Line(FUNDER, "partnership", "coordination")]
    lines += [Line(campaign.payer, "media", "publicity") for campaign in scenario.campaigns]
    lines += [Line(item.payer, "consultation", "consultation") for item in scenario.consultations]
    lines += [Line(role, role, "outreach") for role in roles]
    lines += [Line(role, role, "redress") for role in roles]
    for incentive in scenario.incentives:
        for role in roles:
            if incentive.kind in ("charge", "penalty"):
                lines.append(Line(role, incentive.payee, TRANSFER))
            else:
                lines.append(Line(incentive.payer, role, TRANSFER))
    lines += [Line(payer, "public services", FAILURE) for payer in failure_payers(scenario)]
    return lines


def failure_payers(scenario: Scenario) -> list[str]:
    """Return who pays for unmet need: agencies first, then outside bodies."""
    return [*(agency.name for agency in scenario.agencies), *outside_shares(scenario)]


def outside_shares(scenario: Scenario) -> dict[str, float]:
    """Return the shares of the cost of unmet need that fall outside the partnership."""
    outside = dict(scenario.money.outside_failure_shares)
    if not outside and sum(agency.failure_share for agency in scenario.agencies) == 0:
        return {OTHERS: 1.0}
    return outside
