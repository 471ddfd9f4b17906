"""Waiting lists: first in, first out, one per agency and group, for redress, and after hand-offs (step 7).

Whoever joins takes a ticket, which says who and in which week; a list is a chain of tickets.
Whoever leaves early leaves the ticket behind, and it is put back when its turn comes: as a client
makes one move a week, it counts only for a client who waits since the very week that it names.
"""

from __future__ import annotations

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, state_of
from joinup.sim.kernels.clients import set_state, trace
from joinup.sim.mechanisms.accountability.waits import displease
from joinup.sim.mechanisms.funding.charges import chance_of_priority, charge_in_force
from joinup.sim.mechanisms.journeys.beside import is_served_beside, start_beside, swap
from joinup.sim.mechanisms.journeys.flows import (
    NOTHING,
    REACHED,
    SERVICE_STARTED,
    STARTED_SERVICE,
    WEEKS_WAITED,
)
from joinup.sim.mechanisms.journeys.holding import free_place, places_used
from joinup.sim.mechanisms.navigators.kernels import take_navigator
from joinup.sim.mechanisms.partnership.coverage import count_served


@compiled
def append(state: State, locality: int, agency: int, queue: int, client: int) -> None:
    """Put a client who has begun to wait at the end of a list."""
    person = state.client[client]
    _put_on(state, locality, agency, queue, client, person.entered)
    if person.flags & k.HANDED_BIT:
        state.agency[locality, agency].handed_waiting += 1


@compiled
def _put_on(state: State, locality: int, agency: int, queue: int, client: int, week: int) -> None:
    number = _take_ticket(state, locality)
    ticket = state.ticket[number]
    ticket.client = client
    ticket.joined = week
    ticket.next = -1
    if state.head[locality, agency, queue] < 0:
        state.head[locality, agency, queue] = number
    else:
        last: int = state.tail[locality, agency, queue]
        state.ticket[last].next = number
    state.tail[locality, agency, queue] = number
    state.agency[locality, agency].waiting += 1


@compiled
def remove(state: State, locality: int, client: int) -> None:
    """Count a client off the list on which it waits, wherever it stands."""
    person = state.client[client]
    row = state.agency[locality, person.role]
    row.waiting -= 1
    if person.flags & k.HANDED_BIT:
        row.handed_waiting -= 1
        person.flags ^= k.HANDED_BIT
    if person.flags & k.REDRESS_BIT:
        person.flags ^= k.REDRESS_BIT


@compiled
def _counts(state: State, number: int, agency: int) -> bool:
    """Return whether the client who took a ticket for an agency's list still waits there since then."""
    ticket = state.ticket[number]
    client: int = ticket.client
    person = state.client[client]
    if person.beside == agency:
        return not is_served_beside(state, client) and person.beside_since == ticket.joined
    waits = state_of(state.code[client], state.stock.shape[1]) == k.WAITING
    return waits and person.role == agency and person.entered == ticket.joined


@compiled
def _take_ticket(state: State, locality: int) -> int:
    """Return the number of a ticket that is on no list; there are more of them than clients."""
    tickets = state.tickets[locality]
    if tickets.put_back < 0 and tickets.used == tickets.most:
        _clear_lists(state, locality)
    if tickets.put_back < 0:
        tickets.used += 1
        return tickets.first + tickets.used - 1
    number: int = tickets.put_back
    tickets.put_back = state.ticket[number].next
    return number


@compiled
def _put_back(state: State, locality: int, number: int) -> None:
    state.ticket[number].next = state.tickets[locality].put_back
    state.tickets[locality].put_back = number


@compiled
def _clear_lists(state: State, locality: int) -> None:
    """Put back all tickets of a locality that do not count any more."""
    for agency in range(state.head.shape[1]):
        for queue in range(state.head.shape[2]):
            number: int = state.head[locality, agency, queue]
            last = -1
            state.head[locality, agency, queue] = -1
            while number >= 0:
                after = state.ticket[number].next
                if not _counts(state, number, agency):
                    _put_back(state, locality, number)
                else:
                    if last < 0:
                        state.head[locality, agency, queue] = number
                    else:
                        state.ticket[last].next = number
                    state.ticket[number].next = -1
                    last = number
                number = after
            state.tail[locality, agency, queue] = last


@compiled
def _first_on(state: State, locality: int, agency: int, queue: int) -> int:
    """Return the client who is first on a list, -1 if nobody is; put back tickets before it."""
    number: int = state.head[locality, agency, queue]
    while number >= 0 and not _counts(state, number, agency):
        state.head[locality, agency, queue] = state.ticket[number].next
        _put_back(state, locality, number)
        number = state.head[locality, agency, queue]
    return state.ticket[number].client if number >= 0 else -1


