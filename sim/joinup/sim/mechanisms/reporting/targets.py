"""Targets: as given or from the year before the run, and raised by good results (steps 1 and 10; ODD 4.6).

    target <- target + r (mean of four reports - target)+        in the last week of each year

For a stock, of which less is better, it falls by ``r (target - mean of four reports)+``.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.clock import quarter_index

YEAR = 52
REPORTS = 4
"""Quarters of a year."""


@compiled
def set_targets(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Set targets: as given, or relative to the mean of the year before the run."""
    p, quarter = world.p[0], quarter_index(world, week)
    for locality in range(low, high):
        for role in range(world.spec.shape[1]):
            row = state.agency[locality, role]
            if p.measurement.target > 0.0:
                row.target = p.measurement.target * p.scale + row.ratcheted
            elif week == 0:
                total, quarters = 0.0, 0
                for q in range(max(0, quarter - REPORTS), quarter):
                    total += state.true_quarter[q, locality, role]
                    quarters += 1
                row.target = p.measurement.target_ratio * total / quarters if quarters > 0 else np.nan


@compiled
def raise_target(world: World, state: State, week: int, locality: int, role: int) -> None:
    """Let a target follow the year's reports where these were better, at the end of a year."""
    p, row = world.p[0], state.agency[locality, role]
    year_ends = week >= 0 and week % YEAR == YEAR - 1
    if not year_ends or p.measurement.ratchet <= 0.0 or not row.target > 0.0:
        return
    known = week - p.measurement.lag
    last = quarter_index(world, known)
    if known % k.QUARTER != k.QUARTER - 1:
        last -= 1
    total, quarters = 0.0, 0
    for q in range(max(0, last - REPORTS + 1), last + 1):
        if not np.isnan(state.reported_quarter[q, locality, role]):
            total += state.reported_quarter[q, locality, role]
            quarters += 1
    if quarters == 0:
        return
    above = total / quarters - row.target
    if p.measurement.metric == k.STOCK:
        step = -p.measurement.ratchet * max(0.0, -above)
    else:
        step = p.measurement.ratchet * max(0.0, above)
    row.ratcheted += step
    row.target += step
