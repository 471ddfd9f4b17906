"""Needs arise or return, clients come back and present themselves (step 6; ODD 4.4, 4.5)."""

from __future__ import annotations

import numpy as np
from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import I4, U4
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, logistic, next_need, state_of
from joinup.sim.kernels.clients import mark_if_cleared, set_state, trace
from joinup.sim.mechanisms.access.doors import comes_by_gateway, finds_right_door, gain_in_presenting
from joinup.sim.mechanisms.access.kernels import burden, choose_agency, turns_away
from joinup.sim.mechanisms.journeys.beside import join_beside, keep_weeks_of_joining
from joinup.sim.mechanisms.journeys.flows import (
    JOINED,
    JOINED_LIST,
    NEED_AROSE,
    NEED_RETURNED,
    NOTHING,
    ONSETS,
    PRESENTED,
    RECURRENCES,
    REFUSED,
    RELAPSE,
    RELAPSES,
    RETURNED,
    RETURNED_HELP,
    TURNED_AWAY,
    WRONG_DOOR_FAILED,
    WRONG_DOOR_LAPSED,
    WRONG_DOOR_OK,
)
from joinup.sim.mechanisms.journeys.service import hand_off, lapse
from joinup.sim.mechanisms.navigators.kernels import return_chance

DRAWN_AT_ONCE = 256
"""Clients for whom the draws of a need are made together."""


