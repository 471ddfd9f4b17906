"""The chance that a hand-off succeeds, and whether a service helps (ODD 4.5)."""

from __future__ import annotations

from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, logistic
from joinup.sim.mechanisms.access.kernels import burden
from joinup.sim.mechanisms.partnership.contracts import efficacy_for


@compiled
def hand_off_chance(
    world: World, state: State, locality: int, client: int, agency: int, joint: float, hops: int
) -> float:
    """Return ``logistic(h0 + h_locality + beta_J J - psi sum_d beta_d (1 - acc) - b_hop hops)``."""
    p = world.p[0]
    return logistic(
        p.service.cold_hand_off
        + world.localities[locality].hand_off
        + p.service.joint_hand_off * joint
        - p.service.burden_hand_off * burden(world, state, locality, client, agency)
        - p.service.fatigue * min(hops, 6)
    )


@compiled
def meet_needs(world: World, state: State, locality: int, client: int, agency: int, week: int) -> None:
    """Let a completed service meet the needs that it is for, or be in vain: one draw for all of them."""
    person = state.client[client]
    serves = world.spec[locality, agency].serves & uint64(255)
    if _helps(world, state, locality, client, agency, week):
        person.needs &= ~serves & uint64(255)
    else:
        person.tried |= person.needs & serves


@compiled
def chance_of_help(world: World, state: State, locality: int, client: int, agency: int) -> float:
    """Return ``eta q (1 - park cp (difficulty - 1))+``: less for hard cases where counts press."""
    efficacy = efficacy_for(world, state, locality, client, agency)
    parking = world.p[0].service.parking * state.agency[locality, agency].count_pressure
    if parking > 0.0:
        harder = world.group[group_of(state, client)].difficulty - 1.0
        efficacy *= max(0.0, 1.0 - parking * harder)
    return efficacy


@compiled
def _helps(world: World, state: State, locality: int, client: int, agency: int, week: int) -> bool:
    efficacy = chance_of_help(world, state, locality, client, agency)
    if efficacy >= 1.0:
        return True
    option = world.spec[locality, agency].option
    u = randomness.draw(world.p[0].seed, client, option, week, randomness.EFFICACY)
    return u < randomness.threshold(efficacy)


@compiled
def shuns(world: World, state: State, week: int, client: int, locality: int, agency: int) -> bool:
    """Return whether an agency refuses a client handed on to it, as it does some of the hard ones."""
    z = state.agency[locality, agency].shunting
    if z <= 0.0 or world.group[group_of(state, client)].difficulty <= 1.0:
        return False
    u = randomness.draw(world.p[0].seed, client, 0, week, randomness.SHUNT)
    return u < randomness.threshold(z)
