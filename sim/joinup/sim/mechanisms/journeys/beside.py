"""A service beside the main one (steps 4 to 7; ODD 4.5).

Who joins a list for a need may join one more list for a need that may be met at the same time. A client's
state follows the main service. Whichever starts first is the main one, and when that ends, the other is.
`beside` says which agency the other is, `beside_since` when its list was joined or its service started, and a
bit of `flags` whether it has started. While the main service is waited for, so is the other.
"""

from __future__ import annotations

from numba import int64, uint64

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, next_need
from joinup.sim.kernels.clients import mark_if_cleared, set_state, trace
from joinup.sim.mechanisms.access.doors import joint_in_hand_off
from joinup.sim.mechanisms.access.kernels import is_joint, turns_away
from joinup.sim.mechanisms.journeys.chances import hand_off_chance, meet_needs
from joinup.sim.mechanisms.journeys.flows import (
    COMPLETED_BESIDE,
    JOINED_BESIDE,
    PROMOTED,
    PROMOTED_SERVING,
    PROMOTED_WAITING,
    STARTED_BESIDE,
)
from joinup.sim.mechanisms.journeys.holding import hold_while_waiting, keeps_place
from joinup.sim.mechanisms.journeys.thresholds import completion
from joinup.sim.mechanisms.partnership.coverage import count_served


@compiled
def is_served_beside(state: State, client: int) -> bool:
    """Return whether a client is served by an agency beside the main one."""
    return (state.client[client].flags & k.BESIDE_SERVED_BIT) != 0


@compiled
def join_beside(world: World, state: State, record: Record, week: int, locality: int, client: int) -> None:
    """Let a client who has joined a list join another for the first need that may be met beside it.

    A hand-off between the two must succeed, without fatigue. There is none if the main agency serves that
    need as well; the other serves it, and not the main one.
    """
    person = state.client[client]
    main = next_need(world, state, client)
    left = int64(person.needs & ~person.tried)
    paired = world.need_together[main] & left
    if paired == 0:
        return
    serves = world.spec[locality, person.role].serves
    for need in range(world.need_option.size):
        wanted = (paired >> need) & 1 == 1 and world.need_before[need] & left == 0
        if not wanted or (serves >> uint64(need)) & uint64(1):
            continue
        agency = _choose_beside(world, locality, client, week, need, main)
        if agency < 0:
            continue
        if turns_away(world, state, locality, client, agency):
            return
        joint = joint_in_hand_off(world, state, locality, client, person.role, agency)
        chance = hand_off_chance(world, state, locality, client, agency, joint, 0)
        u = randomness.draw(world.p[0].seed, client, 0, week, randomness.BESIDE_JOIN)
        if u < randomness.threshold(chance):
            person.beside = agency
            person.beside_since = week
            trace(state, record, client, week, JOINED_BESIDE, person.role, agency, chance, joint)
        return


@compiled
def _choose_beside(world: World, locality: int, client: int, week: int, need: int, main: int) -> int:
    """Choose among those that serve a need and not the main one: equal weights, -1 if there is none."""
    chosen, best = -1, uint64(0)
    for role in range(world.spec.shape[1]):
        serves = world.spec[locality, role].serves
        if (serves >> uint64(need)) & uint64(1) and not (serves >> uint64(main)) & uint64(1):
            option = world.spec[locality, role].option
            u = randomness.draw(world.p[0].seed, client, option, week, randomness.BESIDE_AGENCY)
            if chosen < 0 or u > best:
                chosen, best = role, u
    return chosen


@compiled
def swap(state: State, locality: int, client: int) -> None:
    """Let a client's two waits change places, as the other one ends first: each keeps its joining week."""
    person = state.client[client]
    here = state.agency[locality]
    if person.flags & k.HANDED_BIT:
        # A charge is for the main wait.
        here[person.role].handed_waiting -= 1
        person.flags ^= k.HANDED_BIT
    here[person.beside].beside_waiting -= 1
    here[person.role].beside_waiting += 1
    other, since = person.role, person.entered
    person.role = person.beside
    person.entered = person.beside_since
    person.beside = other
    person.beside_since = since


