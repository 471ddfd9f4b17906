"""Publicity, word of mouth and forgetting (steps 1 and 3; ODD 4.3).

S_t = theta S_{t-1} + (1 - theta) spend_t
exposed = c (1 - exp(-k_g S / c)) by channel, with the stocks of its campaigns added; 1 - prod over channels
P(become aware) = 1 - (1 - p0)(1 - exposed)(1 - q A_i),  P(forget) = omega
"""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, state_of
from joinup.sim.kernels.clients import trace
from joinup.sim.kernels.clock import week_index
from joinup.sim.kernels.scan import list_those_below
from joinup.sim.mechanisms.awareness.flows import BECAME_AWARE, FORGOT, FORGOTTEN, LEARNED

EVERYWHERE = -1


@compiled
def advertise(world: World, state: State, record: Record, first: int, end: int) -> None:
    """Update the advertising stock of every campaign for the weeks from first to end - 1.

    All localities read the same stock, so it is worked out before they are run.
    """
    for week in range(first, end):
        t = week_index(world, week)
        for c in range(world.campaign.size):
            campaign = world.campaign[c]
            spend = campaign.spend if campaign.starts <= week < campaign.ends else 0.0
            state.advertising[c] = campaign.kept * state.advertising[c] + (1.0 - campaign.kept) * spend
            record.advertising[t, c] = state.advertising[c]
        for c in range(world.campaign.size):
            for group in range(world.group.size):
                exposure = world.campaign_reach[c, group] * state.advertising[c]
                total, ceiling = exposure_by(
                    world, record, week, EVERYWHERE, group, world.campaign[c].channel
                )
                if total > 0.0 and ceiling < 1.0:
                    # Each has its part of what its channel does: (1 - exposed) multiplies to the channel's.
                    part = missed_by(total, ceiling) ** (exposure / total)
                    record.exposed[t, c, group] = 1.0 - part
                else:
                    record.exposed[t, c, group] = 1.0 - np.exp(-exposure)


@compiled
def exposure_by(
    world: World, record: Record, week: int, locality: int, group: int, channel: int
) -> tuple[float, float]:
    """Return how much of a channel a group sees, ``sum k S``, and the share that it reaches at most.

    Of several campaigns there for the group, the highest ceiling is the channel's.
    """
    exposure, ceiling = 0.0, 0.0
    for c in range(world.campaign.size):
        campaign, reach = world.campaign[c], world.campaign_reach[c, group]
        there = locality == EVERYWHERE or world.campaign_audience[c, locality] > 0.0
        if campaign.channel == channel and there and reach > 0.0:
            exposure += reach * record.advertising[week_index(world, week), c]
            ceiling = max(ceiling, campaign.ceiling)
    return exposure, ceiling


@compiled
def missed_by(exposure: float, ceiling: float) -> float:
    """Return the share of a group that a channel does not reach."""
    if ceiling <= 0.0:
        return 1.0
    return 1.0 - ceiling * (1.0 - np.exp(-exposure / ceiling))


@compiled
def unexposed(world: World, record: Record, week: int, locality: int, group: int) -> float:
    """Return the chance that no campaign reaches a member of a group this week."""
    exposure, saturates = 0.0, False
    for c in range(world.campaign.size):
        if world.campaign_audience[c, locality] > 0.0:
            exposure += world.campaign_reach[c, group] * record.advertising[week_index(world, week), c]
            saturates = saturates or world.campaign[c].ceiling < 1.0
    if not saturates:
        return np.exp(-exposure)
    missed = 1.0
    for channel in range(world.campaign.size):
        exposure, ceiling = exposure_by(world, record, week, locality, group, channel)
        missed *= missed_by(exposure, ceiling)
    return missed


@compiled
def aware_share(world: World, state: State, locality: int, group: int) -> float:
    """Return the aware share among the contacts of a group under mixing (homophily h)."""
    all_people, all_aware = 0, 0
    for g in range(world.group.size):
        all_people += state.people[locality, g]
        all_aware += state.stock[locality, g, k.AWARE_COUNT]
    people, aware = state.people[locality, group], state.stock[locality, group, k.AWARE_COUNT]
    if people == 0:
        return 0.0
    h = world.p[0].population.contacts.homophily
    return h * aware / people + (1.0 - h) * all_aware / all_people


@compiled
def spread_the_word(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 3: who becomes aware and who forgets, from the state in which the week opened."""
    p = world.p[0]
    for locality in range(low, high):
        here, at = world.localities[locality], state.event_first[locality]
        limits = state.aware_threshold[locality]
        for group in range(world.group.size):
            contacts = (
                1.0 if p.population.contacts.kind != k.MIXING else aware_share(world, state, locality, group)
            )
            missed = (
                (1.0 - p.awareness.spontaneous)
                * unexposed(world, record, week, locality, group)
                * (1.0 - p.awareness.word_of_mouth * contacts)
            )
            limits[2 * group] = randomness.threshold(1.0 - missed)
            limits[2 * group + 1] = randomness.threshold(p.awareness.forgetting)
        count = list_those_below(
            state.traits,
            k.KNOWN_BITS,
            limits,
            state.events,
            state.event_draw,
            at,
            here.first,
            here.end,
            p.seed,
            week,
            randomness.AWARE,
        )
        if p.population.contacts.kind != k.MIXING:
            count = _keep_those_told(world, state, record, week, locality, count)
        # Applied together, so that everybody hears from the state in which the week opened.
        for e in range(at, at + count):
            client: int = state.events[e]
            learns = state.traits[client] & k.AWARE_BIT == 0
            group = group_of(state, client)
            record.flow[locality, group, BECAME_AWARE if learns else FORGOT] += 1
            set_aware(state, locality, client, week, learns)
            move = LEARNED if learns else FORGOTTEN
            trace(state, record, client, week, move, k.NOBODY, k.NOBODY, 1.0, 0.0)


@compiled
def _keep_those_told(world: World, state: State, record: Record, week: int, locality: int, count: int) -> int:
    """With an explicit network the threshold was for all contacts aware; look at each one's own."""
    p, at = world.p[0], state.event_first[locality]
    kept = at
    for e in range(at, at + count):
        client: int = state.events[e]
        if state.traits[client] & k.AWARE_BIT == 0:
            start = np.int64(world.neighbour_start[client])
            stop = np.int64(world.neighbour_start[client + 1])
            aware = 0
            for n in range(start, stop):
                aware += state.traits[world.neighbours[n]] & k.AWARE_BIT
            contacts = aware / (stop - start) if stop > start else 0.0
            group = group_of(state, client)
            missed = (
                (1.0 - p.awareness.spontaneous)
                * unexposed(world, record, week, locality, group)
                * (1.0 - p.awareness.word_of_mouth * contacts)
            )
            if state.event_draw[e] >= randomness.threshold(1.0 - missed):
                continue
        state.events[kept] = client
        kept += 1
    return kept - at


@compiled
def set_aware(state: State, locality: int, client: int, week: int, aware: bool) -> None:
    """Make a client aware or unaware and keep count."""
    if (state.traits[client] & k.AWARE_BIT == 1) == aware:
        return
    state.traits[client] ^= k.AWARE_BIT
    state.stock[locality, group_of(state, client), k.AWARE_COUNT] += 1 if aware else -1
    if aware:
        state.client[client].aware_since = week
    if state_of(state.code[client], state.stock.shape[1]) == k.SEEKING:
        state.code[client] ^= 1
