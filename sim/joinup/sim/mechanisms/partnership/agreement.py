"""How far a form reaches: trust, agreement on goals and consent (step 2; ODD 4.2).

    phi = ready clip(base + trust tau_mean C, 0, 1) agreed
    C = 1 - 2 sd_a(theta_a),   theta_a = w_joint m / (w_own + w_joint m)
    agreed = prod_a (1 - veto (1 - tau_a))

``tau_mean C`` and ``agreed`` are taken when agencies decide, and hold until they next do.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.payoffs import joint_weight
from joinup.sim.mechanisms.partnership.links import count_members, full_reach, mean_trust


@compiled
def agree(world: World, state: State, week: int, locality: int) -> None:
    """Take trust and agreement on goals as they are now; phi follows."""
    state.consensus[locality] = mean_trust(state, locality) * _consensus(world, state, week, locality)
    veto, agreed = world.form[int(state.form[locality])].governance.veto, 1.0
    for role in range(world.spec.shape[1]):
        row = state.agency[locality, role]
        if row.member == 1:
            agreed *= 1.0 - veto * (1.0 - row.trust_mean)
    state.agreed[locality] = agreed
    state.reach[locality] = full_reach(world, state, locality) * state.ready[locality]


@compiled
def _consensus(world: World, state: State, week: int, locality: int) -> float:
    """Return C: 1 if joint results weigh as much beside own targets for all members, 0 if all or nothing."""
    members = count_members(state, locality)
    total, squares = 0.0, 0.0
    for role in range(world.spec.shape[1]):
        if state.agency[locality, role].member == 1:
            spec = world.spec[locality, role]
            joint = joint_weight(world, state, week, locality, role) * spec.measurability
            weights = spec.own_weight + joint
            theta = joint / weights if weights > 0.0 else 0.0
            total += theta / members
            squares += theta * theta / members
    return 1.0 - 2.0 * np.sqrt(max(0.0, squares - total * total))
