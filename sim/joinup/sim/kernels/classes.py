"""What a client's columns say: its class, its state, its group, its needs."""

from __future__ import annotations

import numpy as np
from numba import int64

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled


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


@compiled
def service_of(code: int, groups: int, roles: int) -> tuple[int, int]:
    """Return the agency that serves a class in service, and the one before; ``roles`` for none."""
    pair = (code - 6 * groups) // groups
    return pair // (roles + 1), pair % (roles + 1)


@compiled
def group_of(state: State, client: int) -> int:
    """Return a client's group."""
    return (int64(state.traits[client]) >> 1) & k.GROUP_BITS


@compiled
def next_need(world: World, state: State, client: int) -> int:
    """Return the first need that is neither met nor tried in vain, and waits for none that is neither."""
    person = state.client[client]
    left = int64(person.needs & ~person.tried)
    need = 0
    while (left >> need) & 1 == 0 or world.need_before[need] & left != 0:
        need += 1
    return need


@compiled
def count_bits(mask: int) -> int:
    """Return how many bits are set."""
    total = 0
    while mask:
        total += mask & 1
        mask >>= 1
    return total


@compiled
def logistic(z: float) -> float:
    """Return ``1 / (1 + exp(-z))``; infinite z gives 0 or 1."""
    return 1.0 / (1.0 + np.exp(-z))
