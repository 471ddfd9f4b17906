"""Two services side by side: a list or a service beside the main one (steps 4 to 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client


def numbers(client: Client, pairs: list[list[str]]) -> list[tuple[int, int]]:
    """Return pairs of needs by their numbers."""
    names = [need["name"] for need in client.model.tree["population"]["needs"]]
    return [(names.index(first), names.index(second)) for first, second in pairs]


def waits_for_another(client: Client, need: int) -> bool:
    """Return whether a need must wait for one that has been neither met nor tried in vain."""
    before = numbers(client, client.model.tree["journeys"]["before"])
    return any(second == need and first in client.needs - client.tried for first, second in before)


def join_beside(client: Client) -> None:
    """Join a list for a need paired with that of the main list, if a hand-off between the two succeeds."""
    main, n = client.agency, client.next_need
    assert main is not None
    pairs = numbers(client, client.model.tree["journeys"]["together"])
    paired = {b for a, b in pairs if a == n} | {a for a, b in pairs if b == n}
    for m in sorted(paired & (client.needs - client.tried)):
        others = [agency for agency in client.locality.serving(m) if n not in agency.needs]
        if m in main.needs or not others or waits_for_another(client, m):
            continue
        agency = client.pick(randomness.BESIDE_AGENCY, others)
        probability = client.chance_of_hand_off(main, agency, hops=0)
        if below(client.chance(randomness.BESIDE_JOIN), probability):
            client.beside, client.beside_since = agency, client.model.week
        return


def start_beside(client: Client, agency: Agency) -> None:
    """Start the service beside the main one."""
    agency.lists.leave(client)
    client.give_back_place()
    client.beside_served, client.beside_since = True, client.model.week
    client.beside_builds_on_main = client.in_joint_working


def swap(client: Client) -> None:
    """Make the side that is served first the main one; each keeps the week in which it was joined."""
    client.agency, client.beside = client.beside, client.agency
    client.since, client.beside_since = client.beside_since, client.since
    client.handed_on = False


def complete_beside(client: Client) -> None:
    """Step 4: complete the service beside, with the chance of one after the main agency."""
    agency = client.beside
    if agency is None or not client.beside_served:
        return
    if below(client.chance(randomness.BESIDE), client.completion_at(agency, client.agency)):
        agency.in_service.remove(client)
        agency.completions_this_week += 1
        client.be_helped_or_not(agency)
        client.beside, client.beside_served = None, False


def promote(client: Client, left: Agency) -> None:
    """Go on with the service beside as the main one, without a hand-off."""
    assert client.beside is not None
    served = client.beside_served
    client.count("promoted_serving" if served else "promoted_waiting")
    joint = client.joint_with(left, client.beside)
    client.smallest_joint = min(client.smallest_joint, joint)
    client.served_by, client.agency, client.beside = left, client.beside, None
    client.state = "in_service" if served else "waiting"
    client.since, client.promoted_in = client.beside_since, client.model.week
    client.builds_on_last, client.beside_served = client.beside_builds_on_main, False
    client.handed_on = False


def leave_beside(client: Client) -> None:
    """Leave what is beside, the list or the service."""
    agency = client.beside
    if agency is None:
        return
    if client.beside_served:
        agency.in_service.remove(client)
        agency.completions_this_week += 1
    elif client in agency.waiting:
        agency.lists.leave(client)
    client.beside, client.beside_served = None, False
