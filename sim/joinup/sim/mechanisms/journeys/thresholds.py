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


@compiled
def set_thresholds(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 3: turn this week's probabilities into the thresholds of every class of client.

    Clients who may present are listed by an upper bound (no burden, the shortest wait); their own
    probability decides in step 6. Completion: ``min(1, rate / difficulty / (1 - d J))``.
    """
    p = world.p[0]
    groups, roles = world.group.size, world.spec.shape[1]
    for locality in range(low, high):
        limits = state.move_threshold[locality]
        most_joint, shortest = 0.0, np.inf
        for role in range(roles):
            row = state.agency[locality, role]
            shortest = min(shortest, row.expected_wait)
            if p.form.one_door == 1 and state.active[locality] == 1:
                most_joint = max(most_joint, row.joint_mean)
        for group in range(groups):
            out = world.group[group].natural_exit
            onset = world.onset[locality, group]
            given = world.group[group].arrivals != k.ONSET
            # In the order of step 6, so that rounding cannot put anyone above the bound.
            best = world.group[group].presenting - p.service.wait_deterrence * shortest
            present = logistic(best + p.service.joint_presenting * most_joint)
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
                out + (1.0 - out) * p.service.return_from_lapse
            )
            difficulty = world.group[group].difficulty
            for role in range(roles):
                rate = state.agency[locality, role].rate / difficulty
                for last in range(roles + 1):
                    joint = state.link[locality, last, role].joint if last < roles else 0.0
                    left = 1.0 - p.service.repeated_assessment * joint
                    chance = rate / left if left > 0.0 else 1.0
                    code = class_code(k.IN_SERVICE, group, 0, 0, role, last, groups, roles)
                    limits[code] = randomness.threshold(min(1.0, chance))
