"""Complaints and redress (step 8)."""

from __future__ import annotations

from joinup.sim import randomness
from tests.oracle.chance import below
from tests.oracle.client import LAPSED, WAITING, Client


def complain(client: Client, voice: float) -> bool | None:
    """Complain, if dissatisfied this week; return whether it is upheld, None without complaint.

    ``P(complain) = 0.34 (0.5 + upheld share);  P(owner) = clarity + (1 - clarity) / A``
    """
    redress = client.model.tree["redress"]
    if client.state != LAPSED or not client.moved or not below(client.chance(randomness.COMPLAINT), voice):
        return None
    client.count("complaints")
    client.complained = True
    clarity = redress["clarity"]
    owned = clarity + (1.0 - clarity) / len(client.locality.agencies)
    if not below(client.chance(randomness.OWNER), owned):
        client.count("unowned")
        return False
    agency = client.pick(randomness.REDRESS_AGENCY, client.locality.serving(client.next_need))
    agency.complaints_this_week += 1
    if not below(client.chance(randomness.UPHELD), redress["upheld"]):
        return False
    client.count("upheld")
    client.count("redress_joined")
    agency.pressure += 100.0 / len(client.locality.clients)
    client.agency, client.redress = agency, True
    client.go(WAITING)
    agency.list_of(client).append(client)
    return True
