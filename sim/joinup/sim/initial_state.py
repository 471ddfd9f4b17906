"""How a run opens: who the clients are and how everything stands before the first week (ODD 2)."""

from __future__ import annotations

import numpy as np
from numba import uint64

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.clients import TICKETS
from joinup.sim.arrays.columns import F8, I8, U8, Records, allocate
from joinup.sim.arrays.construction import localities
from joinup.sim.arrays.sizes import sizes_of
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.bundles import state_handle, world_handle
from joinup.sim.compiled.compiler import compiled
from joinup.sim.compiled.threads import Block, share_out, side_by_side
from joinup.sim.extensions.memory import Sizes, new_memory
from joinup.sim.kernels.classes import class_code, count_classes, group_of, next_need
from joinup.sim.kernels.clients import set_state
from joinup.sim.mechanisms.access.kernels import choose_agency
from joinup.sim.mechanisms.journeys.arrivals import open_episode
from joinup.sim.mechanisms.journeys.waiting_lists import append
from joinup.sim.mechanisms.partnership.coverage import count_served
from joinup.sim.parameters import Scenario

DRAWN_AT_ONCE = 256


def empty_state(scenario: Scenario, world: World) -> State:
    """Return the arrays of a run before anybody is there."""
    sizes, tickets = sizes_of(scenario), _tickets(scenario, world)
    owners = Sizes(sizes["locality"], sizes["agency"], sizes["client"])
    memory = new_memory([one.columns for one in scenario.extensions_in_force], owners)
    return allocate(
        State,
        {
            **sizes,
            "ticket": int(tickets["most"].sum()),
            "class": count_classes(sizes["group"], sizes["agency"]),
            "byte": len(memory),
        },
        tickets=tickets,
        accommodation=world.accommodation.copy(),
        onset=world.onset.copy(),
        memory=memory,
        event_first=world.localities["first"].copy(),
    )


def _tickets(scenario: Scenario, world: World) -> Records:
    """Return how many tickets for lists each locality has, none of them used.

    A quarter more than can be in use, so that much is put back at once when they run out, however many wait:
    a client waits on one list, or on two where needs may be met side by side.
    """
    lists = 2 if scenario.journeys.together else 1
    clients = world.localities["end"] - world.localities["first"]
    tickets = np.zeros(len(world.localities), TICKETS)
    tickets["most"] = lists * clients + clients // 4 + 1
    tickets["first"] = np.cumsum(tickets["most"]) - tickets["most"]
    tickets["put_back"] = -1
    return tickets


def build_state(scenario: Scenario, world: World, *, trace: int, threads: int) -> State:
    """Build the state with which a run opens.

    Parameters
    ----------
    scenario, world
        The scenario and its arrays.
    trace
        Number of clients whose moves are written down.
    threads
        Threads that share the localities.
    """
    clients, groups, count = (
        scenario.population.clients,
        len(scenario.population.groups),
        len(world.localities),
    )
    state = empty_state(scenario, world)
    agency = state.agency
    agency["routine"] = scenario.routine.start
    agency["coverage"] = 1.0
    agency["motivation"] = 1.0
    for name in ("reported", "true", "target", "aspiration"):
        agency[name] = np.nan
    agency["places"] = world.spec["contracted"]
    state.link["trust"] = scenario.trust.start
    forms = list(scenario.forms)
    state.form[:], state.form_before[:] = forms.index(scenario.partnership.form), forms.index("none")
    state.chance[:, :, 0] = 1.0
    rule = scenario.population.eligibility
    eligible = np.ones(groups)
    open_to = np.ones(count, np.int64)
    if rule is not None:
        eligible = np.array([rule.groups.get(group.name, 1.0) for group in scenario.population.groups])
        if rule.localities:
            named = {randomness.name_hash(name) for name in _covered(scenario)}
            open_to = np.array([int(int(name) in named) for name in world.localities["name"]])
    share = np.array([group.share for group in scenario.population.groups])
    group_option = _hashes([group.name for group in scenario.population.groups])
    access_share = _access_shares(scenario)
    access_option = _hashes([dimension.name for dimension in scenario.population.access])
    aware_share = opening_awareness(scenario)
    week = -scenario.warm_up_weeks - 1
    placed = any(group.opening for group in scenario.population.groups)
    shares = _opening_shares(scenario)

    blocks = share_out(world.localities["end"], threads)

    def open_block(block: Block) -> None:
        handles = world_handle(world), state_handle(state)
        _people(
            *handles,
            share,
            group_option,
            access_share,
            access_option,
            eligible,
            open_to,
            aware_share,
            week,
            *block,
        )
        if placed:
            _place(*handles, shares, week, *block)

    with side_by_side(blocks) as each:
        list(each(open_block, blocks))
    if trace:
        chances = [
            randomness.draw(uint64(world.p[0]["seed"]), i, 0, 0, randomness.TRACED) for i in range(clients)
        ]
        state.client["flags"][np.argsort(chances, kind="stable")[:trace]] |= k.TRACED_BIT
    return state


def _covered(scenario: Scenario) -> list[str]:
    rule = scenario.population.eligibility
    assert rule is not None
    stems = {locality.name for locality in scenario.population.localities if locality.name in rule.localities}
    return [name for name, locality in localities(scenario) if locality.name in stems]


def _hashes(names: list[str]) -> U8:
    return np.array([randomness.option_hash(name) for name in names], dtype=np.uint64)


def _access_shares(scenario: Scenario) -> F8:
    dimensions = [dimension.name for dimension in scenario.population.access]
    table = [[group.access.get(d, 0.0) for d in dimensions] for group in scenario.population.groups]
    return np.array(table, dtype=float).reshape(len(table), len(dimensions))


