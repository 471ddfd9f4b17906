"""How far agencies flatter their reports (step 2; ODD 4.6).

    y = min(y_max, [w_joint s_f + M] (1 - audit) / c_g pressure)
    M = salience (1 - r) sum of d pay / d ln(report) / B

What joint results are worth to an agency makes it game, and so does money that is paid by the report. For a
reward R that is ``R rho [F(1) - F(th)] / (1 - th)``, F normal about rho with the s.d. of reports; for
a payment what was last reported, at its price.
"""

from __future__ import annotations

from math import erf

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.joint_results import credit_share
from joinup.sim.mechanisms.effort.payoffs import (
    amount,
    applies,
    full_cost,
    joint_weight,
    paid_for_results,
    reported_ratio,
)
from joinup.sim.mechanisms.partnership.links import count_members


@compiled
def gaming_of(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return y, the share by which a member makes its reports look better than the truth."""
    p = world.p[0]
    members = count_members(state, locality)
    worth = joint_weight(world, state, week, locality, role)
    worth *= credit_share(world, state, locality, role, members)
    if p.measurement.games_money == 1:
        worth += _money_for_flattery(world, state, week, locality, role)
    y = worth * (1.0 - p.measurement.audit) / p.measurement.gaming_cost * _deadline_pressure(world, week)
    return min(p.measurement.most_gaming, y)


@compiled
def _money_for_flattery(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return M: what a report higher by a small share pays, over that share and B."""
    p, cost, gbp = world.p[0], full_cost(world, locality, role), 0.0
    rho = reported_ratio(world, state, locality, role)
    if cost <= 0.0 or world.form[int(state.form[locality])].governance.signs == 0:
        return 0.0
    for n in range(world.incentive.size):
        if not applies(world, week, n, role):
            continue
        if world.incentive[n].kind == k.PAYMENT:
            gbp += paid_for_results(world, state, locality, role, n)
        elif world.incentive[n].kind == k.REWARD and not np.isnan(rho):
            slope = slope_of_reward(rho, p.measurement.noise, world.incentive[n].threshold)
            gbp += amount(world, state, locality, role, n) * rho * slope
    # Who expects a target that follows good results counts less of what they pay.
    return gbp * (1.0 - p.measurement.ratchet) / cost * p.decisions.money_salience


@compiled
def slope_of_reward(rho: float, spread: float, threshold: float) -> float:
    """Return by how much the expected share of a reward rises with rho: ``[F(1) - F(th)] / (1 - th)``."""
    if spread <= 0.0:
        return 1.0 / (1.0 - threshold) if threshold <= rho < 1.0 else 0.0
    if threshold >= 1.0:
        # All or nothing: the density where it is decided.
        z = (1.0 - rho) / spread
        return np.exp(-0.5 * z * z) / (np.sqrt(2.0 * np.pi) * spread)
    return (_normal((1.0 - rho) / spread) - _normal((threshold - rho) / spread)) / (1.0 - threshold)


@compiled
def _normal(z: float) -> float:
    return 0.5 * (1.0 + erf(z / np.sqrt(2.0)))


@compiled
def _deadline_pressure(world: World, week: int) -> float:
    """Return the greatest pressure of the quarter that starts in a week.

    It rises from 1 to ``1 + deadline_gain`` over the 13 weeks before a published date.
    """
    last = week + k.QUARTER - 1
    pressure = 1.0
    for n in range(world.deadlines.size):
        ahead = world.deadlines[n] - last
        if world.deadlines[n] >= week and ahead <= k.QUARTER:
            part = 1.0 - max(0, ahead) / k.QUARTER
            pressure = max(pressure, 1.0 + world.p[0].measurement.deadline_gain * part)
    return pressure
