"""Who moves in a week: completions and leaving (steps 4 and 5; ODD 4.5).

One draw per client and week is compared with the threshold of the client's class. Few clients
fall below; they go to a list in client order, and only they are looked at in detail. Each makes
at most one move out of the state it held when the week began: whoever has moved carries this
week's number in ``entered``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64

from sim import draws
from sim.compiling import compiled
from sim.kernels import layout as k
from sim.kernels.clients import (
    burden,
    choose_agency,
    count_bits,
    group_of,
    is_joint,
    logistic,
    lowest_need,
    set_state,
    trace,
)
from sim.kernels.listing import remove

CHUNK_TILES = 16


@compiled
def screen(world: Any, state: Any, week: int, low: int, high: int) -> None:
    """List the clients whose `MOVE` draw is below the threshold of their class."""
    seed = world.p[0].seed
    size = CHUNK_TILES * draws.TILE
    buffer = np.empty(size, np.uint32)
    for locality in range(low, high):
        first, end = world.place[locality].first, world.place[locality].end
        thresholds = state.move_threshold[locality]
        found = first
        tile = first // draws.TILE
        while tile * draws.TILE < end:
            tiles = min(CHUNK_TILES, (end - 1) // draws.TILE + 1 - tile)
            draws.fill_screening_draws(buffer, tile, tiles, seed, week, draws.MOVE)
            start = tile * draws.TILE
            for client in range(max(first, start), min(end, start + tiles * draws.TILE)):
                if buffer[client - start] < thresholds[state.code[client]]:
                    state.events[found] = client
                    found += 1
            tile += tiles
        state.event_count[locality] = found - first
        for e in range(first, found):
            state.note[e] = k.NOTHING


@compiled
def complete_services(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
    """Step 4: services are completed; the episode is resolved or the client handed on."""
    for locality in range(low, high):
        first = world.place[locality].first
        for e in range(first, first + state.event_count[locality]):
            client = state.events[e]
            if state.state[client] == k.IN_SERVICE and state.entered[client] != week:
                _complete(world, state, record, week, locality, client, e)


@compiled
def _complete(
    world: Any, state: Any, record: Any, week: int, locality: int, client: int, e: int
) -> None:
    group, agency = group_of(state, client), state.role[client]
    flow = record.flow
    row = state.agency[locality, agency]
    row.in_service -= 1
    row.completions_week += 1
    row.completions_quarter += 1
    flow[locality, group, k.COMPLETIONS] += 1
    state.needs[client] &= ~world.spec[locality, agency].serves & uint64(255)
    if state.needs[client]:
        trace(state, record, client, week, k.COMPLETED, agency, k.NOBODY, 1.0, 0.0)
        if hand_off(world, state, record, week, locality, client, agency, True):
            flow[locality, group, k.HAND_OFFS_SUCCEEDED] += 1
            state.note[e] = k.HANDED_ON
        else:
            flow[locality, group, k.LAPSED_AFTER_HAND_OFF] += 1
            state.note[e] = k.HAND_OFF_FAILED
        return
    flow[locality, group, k.RESOLVED] += 1
    if week - state.onset_week[client] <= 52:
        flow[locality, group, k.RESOLVED_WITHIN_52] += 1
    several = count_bits(state.needs_at_onset[client]) >= 2
    straight = several and not state.flags[client] & k.LAPSED_BIT
    joined = straight and count_bits(state.met[client]) >= 2
    if joined:
        flow[locality, group, k.JOINED_UP] += 1
        if world.p[0].metric == k.JOINED_UP_METRIC:
            for role in range(world.spec.shape[1]):
                if (state.met[client] >> role) & 1:
                    state.agency[locality, role].metric_sum += 1.0
    # From here on the smallest J of the episode is the protection against relapse.
    protected = straight and state.joint[client] <= 1.0
    protection = state.joint[client] if protected else np.float32(0.0)
    state.flags[client] |= k.HELPED_BIT
    outcome = k.SOLVED_JOINTLY if joined else k.SOLVED
    trace(state, record, client, week, outcome, agency, k.NOBODY, 1.0, protection)
    _close_episode(world, state, week, locality, client, e, outcome)
    state.joint[client] = protection


@compiled
def _close_episode(
    world: Any, state: Any, week: int, locality: int, client: int, e: int, outcome: int
) -> None:
    # The note keeps how the episode ended and, in its upper bits, how many needs it had.
    state.note[e] = outcome | (count_bits(state.needs_at_onset[client]) << 5)
    state.needs[client] = 0
    state.needs_at_onset[client] = 0
    state.role[client] = k.NOBODY
    state.last_role[client] = k.NOBODY
    state.joint[client] = np.float32(0.0)
    set_state(world, state, locality, client, k.NO_NEED, week)


@compiled
def turns_away(world: Any, state: Any, locality: int, client: int, agency: int) -> bool:
    """Return whether an agency refuses a client who is not eligible."""
    barred = world.p[0].refuse == 1 and not state.flags[client] & k.ELIGIBLE_BIT
    return barred and world.spec[locality, agency].applies_rule == 1


@compiled
def hand_off(
    world: Any, state: Any, record: Any, week: int, locality: int, client: int, origin: int,
    after_service: bool,
) -> bool:
    """Hand a client from one agency to one that serves its next need (4.5).

    ``P = logistic(h0 + beta_J J - psi sum_d beta_d (1 - acc) - b_hop hops)``
    """
    p = world.p[0]
    group = group_of(state, client)
    need = lowest_need(state.needs[client])
    agency = choose_agency(world, locality, client, week, draws.NEXT_AGENCY, need)
    joint = state.link[locality, origin, agency].joint if is_joint(world, state, client) else 0.0
    chance = logistic(
        p.cold_log_odds
        + p.joint_log_odds * joint
        - p.burden_hand_off * burden(world, state, locality, client, agency)
        - p.fatigue * min(state.hops[client], 6)
    )
    if turns_away(world, state, locality, client, agency):
        chance = 0.0
    if state.hops[client] < 255:
        state.hops[client] += 1
    record.flow[locality, group, k.HAND_OFFS_ATTEMPTED] += 1
    state.link[locality, origin, agency].hand_offs += 1
    if draws.draw(p.seed, client, 0, week, draws.HAND_OFF) < draws.threshold(chance):
        state.role[client] = agency
        if after_service:
            state.last_role[client] = origin
            state.joint[client] = min(state.joint[client], np.float32(joint))
        state.flags[client] |= k.HANDED_BIT
        set_state(world, state, locality, client, k.WAITING, week)
        move = k.HANDED_ON if after_service else k.WRONG_DOOR_OK
        trace(state, record, client, week, move, origin, agency, chance, joint)
        return True
    move = k.HAND_OFF_FAILED if after_service else k.WRONG_DOOR_FAILED
    trace(state, record, client, week, move, origin, agency, chance, joint)
    lapse(world, state, record, week, locality, client)
    return False


@compiled
def lapse(world: Any, state: Any, record: Any, week: int, locality: int, client: int) -> None:
    """Let a client give up for now and remember that it is dissatisfied."""
    state.flags[client] |= k.LAPSED_BIT
    state.role[client] = k.NOBODY
    state.last_role[client] = k.NOBODY
    record.flow[locality, group_of(state, client), k.DISSATISFIED] += 1
    set_state(world, state, locality, client, k.LAPSED, week)


@compiled
def leave(world: Any, state: Any, record: Any, week: int, locality_low: int, locality_high: int) -> None:
    """Step 5: needs end by themselves; those who wait give up. One draw, competing.

    ``P(exit) = e; P(abandon) = (1 - e) theta``.
    """
    p = world.p[0]
    for locality in range(locality_low, locality_high):
        first = world.place[locality].first
        flow = record.flow[locality]
        for e in range(first, first + state.event_count[locality]):
            client = state.events[e]
            was = state.state[client]
            if was == k.NO_NEED or was == k.IN_SERVICE or state.entered[client] == week:
                continue
            group = group_of(state, client)
            u = draws.screening_draw(p.seed, client, week, draws.MOVE)
            exits = u < draws.threshold(world.group[group].natural_exit)
            if was == k.WAITING:
                remove(state, locality, client)
                state.waited[client] += week - state.entered[client]
                if not exits and draws.draw(p.seed, client, 0, week, draws.NEED_ENDS) >= draws.threshold(
                    p.need_ends
                ):
                    flow[group, k.ABANDONED] += 1
                    state.note[e] = k.GAVE_UP
                    trace(state, record, client, week, k.GAVE_UP, state.role[client], k.NOBODY,
                          p.abandonment, 0.0)
                    lapse(world, state, record, week, locality, client)
                    continue
                flow[group, k.EXITS_WAITING] += 1
            elif not exits:
                continue
            elif was == k.SEEKING:
                flow[group, k.EXITS_SEEKING] += 1
            else:
                flow[group, k.EXITS_LAPSED] += 1
            flow[group, k.RESOLVED_WITHOUT_HELP] += 1
            trace(state, record, client, week, k.ENDED_BY_ITSELF, k.NOBODY, k.NOBODY,
                  world.group[group].natural_exit, 0.0)
            _close_episode(world, state, week, locality, client, e, k.ENDED_BY_ITSELF)
