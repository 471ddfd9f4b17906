"""Reports with lag, noise and gaming, and the funder's correction (step 10; ODD 4.6)."""

from __future__ import annotations

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.kernels.clock import quarter_index
from joinup.sim.mechanisms.effort.payoffs import MOST_JOINT_WEIGHT, reported_ratio
from joinup.sim.mechanisms.effort.shunting import follow_hand_offs
from joinup.sim.mechanisms.reporting.targets import raise_target


@compiled
def report(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 10: quarter figures are made up, reported with a lag, and acted on at reviews.

    ``reported = max(0, true (1 + y + eps))``; y flatters, so it lowers a stock.
    """
    p, quarter = world.p[0], quarter_index(world, week)
    sign = -1.0 if p.measurement.metric == k.STOCK else 1.0
    for locality in range(low, high):
        in_need = 0
        for group in range(world.group.size):
            for s in (k.SEEKING, k.WAITING, k.LAPSED):
                in_need += state.stock[locality, group, s]
            # Who waits in a place that it holds is not outside a service.
            in_need -= state.stock[locality, group, k.HELD_COUNT]
        for role in range(world.spec.shape[1]):
            row, spec = state.agency[locality, role], world.spec[locality, role]
            if p.measurement.metric == k.STOCK:
                row.metric_sum += in_need / k.QUARTER
            elif p.measurement.metric == k.PLACES:
                row.metric_sum += row.in_service / k.QUARTER
            row.delay_weeks += row.handed_waiting
            follow_hand_offs(world, state, week, locality, role)
            if week % k.QUARTER == k.QUARTER - 1:
                row.true = row.metric_sum
                row.metric_sum = 0.0
                state.true_quarter[quarter, locality, role] = row.true
                error = p.measurement.noise * randomness.named_normal(
                    p.seed, spec.name, week, randomness.REPORT_NOISE
                )
                shown = row.true * (1.0 + sign * row.gaming + error)
                state.reported_quarter[quarter, locality, role] = max(0.0, shown)
                able = row.places * (1.0 / spec.service_weeks) * k.QUARTER
                row.performance = row.completions_quarter / able if able > 0.0 else 0.0
                row.completions_quarter = 0
                row.delay_last = row.delay_weeks
                row.delay_weeks = 0
                row.joint_last = row.joint_mean
            ended = week - p.measurement.lag
            if ended % k.QUARTER == k.QUARTER - 1 and ended >= -p.warm_up_weeks:
                then = quarter - (week // k.QUARTER - ended // k.QUARTER)
                if then >= 0:
                    row.reported = state.reported_quarter[then, locality, role]
            raise_target(world, state, week, locality, role)
        _review(world, state, week, locality)


@compiled
def _review(world: World, state: State, week: int, locality: int) -> None:
    """At a review the funder raises w_joint by gain times the reported shortfall."""
    p = world.p[0]
    first = p.measurement.reviews_start
    if first < -k.NEVER // 2:
        first = state.set_up_since[locality] + p.measurement.review_weeks
    due = week >= first and (week - first) % p.measurement.review_weeks == 0
    if state.active[locality] == 0 or not due:
        return
    for role in range(world.spec.shape[1]):
        row = state.agency[locality, role]
        ratio = reported_ratio(world, state, locality, role)
        if row.member == 0 or np.isnan(ratio):
            continue
        shortfall = max(0.0, 1.0 - ratio)
        room = max(0.0, MOST_JOINT_WEIGHT - world.spec[locality, role].joint_weight)
        row.review_weight = min(room, row.review_weight + p.measurement.correction * shortfall)
