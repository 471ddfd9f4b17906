"""Complaints and redress (step 8)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client


def be_displeased(client: Client, waited: int) -> None:
    """Start service dissatisfied, with chance ``1 - exp(-(W - patience)+ / scale)``, W weeks on the list."""
    redress = client.model.tree["redress"]
    if redress["patience"] in ("infinite", math.inf):
        return
    too_long = max(0.0, waited - redress["patience"])
    chance = 1.0 - math.exp(-too_long / redress["patience_scale"])
    if below(client.chance(randomness.WAIT_COMPLAINT), chance):
        client.displeased_in = client.model.week
        client.count("displeased")
        client.count("dissatisfied")


def responsible(client: Client) -> Agency:
    """Return whom a complaint is about: who serves the client now, or who may serve its next need."""
    if client.displeased:
        assert client.agency is not None
        return client.agency
    return client.pick(randomness.REDRESS_AGENCY, client.locality.serving(client.next_need))


def answering(client: Client, agency: Agency) -> float:
    """Return ``o``, the chance that somebody answers for what it is not clear who answers for.

    ``o_f`` by form, for covered clients at members; elsewhere one agency in A.
    """
    owner = client.locality.partnership.form.governance["owner"]
    if owner is None or not agency.member or not client.in_joint_working:
        return 1.0 / len(client.locality.agencies)
    return float(owner)


def complain(client: Client, voice: float) -> bool | None:
    """Complain, if dissatisfied this week; return whether it is upheld, None without complaint.

    ``P(complain) = 0.34 (0.5 + upheld share);  P(owner) = clarity + (1 - clarity) o``
    """
    redress = client.model.tree["redress"]
    dissatisfied = client.moved and (client.state == "lapsed" or client.displeased)
    if not dissatisfied or not below(client.chance(randomness.COMPLAINT), voice):
        return None
    client.count("complaints")
    client.complained = True
    clarity, agency = redress["clarity"], responsible(client)
    owned = clarity + (1.0 - clarity) * answering(client, agency)
    if not below(client.chance(randomness.OWNER), owned):
        client.count("unowned")
        return False
    agency.complaints_this_week += 1
    if not below(client.chance(randomness.UPHELD), redress["upheld"]):
        return False
    client.count("upheld")
    agency.pressure += 100.0 / len(client.locality.clients)
    if client.displeased:
        return True
    client.count("redress_joined")
    client.agency, client.redress = agency, True
    client.go("waiting")
    agency.lists.join(client)
    return True
