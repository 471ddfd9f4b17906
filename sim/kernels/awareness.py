"""Publicity, word of mouth, forgetting and outreach (steps 3 and 6; ODD 4.3).

S_t = theta S_{t-1} + (1 - theta) spend_t
exposed = 1 - exp(-k_g S)
P(become aware) = 1 - (1 - p0)(1 - exposed)(1 - q A_i),  P(forget) = omega
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64

from sim import draws
from sim.compiling import compiled
from sim.kernels import layout as k
from sim.kernels.clients import group_of, set_state, trace
from sim.kernels.moving import CHUNK_TILES


@compiled
def advertise(world: Any, state: Any, record: Any, week: int, t: int) -> None:
    """Update the advertising stock of every campaign; once a week for all localities."""
    for c in range(world.campaign.size):
        campaign = world.campaign[c]
        spend = campaign.spend if campaign.starts <= week < campaign.ends else 0.0
        state.advertising[c] = campaign.keep * state.advertising[c] + (1.0 - campaign.keep) * spend
        if t < record.advertising.shape[0]:
            record.advertising[t, c] = state.advertising[c]
            for group in range(world.group.size):
                exposure = world.campaign_reach[c, group] * state.advertising[c]
                record.exposed[t, c, group] = 1.0 - np.exp(-exposure)


@compiled
def unexposed(world: Any, state: Any, locality: int, group: int) -> float:
    """Return the chance that no campaign reaches a member of a group this week."""
    exposure = 0.0
    for c in range(world.campaign.size):
        if world.campaign_audience[c, locality] > 0.0:
            exposure += world.campaign_reach[c, group] * state.advertising[c]
    return np.exp(-exposure)


@compiled
def aware_share(world: Any, state: Any, locality: int, group: int) -> float:
    """Return the aware share among the contacts of a group under mixing (homophily h)."""
    all_people, all_aware = 0, 0
    for g in range(world.group.size):
        all_people += state.people[locality, g]
        all_aware += state.stock[locality, g, k.AWARE_COUNT]
    people, aware = state.people[locality, group], state.stock[locality, group, k.AWARE_COUNT]
    if people == 0:
        return 0.0
    h = world.p[0].homophily
    return h * aware / people + (1.0 - h) * all_aware / all_people


@compiled
def spread_the_word(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
    """Step 3: who becomes aware and who forgets, from the state in which the week opened."""
    p = world.p[0]
    buffer = np.empty(CHUNK_TILES * draws.TILE, np.uint32)
    for locality in range(low, high):
        first, end = world.place[locality].first, world.place[locality].end
        limits = state.aware_threshold[locality]
        for group in range(world.group.size):
            contacts = 1.0 if p.contacts != k.MIXING else aware_share(world, state, locality, group)
            missed = (1.0 - p.p0) * unexposed(world, state, locality, group) * (1.0 - p.q * contacts)
            limits[2 * group] = draws.threshold(1.0 - missed)
            limits[2 * group + 1] = draws.threshold(p.omega)
        found = first
        tile = first // draws.TILE
        while tile * draws.TILE < end:
            tiles = min(CHUNK_TILES, (end - 1) // draws.TILE + 1 - tile)
            draws.fill_screening_draws(buffer, tile, tiles, p.seed, week, draws.AWARE)
            start = tile * draws.TILE
            for client in range(max(first, start), min(end, start + tiles * draws.TILE)):
                if buffer[client - start] < limits[state.known[client]]:
                    state.events[found] = client
                    found += 1
            tile += tiles
        if p.contacts != k.MIXING:
            found = _keep_those_told(world, state, week, locality, first, found)
        # Applied together, so that everybody hears from the state in which the week opened.
        for e in range(first, found):
            client = state.events[e]
            learns = state.known[client] & 1 == 0
            group = group_of(state, client)
            record.flow[locality, group, k.BECAME_AWARE if learns else k.FORGOT] += 1
            set_aware(state, locality, client, week, learns)
            move = k.LEARNED if learns else k.FORGOTTEN
            trace(state, record, client, week, move, k.NOBODY, k.NOBODY, 1.0, 0.0)


@compiled
def _keep_those_told(world: Any, state: Any, week: int, locality: int, first: int, found: int) -> int:
    """With an explicit network the threshold was for all contacts aware; look at each one's own."""
    p = world.p[0]
    kept = first
    for e in range(first, found):
        client = state.events[e]
        if state.known[client] & 1 == 0:
            start, stop = world.neighbour_start[client], world.neighbour_start[client + 1]
            aware = 0
            for n in range(start, stop):
                aware += state.known[world.neighbours[n]] & 1
            contacts = aware / (stop - start) if stop > start else 0.0
            group = group_of(state, client)
            missed = (1.0 - p.p0) * unexposed(world, state, locality, group) * (1.0 - p.q * contacts)
            u = draws.screening_draw(p.seed, client, week, draws.AWARE)
            if u >= draws.threshold(1.0 - missed):
                continue
        state.events[kept] = client
        kept += 1
    return kept


@compiled
def set_aware(state: Any, locality: int, client: int, week: int, aware: bool) -> None:
    """Make a client aware or unaware and keep count."""
    if (state.known[client] & 1 == 1) == aware:
        return
    state.known[client] ^= 1
    state.stock[locality, group_of(state, client), k.AWARE_COUNT] += 1 if aware else -1
    if aware:
        state.aware_since[client] = week
    if state.state[client] == k.SEEKING:
        state.code[client] ^= 1


@compiled
def reach_out(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
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
        first, end = world.place[locality].first, world.place[locality].end
        count = 0
        for client in range(first, end):
            if _can_be_found(world, state, client, week):
                count += 1
        order = np.empty(count, np.uint64)
        count = 0
        for client in range(first, end):
            if _can_be_found(world, state, client, week):
                u = draws.draw(p.seed, client, 0, week, draws.OUTREACH)
                order[count] = (u << uint64(32)) | uint64(client)
                count += 1
        order.sort()
        found = 0
        for role in range(roles):
            row = state.agency[locality, role]
            row.outreach_week = min(row.outreach_week, count - found)
            for n in range(found, found + row.outreach_week):
                client = int(order[n] & uint64(draws.MASK))
                group = group_of(state, client)
                if state.known[client] & 1 == 0:
                    record.flow[locality, group, k.MADE_AWARE_BY_OUTREACH] += 1
                set_aware(state, locality, client, week, True)
                record.flow[locality, group, k.OUTREACH_CONTACTS] += 1
                if state.state[client] == k.LAPSED:
                    record.flow[locality, group, k.RETURNED] += 1
                    state.hops[client] = 0
                    set_state(world, state, locality, client, k.SEEKING, week)
                trace(state, record, client, week, k.FOUND_BY_OUTREACH, role, k.NOBODY, 1.0, 0.0)
            found += row.outreach_week


@compiled
def _can_be_found(world: Any, state: Any, client: int, week: int) -> bool:
    was = state.state[client]
    if was != k.LAPSED and not (was == k.SEEKING and state.known[client] & 1 == 0):
        return False
    return state.entered[client] != week and world.group[group_of(state, client)].outreach == 1
