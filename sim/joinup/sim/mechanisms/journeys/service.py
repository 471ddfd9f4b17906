"""Who moves in a week: completions and leaving (steps 4 and 5; ODD 4.5).

One draw per client and week is compared with the threshold of the client's class. Few clients
fall below; they go to a list in client order, and only they are looked at in detail. Each makes
at most one move out of the state it held when the week began: whoever has moved has a note.
"""

from __future__ import annotations

from typing import Any

from numba import float32

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import count_bits, group_of, next_need, service_of, state_of
from joinup.sim.kernels.clients import mark_if_cleared, set_state, trace
from joinup.sim.kernels.scan import list_those_below
from joinup.sim.mechanisms.access.doors import joint_in_hand_off, passes_on
from joinup.sim.mechanisms.access.kernels import choose_agency, turns_away
from joinup.sim.mechanisms.journeys.beside import complete_beside, join_beside, leave_beside, promote
from joinup.sim.mechanisms.journeys.chances import chance_of_help, hand_off_chance, meet_needs, shuns
from joinup.sim.mechanisms.journeys.cohorts import count_as_helped
from joinup.sim.mechanisms.journeys.flows import (
    ABANDONED,
    COMPLETED,
    COMPLETIONS,
    DISSATISFIED,
    ENDED_BY_ITSELF,
    EXITS_IN_SERVICE,
    EXITS_LAPSED,
    EXITS_SEEKING,
    EXITS_WAITING,
    GAVE_UP,
    HAND_OFF_FAILED,
    HAND_OFFS_ATTEMPTED,
    HAND_OFFS_SUCCEEDED,
    HANDED_ON,
    JOINED_UP,
    KEPT_PLACE,
    LAPSED_AFTER_HAND_OFF,
    LEFT_UNHELPED,
    NOT_HELPED,
    NOTHING,
    RESOLVED,
    RESOLVED_WITHIN_52,
    RESOLVED_WITHOUT_HELP,
    SOLVED,
    SOLVED_JOINTLY,
    WRONG_DOOR_OK,
)
from joinup.sim.mechanisms.journeys.holding import free_place, hold_while_waiting, holds_place, keeps_place
from joinup.sim.mechanisms.journeys.thresholds import completion
from joinup.sim.mechanisms.journeys.waiting_lists import remove
from joinup.sim.mechanisms.navigators.kernels import leave_navigator
from joinup.sim.mechanisms.partnership.coverage import count_served

ANY_CLASS = 0xFFFF


