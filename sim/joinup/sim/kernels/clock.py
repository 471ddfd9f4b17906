"""Where a week stands in the tables."""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled


@compiled
def week_index(world: World, week: int) -> int:
    """Return the place of a week in the tables: 0 is the first week of the warm-up."""
    return week + world.p[0].warm_up_weeks


@compiled
def quarter_index(world: World, week: int) -> int:
    """Return the place of a week's quarter in the tables."""
    return week // k.QUARTER - (-world.p[0].warm_up_weeks) // k.QUARTER