@compiled
def start_beside(world: World, state: State, record: Record, week: int, locality: int, client: int) -> None:
    """Step 7: start a service beside the main one, which counts in the agency's figures."""
    person = state.client[client]
    agency = person.beside
    row = state.agency[locality, agency]
    row.waiting -= 1
    row.beside_waiting -= 1
    row.beside_served += 1
    count_served(world, state, locality, agency, client, 1)
    row.starts_week += 1
    row.wait_sum_week += week - person.beside_since
    if (person.met >> agency) & 1 == 0:
        person.met |= 1 << agency
        if world.p[0].measurement.metric == k.CONTACTS:
            row.metric_sum += 1.0
    person.beside_since = week
    person.flags |= k.BESIDE_SERVED_BIT
    first = world.localities[locality].first
    state.served_beside[first + state.served_beside_count[locality]] = client
    state.served_beside_count[locality] += 1
    trace(state, record, client, week, STARTED_BESIDE, agency, k.NOBODY, 1.0, 0.0)


@compiled
def complete_beside(world: World, state: State, record: Record, week: int, locality: int) -> None:
    """Step 4: go through those served beside their main service; its rate is as after the main agency."""
    p = world.p[0]
    first = world.localities[locality].first
    kept = first
    for n in range(first, first + state.served_beside_count[locality]):
        client: int = state.served_beside[n]
        if not is_served_beside(state, client):
            continue
        person, group = state.client[client], group_of(state, client)
        agency = person.beside
        last = int64(world.spec.shape[1])
        if is_joint(world, state, client):
            last = int64(person.role)
        chance = completion(world, state, locality, group, agency, last)
        if randomness.draw(p.seed, client, 0, week, randomness.BESIDE) >= randomness.threshold(chance):
            state.served_beside[kept] = client
            kept += 1
            continue
        leave_beside(world, state, locality, client)
        meet_needs(world, state, locality, client, agency, week)
        mark_if_cleared(world, state, locality, client)
        trace(state, record, client, week, COMPLETED_BESIDE, agency, k.NOBODY, chance, 0.0)
    state.served_beside_count[locality] = kept - first


@compiled
def leave_beside(world: World, state: State, locality: int, client: int) -> None:
    """Let a client leave the service beside its main one, or its list, if there is one."""
    person = state.client[client]
    if person.beside == k.NOBODY:
        return
    row = state.agency[locality, person.beside]
    if is_served_beside(state, client):
        person.flags ^= k.BESIDE_SERVED_BIT
        count_served(world, state, locality, person.beside, client, -1)
        row.beside_served -= 1
        row.completions_week += 1
        row.completions_quarter += 1
    else:
        row.waiting -= 1
        row.beside_waiting -= 1
    person.beside = k.NOBODY


@compiled
def promote(
    world: World, state: State, record: Record, week: int, locality: int, client: int, e: int
) -> None:
    """Let the other service be the main one, as the main one has ended; nobody has to hand the client on."""
    person, group = state.client[client], group_of(state, client)
    ended, agency = person.role, person.beside
    row = state.agency[locality, agency]
    joint = joint_in_hand_off(world, state, locality, client, ended, agency)
    person.joint = min(person.joint, joint)
    person.role = agency
    person.last_role = ended
    person.beside = k.NOBODY
    state.note[e] = PROMOTED
    trace(state, record, client, week, PROMOTED, ended, agency, 1.0, joint)
    if is_served_beside(state, client):
        person.flags ^= k.BESIDE_SERVED_BIT
        row.beside_served -= 1
        record.flow[locality, group, PROMOTED_SERVING] += 1
        set_state(world, state, locality, client, k.IN_SERVICE, week)
    else:
        row.beside_waiting -= 1
        record.flow[locality, group, PROMOTED_WAITING] += 1
        set_state(world, state, locality, client, k.WAITING, week)
        if keeps_place(world, locality, client, ended, week):
            hold_while_waiting(state, locality, client)


@compiled
def keep_weeks_of_joining(state: State, locality: int) -> None:
    """Step 6: let a service that was promoted keep the week in which its list was joined or it started.

    Until all moves of the week are made its client counts as one who moved this week.
    """
    first = state.event_first[locality]
    for e in range(first, first + state.event_count[locality]):
        if state.note[e] == PROMOTED:
            person = state.client[int(state.events[e])]
            person.entered = person.beside_since
