"""The lines of the ledger: the payments of all rooms, in the order in which they are posted (ODD 4.8)."""

from __future__ import annotations

from collections.abc import Callable

from joinup.sim.mechanisms.accountability.lines import lines as redress
from joinup.sim.mechanisms.awareness.lines import lines as publicity
from joinup.sim.mechanisms.effort.lines import lines as incentives
from joinup.sim.mechanisms.funding.lines import lines as extra_staff
from joinup.sim.mechanisms.ledger.parameters import FAILURE
from joinup.sim.mechanisms.ledger.payments import STAFF, Line
from joinup.sim.mechanisms.navigators.lines import lines as navigators
from joinup.sim.mechanisms.outreach_and_consultation.lines import lines as outreach_and_consultation
from joinup.sim.mechanisms.partnership.lines import lines as partnership
from joinup.sim.mechanisms.prevention.lines import lines as prevention
from joinup.sim.parameters import Scenario

OTHERS = "others"
"""Who pays for unmet need if a scenario does not say."""


def own_staff(scenario: Scenario) -> list[Line]:
    """Return the lines of the staff whom agencies pay themselves."""
    return [Line(agency.name, agency.name, category) for agency in scenario.agencies for category in STAFF]


def failure(scenario: Scenario) -> list[Line]:
    """Return the lines of the cost of unmet need, one for each payer."""
    return [Line(payer, "public services", FAILURE) for payer in failure_payers(scenario)]


POSTED: tuple[Callable[[Scenario], list[Line]], ...] = (
    own_staff,
    extra_staff,
    partnership,
    publicity,
    outreach_and_consultation,
    prevention,
    navigators,
    redress,
    incentives,
    failure,
)


def ledger_lines(scenario: Scenario) -> list[Line]:
    """Return the lines in the order in which :mod:`joinup.sim.mechanisms.ledger.kernels` posts them."""
    return [line for lines in POSTED for line in lines(scenario)]


def failure_payers(scenario: Scenario) -> list[str]:
    """Return who pays for unmet need: agencies first, then outside bodies."""
    return [*(agency.name for agency in scenario.agencies), *outside_shares(scenario)]


def outside_shares(scenario: Scenario) -> dict[str, float]:
    """Return the shares of the cost of unmet need that fall outside the partnership."""
    outside = dict(scenario.money.outside_failure_shares)
    if not outside and sum(agency.failure_share for agency in scenario.agencies) == 0:
        return {OTHERS: 1.0}
    return outside
