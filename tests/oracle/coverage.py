"""For whom a partnership is, and what share of an agency's work that is (steps 1 and 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client
    from tests.oracle.model import JointWorking

QUARTER = 13


def is_for(model: JointWorking, group: dict[str, Any]) -> bool:
    """Return whether a partnership is for people of a group."""
    named = model.tree["partnership"]["covers"]["groups"]
    return not named or group["name"] in named


def covers(client: Client) -> bool:
    """Return whether a partnership is for a client: of its groups, with enough needs at onset."""
    fewest = client.model.tree["partnership"]["covers"]["min_needs"]
    return is_for(client.model, client.group) and len(client.needs_at_onset) >= fewest


def can_cover_somebody(model: JointWorking) -> bool:
    """Return whether anybody can ever be covered."""
    fewest = model.tree["partnership"]["covers"]["min_needs"]
    return any(
        is_for(model, group) and sum(chance > 0.0 for chance in group["needs"].values()) >= fewest
        for group in model.tree["population"]["groups"]
    )


class Coverage:
    """``cov_a``: the share of an agency's client-weeks in service, last quarter, that were covered.

    It is 1 until the first quarter is over, and stays as it is when nobody was served.

    Parameters
    ----------
    agency
        The agency.
    """

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.share = 1.0
        self.served = self.covered = 0

    def count_week(self) -> None:
        """Count those in service at the end of the last week, by whom the partnership is for now.

        The share is worked out as a quarter begins.
        """
        if self.agency.model.week == self.agency.model.first_week:
            return
        self.served += len(self.agency.in_service)
        self.covered += sum(covers(client) for client in self.agency.in_service)
        if self.agency.model.week % QUARTER == 0:
            if self.served:
                self.share = self.covered / self.served
            self.served = self.covered = 0