@compiled
def screen(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """List the clients whose `MOVE` draw is below the threshold of their class."""
    for locality in range(low, high):
        here, at = world.localities[locality], state.event_first[locality]
        count = list_those_below(
            state.code,
            ANY_CLASS,
            state.move_threshold[locality],
            state.events,
            state.event_draw,
            at,
            here.first,
            here.end,
            world.p[0].seed,
            week,
            randomness.MOVE,
        )
        state.event_count[locality] = count
        for e in range(at, at + count):
            state.note[e] = NOTHING


@compiled
def complete_services(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 4: services are completed; the episode is resolved or the client handed on."""
    groups = world.group.size
    for locality in range(low, high):
        complete_beside(world, state, record, week, locality)
        first = state.event_first[locality]
        for e in range(first, first + state.event_count[locality]):
            client: int = state.events[e]
            if state_of(state.code[client], groups) != k.IN_SERVICE:
                continue
            if holds_place(state, client):
                if state.event_draw[e] < randomness.threshold(world.p[0].service.retry):
                    _try_again(world, state, record, week, locality, client, e)
            elif _is_completed(world, state, locality, client, e):
                _complete(world, state, record, week, locality, client, e)


@compiled
def _is_completed(world: World, state: State, locality: int, client: int, e: int) -> bool:
    """Return whether a listed client's service is completed, and not only its need at an end."""
    if world.p[0].service.ends_in_service == 0:
        return True
    role, last = service_of(state.code[client], world.group.size, world.spec.shape[1])
    chance = completion(world, state, locality, group_of(state, client), role, last)
    return state.event_draw[e] < randomness.threshold(chance)


@compiled
def _complete(
    world: World, state: State, record: Record, week: int, locality: int, client: int, e: int
) -> None:
    person = state.client[client]
    group, agency = group_of(state, client), person.role
    flow = record.flow
    count_served(world, state, locality, agency, client, -1)
    meet_needs(world, state, locality, client, agency, week)
    if person.needs:
        mark_if_cleared(world, state, locality, client)
        if person.beside != k.NOBODY:
            _count_completion(state, record, locality, group, agency)
            promote(world, state, record, week, locality, client, e)
            return
        if not person.needs & ~person.tried:
            _count_completion(state, record, locality, group, agency)
            flow[locality, group, NOT_HELPED] += 1
            state.note[e] = LEFT_UNHELPED
            chance = chance_of_help(world, state, locality, client, agency)
            trace(state, record, client, week, LEFT_UNHELPED, agency, k.NOBODY, chance, 0.0)
            lapse(world, state, record, week, locality, client)
            return
        trace(state, record, client, week, COMPLETED, agency, k.NOBODY, 1.0, 0.0)
        keeps = keeps_place(world, locality, client, agency, week)
        failed = KEPT_PLACE if keeps else HAND_OFF_FAILED
        if hand_off(world, state, record, week, locality, client, agency, True, failed):
            _count_completion(state, record, locality, group, agency)
            flow[locality, group, HAND_OFFS_SUCCEEDED] += 1
            state.note[e] = HANDED_ON
            if keeps:
                hold_while_waiting(state, locality, client)
        elif keeps:
            person.flags |= k.HOLDS_BIT
            person.last_role = agency
            state.agency[locality, agency].ready += 1
            state.note[e] = KEPT_PLACE
            set_state(world, state, locality, client, k.IN_SERVICE, week)
        else:
            _count_completion(state, record, locality, group, agency)
            flow[locality, group, LAPSED_AFTER_HAND_OFF] += 1
            state.note[e] = HAND_OFF_FAILED
            lapse(world, state, record, week, locality, client)
        return
    _count_completion(state, record, locality, group, agency)
    leave_beside(world, state, locality, client)
    flow[locality, group, RESOLVED] += 1
    _count_as_result(world, state, locality, agency)
    if week - person.onset_week <= 52:
        flow[locality, group, RESOLVED_WITHIN_52] += 1
    count_as_helped(state, locality, group, week, week - person.onset_week)
    several = count_bits(person.needs_at_onset) >= 2
    straight = several and not person.flags & k.LAPSED_BIT
    joined = straight and count_bits(person.met) >= 2 and person.tried == 0
    if joined:
        flow[locality, group, JOINED_UP] += 1
        if world.p[0].measurement.metric == k.JOINED_UP_METRIC:
            for role in range(world.spec.shape[1]):
                if (person.met >> role) & 1:
                    state.agency[locality, role].metric_sum += 1.0
    # From here on the smallest J of the episode is the protection against relapse.
    protected = straight and person.joint <= 1.0
    protection: Any = person.joint if protected else float32(0.0)
    person.flags |= k.HELPED_BIT
    outcome = SOLVED_JOINTLY if joined else SOLVED
    trace(state, record, client, week, outcome, agency, k.NOBODY, 1.0, protection)
    _close_episode(world, state, week, locality, client, e, outcome)
    person.joint = protection


@compiled
def _count_completion(state: State, record: Record, locality: int, group: int, agency: int) -> None:
    """Count a service as completed, when its client leaves it: perhaps some time after it was over."""
    row = state.agency[locality, agency]
    row.completions_week += 1
    row.completions_quarter += 1
    record.flow[locality, group, COMPLETIONS] += 1


@compiled
def _count_as_result(world: World, state: State, locality: int, agency: int) -> None:
    """Count an episode that ended at an agency, helped or not, where the funder counts that."""
    if world.p[0].measurement.metric == k.RESOLVED_METRIC:
        state.agency[locality, agency].metric_sum += 1.0


@compiled
def _try_again(
    world: World, state: State, record: Record, week: int, locality: int, client: int, e: int
) -> None:
    """Let a client who kept its place try again to be handed on."""
    person = state.client[client]
    agency = person.role
    if not hand_off(world, state, record, week, locality, client, agency, True, KEPT_PLACE):
        state.note[e] = KEPT_PLACE
        return
    group = group_of(state, client)
    _count_completion(state, record, locality, group, agency)
    record.flow[locality, group, HAND_OFFS_SUCCEEDED] += 1
    state.note[e] = HANDED_ON
    state.agency[locality, agency].ready -= 1
    person.flags ^= k.HOLDS_BIT
    if person.role != agency:
        hold_while_waiting(state, locality, client)
    else:
        # A need that came back brings it to the same agency: no place to hold, and nothing to build on.
        person.last_role = k.NOBODY


@compiled
def _close_episode(
    world: World, state: State, week: int, locality: int, client: int, e: int, outcome: int
) -> None:
    # The note keeps how the episode ended and, in its upper bits, how many needs it had.
    person = state.client[client]
    state.note[e] = outcome | (count_bits(person.needs_at_onset) << 5)
    person.needs = 0
    person.needs_at_onset = 0
    person.tried = 0
    person.role = k.NOBODY
    person.last_role = k.NOBODY
    person.joint = float32(0.0)
    leave_navigator(state, locality, client)
    mark_if_cleared(world, state, locality, client)
    set_state(world, state, locality, client, k.NO_NEED, week)


@compiled
def hand_off(
    world: World,
    state: State,
    record: Record,
    week: int,
    locality: int,
    client: int,
    origin: int,
    after_service: bool,
    failed: int,
) -> bool:
    """Hand a client from one agency to one that serves its next need (4.5); return whether that succeeds.

    Then it may join another list beside that one. If it fails, that is written down as `failed`, a number of
    `MOVES`; what follows is the caller's to say.

    ``P = logistic(h0 + h_locality + beta_J J - psi sum_d beta_d (1 - acc) - b_hop hops)``
    """
    p = world.p[0]
    group, person = group_of(state, client), state.client[client]
    need = next_need(world, state, client)
    agency = choose_agency(world, locality, client, week, randomness.NEXT_AGENCY, need)
    joint = joint_in_hand_off(world, state, locality, client, origin, agency)
    chance = hand_off_chance(world, state, locality, client, agency, joint, person.hops)
    if not after_service:
        chance = max(chance, passes_on(world, state, locality, client, origin, agency))
    state.handed_on[locality, agency, group] += 1
    refused = shuns(world, state, week, client, locality, agency)
    if refused or turns_away(world, state, locality, client, agency):
        chance = 0.0
    if person.hops < 255:
        person.hops += 1
    record.flow[locality, group, HAND_OFFS_ATTEMPTED] += 1
    state.link[locality, origin, agency].hand_offs += 1
    if randomness.draw(p.seed, client, 0, week, randomness.HAND_OFF) < randomness.threshold(chance):
        person.role = agency
        if after_service:
            person.last_role = origin
            person.joint = min(person.joint, float32(joint))
        person.flags |= k.HANDED_BIT
        set_state(world, state, locality, client, k.WAITING, week)
        move = HANDED_ON if after_service else WRONG_DOOR_OK
        trace(state, record, client, week, move, origin, agency, chance, joint)
        join_beside(world, state, record, week, locality, client)
        return True
    trace(state, record, client, week, failed, origin, agency, chance, joint)
    return False


@compiled
def lapse(world: World, state: State, record: Record, week: int, locality: int, client: int) -> None:
    """Let a client give up for now and remember that it is dissatisfied."""
    person = state.client[client]
    person.flags |= k.LAPSED_BIT
    person.tried = 0
    person.role = k.NOBODY
    person.last_role = k.NOBODY
    record.flow[locality, group_of(state, client), DISSATISFIED] += 1
    set_state(world, state, locality, client, k.LAPSED, week)


@compiled
def leave(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 5: needs end by themselves; those who wait give up. One draw, competing.

    ``P(exit) = e; P(abandon) = (1 - e) theta``; in service, where that is so, ``P(exit) = (1 - c) e``.
    """
    p, groups = world.p[0], world.group.size
    for locality in range(low, high):
        first = state.event_first[locality]
        flow = record.flow[locality]
        for e in range(first, first + state.event_count[locality]):
            client: int = state.events[e]
            was = state_of(state.code[client], groups)
            if was == k.NO_NEED or state.note[e] != NOTHING:
                continue
            group = group_of(state, client)
            exits = state.event_draw[e] < randomness.threshold(world.group[group].natural_exit)
            if was == k.WAITING:
                person = state.client[client]
                if not exits and holds_place(state, client):
                    # Who holds a place does not give up.
                    continue
                remove(state, locality, client)
                person.waited += week - person.entered
                if not exits and randomness.draw(
                    p.seed, client, 0, week, randomness.NEED_ENDS
                ) >= randomness.threshold(p.service.need_ends_on_abandonment):
                    flow[group, ABANDONED] += 1
                    state.note[e] = GAVE_UP
                    trace(
                        state,
                        record,
                        client,
                        week,
                        GAVE_UP,
                        person.role,
                        k.NOBODY,
                        p.service.abandonment,
                        0.0,
                    )
                    leave_beside(world, state, locality, client)
                    lapse(world, state, record, week, locality, client)
                    continue
                flow[group, EXITS_WAITING] += 1
            elif was == k.IN_SERVICE:
                flow[group, EXITS_IN_SERVICE] += 1
                _count_as_result(world, state, locality, state.client[client].role)
                # A place is free again, and the agency reports a service.
                row = state.agency[locality, state.client[client].role]
                if not holds_place(state, client):
                    count_served(world, state, locality, state.client[client].role, client, -1)
                row.completions_week += 1
                row.completions_quarter += 1
            elif not exits:
                continue
            elif was == k.SEEKING:
                flow[group, EXITS_SEEKING] += 1
            else:
                flow[group, EXITS_LAPSED] += 1
            flow[group, RESOLVED_WITHOUT_HELP] += 1
            trace(
                state,
                record,
                client,
                week,
                ENDED_BY_ITSELF,
                k.NOBODY,
                k.NOBODY,
                world.group[group].natural_exit,
                0.0,
            )
            free_place(state, locality, client)
            leave_beside(world, state, locality, client)
            _close_episode(world, state, week, locality, client, e, ENDED_BY_ITSELF)
