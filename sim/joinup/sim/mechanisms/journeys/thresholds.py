"""The week's probabilities of every class of client, as thresholds (step 3; ODD 4.4, 4.5)."""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import class_code, logistic
from joinup.sim.mechanisms.access.doors import gain_in_presenting
from joinup.sim.mechanisms.navigators.kernels import most_return
from joinup.sim.mechanisms.partnership.information import known_already


@compiled
def set_thresholds(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 3: turn this week's probabilities into the thresholds of every class of client.

    Clients who may present are listed by an upper bound (no burden, the shortest wait); their own
    probability decides in step 6. In service a need may end as well: ``c + (1 - c) e``. Whoever is ready
    to be handed on tries again or its need ends: ``retry + (1 - retry) e``.
    """
    p = world.p[0]
    groups, roles = world.group.size, world.spec.shape[1]
    for locality in range(low, high):
        limits = state.move_threshold[locality]
        most_joint, shortest = 0.0, np.inf
        for role in range(roles):
            row = state.agency[locality, role]
            shortest = min(shortest, row.expected_wait)
            if state.doors[locality] == k.SINGLE_GATEWAY:
                most_joint = max(most_joint, row.joint_mean)
        for group in range(groups):
            out = world.group[group].natural_exit
            onset = state.onset[locality, group]
            given = world.group[group].arrivals != k.ONSET
            # In the order of step 6, so that rounding cannot put anyone above the bound.
            best = world.group[group].presenting - p.service.wait_deterrence * shortest
            present = logistic(best + gain_in_presenting(world, state, locality, most_joint))
            if p.population.certain_presenting == 1:
                present = 1.0
            none, top = k.NOBODY, roles
            limits[class_code(k.NO_NEED, group, 0, 0, none, top, groups, roles)] = randomness.threshold(
                0.0 if given else onset
            )
            limits[class_code(k.NO_NEED, group, 0, 1, none, top, groups, roles)] = randomness.threshold(
                0.0 if given else onset + p.service.relapse
            )
            limits[class_code(k.SEEKING, group, 0, 0, none, top, groups, roles)] = randomness.threshold(out)
            limits[class_code(k.SEEKING, group, 1, 0, none, top, groups, roles)] = randomness.threshold(
                out + (1.0 - out) * present
            )
            limits[class_code(k.WAITING, group, 0, 0, none, top, groups, roles)] = randomness.threshold(
                out + (1.0 - out) * p.service.abandonment
            )
            limits[class_code(k.LAPSED, group, 0, 0, none, top, groups, roles)] = randomness.threshold(
                out + (1.0 - out) * most_return(world, state, locality)
            )
            for role in range(roles):
                for last in range(roles + 1):
                    chance = completion(world, state, locality, group, role, last)
                    if role == last and state.agency[locality, role].ready > 0:
                        # Ready to be handed on: no service, and another try.
                        chance = p.service.retry + (1.0 - p.service.retry) * out
                    elif p.service.ends_in_service == 1:
                        chance += (1.0 - chance) * out
                    code = class_code(k.IN_SERVICE, group, 0, 0, role, last, groups, roles)
                    limits[code] = randomness.threshold(chance)


@compiled
def completion(world: World, state: State, locality: int, group: int, role: int, last: int) -> float:
    """Return the chance that a service ends this week: ``min(1, rate / difficulty / (1 - d g J))``.

    Parameters
    ----------
    last
        The agency that served the client before; any number that is no agency's for none.
    """
    rate = state.agency[locality, role].rate / world.group[group].difficulty
    joint = state.link[locality, last, role].joint if last < world.spec.shape[1] else 0.0
    p, known = world.p[0], known_already(world, state, locality, group)
    left = 1.0 - p.service.repeated_assessment * known * joint
    return min(1.0, rate / left) if left > 0.0 else 1.0
