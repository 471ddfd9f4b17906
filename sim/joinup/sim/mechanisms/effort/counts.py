"""What hangs on counts makes agencies take easy cases first and do less for hard ones (step 2; ODD 4.5).

    cp = salience (money on counts in a quarter) / (13 C cost of a place) + (w_own - 1)+

if the funder's metric is a count of results, else 0. Money on counts is what rewards offer and what payments
are worth at the last report.
"""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.payoffs import applies, offered


@compiled
def press_by_counts(world: World, state: State, week: int, locality: int) -> None:
    """Set every agency's count pressure by what hangs on counts now."""
    p, governance = world.p[0], world.form[int(state.form[locality])].governance
    metric = p.measurement.metric
    matters = p.service.creaming_by_counts > 0.0 or p.service.parking > 0.0
    for role in range(world.spec.shape[1]):
        row, spec = state.agency[locality, role], world.spec[locality, role]
        row.count_pressure = 0.0
        if not matters or metric == k.STOCK or metric == k.PLACES:
            continue
        own, cost = spec.own_weight, k.QUARTER * spec.contracted * spec.place_cost
        if row.member == 1:
            own += governance.own_weight_per_sponsor * (p.partnership.sponsors - 1)
            if cost > 0.0 and governance.signs == 1:
                money = _money_on_counts(world, state, week, locality, role)
                row.count_pressure = p.decisions.money_salience * money / cost
        row.count_pressure += max(0.0, own - 1.0)


@compiled
def _money_on_counts(world: World, state: State, week: int, locality: int, role: int) -> float:
    gbp = 0.0
    for n in range(world.incentive.size):
        by_report = world.incentive[n].kind == k.REWARD or world.incentive[n].kind == k.PAYMENT
        if by_report and applies(world, week, n, role):
            gbp += offered(world, state, locality, role, n)
    return gbp
