"""Writing down the week (step 12)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiling import compiled
from sim.kernels import layout as k
from sim.kernels.clients import count_bits, group_of
from sim.kernels.funding import pooled_share


@compiled
def open_week(state: Any, record: Any, low: int, high: int) -> None:
    """Set the week's counters to zero and keep the stocks with which it opens."""
    for locality in range(low, high):
        for group in range(state.stock.shape[1]):
            for s in range(state.stock.shape[2]):
                state.stock_before[locality, group, s] = state.stock[locality, group, s]
            for f in range(record.flow.shape[2]):
                record.flow[locality, group, f] = 0
        for role in range(state.agency.shape[1]):
            row = state.agency[locality, role]
            row.completions_week = 0
            row.starts_week = 0
            row.wait_sum_week = 0
            row.complaints_week = 0
            row.outreach_week = 0


@compiled
def collect(world: Any, state: Any, record: Any, week: int, t: int, quarter: int) -> None:
    """Step 12: add the week to the tables, localities in order."""
    roles = world.spec.shape[1]
    stocks = state.stock.shape[2]
    separate = record.weekly.shape[1] > 1
    for locality in range(world.place.size):
        for role in range(roles):
            row = state.agency[locality, role]
            state.completions[locality, role, week % k.QUARTER] = row.completions_week
        if t < record.weekly.shape[0]:
            place = locality if separate else 0
            for group in range(world.group.size):
                cell = record.weekly[t, place, group]
                for s in range(stocks):
                    cell[s] += state.stock[locality, group, s]
                for f in range(record.flow.shape[2]):
                    cell[stocks + f] += record.flow[locality, group, f]
            for line in range(record.money.shape[1]):
                record.ledger[t, place, line] += record.money[locality, line]
        if week >= 0 and record.episodes.size > 0:
            _keep_episodes(world, state, record, week, locality)
        if t < record.agencies.shape[0]:
            for role in range(roles):
                _write_agency(world, state, record.agencies[t, locality, role], week, locality, role)
        if week % k.QUARTER == k.QUARTER - 1:
            for one in range(roles):
                for other in range(roles):
                    link = state.link[locality, one, other]
                    if quarter < record.links.shape[0]:
                        cell = record.links[quarter, locality, one, other]
                        cell[0] = link.trust
                        cell[1] = link.joint
                        cell[2] = link.hand_offs
                    link.hand_offs = 0
    if t < record.funding.shape[0]:
        for f in range(world.fund.size):
            for locality in range(world.place.size):
                for role in range(roles):
                    cost = world.spec[locality, role].slot_cost
                    record.funding[t, f, 0] += state.fund_filled[f, locality, role] * cost
                record.funding[t, f, 1] += state.fund_pot[f, locality]
                record.funding[t, f, 2] += state.fund_lapsed[f, locality]


@compiled
def is_full(state: Any, record: Any) -> bool:
    """Return whether another week of moves or ended episodes might not fit."""
    traced = record.trace.size // (2 * k.TRACE_ROWS_A_WEEK)
    no_trace = record.trace_count[0] + traced * k.TRACE_ROWS_A_WEEK > record.trace.size
    no_room = record.episode_count[0] + state.code.size > record.episodes.size
    return (record.trace.size > 0 and no_trace) or (record.episodes.size > 0 and no_room)


@compiled
def _keep_episodes(world: Any, state: Any, record: Any, week: int, locality: int) -> None:
    """Write down the episodes that ended this week."""
    first = world.place[locality].first
    for e in range(first, first + state.event_count[locality]):
        outcome = state.note[e] & 31
        if outcome != k.SOLVED and outcome != k.SOLVED_JOINTLY and outcome != k.ENDED_BY_ITSELF:
            continue
        client = state.events[e]
        row = record.episodes[record.episode_count[0]]
        row.client = client
        row.locality = locality
        row.group = group_of(state, client)
        row.onset = state.onset_week[client]
        row.end = week
        row.weeks_waited = state.waited[client]
        row.needs = state.note[e] >> 5
        row.agencies = count_bits(state.met[client])
        row.outcome = outcome
        record.episode_count[0] += 1


@compiled
def _write_agency(world: Any, state: Any, cell: Any, week: int, locality: int, role: int) -> None:
    row = state.agency[locality, role]
    busy = min(1.0, row.in_service / row.slots) if row.slots > 0 else 0.0
    cell[0] = row.slots
    cell[1] = row.in_service
    cell[2] = row.waiting
    cell[3] = row.wait_sum_week / row.starts_week if row.starts_week > 0 else np.nan
    cell[4] = row.effort
    cell[5] = row.routine
    cell[6] = row.trust_mean
    cell[7] = row.joint_mean
    cell[8] = row.pressure
    cell[9] = row.reported
    cell[10] = row.true
    cell[11] = row.own_share * busy
    cell[12] = world.p[0].full_effort * row.effort
    cell[13] = row.overhead
    cell[14] = row.dip_share
    cell[15] = row.own_share * (1.0 - busy)
    cell[16] = row.starts_week
    cell[17] = row.completions_week
    cell[18] = row.funded
    cell[19] = pooled_share(world, state, week, locality, role)
    cell[20] = row.member
