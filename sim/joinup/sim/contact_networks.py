"""Explicit contact networks, within localities, as compressed sparse rows (ODD 4.3).

Small world (Watts and Strogatz 1998), scale free (Barabasi and Albert 1999) and blocks by group.
Every link is drawn by (client, number of the link), so that networks repeat exactly.
"""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import I4, U4
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.bundles import state_handle, world_handle
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of
from joinup.sim.parameters import Scenario


def add_contacts(scenario: Scenario, world: World, state: State) -> World:
    """Return the world with the contact network that the scenario asks for.

    Clients have `degree` contacts on average: each makes half of them (of an odd number, every
    second client one more than the others) and is chosen for the rest. Without an explicit
    network the world is returned as it is.
    """
    contacts = scenario.population.contacts
    kind = k.CONTACT_KINDS.index(contacts.kind)
    if kind == k.MIXING:
        return world
    clients, made = len(state.code), _links_made(contacts.degree)
    start = np.zeros(clients + 1, np.uint32)
    neighbours = np.empty(2 * made * clients, np.int32)
    _link(
        world_handle(world),
        state_handle(state),
        kind,
        contacts.degree,
        contacts.rewiring,
        contacts.homophily,
        start,
        neighbours,
    )
    return world._replace(neighbour_start=start, neighbours=neighbours[: start[-1]])


@compiled
def _links_made(degree: int) -> int:
    """Return how many links a client makes at most."""
    return (degree + 1) // 2


@compiled
def _link(
    world: World,
    state: State,
    kind: int,
    degree: int,
    rewiring: float,
    homophily: float,
    start: U4,
    neighbours: I4,
) -> None:
    """Fill the rows locality by locality, so that the links of only one are held twice."""
    largest = 0
    for locality in range(world.localities.size):
        largest = max(largest, world.localities[locality].end - world.localities[locality].first)
    targets = np.empty((largest, _links_made(degree)), np.int32)
    filled = np.empty(largest, np.uint32)
    for locality in range(world.localities.size):
        first, end = world.localities[locality].first, world.localities[locality].end
        _draw_targets(world.p[0].seed, state, first, end, kind, degree, rewiring, homophily, targets)
        _fill_rows(first, targets[: end - first], start, filled, neighbours)


@compiled
def _draw_targets(
    seed: int,
    state: State,
    first: int,
    end: int,
    kind: int,
    degree: int,
    rewiring: float,
    homophily: float,
    targets: I4,
) -> None:
    """Draw the clients with whom each client of a locality makes a link; itself for no link."""
    size, made = end - first, targets.shape[1]
    for nth in range(size):
        client = first + nth
        for n in range(made):
            u = randomness.unit(randomness.draw(seed, client, 2 * n, 0, randomness.CONTACT))
            v = randomness.unit(randomness.draw(seed, client, 2 * n + 1, 0, randomness.CONTACT))
            other = client
            if n == degree // 2 and nth % 2 == 1:
                # Of an odd number of contacts every second client makes one fewer.
                other = client
            elif kind == k.SMALL_WORLD:
                other = first + (nth + n + 1) % size
                if u < rewiring:
                    other = first + int(v * size)
            elif kind == k.SCALE_FREE:
                # The end of a random earlier link is a client in proportion to its links.
                if nth > 0:
                    earlier = int(u * nth)
                    other = first + earlier
                    if v < 0.5:
                        other = targets[earlier, int(2.0 * v * made)]
            else:
                other = _in_block(state, first, size, client, u, v, homophily)
            targets[nth, n] = other


@compiled
def _in_block(state: State, first: int, size: int, client: int, u: float, v: float, homophily: float) -> int:
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
def _fill_rows(first: int, targets: I4, start: U4, filled: U4, neighbours: I4) -> None:
    """Write the links of a locality in both directions behind those before; none to oneself."""
    size, made = targets.shape
    for nth in range(size):
        for n in range(made):
            other = targets[nth, n]
            if other != first + nth:
                start[first + nth + 1] += 1
                start[other + 1] += 1
    for nth in range(size):
        filled[nth] = start[first + nth]
        start[first + nth + 1] += start[first + nth]
    for nth in range(size):
        for n in range(made):
            other = targets[nth, n]
            if other != first + nth:
                neighbours[filled[nth]] = other
                filled[nth] += 1
                neighbours[filled[other - first]] = first + nth
                filled[other - first] += 1
