"""Pooled places move to where people wait, or where the work is (step 1; ODD 7.2).

By waiting, the pooled share of own places is shared out anew each quarter. By workload, money moves a step
towards where places are needed: with m_a the money of own places of a, ``own_a cost_a``, and w_a that of a
place for each client whom it has,

    wanted_a = max(-share_a m_a, sum(m) w_a / sum(w) - m_a),     w_a = (waiting + in service)_a cost_a
    moved_a <- moved_a + b (wanted_a - moved_a),                 gains scaled to losses
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled

CLOSE = 1e-9
"""Of a place: what rounding may hide."""


@compiled
def pooled_share(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return the share of a member's budget pooled now: the larger of form and incentive."""
    form = world.form[int(state.form[locality])]
    if state.agency[locality, role].member == 0 or form.governance.signs == 0:
        return 0.0
    share = form.money.pooled_share
    for n in range(world.incentive.size):
        incentive = world.incentive[n]
        in_force = incentive.kind == k.POOLED and incentive.starts <= week < incentive.ends
        if in_force and world.incentive_applies[n, role] == 1:
            share = max(share, incentive.share)
    return share


@compiled
def move_pooled_places(world: World, state: State, week: int, locality: int) -> None:
    """Move pooled places among fungible roles, by what the scenario says."""
    if world.p[0].pool.by == k.BY_WORKLOAD:
        _move_by_workload(world, state, week, locality)
    else:
        _move_by_waiting(world, state, week, locality)


@compiled
def own_places(world: World, state: State, locality: int, role: int) -> int:
    """Return the places that an agency pays for itself before any are moved."""
    return world.spec[locality, role].contracted + state.agency[locality, role].mainstreamed


@compiled
def _move_by_waiting(world: World, state: State, week: int, locality: int) -> None:
    """Move the pooled share of own places among fungible roles in proportion to waiting.

    Largest remainder; every role keeps at least one place.
    """
    roles = world.spec.shape[1]
    pool, waiting, partners = 0, 0, 0
    given = np.full(roles, -1)
    for role in range(roles):
        row = state.agency[locality, role]
        row.moved = 0
        share = pooled_share(world, state, week, locality, role)
        if share > 0.0 and world.spec[locality, role].fungible == 1:
            own = own_places(world, state, locality, role)
            given[role] = max(0, min(int(np.floor(share * own)), own - 1))
            pool += given[role]
            waiting += row.waiting
            partners += 1
    if pool == 0 or waiting == 0 or partners < 2:
        return
    remainder = np.full(roles, -1.0)
    left = pool
    for role in range(roles):
        if given[role] >= 0:
            row = state.agency[locality, role]
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
def _move_by_workload(world: World, state: State, week: int, locality: int) -> None:
    """Move the money of pooled places a step towards the work; then whole places for it."""
    roles = world.spec.shape[1]
    share, work = np.zeros(roles), np.zeros(roles)
    money, partners = 0.0, 0
    for role in range(roles):
        spec, row = world.spec[locality, role], state.agency[locality, role]
        row.moved = 0
        if spec.fungible == 1 and spec.place_cost > 0.0:
            share[role] = pooled_share(world, state, week, locality, role)
        if share[role] > 0.0:
            work[role] = (row.waiting + row.in_service) * spec.place_cost
            money += own_places(world, state, locality, role) * spec.place_cost
            partners += 1
    if partners < 2 or work.sum() == 0.0:
        share[:] = 0.0
    gained, lost = 0.0, 0.0
    for role in range(roles):
        row = state.agency[locality, role]
        if share[role] == 0.0:
            row.moved_money = 0.0
            continue
        cost, own = world.spec[locality, role].place_cost, own_places(world, state, locality, role)
        # At least one place stays.
        most = max(0.0, min(share[role] * own, own - 1.0)) * cost
        wanted = money * work[role] / work.sum() - own * cost
        moved = row.moved_money + world.p[0].pool.speed * (max(-most, wanted) - row.moved_money)
        row.moved_money = max(-most, moved)
        gained += max(0.0, row.moved_money)
        lost += max(0.0, -row.moved_money)
    for role in range(roles):
        row = state.agency[locality, role]
        if gained == 0.0 or lost == 0.0:
            row.moved_money = 0.0
        elif row.moved_money > 0.0:
            row.moved_money *= lost / gained
    _buy_whole_places(world, state, locality, share)


@compiled
def _buy_whole_places(world: World, state: State, locality: int, share: F8) -> None:
    """Turn money into whole places, by largest remainder as long as it lasts."""
    roles = world.spec.shape[1]
    remainder, left = np.zeros(roles), 0.0
    for role in range(roles):
        if share[role] > 0.0:
            cost, row = world.spec[locality, role].place_cost, state.agency[locality, role]
            exact = row.moved_money / cost
            row.moved = int(np.floor(exact + CLOSE))
            remainder[role] = exact - row.moved
            left += remainder[role] * cost
    while True:
        best = -1
        for role in range(roles):
            affordable = world.spec[locality, role].place_cost * (1.0 - CLOSE) <= left
            most = remainder[best] if best >= 0 else CLOSE
            if affordable and remainder[role] > most:
                best = role
        if best < 0:
            return
        state.agency[locality, best].moved += 1
        left -= world.spec[locality, best].place_cost
        remainder[best] = 0.0
