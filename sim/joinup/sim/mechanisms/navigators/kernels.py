"""Navigators accompany clients through an episode (steps 1, 4, 6 and 7; ODD 4.5).

Three bits of a client's flags say who accompanies it: its number and one more, 0 for nobody.
"""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of
from joinup.sim.mechanisms.access.kernels import is_joint


@compiled
def navigator_of(state: State, client: int) -> int:
    """Return the number of the navigator who accompanies a client, -1 for nobody."""
    return ((state.client[client].flags & k.NAVIGATOR_BITS) >> k.NAVIGATOR_SHIFT) - 1


@compiled
def leave_with_partnership(
    world: World, state: State, record: Record, week: int, low: int, high: int
) -> None:
    """Step 1: navigators stop where their partnership is not in force any more."""
    for locality in range(low, high):
        if state.active[locality] == 1:
            continue
        anybody = 0
        for n in range(world.navigator.size):
            anybody += state.navigated[n, locality]
        if anybody > 0:
            for client in range(world.localities[locality].first, world.localities[locality].end):
                leave_navigator(state, locality, client)


@compiled
def take_navigator(world: World, state: State, locality: int, client: int) -> None:
    """Step 7: let a client who joins its first list of an episode take a free place of a caseload."""
    if world.navigator.size == 0:
        return
    person, group = state.client[client], group_of(state, client)
    first = (person.flags & k.HAS_WAITED_BIT) == 0
    person.flags |= k.HAS_WAITED_BIT
    if not first or state.active[locality] == 0 or not is_joint(world, state, client):
        return
    for n in range(world.navigator.size):
        free = state.navigated[n, locality] < world.navigator_places[n, locality]
        if free and world.navigator_applies[n, group] == 1:
            person.flags |= (n + 1) << k.NAVIGATOR_SHIFT
            state.navigated[n, locality] += 1
            return


@compiled
def leave_navigator(state: State, locality: int, client: int) -> None:
    """Free the place of a caseload that a client has, as its episode ends."""
    n = navigator_of(state, client)
    if n >= 0:
        state.client[client].flags &= k.FLAG_BITS - k.NAVIGATOR_BITS
        state.navigated[n, locality] -= 1


@compiled
def least_joint(world: World, state: State, client: int) -> float:
    """Return the least J of a client's hand-offs between members: ``j_n``, 0 if nobody accompanies it."""
    n = navigator_of(state, client)
    return world.navigator[n].joint if n >= 0 else 0.0


@compiled
def return_chance(world: World, state: State, client: int) -> float:
    """Return the weekly chance that a client who had given up tries again."""
    n = navigator_of(state, client)
    alone = world.p[0].service.return_from_lapse
    return min(1.0, alone * world.navigator[n].return_factor) if n >= 0 else alone


@compiled
def most_return(world: World, state: State, locality: int) -> float:
    """Return the largest such chance of anybody in a locality."""
    alone = world.p[0].service.return_from_lapse
    most = alone
    for n in range(world.navigator.size):
        if state.navigated[n, locality] > 0:
            most = max(most, min(1.0, alone * world.navigator[n].return_factor))
    return most


@compiled
def post_navigators(world: World, state: State, money: F8, locality: int, line: int) -> int:
    """Post what places of caseloads cost this week; return the line after it."""
    for n in range(world.navigator.size):
        if state.active[locality] == 1:
            money[line] = world.navigator[n].cost * world.navigator_places[n, locality]
        line += 1
    return line
