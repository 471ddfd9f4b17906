"""Whether agencies refuse hard cases that others hand on to them (steps 2, 4 and 10; ODD 4.1, 4.5).

    pi(z) = n [place_cost weeks busy - v sigma_eff unmet / (lambda_b + e)] z / B - (c_z / 2 + kappa U) z^2

z, the share refused of those of difficulty above 1, is chosen from five levels up to the most possible, by
the agency's rule. n is how many of them were handed on last quarter, weeks what they take, busy the share of
weeks in which it was full, and the last term what their unmet need costs until they return or it ends.
"""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.payoffs import failure_borne, full_cost
from joinup.sim.mechanisms.journeys.holding import places_used

LEVELS = 5


@compiled
def choose_shunting(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return z for a member: the best level, or one drawn with chance in proportion to ``exp(lambda pi)``."""
    p, spec = world.p[0], world.spec[locality, role]
    cost = full_cost(world, locality, role)
    if p.decisions.shunting_most <= 0.0 or spec.rule == k.FIXED or cost <= 0.0:
        return 0.0
    gain = gain_of_shunting(world, state, week, locality, role) / cost
    pressure = p.decisions.pressure_weight * state.agency[locality, role].pressure
    costs = 0.5 * p.decisions.shunting_cost + pressure
    sure = spec.rule == k.BEST_REPLY or np.isinf(p.decisions.precision)
    chosen, best = 0.0, -np.inf
    for level in range(LEVELS):
        z = p.decisions.shunting_most * level / (LEVELS - 1)
        score = gain * z - costs * z * z
        if not sure:
            # The race of `joinup.sim.randomness`: the largest score with this noise wins.
            key = randomness.mix(spec.name, level)
            u = randomness.unit(randomness.named_draw(p.seed, key, week, randomness.SHUNT_LEVEL))
            score = p.decisions.precision * score - np.log(-np.log(u))
        if score > best:
            chosen, best = z, score
    return chosen


@compiled
def gain_of_shunting(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return what refusing all hard cases of a quarter like the last would save the agency, in GBP."""
    p, spec = world.p[0], world.spec[locality, role]
    hard, difficulty, exits = 0, 0.0, 0.0
    for group in range(world.group.size):
        if world.group[group].difficulty > 1.0:
            count = state.handed_on_last[locality, role, group]
            hard += count
            difficulty += count * world.group[group].difficulty
            exits += count * world.group[group].natural_exit
    if hard == 0:
        return 0.0
    busy = state.agency[locality, role].full_last / k.QUARTER
    saved = spec.place_cost * spec.service_weeks * difficulty / hard * busy
    ends = p.service.return_from_lapse + exits / hard
    unmet = p.money.unmet_need / ends if ends > 0.0 else 0.0
    borne = p.decisions.failure_weight * failure_borne(world, state, week, locality, role)
    return hard * (saved - borne * unmet)


@compiled
def follow_hand_offs(world: World, state: State, week: int, locality: int, role: int) -> None:
    """Note whether an agency is full, and at the end of a quarter who was handed on to it."""
    row = state.agency[locality, role]
    if places_used(state, locality, role) >= row.places:
        row.full += 1
    if week % k.QUARTER != k.QUARTER - 1:
        return
    row.full_last = row.full
    row.full = 0
    for group in range(world.group.size):
        state.handed_on_last[locality, role, group] = state.handed_on[locality, role, group]
        state.handed_on[locality, role, group] = 0
