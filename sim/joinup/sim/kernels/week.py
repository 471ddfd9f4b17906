"""The steps of a week in order, and stretches of weeks as one compiled call.

`play_stretch` goes through the very functions that `JointWorkingModel.step` calls one by one.
Localities meet only through publicity and the tables, so it plays all the weeks of one locality
before the next, whose clients then stay in the processor's cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from joinup.sim.compiling import call_step, compiled
from joinup.sim.kernels import (
    arriving,
    awareness,
    collecting,
    deciding,
    funding,
    linking,
    listing,
    moving,
    posting,
    redress,
    reporting,
)
from joinup.sim.kernels import layout as k

CALENDAR = (
    collecting.open_week,
    linking.open_partnerships,
    funding.staff_slots,
    funding.consult,
    reporting.set_targets,
)
"""Step 1: partnerships, money, slots, consultation, targets."""

CAPACITY_AND_LINKS = (linking.link_agencies, linking.set_thresholds, awareness.spread_the_word, moving.screen)
"""Step 3: capacity, joint intensities, thresholds and awareness."""

STEPS = (
    *CALENDAR,
    deciding.decide,
    *CAPACITY_AND_LINKS,
    moving.complete_services,
    moving.leave,
    arriving.arrive,
    awareness.reach_out,
    listing.fill_slots,
    redress.complain,
    linking.learn_from_partners,
    reporting.report,
    posting.post,
    posting.check,
    collecting.write_down,
)
"""The whole week of a locality. Every step takes the three bundles, the week and a range of localities."""


@compiled
def play_stretch(
    world: Any, state: Any, record: Any, steps: Any, first: int, end: int, low: int, high: int, keep: int
) -> Any:
    """Play the weeks from first to end - 1 for the localities from low to high - 1.

    Parameters
    ----------
    steps
        Addresses of the `STEPS`.
    keep
        Whether ended episodes are kept (1 or 0).

    Returns
    -------
    The episodes that ended.
    """
    rows = np.empty(0, k.EPISODE)
    count = 0
    for locality in range(low, high):
        # One after the other, they can use the same scratch.
        state.event_first[locality] = world.place[low].first
        for week in range(first, end):
            for n in range(steps.size):
                call_step(steps[n], world, state, record, week, locality, locality + 1)
            if record.broken[locality, 0] >= 0:
                break
            if keep == 1 and week >= 0:
                rows, count = collecting.keep_episodes(state, rows, count, week, locality, locality + 1)
    return rows[:count]
