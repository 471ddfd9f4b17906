"""Contact networks: who tells whom in a locality."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking


def make_contacts(model: JointWorking, locality: Locality) -> None:
    """Make the contact network of a locality: each client makes half of its links."""
    terms = model.tree["population"]["contacts"]
    if terms["kind"] == "mixing":
        return
    people, made = locality.clients, (terms["degree"] + 1) // 2
    locality.contacts = {client.number: [] for client in people}
    links: list[list[int]] = []
    for place, client in enumerate(people):
        links.append([])
        for n in range(made):
            u = model.chance.of_link(client.number, 2 * n)
            v = model.chance.of_link(client.number, 2 * n + 1)
            if n == terms["degree"] // 2 and place % 2 == 1:
                # Of an odd number of contacts every second client makes one fewer.
                other = place
            elif terms["kind"] == "small_world":
                # To the next clients by number, each rewired with a chance.
                other = (place + n + 1) % len(people)
                if u < terms["rewiring"]:
                    other = int(v * len(people))
            elif terms["kind"] == "scale_free":
                # To an end of a random earlier link.
                other = place
                if place:
                    other = int(u * place)
                    other = links[other][int(2.0 * v * made)] if v < 0.5 else other
            else:
                # To the own group with a chance, else to anyone.
                other = int(v * len(people))
                if u < terms["homophily"]:
                    around = [*range(other, len(people)), *range(other)]
                    other = next(i for i in around if people[i].group_number == client.group_number)
            links[place].append(other)
            if other != place:
                locality.contacts[client.number].append(people[other])
                locality.contacts[people[other].number].append(client)
