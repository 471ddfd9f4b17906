"""Outreach finds people; consultation improves access (steps 1 and 6; ODD 4.3, 4.4)."""

from __future__ import annotations

import numpy as np
from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, state_of
from joinup.sim.kernels.clients import set_state, trace
from joinup.sim.kernels.smallest import offer, put_in_order
from joinup.sim.mechanisms.awareness.kernels import set_aware
from joinup.sim.mechanisms.journeys.flows import RETURNED
from joinup.sim.mechanisms.outreach_and_consultation.flows import (
    FOUND_BY_OUTREACH,
    MADE_AWARE_BY_OUTREACH,
    OUTREACH_CONTACTS,
)


@compiled
def consult(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: consultation closes a share of the gap: ``acc <- acc + xi part acted (1 - acc)``."""
    dimensions = world.dimension_weight.size
    for locality in range(low, high):
        here = world.localities[locality]
        for role in range(world.spec.shape[1]):
            gained = 0.0
            for d in range(dimensions):
                gap = 1.0 - world.accommodation[locality, role, d]
                for n in range(world.consult.size):
                    item = world.consult[n]
                    covered = item.programme == 0 or here.in_programme == 1
                    if world.consult_applies[n, role, d] == 1 and covered:
                        done = (week - max(item.starts, here.wave)) / item.weeks
                        gap *= 1.0 - world.consult_gain[n, d] * min(1.0, max(0.0, done))
                state.accommodation[locality, role, d] = 1.0 - gap
                gained += 1.0 - gap - world.accommodation[locality, role, d]
            state.agency[locality, role].adapted = gained / dimensions if dimensions > 0 else 0.0


@compiled
def reach_out(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Outreach finds unaware seekers and lapsed clients: those with the smallest draws."""
    p = world.p[0]
    if p.outreach_any == 0:
        return
    roles = world.spec.shape[1]
    for locality in range(low, high):
        wanted = 0
        for role in range(roles):
            # A fraction of a client a week comes up every so often.
            a_week = world.spec[locality, role].outreach
            number = int(np.floor((week + 1) * a_week) - np.floor(week * a_week))
            state.agency[locality, role].outreach_week = number
            wanted += number
        if wanted == 0:
            continue
        chosen = np.empty(wanted, np.uint64)
        count = 0
        for client in range(world.localities[locality].first, world.localities[locality].end):
            if _can_be_found(world, state, client, week):
                u = randomness.draw(p.seed, client, 0, week, randomness.OUTREACH)
                count = offer(chosen, count, (u << uint64(32)) | uint64(client))
        put_in_order(chosen, count)
        found = 0
        for role in range(roles):
            row = state.agency[locality, role]
            row.outreach_week = min(row.outreach_week, count - found)
            for n in range(found, found + row.outreach_week):
                client = int(np.int64(chosen[n] & uint64(randomness.MASK)))
                group = group_of(state, client)
                if state.traits[client] & k.AWARE_BIT == 0:
                    record.flow[locality, group, MADE_AWARE_BY_OUTREACH] += 1
                set_aware(state, locality, client, week, True)
                record.flow[locality, group, OUTREACH_CONTACTS] += 1
                if state_of(state.code[client], world.group.size) == k.LAPSED:
                    record.flow[locality, group, RETURNED] += 1
                    state.client[client].hops = 0
                    set_state(world, state, locality, client, k.SEEKING, week)
                trace(state, record, client, week, FOUND_BY_OUTREACH, role, k.NOBODY, 1.0, 0.0)
            found += row.outreach_week


@compiled
def _can_be_found(world: World, state: State, client: int, week: int) -> bool:
    was = state_of(state.code[client], world.group.size)
    if was != k.LAPSED and not (was == k.SEEKING and state.traits[client] & k.AWARE_BIT == 0):
        return False
    return state.client[client].entered != week and world.group[group_of(state, client)].outreach == 1
