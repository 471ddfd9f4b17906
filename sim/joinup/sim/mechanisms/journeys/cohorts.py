"""Who of those whose need arose in a week was helped in time, week of onset by week of onset (step 12).

A share of episodes that were resolved within 26 weeks means something only for episodes that began at least
26 weeks ago. So what is resolved is kept by week of onset for two years, and counted once it is known.
"""

from __future__ import annotations

from joinup.sim.arrays.record import Record
from joinup.sim.arrays.sizes import LONGEST
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.journeys.flows import (
    HELPED_WITHIN_26,
    HELPED_WITHIN_52,
    HELPED_WITHIN_104,
    WEEKS_TO_HELP,
)


@compiled
def count_as_helped(state: State, locality: int, group: int, week: int, weeks: int) -> None:
    """Count an episode that was resolved some weeks after its onset."""
    if weeks <= LONGEST:
        place = (week - weeks) % (LONGEST + 1)
        state.cohort_helped[locality, group, place] += 1
        state.cohort_weeks[locality, group, place] += weeks


@compiled
def follow_cohorts(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 12: count who was helped within 26, 52 and 104 weeks, now that it is known."""
    length = LONGEST + 1
    for locality in range(low, high):
        for group in range(world.group.size):
            helped, weeks = state.cohort_helped[locality, group], state.cohort_weeks[locality, group]
            flow = record.flow[locality, group]
            flow[HELPED_WITHIN_26] = helped[(week - 26) % length]
            flow[HELPED_WITHIN_52] = helped[(week - 52) % length]
            oldest = (week - LONGEST) % length
            flow[HELPED_WITHIN_104] = helped[oldest]
            flow[WEEKS_TO_HELP] = weeks[oldest]
            # Its place is for those whose need arises next week.
            helped[oldest] = 0
            weeks[oldest] = 0