def opening_awareness(scenario: Scenario) -> F8:
    """Return the aware share of each group when the run opens.

    Unless given, the fixed point without advertising of
    ``F = F (1 - omega) + (1 - F)(1 - (1 - p0)(1 - q F))``, which is the same for all groups.
    """
    aware = scenario.awareness
    groups = len(scenario.population.groups)
    if aware.opening is not None:
        return np.full(groups, aware.opening)
    p, q, omega = aware.spontaneous, aware.word_of_mouth, aware.forgetting
    a, b, c = (1 - p) * q, p + omega - (1 - p) * q, -p
    root = np.sqrt(b * b - 4 * a * c)
    # Two forms of one root: the first needs word of mouth (a > 0), the second does without.
    share = (root - b) / (2 * a) if b < 0 else -2 * c / (b + root) if b + root > 0 else 0.0
    return np.full(groups, min(1.0, max(0.0, share)))


def _opening_shares(scenario: Scenario) -> F8:
    rows = []
    for group in scenario.population.groups:
        o = group.opening
        rows.append([o.seeking, o.waiting, o.in_service, o.lapsed] if o else [0.0] * 4)
    return np.array(rows)


@compiled
def _people(
    world: World,
    state: State,
    share: F8,
    group_option: U8,
    access_share: F8,
    access_option: U8,
    eligible: F8,
    open_to: I8,
    aware_share: F8,
    week: int,
    low: int,
    high: int,
) -> None:
    """Draw every client's group, access needs, eligibility and awareness; nobody has a need.

    A client is of the group with the smallest ``-log(u_g) / share_g``.
    """
    seed = world.p[0].seed
    groups, dimensions, roles = share.size, access_option.size, world.spec.shape[1]
    # The draws of several clients are made together: one row for every purpose and option.
    clients = np.empty(DRAWN_AT_ONCE, np.int64)
    of_group = np.empty((groups, DRAWN_AT_ONCE), np.uint32)
    of_access = np.empty((dimensions, DRAWN_AT_ONCE), np.uint32)
    of_eligible = np.empty(DRAWN_AT_ONCE, np.uint32)
    of_aware = np.empty(DRAWN_AT_ONCE, np.uint32)
    for locality in range(low, high):
        end = world.localities[locality].end
        for first in range(world.localities[locality].first, end, DRAWN_AT_ONCE):
            count = min(DRAWN_AT_ONCE, end - first)
            for n in range(count):
                clients[n] = first + n
            for g in range(groups):
                randomness.fill_draws(of_group[g], clients, count, seed, group_option[g], 0, randomness.GROUP)
            for d in range(dimensions):
                randomness.fill_draws(
                    of_access[d], clients, count, seed, access_option[d], 0, randomness.ACCESS
                )
            randomness.fill_draws(of_eligible, clients, count, seed, 0, 0, randomness.ELIGIBLE)
            randomness.fill_draws(of_aware, clients, count, seed, 0, 0, randomness.AWARE_AT_START)
            for n in range(count):
                client = first + n
                group, best = 0, np.inf
                for g in range(groups):
                    if share[g] > 0.0:
                        key = -np.log(randomness.unit(of_group[g, n])) / share[g]
                        if key < best:
                            group, best = g, key
                person = state.client[client]
                for d in range(dimensions):
                    if of_access[d, n] < randomness.threshold(access_share[group, d]):
                        person.access |= 1 << d
                if of_eligible[n] < randomness.threshold(eligible[group]) and open_to[locality] == 1:
                    person.flags |= k.ELIGIBLE_BIT
                person.role = k.NOBODY
                person.last_role = k.NOBODY
                person.beside = k.NOBODY
                person.entered = week
                person.aware_since = week
                aware = 1 if of_aware[n] < randomness.threshold(aware_share[group]) else 0
                state.traits[client] = 2 * group + aware
                state.code[client] = class_code(k.NO_NEED, group, 0, 0, 0, 0, groups, roles)
                state.people[locality, group] += 1
                state.stock[locality, group, k.NO_NEED] += 1
                state.stock[locality, group, k.AWARE_COUNT] += aware


@compiled
def _place(world: World, state: State, shares: F8, week: int, low: int, high: int) -> None:
    """Put given shares of each group into states, in client order; no more in service than places."""
    states = (k.SEEKING, k.WAITING, k.IN_SERVICE, k.LAPSED)
    groups = state.stock.shape[1]
    for locality in range(low, high):
        first, end = world.localities[locality].first, world.localities[locality].end
        for group in range(groups):
            size = state.stock[locality, group, k.NO_NEED]
            client = first
            for s in range(len(states)):
                wanted = int(np.floor(shares[group, s] * size + 0.5))
                while wanted > 0 and client < end:
                    if group_of(state, client) == group:
                        _open_in(world, state, locality, client, states[s], week)
                        wanted -= 1
                    client += 1


@compiled
def _open_in(world: World, state: State, locality: int, client: int, wanted: int, week: int) -> None:
    open_episode(world, state, week, locality, client)
    person = state.client[client]
    if wanted == k.LAPSED:
        person.flags |= k.LAPSED_BIT
        set_state(world, state, locality, client, k.LAPSED, week)
    elif wanted != k.SEEKING:
        need = next_need(world, state, client)
        agency = choose_agency(world, locality, client, week, randomness.OPENING_AGENCY, need)
        person.role = agency
        row = state.agency[locality, agency]
        if wanted == k.IN_SERVICE and row.in_service < row.places:
            count_served(world, state, locality, agency, client, 1)
            person.met = 1 << agency
            set_state(world, state, locality, client, k.IN_SERVICE, week)
        else:
            set_state(world, state, locality, client, k.WAITING, week)
            append(state, locality, agency, group_of(state, client), client)
