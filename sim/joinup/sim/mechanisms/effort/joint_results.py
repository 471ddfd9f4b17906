"""What members' efforts produce together, and who is credited with it (step 2; ODD 4.1).

Under ``decisions.joint_result: effort`` the result is effort itself, whatever the form makes of it:

    V(x) = (1 - g)(x + sum_b xhat_b) + g sum_b E sqrt(x xhat_b)

Under ``reach`` it is what the form lets efforts produce, so nobody works for what cannot be delivered:

    V(x) = sum_a Y_a,   Y_a = 1/(A-1) sum_b phi_full rho_hop^(dist-1) link(E_a, E_b),   E = 1 - (1 - x)(1 - R)

with phi_full the reach of the form once it is set up. With phi_full 1, R 0 and equal efforts V = A x.

Where each member is credited with its own result, V is what itself makes: its effort, or Y_a.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.partnership.links import count_members, distance, full_reach, has_operator, link_of

ALL = -1


@compiled
def credit_share(world: World, state: State, locality: int, role: int, members: int) -> float:
    """Return s_f, the share of a joint result that one member is credited with."""
    governance = world.form[int(state.form[locality])].governance
    if governance.credit == k.CREDIT_WHOLE:
        return 1.0
    if governance.credit == k.CREDIT_OWN:
        return world.spec[locality, role].measurability
    if governance.credit == k.CREDIT_EQUAL:
        return 1.0 / members
    if has_operator(governance.kind):
        # The unit leads, and is not one of the members.
        return 0.5 / members
    return 0.5 if role == world.p[0].lead else 0.5 / (members - 1)


@compiled
def joint_results(world: World, state: State, locality: int, role: int, effort: float, beliefs: int) -> float:
    """Return V(x) as one member sees it who makes an effort, with beliefs about its partners'."""
    if world.p[0].decisions.joint_result == k.REACH_RESULT:
        effective = np.zeros(world.spec.shape[1])
        for other in range(effective.size):
            row = state.agency[locality, other]
            if row.member == 1:
                made = effort
                if other != role:
                    made, _ = _believed(world, state, locality, role, other, beliefs)
                effective[other] = 1.0 - (1.0 - made) * (1.0 - row.routine)
        return _delivered(world, state, locality, effective, _whose(world, state, locality, role))
    if _whose(world, state, locality, role) == role:
        return effort
    believed, roots = 0.0, 0.0
    for other in range(world.spec.shape[1]):
        if other != role and state.agency[locality, other].member == 1:
            mean, root = _believed(world, state, locality, role, other, beliefs)
            believed += mean
            roots += root
    g = world.p[0].decisions.complementarity
    return (1.0 - g) * (effort + believed) + g * np.sqrt(effort) * roots


@compiled
def common_results(world: World, state: State, locality: int, role: int, effort: float) -> float:
    """Return V(x) as one member is credited with it, if all make the same effort."""
    members = count_members(state, locality)
    if world.p[0].decisions.joint_result == k.REACH_RESULT:
        effective = np.zeros(world.spec.shape[1])
        for other in range(effective.size):
            effective[other] = 1.0 - (1.0 - effort) * (1.0 - state.agency[locality, other].routine)
        return _delivered(world, state, locality, effective, _whose(world, state, locality, role))
    if _whose(world, state, locality, role) == role:
        return effort
    g = world.p[0].decisions.complementarity
    return ((1.0 - g) * members + g * (members - 1)) * effort


@compiled
def _whose(world: World, state: State, locality: int, role: int) -> int:
    """Return whose results a member is credited with: its own, or those of all (-1)."""
    return role if world.form[int(state.form[locality])].governance.credit == k.CREDIT_OWN else ALL


@compiled
def _delivered(world: World, state: State, locality: int, effective: F8, whose: int) -> float:
    """Return what effective efforts E produce over all pairs of members, or over those of one member."""
    p, kind = world.p[0], world.form[int(state.form[locality])].governance.kind
    members, total = 0, 0.0
    for one in range(effective.size):
        if state.agency[locality, one].member == 0:
            continue
        members += 1
        for other in range(one):
            if state.agency[locality, other].member == 1 and whose in (ALL, one, other):
                steps = distance(kind, p.lead, one, other)
                joint = link_of(p.decisions.joint_link, effective[one], effective[other])
                both = 2.0 if whose == ALL else 1.0
                total += both * p.routine.distance_decay ** (steps - 1) * joint
    return full_reach(world, state, locality) * total / (members - 1)


@compiled
def _believed(
    world: World, state: State, locality: int, role: int, other: int, beliefs: int
) -> tuple[float, float]:
    """Return xhat and ``E sqrt(xhat)``: the effort believed of a partner."""
    if beliefs == k.PROMISED:
        effort = world.p[0].decisions.promised * state.link[locality, role, other].trust
        return effort, np.sqrt(effort)
    if beliefs == k.OBSERVED or world.spec[locality, other].rule == k.FIXED:
        effort = state.agency[locality, other].effort
        return effort, np.sqrt(effort)
    mean, root = 0.0, 0.0
    for option in range(world.grid.size):
        chance = state.chance[locality, other, option]
        mean += chance * world.grid[option]
        root += chance * np.sqrt(world.grid[option])
    return mean, root
