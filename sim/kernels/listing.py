"""Waiting lists: first in, first out, one per agency and group and one for redress (step 7).

A list is a doubly linked chain through its clients, so that it never grows, joining, leaving
and serving take a few assignments each, and whoever leaves early leaves no trace.
"""

from __future__ import annotations

from typing import Any

from sim.compiling import compiled
from sim.kernels import layout as k
from sim.kernels.clients import group_of, set_state, state_of, trace


@compiled
def append(state: Any, locality: int, agency: int, queue: int, client: int) -> None:
    """Put a client at the end of a list."""
    last = state.tail[locality, agency, queue]
    person = state.client[client]
    person.next = -1
    person.previous = last
    if last >= 0:
        state.client[last].next = client
    else:
        state.head[locality, agency, queue] = client
    state.tail[locality, agency, queue] = client
    row = state.agency[locality, agency]
    row.waiting += 1
    if person.flags & k.HANDED_BIT:
        row.handed_waiting += 1


@compiled
def remove(state: Any, locality: int, client: int) -> None:
    """Take a client off the list on which it waits, wherever it stands."""
    person = state.client[client]
    agency = person.role
    groups = state.stock.shape[1]
    queue = groups if person.flags & k.REDRESS_BIT else group_of(state, client)
    before, after = person.previous, person.next
    if before >= 0:
        state.client[before].next = after
    else:
        state.head[locality, agency, queue] = after
    if after >= 0:
        state.client[after].previous = before
    else:
        state.tail[locality, agency, queue] = before
    row = state.agency[locality, agency]
    row.waiting -= 1
    if person.flags & k.HANDED_BIT:
        row.handed_waiting -= 1
        person.flags ^= k.HANDED_BIT
    if person.flags & k.REDRESS_BIT:
        person.flags ^= k.REDRESS_BIT


@compiled
def fill_slots(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
    """Step 7: those who joined this week go to the end of their list; free slots take the first.

    Redress comes first, then the largest ``weeks waited - sigma_c difficulty``, ties by client
    number.
    """
    groups, roles = state.stock.shape[1], state.agency.shape[1]
    for locality in range(low, high):
        first = state.event_first[locality]
        for e in range(first, first + state.event_count[locality]):
            client = state.events[e]
            # Whoever waits and has moved this week has joined this week.
            if state.note[e] != k.NOTHING and state_of(state.code[client], groups) == k.WAITING:
                append(state, locality, state.client[client].role, group_of(state, client), client)
        for agency in range(roles):
            row = state.agency[locality, agency]
            free = row.slots - row.in_service
            while free > 0 and row.waiting > 0:
                client = _next_in_turn(world, state, week, locality, agency)
                _start_service(world, state, record, week, locality, agency, client)
                free -= 1


@compiled
def _next_in_turn(world: Any, state: Any, week: int, locality: int, agency: int) -> int:
    groups = state.stock.shape[1]
    chosen = state.head[locality, agency, groups]
    if chosen >= 0:
        return chosen
    best = 0.0
    creaming = world.p[0].creaming
    for group in range(groups):
        client = state.head[locality, agency, group]
        if client < 0:
            continue
        key = week - state.client[client].entered - creaming * world.group[group].difficulty
        if chosen < 0 or key > best or (key == best and client < chosen):
            chosen, best = client, key
    return chosen


@compiled
def _start_service(
    world: Any, state: Any, record: Any, week: int, locality: int, agency: int, client: int
) -> None:
    group = group_of(state, client)
    person = state.client[client]
    wait = week - person.entered
    remove(state, locality, client)
    person.waited += wait
    row = state.agency[locality, agency]
    row.in_service += 1
    row.starts_week += 1
    row.wait_sum_week += wait
    flow = record.flow
    flow[locality, group, k.STARTED_SERVICE] += 1
    flow[locality, group, k.WEEKS_WAITED] += wait
    metric = world.p[0].metric
    if person.met == 0:
        flow[locality, group, k.REACHED] += 1
        if metric == k.PEOPLE:
            row.metric_sum += 1.0
    if (person.met >> agency) & 1 == 0:
        person.met |= 1 << agency
        if metric == k.CONTACTS:
            row.metric_sum += 1.0
    set_state(world, state, locality, client, k.IN_SERVICE, week)
    trace(state, record, client, week, k.SERVICE_STARTED, agency, k.NOBODY, 1.0, 0.0)
