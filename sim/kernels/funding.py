"""Extra money becomes slots, slowly; pooled slots move to where people wait (steps 1, 2; ODD 4.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiling import compiled
from sim.kernels import layout as k

YEAR = 52


@compiled
def recruited(slots: int, weeks: float, lag: float) -> int:
    """Return the slots staffed after some weeks of recruiting: ``T (1 - exp(-weeks / lag))``."""
    if weeks < 0:
        return 0
    if lag <= 0.0:
        return slots
    return int(np.floor(slots * (1.0 - np.exp(-weeks / lag)) + 0.5))


@compiled
def staff_slots(world: Any, state: Any, week: int, low: int, high: int) -> None:
    """Step 1: set every agency's slots: contracted, paid by a programme, mainstreamed, moved.

    Money comes from the start of a window; staff from the end of set-up on. What is not spent
    within a year lapses, or is carried forward and may outlast the window.
    """
    p = world.p[0]
    roles = world.spec.shape[1]
    for locality in range(low, high):
        place = world.place[locality]
        for role in range(roles):
            state.agency[locality, role].funded = 0
            state.agency[locality, role].mainstreamed = 0
        for f in range(world.fund.size):
            fund = world.fund[f]
            if place.in_programme == 0:
                continue
            starts = max(fund.starts, place.wave)
            opens = starts
            if p.reach > 0.0 and place.starts <= starts:
                opens = max(starts, place.starts + p.set_up_weeks)
            given, spent = 0.0, 0.0
            for role in range(roles):
                slots = world.fund_slots[f, locality, role]
                cost = world.spec[locality, role].slot_cost
                row = state.agency[locality, role]
                filled = recruited(slots, week - opens, fund.lag)
                if starts <= week < fund.ends:
                    given += slots * cost
                elif week >= fund.ends:
                    at_end = recruited(slots, fund.ends - opens, fund.lag)
                    kept = int(np.floor(fund.mainstreamed * at_end + 0.5))
                    filled = 0
                    # Money carried forward keeps what it can of the staff.
                    if fund.carry == 1 and state.fund_pot[f, locality] - spent >= (at_end - kept) * cost:
                        filled = at_end - kept
                    row.mainstreamed += kept
                else:
                    filled = 0
                row.funded += filled
                state.fund_filled[f, locality, role] = filled
                spent += filled * cost
            state.fund_lapsed[f, locality] = 0.0
            state.fund_pot[f, locality] += given - spent
            year_ends = week >= starts and (week - starts) % YEAR == YEAR - 1
            if fund.carry == 0 and (year_ends or week >= fund.ends):
                state.fund_lapsed[f, locality] = state.fund_pot[f, locality]
                state.fund_pot[f, locality] = 0.0
        if week % k.QUARTER == 0:
            _move_pooled_slots(world, state, week, locality)
        for role in range(roles):
            row = state.agency[locality, role]
            base = world.spec[locality, role].contracted + row.funded + row.mainstreamed
            row.slots = max(0, base + row.moved)


@compiled
def pooled_share(world: Any, state: Any, week: int, locality: int) -> float:
    """Return the share of budgets pooled now: the larger of form and incentive."""
    if state.active[locality] == 0:
        return 0.0
    share = world.p[0].pooled_share
    for n in range(world.incentive.size):
        incentive = world.incentive[n]
        if incentive.kind == k.POOLED and incentive.starts <= week < incentive.ends:
            share = max(share, incentive.share)
    return share


@compiled
def _move_pooled_slots(world: Any, state: Any, week: int, locality: int) -> None:
    """Move the pooled share of slots among fungible roles in proportion to waiting.

    Largest remainder; every role keeps at least one slot.
    """
    roles = world.spec.shape[1]
    share = pooled_share(world, state, week, locality)
    pool, waiting, members = 0, 0, 0
    given = np.zeros(roles, np.int64)
    for role in range(roles):
        row = state.agency[locality, role]
        row.moved = 0
        if row.member == 1 and world.spec[locality, role].fungible == 1:
            base = world.spec[locality, role].contracted + row.funded + row.mainstreamed
            given[role] = max(0, min(int(np.floor(share * base)), base - 1))
            pool += given[role]
            waiting += row.waiting
            members += 1
    if pool == 0 or waiting == 0 or members < 2:
        return
    remainder = np.full(roles, -1.0)
    left = pool
    for role in range(roles):
        row = state.agency[locality, role]
        if row.member == 1 and world.spec[locality, role].fungible == 1:
            exact = pool * row.waiting / waiting
            part = int(np.floor(exact))
            row.moved = part - given[role]
            remainder[role] = exact - part
            left -= part
    while left > 0:
        best = 0
        for role in range(roles):
            if remainder[role] > remainder[best]:
                best = role
        state.agency[locality, best].moved += 1
        remainder[best] = -1.0
        left -= 1


@compiled
def consult(world: Any, state: Any, week: int, low: int, high: int) -> None:
    """Step 1: consultation closes a share of the gap: ``acc <- acc + xi (1 - acc)`` over its weeks."""
    for locality in range(low, high):
        in_programme = world.place[locality].in_programme == 1
        for role in range(world.spec.shape[1]):
            for d in range(world.dimension_weight.size):
                gap = 1.0 - world.accommodation[locality, role, d]
                for n in range(world.consult.size):
                    if world.consult_applies[n, role, d] == 1 and in_programme:
                        done = (week - world.consult[n].starts) / world.consult[n].weeks
                        gap *= 1.0 - world.consult[n].gain * min(1.0, max(0.0, done))
                state.accommodation[locality, role, d] = 1.0 - gap
