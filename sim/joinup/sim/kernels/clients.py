"""What every step needs of a client: its class, its state, its options, its burden."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays import layout as k
from joinup.sim.compiled.compiler import compiled, inner


@compiled
def class_code(
    state: int, group: int, aware: int, helped: int, role: int, last: int, groups: int, roles: int
) -> int:
    """Return the class of a client: its row in the table of weekly thresholds."""
    if state == k.NO_NEED:
        return 2 * group + helped
    if state == k.SEEKING:
        return 2 * groups + 2 * group + aware
    if state == k.WAITING:
        return 4 * groups + group
    if state == k.LAPSED:
        return 5 * groups + group
    return 6 * groups + (role * (roles + 1) + last) * groups + group


@compiled
def count_classes(groups: int, roles: int) -> int:
    """Return the number of classes."""
    return 6 * groups + roles * (roles + 1) * groups


@compiled
def state_of(code: int, groups: int) -> int:
    """Return the state that a class belongs to."""
    if code < 2 * groups:
        return k.NO_NEED
    if code < 4 * groups:
        return k.SEEKING
    if code < 5 * groups:
        return k.WAITING
    return k.LAPSED if code < 6 * groups else k.IN_SERVICE


@inner
def is_joint(world: Any, state: Any, client: int) -> bool:
    """Return whether joint working covers a client (not if a rule admits it only as before)."""
    return world.p[0].refuse == 1 or (state.client[client].flags & k.ELIGIBLE_BIT) != 0


@inner
def group_of(state: Any, client: int) -> Any:
    """Return a client's group."""
    return (np.int64(state.traits[client]) >> 1) & k.GROUP_BITS


@inner
def mark_if_cleared(world: Any, state: Any, locality: int, client: int) -> None:
    """Mark and list a client in an open episode with a need that was met and may return.

    Whoever loses the mark stays listed until the list is next gone through.
    """
    person = state.client[client]
    if person.needs == person.needs_at_onset:
        state.traits[client] &= 255 - k.CLEARED_MARK
        return
    if not state.traits[client] & k.LISTED_BIT:
        state.marked[world.place[locality].first + state.marked_count[locality]] = client
        state.marked_count[locality] += 1
    state.traits[client] |= k.CLEARED_MARK | k.LISTED_BIT


@compiled
def set_state(world: Any, state: Any, locality: int, client: int, new: int, week: int) -> None:
    """Move a client to another state and keep count."""
    groups, roles = state.stock.shape[1], state.agency.shape[1]
    group, aware = group_of(state, client), state.traits[client] & k.AWARE_BIT
    person = state.client[client]
    state.stock[locality, group, state_of(state.code[client], groups)] -= 1
    state.stock[locality, group, new] += 1
    person.entered = week
    last = np.int64(roles)
    if person.last_role != k.NOBODY and is_joint(world, state, client):
        last = np.int64(person.last_role)
    helped = 1 if person.flags & k.HELPED_BIT else 0
    state.code[client] = class_code(new, group, aware, helped, person.role, last, groups, roles)


@inner
def lowest_need(needs: int) -> int:
    """Return the number of the first need in a bit mask."""
    number = 0
    while (needs >> number) & 1 == 0:
        number += 1
    return number


@inner
def count_bits(mask: int) -> int:
    """Return how many bits are set."""
    total = 0
    while mask:
        total += mask & 1
        mask >>= 1
    return total


@inner
def choose_agency(world: Any, locality: int, client: int, week: int, purpose: int, need: int) -> int:
    """Choose among the agencies that serve a need, or all if `need` is negative; equal weights.

    The smallest ``-log(u) / weight`` wins, one u per (client, week, option name); with equal
    weights that is the largest u.
    """
    roles = world.spec.shape[1]
    chosen, best = -1, uint64(0)
    options = 0
    for role in range(roles):
        if need < 0 or (world.spec[locality, role].serves >> uint64(need)) & uint64(1):
            options += 1
            chosen = role
    if options <= 1:
        return chosen
    chosen = -1
    for role in range(roles):
        if need < 0 or (world.spec[locality, role].serves >> uint64(need)) & uint64(1):
            u = randomness.draw(world.p[0].seed, client, world.spec[locality, role].option, week, purpose)
            if chosen < 0 or u > best:
                chosen, best = role, u
    return chosen


@inner
def burden(world: Any, state: Any, locality: int, client: int, agency: int) -> float:
    """Return ``sum_d beta_d (1 - acc_ad)`` over the client's access needs."""
    mask = state.client[client].access
    if mask == 0:
        return 0.0
    total = 0.0
    loss = 0.0
    if state.agency[locality, agency].member == 1 and is_joint(world, state, client):
        loss = world.group[group_of(state, client)].accommodation_loss
    for d in range(world.dimension_weight.size):
        if (mask >> d) & 1:
            level = max(0.0, state.accommodation[locality, agency, d] - loss)
            total += world.dimension_weight[d] * (1.0 - level)
    return total


@inner
def logistic(z: float) -> float:
    """Return ``1 / (1 + exp(-z))``; infinite z gives 0 or 1."""
    return 1.0 / (1.0 + np.exp(-z))


@inner
def trace(
    state: Any,
    record: Any,
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
    at = record.trace_count[0]
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
