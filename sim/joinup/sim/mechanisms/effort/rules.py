"""Agencies choose their joint effort, and how to report (step 2; ODD 4.1, 4.6).

Five rules choose among effort levels by the pay-offs of :mod:`joinup.sim.mechanisms.effort.payoffs`.
"""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.callbacks import call_out
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.clock import quarter_index
from joinup.sim.mechanisms.effort.counts import press_by_counts
from joinup.sim.mechanisms.effort.crowding import crowd_out
from joinup.sim.mechanisms.effort.payoffs import best_for_partnership, pay_off
from joinup.sim.mechanisms.effort.shunting import choose_shunting
from joinup.sim.mechanisms.partnership.agreement import agree
from joinup.sim.mechanisms.partnership.links import count_members, take_stock_of_trust
from joinup.sim.mechanisms.reporting.gaming import gaming_of

LEAVING_QUARTERS = 4


@compiled
def decides_now(world: World, state: State, week: int, locality: int) -> bool:
    """Return whether members decide: each quarter, in the first week and when a form starts."""
    starts = state.set_up_since[locality]
    return week % k.QUARTER == 0 or week == -world.p[0].warm_up_weeks or week == starts


@compiled
def decide(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 2: every quarter each member chooses its effort, then how to report (4.1, 4.6)."""
    p, quarter = world.p[0], quarter_index(world, week)
    roles = world.spec.shape[1]
    chosen = np.zeros(roles)
    chances = np.zeros((roles, world.grid.size))
    for locality in range(low, high):
        decides = decides_now(world, state, week, locality)
        if state.active[locality] == 0:
            if decides:
                crowd_out(world, state, week, locality)
            press_by_counts(world, state, week, locality)
            for role in range(roles):
                row = state.agency[locality, role]
                row.effort = 0.0
                row.gaming = 0.0
                row.shunting = 0.0
                row.best_effort = 0.0
                row.worse = 0
            continue
        if not decides:
            continue
        take_stock_of_trust(state, locality)
        if p.partnership.leaving == 1 and week % k.QUARTER == 0:
            _leave(world, state, week, locality)
            take_stock_of_trust(state, locality)
        crowd_out(world, state, week, locality)
        press_by_counts(world, state, week, locality)
        agree(world, state, week, locality)
        for role in range(roles):
            chosen[role] = 0.0
            if state.agency[locality, role].member == 1:
                chosen[role] = _choose(world, state, week, locality, role, chances[role])
        # Only now, so that nobody knows the others' new chances, whatever the order of the roles.
        for role in range(roles):
            if state.agency[locality, role].member == 1:
                for option in range(world.grid.size):
                    state.chance[locality, role, option] = chances[role, option]
        best = best_for_partnership(world, state, week, locality)
        for role in range(roles):
            row, spec = state.agency[locality, role], world.spec[locality, role]
            row.effort = chosen[role] * spec.manager_support
            row.best_effort = best if row.member == 1 else 0.0
            row.gaming = 0.0
            row.shunting = 0.0
            if row.member == 1:
                row.gaming = gaming_of(world, state, week, locality, role)
                row.shunting = choose_shunting(world, state, week, locality, role)
            if quarter < record.choices.shape[0]:
                member = row.member == 1
                record.choices[quarter, locality, role] = chosen[role] if member else np.nan
                record.best[quarter, locality, role] = row.best_effort if member else np.nan
                for option in range(world.grid.size):
                    record.payoffs[quarter, locality, role, option] = state.payoff[locality, role, option]
                    record.chances[quarter, locality, role, option] = state.chance[locality, role, option]


@compiled
def _leave(world: World, state: State, week: int, locality: int) -> None:
    """Let members go who for four quarters would have been better off alone; a lead stays."""
    p = world.p[0]
    kind = world.form[int(state.form[locality])].governance.kind
    for role in range(world.spec.shape[1]):
        row = state.agency[locality, role]
        if row.member == 0 or (kind == k.LEAD and role == p.lead):
            continue
        effort = row.effort
        inside = pay_off(world, state, week, locality, role, effort, k.OBSERVED)
        if p.service.full_effort > 0.0:
            inside -= world.spec[locality, role].own_weight * row.overhead / p.service.full_effort
        row.worse = row.worse + 1 if inside < world.spec[locality, role].own_weight else 0
        if row.worse >= LEAVING_QUARTERS and count_members(state, locality) > 2:
            row.left = 1
            row.member = 0


@compiled
def _choose(world: World, state: State, week: int, locality: int, role: int, chance: F8) -> float:
    p = world.p[0]
    spec, row = world.spec[locality, role], state.agency[locality, role]
    options = world.grid.size
    payoff = state.payoff[locality, role]
    learns = spec.rule == k.EWA or spec.rule == k.ASPIRATION
    beliefs = k.OBSERVED if learns else p.decisions.beliefs
    best = 0
    for option in range(options):
        payoff[option] = pay_off(world, state, week, locality, role, world.grid[option], beliefs)
        chance[option] = 0.0
        if payoff[option] > payoff[best]:
            best = option
    if spec.free_rider == 1:
        row.choice = 0
        chance[0] = 1.0
        return 0.0
    if spec.rule == k.FIXED:
        quarter = max(0, week // k.QUARTER)
        effort = world.fixed_effort[role, min(quarter, world.fixed_effort.shape[1] - 1)]
        for option in range(options):
            if abs(world.grid[option] - effort) < abs(world.grid[row.choice] - effort):
                row.choice = option
        chance[row.choice] = 1.0
        return effort
    if spec.rule == k.BEST_REPLY:
        chance[best] = 1.0
        row.choice = best
    elif spec.rule >= k.OWN:
        at = chance.ctypes.data
        call_out(world.own_calls[spec.rule - k.OWN], week, locality, role, at, 0.0)
        row.choice = _draw_by_chance(world, week, spec.name, chance)
    elif spec.rule == k.ASPIRATION:
        row.choice = _aspire(world, state, week, locality, role, chance)
    else:
        score = payoff
        if spec.rule == k.EWA:
            score = state.attraction[locality, role]
            _update_attractions(world, state, locality, role)
        row.choice = _draw_choice(world, week, spec.name, score, chance)
    return world.grid[row.choice]


@compiled
def _draw_choice(world: World, week: int, name: int, score: F8, chance: F8) -> int:
    """Draw an option with probability proportional to ``exp(lambda score)``.

    The race of :mod:`joinup.sim.randomness`: the smallest ``-log(u) / weight`` wins, in logarithms.
    """
    p = world.p[0]
    top = 0
    for option in range(score.size):
        if score[option] > score[top]:
            top = option
    if np.isinf(p.decisions.precision):
        chance[top] = 1.0
        return top
    total = 0.0
    chosen, best = 0, np.inf
    for option in range(score.size):
        log_weight = p.decisions.precision * (score[option] - score[top])
        chance[option] = np.exp(log_weight)
        total += chance[option]
        key = randomness.mix(name, world.grid_option[option])
        u = randomness.unit(randomness.named_draw(p.seed, key, week, randomness.EFFORT))
        time = np.log(-np.log(u)) - log_weight
        if time < best:
            chosen, best = option, time
    for option in range(score.size):
        chance[option] /= total
    return chosen


@compiled
def _draw_by_chance(world: World, week: int, name: int, chance: F8) -> int:
    """Draw an option with the probabilities that a rule of a user gives; same race, same draws."""
    chosen, best = 0, np.inf
    for option in range(chance.size):
        if chance[option] <= 0.0:
            continue
        key = randomness.mix(name, world.grid_option[option])
        u = randomness.unit(randomness.named_draw(world.p[0].seed, key, week, randomness.EFFORT))
        time = np.log(-np.log(u)) - np.log(chance[option])
        if time < best:
            chosen, best = option, time
    return chosen


@compiled
def _update_attractions(world: World, state: State, locality: int, role: int) -> None:
    """Update experience-weighted attractions (Camerer and Ho 1999).

    ``A_j <- [phi N A_j + (delta + (1 - delta) 1{j chosen}) pi_j] / (rho N + 1)``. Before the
    first round attractions are the pay-offs that the agency foresees.
    """
    p = world.p[0]
    row = state.agency[locality, role]
    attraction, payoff = state.attraction[locality, role], state.payoff[locality, role]
    if row.experience <= 0.0:
        row.experience = p.decisions.experience_weighting.experience
        for option in range(attraction.size):
            attraction[option] = payoff[option]
        return
    grown = p.decisions.experience_weighting.experience_decay * row.experience + 1.0
    for option in range(attraction.size):
        weight = p.decisions.experience_weighting.foregone + (
            1.0 - p.decisions.experience_weighting.foregone
        ) * (1.0 if option == row.choice else 0.0)
        attraction[option] = (
            p.decisions.experience_weighting.decay * row.experience * attraction[option]
            + weight * payoff[option]
        ) / grown
    row.experience = grown


@compiled
def _aspire(world: World, state: State, week: int, locality: int, role: int, chance: F8) -> int:
    """Keep the option if content; else, by chance, try another at random.

    ``a <- alpha a + (1 - alpha) pi;  P(search) = p0 + p1 max(0, (a - pi) / |a|)``
    """
    p = world.p[0]
    spec, row = world.spec[locality, role], state.agency[locality, role]
    payoff = state.payoff[locality, role]
    current = payoff[row.choice]
    if np.isnan(row.aspiration):
        row.aspiration = spec.own_weight
    search = p.decisions.aspiration.base
    if row.aspiration != 0.0:
        search += p.decisions.aspiration.slope * max(0.0, (row.aspiration - current) / abs(row.aspiration))
    search = min(1.0, search)
    row.aspiration = (
        p.decisions.aspiration.inertia * row.aspiration + (1.0 - p.decisions.aspiration.inertia) * current
    )
    options = world.grid.size
    for option in range(options):
        chance[option] = search / options + (1.0 - search if option == row.choice else 0.0)
    if randomness.named_draw(p.seed, spec.name, week, randomness.EXPLORE) >= randomness.threshold(search):
        return row.choice
    chosen, best = 0, -1.0
    for option in range(options):
        key = randomness.mix(spec.name, world.grid_option[option])
        u = randomness.unit(randomness.named_draw(p.seed, key, week, randomness.EFFORT))
        if u > best:
            chosen, best = option, u
    return chosen
