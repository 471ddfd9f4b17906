"""What a contract changes: price, quality, and what is at stake when it is renewed (steps 1, 4, 11; ODD 7.2).

cost of a place = cost_a (1 - price cov_a)         q_a = 1 - shading (1 - m_a) for whom it is
every `term` weeks: set-up cost in one week, tau <- tau / 2
"""

from __future__ import annotations

from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.access.kernels import is_joint

TRUST_KEPT = 0.5
"""Of the trust in other members, what is kept when all compete for a new contract."""


@compiled
def place_cost(world: World, state: State, locality: int, role: int) -> float:
    """Return what a place of an agency costs in a week: less for members under contract."""
    cost, price = (
        world.spec[locality, role].place_cost,
        world.form[int(state.form[locality])].governance.price,
    )
    if price == 0.0 or state.agency[locality, role].member == 0:
        return cost
    return cost * (1.0 - price * state.agency[locality, role].coverage)


@compiled
def efficacy_for(world: World, state: State, locality: int, client: int, agency: int) -> float:
    """Return the chance that a service of an agency helps a client.

    A contract pays for what can be measured, so that some of the rest is saved on those whom it is for.
    """
    spec, shading = world.spec[locality, agency], world.form[int(state.form[locality])].governance.shading
    if shading == 0.0 or state.agency[locality, agency].member == 0 or not is_joint(world, state, client):
        return spec.efficacy
    return spec.efficacy * (1.0 - shading * (1.0 - spec.measurability))


@compiled
def is_renewed(world: World, state: State, week: int, locality: int) -> bool:
    """Return whether a contract in force is renewed this week."""
    age = week - state.set_up_since[locality]
    return (
        state.active[locality] == 1
        and age > 0
        and age % world.form[int(state.form[locality])].governance.term == 0
    )


@compiled
def renew_contracts(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: where a contract is renewed, let members trust one another half as much."""
    for locality in range(low, high):
        if not is_renewed(world, state, week, locality):
            continue
        for one in range(world.spec.shape[1]):
            if state.agency[locality, one].member == 0:
                continue
            for other in range(world.spec.shape[1]):
                if state.agency[locality, other].member == 1:
                    state.link[locality, one, other].trust *= TRUST_KEPT
            state.agency[locality, one].trust_mean *= TRUST_KEPT
