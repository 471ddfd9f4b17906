"""Prevention lowers the chance that needs arise (step 3; ODD 4.5)."""

from __future__ import annotations

from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled

YEAR = 52


@compiled
def prevent(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 3: set the week's chance that a need arises.

    ``onset_g prod (1 - cut min(1, age / ramp) ((1 - p) + p Jbar))``; Jbar is 0 outside a partnership.
    """
    for locality in range(low, high):
        for group in range(world.group.size):
            state.onset[locality, group] = world.onset[locality, group]
        for n in range(world.prevention.size):
            if not _is_under_way(world, week, locality, n):
                continue
            one = world.prevention[n]
            works = (1.0 - one.joint_part) + one.joint_part * _mean_joint(state, locality)
            age = week - _begins(world, locality, n)
            if age < one.ramp:
                works *= age / one.ramp
            for group in range(world.group.size):
                if world.prevention_applies[n, group] == 1:
                    state.onset[locality, group] *= 1.0 - one.cut * works


@compiled
def _begins(world: World, locality: int, n: int) -> int:
    """Return when it begins here: where the programme comes later, so does this."""
    return max(world.prevention[n].starts, world.localities[locality].wave)


@compiled
def _is_under_way(world: World, week: int, locality: int, n: int) -> bool:
    one = world.prevention[n]
    there = one.programme == 0 or world.localities[locality].in_programme == 1
    return there and _begins(world, locality, n) <= week < one.ends


@compiled
def _mean_joint(state: State, locality: int) -> float:
    """Return the members' mean J; 0 where no partnership is in force."""
    members, total = 0, 0.0
    for role in range(state.agency.shape[1]):
        row = state.agency[locality, role]
        members += row.member
        total += row.joint_mean
    return total / members if members > 0 else 0.0


@compiled
def post_prevention(world: World, state: State, money: F8, week: int, locality: int, line: int) -> int:
    """Post what prevention costs this week; return the line after it."""
    for n in range(world.prevention.size):
        if _is_under_way(world, week, locality, n):
            for group in range(world.group.size):
                if world.prevention_applies[n, group] == 1:
                    money[line] += world.prevention[n].cost / YEAR * state.people[locality, group]
        line += 1
    return line