@compiled
def arrive(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 6: needs arise or come back, lapsed clients return, aware ones present themselves."""
    p, groups = world.p[0], world.group.size
    for locality in range(low, high):
        first = state.event_first[locality]
        flow = record.flow[locality]
        for e in range(first, first + state.event_count[locality]):
            if state.note[e] != NOTHING:
                continue
            client: int = state.events[e]
            was, group = state_of(state.code[client], groups), group_of(state, client)
            person = state.client[client]
            if was == k.NO_NEED:
                u = state.event_draw[e]
                onset = state.onset[locality, group]
                relapse = 0.0
                if person.flags & k.HELPED_BIT:
                    relapse = p.service.relapse * (1.0 - p.service.relapse_protection * person.joint)
                    relapse *= np.exp(-(week - person.entered) / p.service.relapse_fades)
                if u < randomness.threshold(onset):
                    flow[group, ONSETS] += 1
                    state.note[e] = NEED_AROSE
                elif u < randomness.threshold(onset + relapse):
                    flow[group, RELAPSES] += 1
                    state.note[e] = RELAPSE
                else:
                    continue
                open_episode(world, state, week, locality, client)
                trace(state, record, client, week, state.note[e], k.NOBODY, k.NOBODY, onset + relapse, 0.0)
            elif was == k.LAPSED:
                chance, out = return_chance(world, state, client), world.group[group].natural_exit
                if state.event_draw[e] >= randomness.threshold(out + (1.0 - out) * chance):
                    continue
                flow[group, RETURNED] += 1
                state.note[e] = RETURNED_HELP
                person.hops = 0
                set_state(world, state, locality, client, k.SEEKING, week)
                trace(state, record, client, week, RETURNED_HELP, k.NOBODY, k.NOBODY, chance, 0.0)
            elif was == k.SEEKING and state.traits[client] & k.AWARE_BIT:
                _present(world, state, record, week, locality, client, e)
        _given_arrivals(world, state, record, week, locality)
        _recurrences(world, state, record, week, locality)
        if world.need_together.max() > 0:
            keep_weeks_of_joining(state, locality)


@compiled
def open_episode(world: World, state: State, week: int, locality: int, client: int) -> None:
    """Let a client's needs arise: each by its own chance, and at least one."""
    seed = world.p[0].seed
    group = group_of(state, client)
    needs = 0
    for need in range(world.need_option.size):
        chance = world.need_chance[group, need]
        if chance <= 0.0:
            continue
        if chance >= 1.0 or randomness.draw(
            seed, client, world.need_option[need], week, randomness.NEED
        ) < randomness.threshold(chance):
            needs |= 1 << need
    if needs == 0:
        # There is at least one: the smallest -log(u) / weight.
        only, best = 0, np.inf
        for need in range(world.need_option.size):
            if world.need_chance[group, need] > 0.0:
                u = randomness.draw(seed, client, world.need_option[need], week, randomness.ONLY_NEED)
                key = -np.log(randomness.unit(u)) / world.need_chance[group, need]
                if key < best:
                    only, best = need, key
        needs = 1 << only
    person = state.client[client]
    person.needs = needs
    person.needs_at_onset = needs
    person.onset_week = week
    person.hops = 0
    person.met = 0
    person.waited = 0
    person.joint = np.float32(k.NO_JOINT)
    person.role = k.NOBODY
    person.last_role = k.NOBODY
    person.flags &= k.FLAG_BITS - (k.LAPSED_BIT | k.COMPLAINED_BIT | k.HAS_WAITED_BIT)
    if world.p[0].service.relapse_fades < np.inf:
        # What wears off counts from the last help, and a new episode has had none.
        person.flags &= k.FLAG_BITS - k.HELPED_BIT
    mark_if_cleared(world, state, locality, client)
    set_state(world, state, locality, client, k.SEEKING, week)


@compiled
def _present(
    world: World, state: State, record: Record, week: int, locality: int, client: int, e: int
) -> None:
    """Pick a door and present there with the probability of 4.4.

    ``logistic(b0 - sum_d beta_d (1 - acc) + chi Jmean [one door] - b_w W)``
    """
    p = world.p[0]
    group, person = group_of(state, client), state.client[client]
    need = next_need(world, state, client)
    right = randomness.draw(p.seed, client, 0, week, randomness.RIGHT_DOOR) < randomness.threshold(
        finds_right_door(world, state, locality, client)
    )
    agency = choose_agency(world, locality, client, week, randomness.DOOR, need if right else -1)
    row = state.agency[locality, agency]
    z = world.group[group].presenting - burden(world, state, locality, client, agency)
    z -= p.service.wait_deterrence * row.expected_wait
    if comes_by_gateway(world, state, locality, client):
        z += gain_in_presenting(world, state, locality, row.joint_mean)
    chance = 1.0 if p.population.certain_presenting == 1 else logistic(z)
    out = world.group[group].natural_exit
    if state.event_draw[e] >= randomness.threshold(out + (1.0 - out) * chance):
        return
    flow = record.flow[locality, group]
    flow[PRESENTED] += 1
    if turns_away(world, state, locality, client, agency):
        flow[REFUSED] += 1
        state.note[e] = TURNED_AWAY
        trace(state, record, client, week, TURNED_AWAY, agency, k.NOBODY, chance, 0.0)
        lapse(world, state, record, week, locality, client)
    elif (world.spec[locality, agency].serves >> uint64(need)) & uint64(1):
        flow[JOINED_LIST] += 1
        state.note[e] = JOINED
        person.role = agency
        set_state(world, state, locality, client, k.WAITING, week)
        trace(state, record, client, week, JOINED, agency, k.NOBODY, chance, 0.0)
        join_beside(world, state, record, week, locality, client)
    elif hand_off(world, state, record, week, locality, client, agency, False, WRONG_DOOR_FAILED):
        flow[JOINED_LIST] += 1
        state.note[e] = WRONG_DOOR_OK
    else:
        flow[WRONG_DOOR_LAPSED] += 1
        state.note[e] = WRONG_DOOR_FAILED
        lapse(world, state, record, week, locality, client)


@compiled
def _given_arrivals(world: World, state: State, record: Record, week: int, locality: int) -> None:
    """Take given numbers of clients from NO_NEED straight to a list, lowest numbers first."""
    here, at = world.localities[locality], state.event_first[locality]
    for group in range(world.group.size):
        kind = world.group[group].arrivals
        if kind == k.ONSET:
            continue
        before, total = 0, 0
        for other in range(world.localities.size):
            total += state.people[other, group]
            before += state.people[other, group] if other < locality else 0
        series = world.arrivals[group]
        everywhere = series[min(max(week, 0), series.size - 1)]
        after = before + state.people[locality, group]
        if total == 0:
            continue
        if kind == k.GIVEN:
            # Rounding the running total keeps the sum over localities.
            wanted = int(np.floor(everywhere * after / total + 0.5))
            wanted -= int(np.floor(everywhere * before / total + 0.5))
        else:
            key = randomness.mix(here.name, world.group[group].name)
            mean = everywhere * (after - before) / total
            wanted = _draw_number(world.p[0].seed, key, week, kind, mean)
        listed = state.event_count[locality]
        client: int = here.first
        while wanted > 0 and client < here.end:
            person = state.client[client]
            no_need = state_of(state.code[client], world.group.size) == k.NO_NEED
            if no_need and group_of(state, client) == group and person.entered != week:
                open_episode(world, state, week, locality, client)
                need = next_need(world, state, client)
                person.role = choose_agency(world, locality, client, week, randomness.DOOR, need)
                set_state(world, state, locality, client, k.WAITING, week)
                state.events[at + state.event_count[locality]] = client
                state.note[at + state.event_count[locality]] = JOINED
                state.event_count[locality] += 1
                for flow in (ONSETS, PRESENTED, JOINED_LIST):
                    record.flow[locality, group, flow] += 1
                trace(state, record, client, week, JOINED, person.role, k.NOBODY, 1.0, 0.0)
                join_beside(world, state, record, week, locality, client)
                wanted -= 1
            client += 1
        _merge_events(state, at, listed, state.event_count[locality])


@compiled
def _merge_events(state: State, at: int, listed: int, count: int) -> None:
    """Bring newcomers among the week's events in client order: ties on a list go by client number."""
    clients, notes = state.events[at : at + count], state.note[at : at + count]
    new_clients, new_notes = clients[listed:].copy(), notes[listed:].copy()
    old, new = listed - 1, count - listed - 1
    for to in range(count - 1, -1, -1):
        if new < 0:
            break
        if old >= 0 and clients[old] > new_clients[new]:
            clients[to] = clients[old]
            notes[to] = notes[old]
            old -= 1
        else:
            clients[to] = new_clients[new]
            notes[to] = new_notes[new]
            new -= 1


@compiled
def _draw_number(seed: int, name: int, week: int, kind: int, mean: float) -> int:
    """Return how many arrive: 0 or 1 by chance, or Poisson by inversion."""
    if kind == k.BERNOULLI:
        return (
            1
            if randomness.named_draw(seed, name, week, randomness.ARRIVALS) < randomness.threshold(mean)
            else 0
        )
    total, part = 0, 0
    while mean > 0.0:
        # A large mean is a sum of parts, so that exp(-mean) does not vanish.
        step = min(mean, 50.0)
        u = randomness.unit(
            randomness.named_draw(seed, randomness.mix(name, part), week, randomness.ARRIVALS)
        )
        term = np.exp(-step)
        below = term
        number = 0
        while u > below and number < 400:
            number += 1
            term *= step / number
            below += term
        total += number
        mean -= step
        part += 1
    return total


@compiled
def _recurrences(world: World, state: State, record: Record, week: int, locality: int) -> None:
    """Let needs that were met return while the episode is open (clients who did not move)."""
    p = world.p[0]
    if p.service.recurrence <= 0.0:
        return
    first = world.localities[locality].first
    kept = first
    for n in range(first, first + state.marked_count[locality]):
        client = state.marked[n]
        if state.traits[client] & k.CLEARED_MARK:
            state.marked[kept] = client
            kept += 1
        else:
            state.traits[client] &= 255 - k.LISTED_BIT
    state.marked_count[locality] = kept - first
    chances = np.empty(DRAWN_AT_ONCE, np.uint32)
    for at in range(first, kept, DRAWN_AT_ONCE):
        some = state.marked[at : min(kept, at + DRAWN_AT_ONCE)]
        _let_needs_return(world, state, record, week, locality, some, chances)


@compiled
def _let_needs_return(
    world: World, state: State, record: Record, week: int, locality: int, marked: I4, chances: U4
) -> None:
    """Draw for every need of some clients at once; only the few hits are looked at in detail."""
    p = world.p[0]
    limit = randomness.threshold(p.service.recurrence)
    for need in range(world.need_option.size):
        option = world.need_option[need]
        randomness.fill_draws(chances, marked, marked.size, p.seed, option, week, randomness.RECURRENCE)
        for n in range(marked.size):
            if chances[n] >= limit:
                continue
            client: int = marked[n]
            person = state.client[client]
            cleared = person.needs_at_onset & ~person.needs
            if (cleared >> need) & 1 and person.entered != week:
                person.needs |= 1 << need
                person.tried &= 255 - (1 << need)
                mark_if_cleared(world, state, locality, client)
                record.flow[locality, group_of(state, client), RECURRENCES] += 1
                trace(state, record, client, week, NEED_RETURNED, need, k.NOBODY, p.service.recurrence, 0.0)
