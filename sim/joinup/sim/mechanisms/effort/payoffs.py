"""What joint effort pays an agency (step 2; ODD 4.1).

    pi(x) = w_own (1 - x) + w_joint m s_f V(x)
          + v sigma_eff x + ((i + eta tau_mean) K + kappa U) x + sum_k pay_k(x) - (c / 2) x^2

Pay-off 1 is the cost of the full ``e_max`` of staff time for a quarter. V, the joint results, is in
:mod:`joinup.sim.mechanisms.effort.joint_results`.
"""

from __future__ import annotations

from math import erf

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.callbacks import call_out
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.effort.joint_results import common_results, credit_share, joint_results
from joinup.sim.mechanisms.funding.pool import pooled_share
from joinup.sim.mechanisms.partnership.links import count_members, distance, link_of

MOST_JOINT_WEIGHT = 4.0


@compiled
def applies(world: World, week: int, number: int, role: int) -> bool:
    """Return whether an incentive is in force for a role."""
    incentive = world.incentive[number]
    return incentive.starts <= week < incentive.ends and world.incentive_applies[number, role] == 1


@compiled
def needs_signature(kind: int) -> bool:
    """Return whether somebody must be able to hold money for the members."""
    return kind == k.SUBSIDY or kind == k.REWARD or kind == k.PAYMENT


