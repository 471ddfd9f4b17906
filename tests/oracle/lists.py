"""The lists of an agency, and whose turn it is (steps 5 to 8)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below, part_of
from tests.oracle.selection import head_start

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client


class Lists:
    """One list for each group, one for redress, and one for those handed on while a charge buys priority.

    Parameters
    ----------
    agency
        The agency.
    """

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        groups = agency.model.tree["population"]["groups"]
        self.of_groups: list[deque[Client]] = [deque() for _ in groups]
        self.redress: deque[Client] = deque()
        self.handed: deque[Client] = deque()

    @property
    def every(self) -> list[deque[Client]]:
        """All lists."""
        return [*self.of_groups, self.redress, self.handed]

    @property
    def waiting(self) -> list[Client]:
        """Everybody on a list."""
        return [client for one in self.every for client in one]

    def join(self, client: Client) -> None:
        """Go to the end of a list, as the main one or beside it."""
        main = client.agency is self.agency
        if main and client.redress:
            self.redress.append(client)
        elif main and client.handed_on and self.charges:
            self.handed.append(client)
        else:
            self.of_groups[client.group_number].append(client)

    def leave(self, client: Client) -> None:
        """Leave the list on which a client stands."""
        next(one for one in self.every if client in one).remove(client)

    @property
    def charges(self) -> list[float]:
        """Rates of the charges in force that buy priority."""
        if not self.agency.member:
            return []
        items = self.agency.model.funder.in_force(self.agency, "charge")
        return [item["rate"] for item in items if item["buys"] == "priority_and_places"]

    def next_in_turn(self) -> Client:
        """Return who is next: of redress, then of those handed on by the chance that a charge buys.

        ``min(1, rate / place_cost)``; else the largest ``weeks waited - sigma_c difficulty``, ties by
        client number.
        """
        if self.redress:
            return self.redress[0]
        if self.handed and below(self.priority_draw(), self.priority):
            return self.handed[0]
        return min((one[0] for one in self.every if one), key=self.turn)

    def turn(self, client: Client) -> tuple[float, int]:
        """Return what the head with the smallest is taken by."""
        since = client.since if client.agency is self.agency else client.beside_since
        waited = self.agency.model.week - since
        return -(waited - head_start(self.agency) * client.group["difficulty"]), client.number

    @property
    def priority(self) -> float:
        """Chance that a free place is for those handed on."""
        cost = self.agency.spec["place_cost"]
        return min(1.0, sum(self.charges) / cost) if cost > 0.0 else 0.0

    def priority_draw(self) -> int:
        """Return the draw of the next service to start in the week."""
        key = part_of(self.agency.key, self.agency.started_this_week)
        return self.agency.model.chance.of_name(key, self.agency.model.week, randomness.PRIORITY)
