"""Complaints, owners and redress (step 8; ODD 4.7)."""

from __future__ import annotations

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import group_of, next_need, state_of
from joinup.sim.kernels.clients import set_state, trace
from joinup.sim.mechanisms.access.kernels import choose_agency, is_joint
from joinup.sim.mechanisms.accountability.flows import (
    COMPLAINT_REJECTED,
    COMPLAINT_UNOWNED,
    COMPLAINT_UPHELD,
    COMPLAINTS,
    REDRESS_JOINED,
    UNOWNED,
    UPHELD_COMPLAINTS,
)
from joinup.sim.mechanisms.journeys.flows import NOTHING
from joinup.sim.mechanisms.journeys.waiting_lists import append

START_SHARE = 0.5
"""Share upheld that people expect before there is any experience."""


@compiled
def complain(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 8: those who gave up, were lost, refused or displeased this week may complain.

    ``P(complain) = 0.34 (0.5 + share upheld of the last 52 weeks)``; an owner is found with
    probability ``clarity + (1 - clarity) o``; upheld with probability r.
    """
    p = world.p[0]
    groups = state.stock.shape[1]
    for locality in range(low, high):
        made, upheld = 0, 0
        for w in range(52):
            made += state.complaints[locality, w, 0]
            upheld += state.complaints[locality, w, 1]
        share = upheld / made if made > 0 else START_SHARE
        voice = randomness.threshold(p.redress.complaint * (0.5 + share))
        ring = state.complaints[locality, week % 52]
        ring[0] = 0
        ring[1] = 0
        flow = record.flow[locality]
        first = state.event_first[locality]
        for e in range(first, first + state.event_count[locality]):
            client: int = state.events[e]
            # Whoever has lapsed and has moved this week was lost this week.
            if state.note[e] == NOTHING or state_of(state.code[client], groups) != k.LAPSED:
                continue
            if randomness.draw(p.seed, client, 0, week, randomness.COMPLAINT) >= voice:
                continue
            person = state.client[client]
            need = next_need(world, state, client)
            agency = choose_agency(world, locality, client, week, randomness.REDRESS_AGENCY, need)
            if not _is_upheld(world, state, record, week, locality, client, agency):
                continue
            flow[group_of(state, client), REDRESS_JOINED] += 1
            person.role = agency
            person.flags |= k.REDRESS_BIT
            set_state(world, state, locality, client, k.WAITING, week)
            append(state, locality, agency, groups, client)
        for n in range(first, first + state.displeased_count[locality]):
            client = state.displeased[n]
            if randomness.draw(p.seed, client, 0, week, randomness.COMPLAINT) < voice:
                # It is being served: who answers for the wait is felt, and there is nothing to put right.
                _is_upheld(world, state, record, week, locality, client, state.client[client].role)


@compiled
def chance_of_owner(world: World, state: State, locality: int, client: int, agency: int) -> float:
    """Return the chance that a complaint of an agency finds an owner: ``clarity + (1 - clarity) o``.

    o is the form's for clients whom it covers, at its members; else 1 in A, the locality's agencies.
    """
    clarity, owner = world.p[0].redress.clarity, world.form[int(state.form[locality])].governance.owner
    if owner < 0.0 or state.agency[locality, agency].member == 0 or not is_joint(world, state, client):
        return clarity + (1.0 - clarity) / state.agency.shape[1]
    return clarity + (1.0 - clarity) * owner


@compiled
def _is_upheld(
    world: World, state: State, record: Record, week: int, locality: int, client: int, agency: int
) -> bool:
    """Let a client complain of an agency; return whether the complaint finds an owner and is upheld."""
    p, here = world.p[0], world.localities[locality]
    flow, ring = record.flow[locality, group_of(state, client)], state.complaints[locality, week % 52]
    flow[COMPLAINTS] += 1
    ring[0] += 1
    state.client[client].flags |= k.COMPLAINED_BIT
    owned = chance_of_owner(world, state, locality, client, agency)
    if randomness.draw(p.seed, client, 0, week, randomness.OWNER) >= randomness.threshold(owned):
        flow[UNOWNED] += 1
        trace(state, record, client, week, COMPLAINT_UNOWNED, k.NOBODY, k.NOBODY, owned, 0.0)
        return False
    state.agency[locality, agency].complaints_week += 1
    upheld = randomness.draw(p.seed, client, 0, week, randomness.UPHELD) < randomness.threshold(
        p.redress.upheld
    )
    move = COMPLAINT_UPHELD if upheld else COMPLAINT_REJECTED
    trace(state, record, client, week, move, agency, k.NOBODY, p.redress.upheld, 0.0)
    if upheld:
        flow[UPHELD_COMPLAINTS] += 1
        ring[1] += 1
        state.agency[locality, agency].pressure += 100.0 / (here.end - here.first)
    return upheld
