"""Money for joint work crowds out the will to do it (step 2; ODD 4.1).

    (i + eta tau) K;   K <- min(K, exp(-gamma m)) while money is offered,
    else K <- 1 - (1 - K) .5^(13 / h) for each quarter without any

with m the money offered in a quarter, over the cost B of full joint effort.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.payoffs import applies, full_cost, needs_signature, offered


@compiled
def crowd_out(world: World, state: State, week: int, locality: int) -> None:
    """Let the money that is offered now lower agencies' own motivation, or let that come back."""
    p = world.p[0]
    for role in range(world.spec.shape[1]):
        row = state.agency[locality, role]
        if week % k.QUARTER == 0 and row.offered == 0.0:
            back = 0.5 ** (k.QUARTER / p.decisions.crowding_half_life)
            row.motivation = 1.0 - (1.0 - row.motivation) * back
        row.offered = _offered(world, state, week, locality, role) if row.member == 1 else 0.0
        row.motivation = min(row.motivation, np.exp(-p.decisions.crowding_out * row.offered))


@compiled
def _offered(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return m: what is offered a member for joint work in a quarter, over B; payments at the last report."""
    cost, gbp = full_cost(world, locality, role), 0.0
    if cost <= 0.0 or world.form[int(state.form[locality])].governance.signs == 0:
        return 0.0
    for n in range(world.incentive.size):
        if needs_signature(world.incentive[n].kind) and applies(world, week, n, role):
            gbp += offered(world, state, locality, role, n)
    return gbp / cost
