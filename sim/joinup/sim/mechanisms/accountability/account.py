"""The yearly account: reports are held against targets, and misses cost next year's money (step 1; ODD 4.7).

``account_lag`` weeks after each year the last four reports of all members that are known are added up and
laid beside their targets. If they miss them, or there are none, next year's money is cut with the chance o
that the form has somebody who answers. Enough misses in a row end the partnership and its money.
"""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.clock import quarter_index
from joinup.sim.mechanisms.reporting.targets import REPORTS, YEAR

DUE, MISSED, HELD = range(3)


@compiled
def give_account(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: where a partnership is in force, hold its reports of the year against their targets."""
    p = world.p[0]
    rules = p.accountability
    on = rules.cut > 0.0 or rules.strikes < k.NEVER
    due = on and week >= YEAR + rules.account_lag and (week - rules.account_lag) % YEAR == 0
    for locality in range(low, high):
        _cut(state, week, locality)
        if not due or state.active[locality] == 0:
            continue
        count = state.accounts[locality]
        count[DUE] += 1
        if not misses_targets(world, state, week, locality):
            state.misses[locality] = 0
            continue
        count[MISSED] += 1
        state.misses[locality] += 1
        if state.misses[locality] == rules.strikes:
            state.dissolved[locality] = week
        owner = world.form[int(state.form[locality])].governance.owner
        if owner < 0.0:
            owner = 1.0 / world.spec.shape[1]
        u = randomness.named_draw(p.seed, world.localities[locality].name, week, randomness.ACCOUNT)
        if u < randomness.threshold(owner):
            count[HELD] += 1
            state.cut_from[locality] = week - rules.account_lag + YEAR
            state.cut_due[locality] = rules.cut
        _cut(state, week, locality)


@compiled
def _cut(state: State, week: int, locality: int) -> None:
    """Cut what is left of the money in the week in which the next year begins."""
    if week == state.cut_from[locality]:
        state.money_kept[locality] *= 1.0 - state.cut_due[locality]
        state.cut_from[locality] = k.NEVER


@compiled
def misses_targets(world: World, state: State, week: int, locality: int) -> bool:
    """Return whether members' last four reports, added up, fall short of their targets, or there are none.

    A stock falls short if it is higher. A quarter without a target asks for nothing.
    """
    p = world.p[0]
    ended = (week - p.measurement.lag) // k.QUARTER - 1
    last = quarter_index(world, week) - (week // k.QUARTER - ended)
    reported, wanted, reports = 0.0, 0.0, 0
    for role in range(world.spec.shape[1]):
        row = state.agency[locality, role]
        if row.member == 0:
            continue
        for quarter in range(max(0, last - REPORTS + 1), last + 1):
            figure = state.reported_quarter[quarter, locality, role]
            if np.isnan(figure):
                continue
            reports += 1
            if row.target > 0.0:
                reported += figure
                wanted += row.target
    if reports == 0:
        return True
    return reported > wanted if p.measurement.metric == k.STOCK else reported < wanted
