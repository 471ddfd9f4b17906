"""Extra money becomes places, slowly; pooled places move to where they are needed (steps 1, 2; ODD 4.2)."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.clock import week_index
from joinup.sim.mechanisms.funding.charges import places_worth_buying
from joinup.sim.mechanisms.funding.pool import move_pooled_places, own_places
from joinup.sim.mechanisms.partnership.contracts import place_cost

YEAR = 52


@compiled
def look_for_staff(world: World, state: State, record: Record, first: int, end: int) -> None:
    """Step 1: set how many times as long recruiting takes in the weeks from first to end - 1.

    ``1 + T / (v C)`` with T the extra places that all windows in force ask for, and C contracted ones.
    """
    slack, contracted = world.p[0].workforce.slack, 0
    for locality in range(world.localities.size):
        for role in range(world.spec.shape[1]):
            contracted += world.spec[locality, role].contracted
    for week in range(first, end):
        asked = 0
        for f in range(world.fund.size):
            for locality in range(world.localities.size):
                if opens(world, locality, f) <= week < world.fund[f].ends:
                    for role in range(world.spec.shape[1]):
                        asked += world.fund_places[f, locality, role]
        record.scarcity[week_index(world, week)] = (
            1.0 + asked / (slack * contracted) if contracted > 0 else 1.0
        )


@compiled
def opens(world: World, locality: int, f: int) -> int:
    """Return the week in which the money of a window starts in a locality."""
    here = world.localities[locality]
    return max(world.fund[f].starts, here.wave) if here.in_programme == 1 else k.NEVER


@compiled
def staff_places(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: set every agency's places: contracted, mainstreamed, moved, paid by a programme, bought."""
    roles = world.spec.shape[1]
    for locality in range(low, high):
        for role in range(roles):
            state.agency[locality, role].funded = 0
            state.agency[locality, role].mainstreamed = 0
        scarcity = record.scarcity[week_index(world, week)]
        for f in range(world.fund.size):
            if opens(world, locality, f) <= week:
                _spend(world, state, week, locality, f, scarcity)
        _buy_places(world, state, week, locality, scarcity)
        if week % k.QUARTER == 0:
            move_pooled_places(world, state, week, locality)
        short = False
        for role in range(roles):
            row = state.agency[locality, role]
            own = own_places(world, state, locality, role)
            if row.moved != 0 and (row.member == 0 or (row.moved < 0 and own + row.moved < 1)):
                short = True
        for role in range(roles):
            row = state.agency[locality, role]
            if short:
                # What was pooled, or who pooled it, has gone: everyone's own places until the next quarter.
                row.moved, row.moved_money = 0, 0.0
            own = own_places(world, state, locality, role)
            row.places = own + row.moved + row.funded + row.bought


@compiled
def _spend(world: World, state: State, week: int, locality: int, f: int, scarcity: float) -> None:
    """Turn a window's money into staff: ``T (1 - exp(-weeks / lag))`` places after some weeks.

    Money comes from the start of a window; staff from the end of set-up on. What is not spent
    within a year lapses, or is carried forward and may outlast the window. Whatever is changed
    in mid-run, the staff recruited so far stay the starting point. Missed accounts cut it, or end it.
    """
    fund, here = world.fund[f], world.localities[locality]
    starts, lag = opens(world, locality, f), fund.recruitment_weeks * scarcity
    if state.fund_opens[f, locality] == k.NEVER:
        state.fund_opens[f, locality] = starts
        if here.starts <= starts:
            state.fund_opens[f, locality] = max(starts, here.starts + fund.recruits_after)
    recruits = state.fund_opens[f, locality]
    ends = min(fund.ends, state.dissolved[locality])
    given, spent = 0.0, 0.0
    for role in range(world.spec.shape[1]):
        places = world.fund_places[f, locality, role] * state.money_kept[locality]
        cost = place_cost(world, state, locality, role)
        row = state.agency[locality, role]
        level = state.fund_level[f, locality, role]
        if week < ends:
            given += places * cost
            if lag <= 0.0 and week >= recruits:
                level = places
            elif week > recruits:
                level += (places - level) * (1.0 - np.exp(-1.0 / lag))
            level = min(level, places)
            state.fund_level[f, locality, role] = level
            filled = int(np.floor(level + 0.5))
        else:
            at_end = int(np.floor(level + 0.5))
            kept = int(np.floor(fund.mainstreamed * at_end + 0.5))
            filled = 0
            # Money carried forward keeps what it can of the staff.
            if fund.carry_forward == 1 and state.fund_pot[f, locality] - spent >= (at_end - kept) * cost:
                filled = at_end - kept
            row.mainstreamed += kept
        row.funded += filled
        state.fund_filled[f, locality, role] = filled
        spent += filled * cost
    state.fund_lapsed[f, locality] = 0.0
    state.fund_pot[f, locality] += given - spent
    year_ends = (week - starts) % YEAR == YEAR - 1
    if fund.carry_forward == 0 and (year_ends or week >= ends):
        state.fund_lapsed[f, locality] = state.fund_pot[f, locality]
        state.fund_pot[f, locality] = 0.0


@compiled
def _buy_places(world: World, state: State, week: int, locality: int, scarcity: float) -> None:
    """Turn what incentives paid into places: ``share x last quarter's receipts / (13 cost of a place)``.

    To these come those that a charge makes worth buying. They are recruited with the incentive's lag, and
    given back as soon as less is received.
    """
    for role in range(world.spec.shape[1]):
        level, cost = 0.0, k.QUARTER * world.spec[locality, role].place_cost
        for n in range(world.incentive.size):
            incentive = world.incentive[n]
            if week % k.QUARTER == 0:
                state.receipts_last[n, locality, role] = state.receipts[n, locality, role]
                state.receipts[n, locality, role] = 0.0
            wanted = 0.0
            if cost > 0.0:
                wanted = incentive.spent_on_places * state.receipts_last[n, locality, role] / cost
            wanted += places_worth_buying(world, state, week, locality, role, n)
            recruited = state.bought_level[n, locality, role]
            lag = incentive.recruitment_weeks * scarcity
            if lag > 0.0:
                recruited += (wanted - recruited) * (1.0 - np.exp(-1.0 / lag))
                recruited = min(recruited, wanted)
            else:
                recruited = wanted
            state.bought_level[n, locality, role] = recruited
            level += recruited
        state.agency[locality, role].bought = int(np.floor(level + 0.5))