@compiled
def joint_weight(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return w_joint with joint targets and the funder's corrections, at most 4."""
    weight = world.spec[locality, role].joint_weight + state.agency[locality, role].review_weight
    for n in range(world.incentive.size):
        if world.incentive[n].kind == k.JOINT_TARGET and applies(world, week, n, role):
            weight += world.incentive[n].weight
    return min(MOST_JOINT_WEIGHT, weight)


@compiled
def full_cost(world: World, locality: int, role: int) -> float:
    """Return B_a, the cost in GBP of full joint effort for a quarter."""
    spec = world.spec[locality, role]
    return world.p[0].service.full_effort * spec.contracted * spec.place_cost * k.QUARTER


@compiled
def amount(world: World, state: State, locality: int, role: int, number: int) -> float:
    """Return the money at stake for one agency and quarter in GBP, after cuts if it is granted."""
    incentive = world.incentive[number]
    money = incentive.gbp * world.p[0].scale
    if incentive.of_full_cost >= 0.0:
        money = incentive.of_full_cost * full_cost(world, locality, role)
    if incentive.kind == k.SUBSIDY or incentive.kind == k.REWARD or incentive.kind == k.FAILURE_GRANT:
        money *= state.money_kept[locality]
    return money


@compiled
def expected_reward(rho: float, spread: float, threshold: float) -> float:
    """Return ``E[clip((Z - th) / (1 - th), 0, 1)]`` for Z normal with mean rho."""
    if threshold >= 1.0:
        return 1.0 if rho >= 1.0 else 0.0
    if spread <= 0.0:
        return min(1.0, max(0.0, (rho - threshold) / (1.0 - threshold)))
    return (_above(rho, spread, threshold) - _above(rho, spread, 1.0)) / (1.0 - threshold)


@compiled
def _above(mean: float, spread: float, limit: float) -> float:
    # E[(Z - limit)+] of a normal variable.
    z = (mean - limit) / spread
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return spread * density + (mean - limit) * 0.5 * (1.0 + erf(z / np.sqrt(2.0)))


@compiled
def reported_ratio(world: World, state: State, locality: int, role: int) -> float:
    """Return last reported performance over target; NaN while nothing is known."""
    row = state.agency[locality, role]
    if np.isnan(row.reported) or not row.target > 0.0:
        return np.nan
    if world.p[0].measurement.metric == k.STOCK:
        return row.target / row.reported if row.reported > 0.0 else 2.0
    return row.reported / row.target


@compiled
def paid_for_results(world: World, state: State, locality: int, role: int, number: int) -> float:
    """Return what a payment is worth for a quarter like the one last reported, in GBP, after cuts."""
    reported = state.agency[locality, role].reported
    price = world.incentive[number].price * state.money_kept[locality]
    return 0.0 if np.isnan(reported) else price * reported


@compiled
def offered(world: World, state: State, locality: int, role: int, number: int) -> float:
    """Return what an incentive offers for a quarter, in GBP: a payment as for the results last reported."""
    if world.incentive[number].kind == k.PAYMENT:
        return paid_for_results(world, state, locality, role, number)
    return amount(world, state, locality, role, number)


@compiled
def _joint_mean_at(world: World, state: State, locality: int, role: int, effort: float) -> float:
    """Return the mean J to other members if this agency made an effort, the others as now."""
    p, kind = world.p[0], world.form[int(state.form[locality])].governance.kind
    members = count_members(state, locality)
    me = state.agency[locality, role]
    efforts, routines = effort / members, me.routine / members
    mine = 1.0 - (1.0 - effort) * (1.0 - me.routine)
    total = 0.0
    for other in range(world.spec.shape[1]):
        row = state.agency[locality, other]
        if other == role or row.member == 0:
            continue
        theirs = 1.0 - (1.0 - row.effort) * (1.0 - row.routine)
        steps = distance(kind, p.lead, role, other)
        total += p.routine.distance_decay ** (steps - 1) * link_of(p.decisions.joint_link, mine, theirs)
        efforts += row.effort / members
        routines += row.routine / members
    if kind == k.SINGLE:
        return state.reach[locality] * (1.0 - (1.0 - efforts) * (1.0 - routines))
    return state.reach[locality] * total / (members - 1)


@compiled
def failure_borne(world: World, state: State, week: int, locality: int, role: int) -> float:
    """Return sigma_eff: the share of the cost of unmet need that a member minds."""
    shares, partners = 0.0, 0
    for other in range(world.spec.shape[1]):
        if (
            state.agency[locality, other].member == 1
            and pooled_share(world, state, week, locality, other) > 0.0
        ):
            shares += world.spec[locality, other].failure_share
            partners += 1
    sigma = world.spec[locality, role].failure_share
    pooled = pooled_share(world, state, week, locality, role)
    if pooled > 0.0:
        decides = world.form[int(state.form[locality])].money.decides
        in_common = shares if decides == k.ONE_MANAGER else shares / partners
        sigma = (1.0 - pooled) * sigma + pooled * in_common
    return sigma


@compiled
def pay_off(
    world: World, state: State, week: int, locality: int, role: int, effort: float, beliefs: int
) -> float:
    """Return pi(x) for one agency, with the given beliefs about partners (ODD 4.1)."""
    p, form = world.p[0], world.form[int(state.form[locality])]
    spec = world.spec[locality, role]
    members = count_members(state, locality)
    joint = joint_weight(world, state, week, locality, role) * spec.measurability
    sponsors = form.governance.own_weight_per_sponsor * (p.partnership.sponsors - 1)
    total = (spec.own_weight + sponsors) * (1.0 - effort)
    total += (
        joint
        * credit_share(world, state, locality, role, members)
        * joint_results(world, state, locality, role, effort, beliefs)
    )
    sigma = failure_borne(world, state, week, locality, role)
    total += p.decisions.failure_weight * sigma * effort
    total += _own_will(world, state, locality, role) * effort
    total += money_pay_off(world, state, week, locality, role, effort)
    return total - 0.5 * p.decisions.effort_cost * effort * effort


@compiled
def _own_will(world: World, state: State, locality: int, role: int) -> float:
    """Return ``(i + eta tau_mean) K (1 - dom) + kappa U``: what effort is worth to it whatever comes of it.

    K is what money has left of it. A lead dominates the others by dom; itself it does not.
    """
    p, row = world.p[0], state.agency[locality, role]
    governance = world.form[int(state.form[locality])].governance
    will = world.spec[locality, role].intrinsic + p.decisions.trust_weight * row.trust_mean
    will *= row.motivation
    if governance.kind == k.LEAD and role != p.lead:
        will *= 1.0 - governance.dom
    return will + p.decisions.pressure_weight * row.pressure


@compiled
def money_pay_off(world: World, state: State, week: int, locality: int, role: int, effort: float) -> float:
    """Return ``sum_k pay_k(x)``: GBP over B_a, times the salience of money."""
    cost = full_cost(world, locality, role)
    if cost <= 0.0:
        return 0.0
    p, signs = world.p[0], world.form[int(state.form[locality])].governance.signs
    spec, row = world.spec[locality, role], state.agency[locality, role]
    gbp = 0.0
    for n in range(world.incentive.size):
        incentive = world.incentive[n]
        kind = incentive.kind
        if kind == k.JOINT_TARGET or kind == k.POOLED or not applies(world, week, n, role):
            continue
        if needs_signature(kind) and signs == 0:
            continue
        if kind == k.CHARGE:
            gbp += incentive.rate * row.delay_last * effort
            continue
        money = amount(world, state, locality, role, n)
        if kind == k.SUBSIDY:
            gbp += money * effort
        elif kind == k.FAILURE_GRANT:
            gbp -= money * effort
        elif kind == k.REWARD:
            gain = _joint_mean_at(world, state, locality, role, effort) - row.joint_last
            rho = reported_ratio(world, state, locality, role) * (1.0 + 0.5 * gain)
            if not np.isnan(rho):
                share = expected_reward(rho, p.measurement.noise, incentive.threshold)
                gbp += money * share * (1.0 - p.measurement.ratchet)
        elif kind == k.PAYMENT:
            gain = _joint_mean_at(world, state, locality, role, effort) - row.joint_last
            worth = paid_for_results(world, state, locality, role, n) * (1.0 + 0.5 * gain)
            gbp += worth * (1.0 - p.measurement.ratchet)
        elif kind >= k.OWN:
            gbp += money * share_paid(world, week, locality, role, kind, effort)
        else:
            done = row.performance * (1.0 - p.service.full_effort * effort) / spec.own_target
            gbp -= money * max(0.0, 1.0 - done)
    return gbp / cost * p.decisions.money_salience


@compiled
def share_paid(world: World, week: int, locality: int, role: int, kind: int, effort: float) -> float:
    """Return the share of its money that an incentive of a user's pays for an effort."""
    return call_out(world.own_calls[kind - k.OWN], week, locality, role, 0, effort)


@compiled
def _credited(world: World, state: State, week: int, locality: int, role: int, effort: float) -> float:
    """Return ``w_joint m s_f V(x)`` of a member if all make the same effort."""
    joint = joint_weight(world, state, week, locality, role) * world.spec[locality, role].measurability
    joint *= credit_share(world, state, locality, role, count_members(state, locality))
    return joint * common_results(world, state, locality, role, effort)


@compiled
def best_for_partnership(world: World, state: State, week: int, locality: int) -> float:
    """Return the common effort that is best by the members' own weights together.

    At a common x pay-offs add up to ``sum(w_joint m s_f V(x)) + slope x - sum(c) / 2 x^2``; transfers net to
    zero.
    Where V is effort itself the best is in closed form, else it is the best level of the grid.
    """
    p, governance = world.p[0], world.form[int(state.form[locality])].governance
    members = count_members(state, locality)
    slope, shares = 0.0, 0.0
    for role in range(world.spec.shape[1]):
        if state.agency[locality, role].member == 1:
            shares += world.spec[locality, role].failure_share
    by_effort = p.decisions.joint_result == k.EFFORT_RESULT
    for role in range(world.spec.shape[1]):
        row, spec = state.agency[locality, role], world.spec[locality, role]
        if row.member == 0:
            continue
        if by_effort:
            slope += _credited(world, state, week, locality, role, 1.0)
        slope += (
            p.decisions.failure_weight * shares
            - spec.own_weight
            - governance.own_weight_per_sponsor * (p.partnership.sponsors - 1)
        )
        slope += _own_will(world, state, locality, role)
    curvature = p.decisions.effort_cost * members
    if by_effort:
        if curvature <= 0.0:
            return 1.0 if slope > 0.0 else 0.0
        return min(1.0, max(0.0, slope / curvature))
    best, most = 0.0, -np.inf
    for effort in world.grid:
        value = slope * effort - 0.5 * curvature * effort * effort
        for role in range(world.spec.shape[1]):
            if state.agency[locality, role].member == 1:
                value += _credited(world, state, week, locality, role, effort)
        if value > most:
            best, most = effort, value
    return best
