"""Writing down the week (step 12)."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.clients import EPISODE
from joinup.sim.arrays.columns import F8, Records
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import count_bits, group_of
from joinup.sim.kernels.clock import quarter_index, week_index
from joinup.sim.mechanisms.funding.pool import pooled_share
from joinup.sim.mechanisms.journeys.flows import ENDED_BY_ITSELF, SOLVED, SOLVED_JOINTLY
from joinup.sim.mechanisms.journeys.holding import places_used
from joinup.sim.mechanisms.ledger.kernels import KINDS_OF_STAFF_TIME
from joinup.sim.mechanisms.partnership.coverage import joint_time


@compiled
def open_week(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
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
            row.complaints_last = row.complaints_week
            row.complaints_week = 0
            row.outreach_week = 0


@compiled
def share_scratch(world: World, state: State, locality: int, low: int) -> None:
    """Let a locality use the scratch of the first of its block: they are run one after the other."""
    state.event_first[locality] = world.localities[low].first


@compiled
def is_broken(record: Record, locality: int) -> bool:
    """Return whether an identity of a locality has been found broken."""
    return record.broken[locality, 0] >= 0


@compiled
def write_down(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 12: keep the week of each locality for `collect`, and write the tables by agency."""
    t, quarter = week_index(world, week), quarter_index(world, week)
    at = week - record.stretch[0]
    roles = world.spec.shape[1]
    for locality in range(low, high):
        for role in range(roles):
            row = state.agency[locality, role]
            state.completions[locality, role, week % k.QUARTER] = row.completions_week
        for group in range(world.group.size):
            cell = record.kept_counts[at, locality, group]
            for s in range(k.COUNTS):
                cell[s] = state.stock[locality, group, s]
            for f in range(record.flow.shape[2]):
                cell[k.COUNTS + f] = record.flow[locality, group, f]
        for line in range(record.money.shape[1]):
            record.kept_money[at, locality, line] = record.money[locality, line]
        for f in range(world.fund.size):
            for role in range(roles):
                record.kept_filled[at, locality, f, role] = state.fund_filled[f, locality, role]
            record.kept_funds[at, locality, f, 0] = state.fund_pot[f, locality]
            record.kept_funds[at, locality, f, 1] = state.fund_lapsed[f, locality]
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


@compiled
def collect(world: World, state: State, record: Record, first: int, end: int) -> None:
    """Add the weeks from first to end - 1 to the tables, localities in order."""
    separate, discounts = record.weekly.shape[1] > 1, False
    for form in range(world.form.size):
        discounts = discounts or world.form[form].governance.price > 0.0
    for week in range(first, end):
        t, at = week_index(world, week), week - record.stretch[0]
        for locality in range(world.localities.size):
            row = locality if separate else 0
            for group in range(world.group.size):
                kept, cell = record.kept_counts[at, locality, group], record.weekly[t, row, group]
                for n in range(cell.size):
                    cell[n] += kept[n]
            for line in range(record.money.shape[1]):
                record.ledger[t, row, line] += record.kept_money[at, locality, line]
        for f in range(world.fund.size):
            total = record.funding[t, f]
            for locality in range(world.localities.size):
                for role in range(world.spec.shape[1]):
                    if discounts:
                        # Under contract, what a place cost is known from what was paid.
                        for line in range(staff_lines(world, f, role), staff_lines(world, f, role + 1)):
                            total[0] += record.kept_money[at, locality, line]
                    else:
                        cost = world.spec[locality, role].place_cost
                        total[0] += record.kept_filled[at, locality, f, role] * cost
                total[1] += record.kept_funds[at, locality, f, 0]
                total[2] += record.kept_funds[at, locality, f, 1]


@compiled
def staff_lines(world: World, f: int, role: int) -> int:
    """Return the first line of the ledger of staff that a funding window pays at an agency."""
    return KINDS_OF_STAFF_TIME * ((1 + f) * world.spec.shape[1] + role)


@compiled
def room_for(rows: Records, needed: int) -> Records:
    """Return the rows of ended episodes, longer if there is no room for as many as needed."""
    if needed <= rows.size:
        return rows
    longer = np.empty(max(needed, 2 * rows.size), EPISODE)
    for n in range(rows.size):
        longer[n] = rows[n]
    return longer


@compiled
def keep_episodes(
    state: State, rows: Records, count: int, week: int, low: int, high: int
) -> tuple[Records, int]:
    """Write down the episodes that ended this week; return (rows, how many are written)."""
    for locality in range(low, high):
        first, moved = state.event_first[locality], state.event_count[locality]
        rows = room_for(rows, count + moved)
        for e in range(first, first + moved):
            outcome = state.note[e] & 31
            if outcome != SOLVED and outcome != SOLVED_JOINTLY and outcome != ENDED_BY_ITSELF:
                continue
            client: int = state.events[e]
            person, row = state.client[client], rows[count]
            row.client = client
            row.locality = locality
            row.group = group_of(state, client)
            row.onset = person.onset_week
            row.end = week
            row.weeks_waited = person.waited
            row.needs = state.note[e] >> 5
            row.agencies = count_bits(person.met)
            row.outcome = outcome
            count += 1
    return rows, count


@compiled
def _write_agency(world: World, state: State, cell: F8, week: int, locality: int, role: int) -> None:
    row = state.agency[locality, role]
    busy = min(1.0, places_used(state, locality, role) / row.places) if row.places > 0 else 0.0
    cell[0] = row.places
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
    cell[12] = joint_time(world, state, locality, role)
    cell[13] = row.overhead
    cell[14] = row.dip_share
    cell[15] = row.own_share * (1.0 - busy)
    cell[16] = row.starts_week
    cell[17] = row.completions_week
    cell[18] = row.funded
    cell[19] = pooled_share(world, state, week, locality, role)
    cell[20] = row.member
    cell[21] = row.coverage
    cell[22] = row.door_share
    cell[23] = row.held
    cell[24] = row.ready
    cell[25] = row.beside_served
    cell[26] = row.beside_waiting
    cell[27] = row.redress_share
    cell[28] = row.motivation
    cell[29] = row.target
