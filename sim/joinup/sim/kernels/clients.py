"""Moves of a client: from one state to another, written down if it is traced."""

from __future__ import annotations

from numba import int64

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import class_code, group_of, state_of
from joinup.sim.mechanisms.access.kernels import is_joint


@compiled
def mark_if_cleared(world: World, state: State, locality: int, client: int) -> None:
    """Mark and list a client in an open episode with a need that was met and may return.

    Whoever loses the mark stays listed until the list is next gone through.
    """
    person = state.client[client]
    if person.needs == person.needs_at_onset:
        state.traits[client] &= 255 - k.CLEARED_MARK
        return
    if not state.traits[client] & k.LISTED_BIT:
        state.marked[world.localities[locality].first + state.marked_count[locality]] = client
        state.marked_count[locality] += 1
    state.traits[client] |= k.CLEARED_MARK | k.LISTED_BIT


@compiled
def set_state(world: World, state: State, locality: int, client: int, new: int, week: int) -> None:
    """Move a client to another state and keep count."""
    groups, roles = state.stock.shape[1], state.agency.shape[1]
    group, aware = group_of(state, client), state.traits[client] & k.AWARE_BIT
    person = state.client[client]
    state.stock[locality, group, state_of(state.code[client], groups)] -= 1
    state.stock[locality, group, new] += 1
    person.entered = week
    last = int64(roles)
    # Those who are ready to be handed on, and hold their place, have a class of their own: served there last.
    ready = new == k.IN_SERVICE and (person.flags & k.HOLDS_BIT) != 0
    if person.last_role != k.NOBODY and (ready or is_joint(world, state, client)):
        last = int64(person.last_role)
    helped = 1 if person.flags & k.HELPED_BIT else 0
    state.code[client] = class_code(new, group, aware, helped, person.role, last, groups, roles)


@compiled
def trace(
    state: State,
    record: Record,
    client: int,
    week: int,
    move: int,
    agency: int,
    other: int,
    chance: float,
    joint: float,
) -> None:
    """Write down a move of a traced client with its cause."""
    if not state.client[client].flags & k.TRACED_BIT:
        return
    at: int = record.trace_count[0]
    if at < record.trace.size:
        row = record.trace[at]
        row.week = week
        row.client = client
        row.move = move
        row.agency = agency
        row.other = other
        row.chance = chance
        row.joint = joint
        record.trace_count[0] = at + 1
