"""For whom a partnership is, and what it costs each agency for that (ODD 4.2).

Prices of joint working follow coverage: where a partnership is for few of those whom an agency serves, its
staff meet for few.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.classes import count_bits, group_of


@compiled
def is_covered(world: World, state: State, client: int) -> bool:
    """Return whether the partnership is for a client, by its group and the needs at onset."""
    if world.group[group_of(state, client)].covered == 0:
        return False
    return count_bits(state.client[client].needs_at_onset) >= world.p[0].partnership.covers.min_needs


@compiled
def covers_anybody(world: World, state: State, locality: int) -> bool:
    """Return whether anybody who lives there can be covered."""
    for group in range(world.group.size):
        if world.group[group].covered == 1 and state.people[locality, group] > 0:
            return True
    return False


@compiled
def count_served(world: World, state: State, locality: int, agency: int, client: int, change: int) -> None:
    """Count a client among those whom an agency serves (1), or no longer (-1)."""
    row = state.agency[locality, agency]
    row.in_service += change
    if is_covered(world, state, client):
        row.covered_in_service += change


@compiled
def joint_time(world: World, state: State, locality: int, agency: int) -> float:
    """Return the share of staff time that joint effort takes: ``e_max x cov``."""
    row = state.agency[locality, agency]
    return world.p[0].service.full_effort * row.effort * row.coverage


@compiled
def mean_coverage(state: State, locality: int) -> float:
    """Return the plain mean of members' coverage; 0 without members."""
    total, members = 0.0, 0
    for role in range(state.agency.shape[1]):
        row = state.agency[locality, role]
        if row.member == 1:
            total += row.coverage
            members += 1
    return total / members if members > 0 else 0.0


@compiled
def follow_coverage(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: count who is in service and, when a quarter begins, take the covered share of the last.

    ``cov = covered client-weeks / client-weeks``, which stays as it was if nobody was served.
    """
    for locality in range(low, high):
        for role in range(state.agency.shape[1]):
            row = state.agency[locality, role]
            # Those whom the initial state puts into service have not been served for a week yet.
            if week > -world.p[0].warm_up_weeks:
                row.weeks_served += row.in_service
                row.weeks_covered += row.covered_in_service
            if week % k.QUARTER == 0:
                if row.weeks_served > 0:
                    row.coverage = row.weeks_covered / row.weeks_served
                row.weeks_served = 0
                row.weeks_covered = 0


def count_covered_anew(world: World, state: State) -> None:
    """Count anew who in service is covered, when the partnership has come to be for others in mid-run."""
    person = state.client
    enough = np.bitwise_count(person["needs_at_onset"]) >= world.p[0]["partnership"]["covers"]["min_needs"]
    in_service = (state.state == k.IN_SERVICE) & ((person["flags"] & k.HOLDS_BIT) == 0)
    covered = enough & (world.group["covered"][state.group] == 1)
    served = in_service & covered
    beside = covered & ((person["flags"] & k.BESIDE_SERVED_BIT) != 0)
    for locality, here in enumerate(world.localities):
        agencies = person["role"][here["first"] : here["end"]][served[here["first"] : here["end"]]]
        row = state.agency[locality]
        other = person["beside"][here["first"] : here["end"]][beside[here["first"] : here["end"]]]
        row["covered_in_service"] = np.bincount(np.concatenate([agencies, other]), minlength=len(row))
