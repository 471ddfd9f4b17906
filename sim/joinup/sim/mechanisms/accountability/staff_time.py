"""Complaints take the staff time of the agency that answers for them (step 3; ODD 4.7)."""

from __future__ import annotations

from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled


@compiled
def redress_time(world: World, state: State, locality: int, agency: int) -> float:
    """Return the staff time that last week's complaints take: ``complaints staff_weeks / places``."""
    row = state.agency[locality, agency]
    if row.places <= 0:
        return 0.0
    return row.complaints_last * world.p[0].redress.staff_weeks / row.places
