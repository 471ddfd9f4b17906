"""Where people come in: at agencies' own doors, in a place that they share, or at one gateway (ODD 4.4).

Only for people whom the partnership is for; it takes time to set up, and members' staff.
"""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of
from joinup.sim.mechanisms.access.kernels import is_joint
from joinup.sim.mechanisms.navigators.kernels import least_joint


@compiled
def open_doors(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: note since when people come in where they do, and how far that is set up.

    ``r = min(1, age / set-up weeks)``, 1 if it takes no time. The age counts from the start of the
    partnership or form, or from when an event changed where people come in.
    """
    p = world.p[0]
    for locality in range(low, high):
        access = world.form[int(state.form[locality])].access
        kind = access.kind if state.active[locality] == 1 else k.OWN_DOORS
        if kind != state.doors[locality]:
            state.doors[locality] = kind
            if week > -p.warm_up_weeks:
                state.doors_since[locality] = week
        state.doors_ready[locality] = 0.0
        if kind != k.OWN_DOORS:
            age = week - max(state.doors_since[locality], state.set_up_since[locality])
            weeks = access.set_up_weeks
            state.doors_ready[locality] = min(1.0, age / weeks) if weeks > 0 else 1.0


@compiled
def door_time(world: World, state: State, locality: int, agency: int) -> float:
    """Return the staff time that a member would give a gateway or shared place: ``k_d r cov``."""
    return (
        world.form[int(state.form[locality])].access.staff_share
        * state.doors_ready[locality]
        * state.agency[locality, agency].coverage
    )


@compiled
def comes_by_gateway(world: World, state: State, locality: int, client: int) -> bool:
    """Return whether a client comes in at a gateway."""
    return state.doors[locality] == k.SINGLE_GATEWAY and is_joint(world, state, client)


@compiled
def finds_right_door(world: World, state: State, locality: int, client: int) -> float:
    """Return the chance of coming first to an agency for the next need: ``rd_g + (acc - rd_g)+ r``."""
    alone = world.group[group_of(state, client)].right_door
    if not comes_by_gateway(world, state, locality, client):
        return alone
    accuracy = world.form[int(state.form[locality])].access.accuracy
    return alone + max(0.0, accuracy - alone) * state.doors_ready[locality]


@compiled
def gain_in_presenting(world: World, state: State, locality: int, joint: float) -> float:
    """Return what a gateway adds to the log-odds of presenting: ``chi J r``."""
    return world.p[0].service.joint_presenting * joint * state.doors_ready[locality]


@compiled
def share_a_place(state: State, locality: int, one: int, other: int) -> bool:
    """Return whether two agencies are members that stand in one place."""
    here = state.agency[locality]
    return state.doors[locality] == k.CO_LOCATED and here[one].member == 1 and here[other].member == 1


@compiled
def joint_in_hand_off(
    world: World, state: State, locality: int, client: int, origin: int, agency: int
) -> float:
    """Return the J of handing a client on: the link's, at least ``j_c r`` in a shared place, or ``j_n``."""
    if not is_joint(world, state, client):
        return 0.0
    joint = state.link[locality, origin, agency].joint
    here = state.agency[locality]
    if here[origin].member == 1 and here[agency].member == 1:
        joint = max(joint, least_joint(world, state, client))
    if share_a_place(state, locality, origin, agency):
        return max(joint, world.form[int(state.form[locality])].access.joint * state.doors_ready[locality])
    return joint


@compiled
def passes_on(world: World, state: State, locality: int, client: int, origin: int, agency: int) -> float:
    """Return the least chance that a wrong door passes a client on: ``warm r`` in a shared place, else 0."""
    if share_a_place(state, locality, origin, agency) and is_joint(world, state, client):
        return world.form[int(state.form[locality])].access.warm * state.doors_ready[locality]
    return 0.0
