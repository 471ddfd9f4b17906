"""Explicit contact networks, within localities, as compressed sparse rows (ODD 4.3).

Small world (Watts and Strogatz 1998), scale free (Barabasi and Albert 1999) and blocks by group.
Every link is drawn by (client, number of the link), so that networks repeat exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import draws
from sim.compiling import compiled
from sim.kernels import layout as k
from sim.kernels.clients import group_of
from sim.kernels.handles import state_handle, world_handle
from sim.parameters import Scenario


def add_contacts(scenario: Scenario, world: k.World, state: k.State) -> k.World:
    """Return the world with the contact network that the scenario asks for.

    Clients have `degree` contacts on average: each makes half of them (of an odd number, every
    second client one more than the others) and is chosen for the rest. Without an explicit
    network the world is returned as it is.
    """
    contacts = scenario.population.contacts
    kind = k.CONTACT_KINDS.index(contacts.kind)
    if kind == k.MIXING:
        return world
    targets = _draw_targets(
        world_handle(world), state_handle(state), kind, contacts.degree, contacts.rewiring, contacts.homophily
    )
    start, neighbours = _rows(targets)
    return world._replace(neighbour_start=start, neighbours=neighbours)


@compiled
def _draw_targets(
    world: Any, state: Any, kind: int, degree: int, rewiring: float, homophily: float
) -> Any:
    """Return the clients with whom each client makes a link, (N, links made); itself for no link."""
    seed = world.p[0].seed
    made = (degree + 1) // 2
    targets = np.empty((state.code.size, made), np.int32)
    for locality in range(world.place.size):
        first, end = world.place[locality].first, world.place[locality].end
        size = end - first
        for client in range(first, end):
            place = client - first
            for n in range(made):
                u = draws.unit(draws.draw(seed, client, 2 * n, 0, draws.CONTACT))
                v = draws.unit(draws.draw(seed, client, 2 * n + 1, 0, draws.CONTACT))
                other = client
                if n == degree // 2 and place % 2 == 1:
                    # Of an odd number of contacts every second client makes one fewer.
                    other = client
                elif kind == k.SMALL_WORLD:
                    other = first + (place + n + 1) % size
                    if u < rewiring:
                        other = first + int(v * size)
                elif kind == k.SCALE_FREE:
                    # The end of a random earlier link is a client in proportion to its links.
                    if place > 0:
                        other = first + int(u * place)
                        if v < 0.5:
                            other = targets[other, int(2.0 * v * made)]
                else:
                    other = _in_block(state, first, size, client, u, v, homophily)
                targets[client, n] = other
    return targets


@compiled
def _in_block(
    state: Any, first: int, size: int, client: int, u: float, v: float, homophily: float
) -> int:
    """Return someone of the own group with probability `homophily`, else anyone."""
    other = first + int(v * size)
    if u >= homophily:
        return other
    group = group_of(state, client)
    for step in range(size):
        found = first + (other - first + step) % size
        if group_of(state, found) == group:
            return found
    return client


@compiled
def _rows(targets: Any) -> Any:
    """Return links in both directions as compressed sparse rows; no links to oneself."""
    clients, made = targets.shape
    start = np.zeros(clients + 1, np.uint32)
    for client in range(clients):
        for n in range(made):
            other = targets[client, n]
            if other != client:
                start[client + 1] += 1
                start[other + 1] += 1
    for client in range(clients):
        start[client + 1] += start[client]
    filled = start[:-1].copy()
    neighbours = np.empty(start[clients], np.int32)
    for client in range(clients):
        for n in range(made):
            other = targets[client, n]
            if other != client:
                neighbours[filled[client]] = other
                filled[client] += 1
                neighbours[filled[other]] = client
                filled[other] += 1
    return start, neighbours
