"""Places that an agency buys with what incentives pay it (steps 1 and 11)."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.agency import Agency

QUARTER = 13


class Purchases:
    """What incentives pay an agency, and the places that a share of it buys.

    ``wanted = share (last quarter's receipts) / (13 cost of a place)``; the level closes the share
    ``1 - exp(-1 / lag)`` of the gap a week, and falls to what is wanted at once.

    Parameters
    ----------
    agency
        The agency.
    """

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.receipts: defaultdict[str, float] = defaultdict(float)
        self.last_quarter: defaultdict[str, float] = defaultdict(float)
        self.levels: defaultdict[str, float] = defaultdict(float)
        self.places = 0

    def recruit(self, incentives: list[dict[str, Any]], longer: float) -> None:
        """Recruit for what last quarter's receipts buy; give back what they no longer do."""
        cost = QUARTER * self.agency.spec["place_cost"]
        for item in incentives:
            name, lag = item["name"], item["recruitment_weeks"] * longer
            wanted = item["spent_on_places"] * self.last_quarter[name] / cost if cost > 0.0 else 0.0
            wanted += dearer_to_wait(self.agency, item)
            closed = 1.0 - math.exp(-1.0 / lag) if lag > 0.0 else 1.0
            self.levels[name] = min(wanted, self.levels[name] + (wanted - self.levels[name]) * closed)
        self.places = math.floor(sum(self.levels.values()) + 0.5)

    def receive(self, name: str, gbp: float) -> None:
        """Note what an incentive pays."""
        self.receipts[name] += gbp

    def close_quarter(self) -> None:
        """Begin another quarter."""
        self.last_quarter, self.receipts = self.receipts, defaultdict(float)


def dearer_to_wait(agency: Agency, item: dict[str, Any]) -> float:
    """Return the places that a charge makes an agency want, where a week's wait costs more than a place.

    ``min(cap C, client-weeks waited after hand-offs last quarter / 13)``
    """
    if item["kind"] != "charge" or item["buys"] == "nothing" or not agency.member:
        return 0.0
    if item["rate"] <= agency.spec["place_cost"] or item not in agency.model.funder.in_force(agency):
        return 0.0
    return float(min(item["places_cap"] * agency.contracted, agency.delay_last_quarter / QUARTER))
