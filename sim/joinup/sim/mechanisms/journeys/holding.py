"""Whoever is handed on may keep the place that it leaves until the next service starts (ODD 4.5).

While it waits for the next, the place is *held*; if the hand-off failed, the client is *ready* and tries
again from where it is. Either way the place is not free. A bit of `flags` says that there is a place,
`last_role` where.
"""

from __future__ import annotations

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, state_of


@compiled
def keeps_place(world: World, locality: int, client: int, agency: int, week: int) -> bool:
    """Return whether a client who is to be handed on keeps its place: one draw at completion."""
    chance = world.spec[locality, agency].holds_place
    if chance <= 0.0:
        return False
    u = randomness.draw(world.p[0].seed, client, 0, week, randomness.HOLD)
    return u < randomness.threshold(chance)


@compiled
def holds_place(state: State, client: int) -> bool:
    """Return whether a client holds the place of a service that is over."""
    return (state.client[client].flags & k.HOLDS_BIT) != 0


@compiled
def hold_while_waiting(state: State, locality: int, client: int) -> None:
    """Let a client who waits for the next service hold the place of the last."""
    person = state.client[client]
    person.flags |= k.HOLDS_BIT
    state.agency[locality, person.last_role].held += 1
    state.stock[locality, group_of(state, client), k.HELD_COUNT] += 1


@compiled
def free_place(state: State, locality: int, client: int) -> bool:
    """Free the place that a client holds, before it changes its state; return whether it held one."""
    if not holds_place(state, client):
        return False
    person = state.client[client]
    person.flags ^= k.HOLDS_BIT
    row = state.agency[locality, person.last_role]
    if state_of(state.code[client], state.stock.shape[1]) == k.WAITING:
        row.held -= 1
        state.stock[locality, group_of(state, client), k.HELD_COUNT] -= 1
    else:
        row.ready -= 1
    return True


@compiled
def places_used(state: State, locality: int, agency: int) -> int:
    """Return how many places of an agency are not free: in use, held, or of clients who are ready."""
    row = state.agency[locality, agency]
    return row.in_service + row.held + row.ready
