"""Navigators: staff of a partnership who go with a client through an episode (steps 1, 6, 7 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality


class Caseload:
    """The places of a navigator in one locality.

    Parameters
    ----------
    locality
        The locality.
    name
        Name of the navigator.
    places
        How many clients it can accompany there.
    """

    def __init__(self, locality: Locality, name: str, places: int) -> None:
        self.locality, self.name, self.places = locality, name, places
        self.clients: list[Client] = []

    @property
    def terms(self) -> dict[str, Any]:
        """What the scenario says of the navigator."""
        return next(item for item in self.locality.model.tree["navigators"] if item["name"] == self.name)

    def is_for(self, client: Client) -> bool:
        """Return whether there is a place for a client."""
        groups = self.terms["groups"]
        return len(self.clients) < self.places and (not groups or client.group["name"] in groups)

    @property
    def cost(self) -> float:
        """Cost of a week: of every place, while the partnership is in force."""
        return float(self.places * self.terms["cost"]) if self.locality.partnership.in_force else 0.0


def accompany(client: Client) -> None:
    """Take on a covered client that joins its first list of an episode, if a place is free."""
    first, client.has_been_on_a_list = not client.has_been_on_a_list, True
    if not first or not client.locality.partnership.in_force or not client.in_joint_working:
        return
    for caseload in client.locality.caseloads:
        if caseload.is_for(client):
            caseload.clients.append(client)
            client.navigator = caseload
            return


def leave_navigator(client: Client) -> None:
    """Go on without a navigator."""
    if client.navigator is not None:
        client.navigator.clients.remove(client)
        client.navigator = None


def end_with_partnership(locality: Locality) -> None:
    """Step 1: navigators stop where their partnership has ended."""
    if not locality.partnership.in_force:
        for caseload in locality.caseloads:
            for client in list(caseload.clients):
                leave_navigator(client)


def joint_by_navigator(client: Client, one: Agency, other: Agency) -> float:
    """Return the least J of hand-offs between members for whom a navigator accompanies."""
    if client.navigator is None or not client.in_joint_working or one is other:
        return 0.0
    return float(client.navigator.terms["joint"]) if one.member and other.member else 0.0


def sooner(client: Client) -> float:
    """Return how much sooner a client returns who has a navigator."""
    return 1.0 if client.navigator is None else float(client.navigator.terms["return_factor"])
