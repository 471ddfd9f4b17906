"""Long waits displease those who are served at last (step 7; ODD 4.7)."""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of
from joinup.sim.kernels.clients import trace
from joinup.sim.mechanisms.accountability.flows import DISPLEASED, DISPLEASED_BY_WAIT
from joinup.sim.mechanisms.journeys.flows import DISSATISFIED


@compiled
def displease(
    world: World, state: State, record: Record, week: int, locality: int, client: int, wait: int
) -> None:
    """Let a client whose service starts be displeased by the wait, and list it for step 8.

    ``P = 1 - exp(-(W - patience)+ / scale)``
    """
    p = world.p[0]
    over = wait - p.redress.patience
    if over <= 0.0:
        return
    chance = 1.0 - np.exp(-over / p.redress.patience_scale)
    u = randomness.draw(p.seed, client, 0, week, randomness.WAIT_COMPLAINT)
    if u >= randomness.threshold(chance):
        return
    flow = record.flow[locality, group_of(state, client)]
    flow[DISPLEASED] += 1
    flow[DISSATISFIED] += 1
    state.displeased[state.event_first[locality] + state.displeased_count[locality]] = client
    state.displeased_count[locality] += 1
    agency = state.client[client].role
    trace(state, record, client, week, DISPLEASED_BY_WAIT, agency, k.NOBODY, chance, 0.0)
