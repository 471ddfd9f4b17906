"""The week as one compiled call, for runs without a watcher.

`play_weeks` calls, in order, the very functions that `JointWorkingModel.step` calls one by one.
"""

from __future__ import annotations

from typing import Any

from sim.compiling import compiled
from sim.kernels import (
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
from sim.kernels import layout as k


@compiled
def prepare(world: Any, state: Any, week: int, quarter: int, low: int, high: int) -> None:
    """Step 1 for compiled parts: partnerships, money, slots, consultation, targets."""
    linking.open_partnerships(world, state, week, low, high)
    funding.staff_slots(world, state, week, low, high)
    funding.consult(world, state, week, low, high)
    reporting.set_targets(world, state, week, quarter, low, high)


@compiled
def capacity_and_links(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
    """Step 3: capacity, joint intensities, thresholds and awareness."""
    linking.link_agencies(world, state, week, low, high)
    linking.set_thresholds(world, state, low, high)
    awareness.spread_the_word(world, state, record, week, low, high)
    moving.screen(world, state, week, low, high)


@compiled
def play_locality_week(
    world: Any, state: Any, record: Any, week: int, quarter: int, low: int, high: int
) -> tuple[int, int]:
    """Play steps 1-11 of a week for a range of localities."""
    collecting.open_week(state, record, low, high)
    prepare(world, state, week, quarter, low, high)
    deciding.decide(world, state, record, week, quarter, low, high)
    capacity_and_links(world, state, record, week, low, high)
    moving.complete_services(world, state, record, week, low, high)
    moving.leave(world, state, record, week, low, high)
    arriving.arrive(world, state, record, week, low, high)
    awareness.reach_out(world, state, record, week, low, high)
    listing.fill_slots(world, state, record, week, low, high)
    redress.complain(world, state, record, week, low, high)
    linking.learn_from_partners(world, state, week, low, high)
    reporting.report(world, state, week, quarter, low, high)
    posting.post(world, state, record, week, low, high)
    return posting.find_broken_invariant(world, state, record, low, high)


@compiled
def play_weeks(world: Any, state: Any, record: Any, first: int, end: int) -> tuple[int, int, int]:
    """Play weeks from first on, up to end or until the record must be emptied.

    Returns
    -------
    The next week to play, and the broken invariant and its locality, or -1 and -1.
    """
    start = world.p[0].first_week
    week = first
    while week < end and not collecting.is_full(state, record):
        t = week - start
        quarter = week // k.QUARTER - start // k.QUARTER
        awareness.advertise(world, state, record, week, t)
        broken, locality = play_locality_week(world, state, record, week, quarter, 0, world.place.size)
        if broken >= 0:
            return week, broken, locality
        collecting.collect(world, state, record, week, t, quarter)
        week += 1
    return week, -1, -1