@compiled
def fill_places(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 7: those who joined this week go to the end of their list; free places take the first.

    Redress comes first, then by chance, while a charge is in force, those handed on; then the largest
    ``weeks waited - (sigma_c + c1 cp) difficulty``, ties by client number.
    """
    groups, roles = state.stock.shape[1], state.agency.shape[1]
    for locality in range(low, high):
        first = state.event_first[locality]
        state.displeased_count[locality] = 0
        for e in range(first, first + state.event_count[locality]):
            client: int = state.events[e]
            person = state.client[client]
            # Whoever waits and has moved this week has joined this week, or waits there since before.
            if state.note[e] == NOTHING or state_of(state.code[client], groups) != k.WAITING:
                continue
            if person.entered == week:
                take_navigator(world, state, locality, client)
                queue = _list_for(world, state, week, locality, client)
                append(state, locality, person.role, queue, client)
            if person.beside != k.NOBODY:
                _put_on(state, locality, person.beside, group_of(state, client), client, week)
                state.agency[locality, person.beside].beside_waiting += 1
        again = True
        while again:
            # Whoever starts may free a place elsewhere: lists are gone through until nobody does.
            again = False
            for agency in range(roles):
                row = state.agency[locality, agency]
                free = row.places - places_used(state, locality, agency)
                while free > 0 and row.waiting > 0:
                    client = _next_in_turn(world, state, week, locality, agency)
                    again |= _start_service(world, state, record, week, locality, agency, client)
                    free -= 1


@compiled
def _list_for(world: World, state: State, week: int, locality: int, client: int) -> int:
    """Return the list for a client who has begun to wait: of its group, or that after hand-offs."""
    person, group = state.client[client], group_of(state, client)
    if person.flags & k.HANDED_BIT and charge_in_force(world, state, week, locality, person.role) > 0.0:
        return state.stock.shape[1] + 1
    return group


@compiled
def _has_priority(world: World, state: State, week: int, locality: int, agency: int) -> bool:
    """Return whether the next free place is for those handed on: one draw a place."""
    chance = chance_of_priority(world, state, week, locality, agency)
    if chance <= 0.0:
        return False
    place = randomness.mix(world.spec[locality, agency].name, state.agency[locality, agency].starts_week)
    u = randomness.named_draw(world.p[0].seed, place, week, randomness.PRIORITY)
    return u < randomness.threshold(chance)


@compiled
def _next_in_turn(world: World, state: State, week: int, locality: int, agency: int) -> int:
    groups = state.stock.shape[1]
    chosen = _first_on(state, locality, agency, groups)
    if chosen >= 0:
        return chosen
    handed_on = _first_on(state, locality, agency, groups + 1)
    if handed_on >= 0 and _has_priority(world, state, week, locality, agency):
        return handed_on
    best = 0.0
    service = world.p[0].service
    creaming = service.creaming + service.creaming_by_counts * state.agency[locality, agency].count_pressure
    for queue in range(groups + 2):
        client = _first_on(state, locality, agency, queue)
        if client < 0:
            continue
        first: int = state.head[locality, agency, queue]
        joined = state.ticket[first].joined
        key = week - joined - creaming * world.group[group_of(state, client)].difficulty
        if chosen < 0 or key > best or (key == best and client < chosen):
            chosen, best = client, key
    return chosen


@compiled
def _start_service(
    world: World, state: State, record: Record, week: int, locality: int, agency: int, client: int
) -> bool:
    """Start a service; return whether a place is free elsewhere that its client had held."""
    group = group_of(state, client)
    person = state.client[client]
    if person.beside == agency:
        if state_of(state.code[client], state.stock.shape[1]) == k.IN_SERVICE:
            start_beside(world, state, record, week, locality, client)
            return False
        swap(state, locality, client)
    wait = week - person.entered
    remove(state, locality, client)
    freed = free_place(state, locality, client)
    person.waited += wait
    row = state.agency[locality, agency]
    count_served(world, state, locality, agency, client, 1)
    row.starts_week += 1
    row.wait_sum_week += wait
    flow = record.flow
    flow[locality, group, STARTED_SERVICE] += 1
    flow[locality, group, WEEKS_WAITED] += wait
    metric = world.p[0].measurement.metric
    if person.met == 0:
        flow[locality, group, REACHED] += 1
        if metric == k.PEOPLE:
            row.metric_sum += 1.0
    if (person.met >> agency) & 1 == 0:
        person.met |= 1 << agency
        if metric == k.CONTACTS:
            row.metric_sum += 1.0
    set_state(world, state, locality, client, k.IN_SERVICE, week)
    trace(state, record, client, week, SERVICE_STARTED, agency, k.NOBODY, 1.0, 0.0)
    displease(world, state, record, week, locality, client, wait)
    return freed
