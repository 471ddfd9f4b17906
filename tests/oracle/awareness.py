"""Whether clients know where help is to be had (step 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below
from tests.oracle.publicity import unexposed

if TYPE_CHECKING:
    from tests.oracle.client import Client


def aware_share_of_contacts(client: Client) -> float:
    """Return ``A_i``: ``h own group + (1 - h) locality`` under mixing, or the share of contacts."""
    contacts = client.locality.contacts
    if contacts is not None:
        around = contacts[client.number]
        return sum(other.aware for other in around) / len(around) if around else 0.0
    h = client.model.tree["population"]["contacts"]["homophily"]
    own = client.locality.aware_share[client.group_number]
    return float(h * own + (1.0 - h) * client.locality.aware_share_of_all)


def will_be_aware(client: Client) -> bool:
    """Return whether the client is aware after this week's news.

    ``P(aware) = 1 - (1 - p0)(1 - exposed)(1 - q A);  P(forget) = omega``
    """
    parameters = client.model.tree["awareness"]
    draw = client.model.chance.weekly(client.number, client.model.week, randomness.AWARE)
    if client.aware:
        return not below(draw, parameters["forgetting"])
    missed = (1.0 - parameters["spontaneous"]) * unexposed(client)
    missed *= 1.0 - parameters["word_of_mouth"] * aware_share_of_contacts(client)
    return below(draw, 1.0 - missed)


def set_aware(client: Client, aware: bool, how: str = "became_aware") -> None:
    """Become aware, or forget."""
    if aware != client.aware:
        client.aware = aware
        client.count(how if aware else "forgot")
