"""Money that crowds out the will to work jointly (step 2)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency

QUARTER = 13


class Motivation:
    """``K``: what money has left of an agency's own motivation and of what trust adds to it.

    Parameters
    ----------
    agency
        The agency.
    """

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.left = 1.0
        self.paid = False

    def recover(self) -> None:
        """``K <- 1 - (1 - K) .5^(13 / h)`` as a quarter begins, if no money was offered in the last."""
        if self.agency.model.week % QUARTER:
            return
        paid, self.paid = self.paid, False
        if not paid:
            half_life = self.agency.decisions["crowding_half_life"]
            self.left = 1.0 - (1.0 - self.left) * 0.5 ** (QUARTER / half_life)

    def weigh(self) -> None:
        """``K <- min(K, exp(-gamma m))``, m the money offered over what full effort costs."""
        cost, offered = self.agency.full_cost, offer(self.agency)
        m = offered / cost if cost > 0.0 else 0.0
        self.paid = m > 0.0
        self.left = min(self.left, math.exp(-self.agency.decisions["crowding_out"] * m))


def offer(agency: Agency) -> float:
    """Return what a member is offered in a quarter: subsidies, rewards, payments at the last report."""
    funder, gbp = agency.model.funder, 0.0
    for item in funder.in_force(agency, "subsidy", "reward"):
        gbp += funder.amount(item, agency)
    for item in funder.in_force(agency, "payment"):
        gbp += funder.price(item, agency) * (agency.reported or 0.0)
    return gbp
