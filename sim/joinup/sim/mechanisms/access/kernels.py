"""Which agency a client goes to, what keeps it away, and who is refused (ODD 4.4)."""

from __future__ import annotations

from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of
from joinup.sim.mechanisms.partnership.coverage import is_covered


@compiled
def is_joint(world: World, state: State, client: int) -> bool:
    """Return whether joint working is for a client: it is covered, and no rule admits it only as before."""
    admitted = world.p[0].refuse == 1 or (state.client[client].flags & k.ELIGIBLE_BIT) != 0
    return admitted and is_covered(world, state, client)


@compiled
def turns_away(world: World, state: State, locality: int, client: int, agency: int) -> bool:
    """Return whether an agency refuses a client who is not eligible."""
    barred = world.p[0].refuse == 1 and not state.client[client].flags & k.ELIGIBLE_BIT
    return barred and world.spec[locality, agency].applies_rule == 1


@compiled
def choose_agency(world: World, locality: int, client: int, week: int, purpose: int, need: int) -> int:
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


@compiled
def burden(world: World, state: State, locality: int, client: int, agency: int) -> float:
    """Return ``sum_d beta_d (1 - acc_ad)`` over the client's access needs."""
    mask = state.client[client].access
    if mask == 0:
        return 0.0
    total = 0.0
    loss, loses = 0.0, world.group[group_of(state, client)].loses == 1
    if loses and state.agency[locality, agency].member == 1 and is_joint(world, state, client):
        loss = world.form[int(state.form[locality])].governance.accommodation_loss
    for d in range(world.dimension_weight.size):
        if (mask >> d) & 1:
            level = max(0.0, state.accommodation[locality, agency, d] - loss)
            total += world.dimension_weight[d] * (1.0 - level)
    return total
