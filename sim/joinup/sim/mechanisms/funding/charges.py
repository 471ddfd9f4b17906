"""What a charge for waits after hand-offs buys of the agency that is charged (steps 1 and 7; ODD 4.5, 4.8).

While a charge is in force, those handed on to the agency wait on a list of their own. A free place takes the
first of them with chance ``min(1, rate / cost of a place)``, and where a wait costs more than a place the
agency buys ``min(cap C, those who waited, on average over the last quarter)`` of them.
"""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.payoffs import applies


@compiled
def charge_in_force(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return GBP a week for each client who waits after a hand-off, of all charges that buy anything."""
    rate = 0.0
    for n in range(world.incentive.size):
        if _buys(world, state, week, locality, role, n):
            rate += world.incentive[n].rate
    return rate


@compiled
def chance_of_priority(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return with which chance a free place takes the first of those handed on."""
    cost = world.spec[locality, role].place_cost
    rate = charge_in_force(world, state, week, locality, role)
    return min(1.0, rate / cost) if cost > 0.0 else 0.0


@compiled
def places_worth_buying(
    world: World, state: State, week: int, locality: int, role: int, number: int
) -> float:
    """Return how many places an agency wants because of a charge: none if a wait is no dearer than one."""
    if not _buys(world, state, week, locality, role, number):
        return 0.0
    incentive, spec = world.incentive[number], world.spec[locality, role]
    if incentive.rate <= spec.place_cost:
        return 0.0
    waited = state.agency[locality, role].delay_last / k.QUARTER
    return min(incentive.places_cap * spec.contracted, waited)


@compiled
def _buys(world: World, state: State, week: int, locality: int, role: int, number: int) -> bool:
    incentive = world.incentive[number]
    if incentive.kind != k.CHARGE or incentive.buys != k.PRIORITY_AND_PLACES:
        return False
    return applies(world, week, number, role) and state.agency[locality, role].member == 1
