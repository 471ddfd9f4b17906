"""What the next agency knows already: information that agencies share (ODD 4.2)."""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled


@compiled
def shares_information(world: World, state: State, week: int, locality: int) -> bool:
    """Return whether agencies of a locality have begun to share: only a form that signs can."""
    p = world.p[0]
    signs = state.active[locality] == 1 and world.form[int(state.form[locality])].governance.signs == 1
    return signs and week >= p.partnership.information.starts


@compiled
def share_information(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: set how far information is shared: ``min(1, age / ready weeks)``.

    One organisation shares it as it grows together, without an agreement.
    """
    p = world.p[0]
    for locality in range(low, high):
        state.shared[locality] = 0.0
        if state.active[locality] == 1 and world.form[int(state.form[locality])].governance.kind == k.SINGLE:
            state.shared[locality] = state.ready[locality]
        elif shares_information(world, state, week, locality):
            weeks = p.partnership.information.ready_weeks
            age = week - max(p.partnership.information.starts, state.set_up_since[locality])
            state.shared[locality] = min(1.0, age / weeks) if weeks > 0 else 1.0


@compiled
def known_already(world: World, state: State, locality: int, group: int) -> float:
    """Return the part of repeated assessment that joint working saves a group.

    ``g = without + (consent_g - without)+ shared``
    """
    without = world.p[0].partnership.information.without
    return without + max(0.0, world.group[group].consent - without) * state.shared[locality]
