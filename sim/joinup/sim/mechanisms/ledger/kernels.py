"""The ledger: every pound has a payer, a payee and a category (step 11; ODD 4.8).

The lines are posted in the order in which :func:`joinup.sim.mechanisms.ledger.lines.ledger_lines` names them.
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.accountability.flows import DISPLEASED, REDRESS_JOINED
from joinup.sim.mechanisms.awareness.flows import BECAME_AWARE, FORGOT
from joinup.sim.mechanisms.effort.payoffs import (
    amount,
    applies,
    needs_signature,
    paid_for_results,
    reported_ratio,
    share_paid,
)
from joinup.sim.mechanisms.funding.kernels import YEAR
from joinup.sim.mechanisms.funding.pool import pooled_share
from joinup.sim.mechanisms.journeys.flows import (
    ABANDONED,
    COMPLETIONS,
    DISSATISFIED,
    EXITS_IN_SERVICE,
    EXITS_LAPSED,
    EXITS_SEEKING,
    EXITS_WAITING,
    HAND_OFFS_SUCCEEDED,
    JOINED_LIST,
    LAPSED_AFTER_HAND_OFF,
    NOT_HELPED,
    ONSETS,
    PRESENTED,
    PROMOTED_SERVING,
    PROMOTED_WAITING,
    REFUSED,
    RELAPSES,
    RESOLVED,
    RESOLVED_WITHOUT_HELP,
    RETURNED,
    STARTED_SERVICE,
    WRONG_DOOR_LAPSED,
)
from joinup.sim.mechanisms.journeys.holding import places_used
from joinup.sim.mechanisms.ledger.payments import STAFF
from joinup.sim.mechanisms.navigators.kernels import post_navigators
from joinup.sim.mechanisms.outreach_and_consultation.flows import MADE_AWARE_BY_OUTREACH
from joinup.sim.mechanisms.partnership.contracts import is_renewed, place_cost
from joinup.sim.mechanisms.partnership.coverage import joint_time, mean_coverage
from joinup.sim.mechanisms.partnership.information import shares_information
from joinup.sim.mechanisms.partnership.links import weeks_to_set_up
from joinup.sim.mechanisms.prevention.kernels import post_prevention

KINDS_OF_STAFF_TIME = len(STAFF)


@compiled
def post(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 11: post the week's money of every locality."""
    p = world.p[0]
    roles = world.spec.shape[1]
    for locality in range(low, high):
        money = record.money[locality]
        for line in range(money.size):
            money[line] = 0.0
        line = _post_staff(world, state, money, locality)
        budget = 0.0
        for role in range(roles):
            spec = world.spec[locality, role]
            if state.agency[locality, role].member == 1:
                budget += spec.contracted * spec.place_cost * YEAR
        if state.active[locality] == 1:
            age = week - state.set_up_since[locality]
            budget *= mean_coverage(state, locality)
            governance = world.form[int(state.form[locality])].governance
            weeks = weeks_to_set_up(world, state, locality)
            if weeks == 0:
                money[line] = governance.set_up_cost * budget if age == 0 else 0.0
            elif age < weeks:
                money[line] = governance.set_up_cost * budget / weeks
            if is_renewed(world, state, week, locality):
                money[line] += governance.set_up_cost * budget
            money[line + 1] = governance.running_cost * (1.0 - governance.seconded) * budget / YEAR
        if shares_information(world, state, week, locality):
            money[line + 1] += world.localities[locality].information_cost
        line += 2
        for role in range(roles):
            money[line + role] = _covered(world, state, locality, role)
        line += roles
        for c in range(world.campaign.size):
            campaign = world.campaign[c]
            audience = world.campaign_audience[c, locality]
            if campaign.starts <= week < campaign.ends:
                money[line] = campaign.spend * audience
                if week == campaign.starts and audience > 0.0:
                    money[line] += campaign.fixed_cost
            line += 1
        for n in range(world.consult.size):
            consult = world.consult[n]
            starts = max(consult.starts, world.localities[locality].wave)
            if starts <= week < starts + consult.weeks:
                money[line] = world.consult_cost[n, locality]
            line += 1
        for role in range(roles):
            row = state.agency[locality, role]
            money[line + role] = row.outreach_week * world.spec[locality, role].outreach_cost
        line = post_prevention(world, state, money, week, locality, line + roles)
        line = post_navigators(world, state, money, locality, line)
        for role in range(roles):
            money[line + role] = state.agency[locality, role].complaints_week * p.redress.cost
        line += roles
        for n in range(world.incentive.size):
            for role in range(roles):
                if state.agency[locality, role].member == 1 and applies(world, week, n, role):
                    money[line] = _transfer(world, state, week, locality, role, n)
                    _receive(world, state, locality, role, n, money[line])
                line += 1
        _post_failure(world, state, money, week, locality, line)


@compiled
def _post_staff(world: World, state: State, money: F8, locality: int) -> int:
    """Post staff time as service, coordination, lost at the start and redress, by who pays for the place."""
    roles = world.spec.shape[1]
    line = 0
    for source in range(-1, world.fund.size):
        for role in range(roles):
            row = state.agency[locality, role]
            places = row.places - row.funded if source < 0 else state.fund_filled[source, locality, role]
            cost = places * place_cost(world, state, locality, role)
            money[line] = cost * row.own_share
            # Shares of time add up to 1 only to rounding; a payment is never below 0.
            money[line + 1] = cost * max(0.0, 1.0 - row.own_share - row.dip_share)
            if row.redress_share > 0.0:
                joint = joint_time(world, state, locality, role)
                money[line + 1] = cost * (row.overhead + row.door_share + joint)
            money[line + 2] = cost * row.dip_share
            money[line + 3] = cost * row.redress_share
            line += KINDS_OF_STAFF_TIME
    return line


@compiled
def _covered(world: World, state: State, locality: int, role: int) -> float:
    """Return what the hours cost that stand in for lost staff time where a service is not slowed by it."""
    spec, row = world.spec[locality, role], state.agency[locality, role]
    cost = place_cost(world, state, locality, role)
    return (1.0 - spec.paced_by_staff) * (1.0 - row.own_share) * row.places * cost


@compiled
def _transfer(world: World, state: State, week: int, locality: int, role: int, number: int) -> float:
    """Return what an incentive moves between payer and payee this week."""
    incentive = world.incentive[number]
    row, spec = state.agency[locality, role], world.spec[locality, role]
    if incentive.kind == k.CHARGE:
        return incentive.rate * row.handed_waiting
    if incentive.kind == k.JOINT_TARGET or incentive.kind == k.POOLED:
        return 0.0
    if needs_signature(incentive.kind) and world.form[int(state.form[locality])].governance.signs == 0:
        return 0.0
    money = amount(world, state, locality, role, number)
    if incentive.kind == k.SUBSIDY:
        # A free rider takes the grant for effort that it promised and did not make.
        effort = world.p[0].decisions.promised if spec.free_rider == 1 else row.effort
        return money * effort / k.QUARTER
    if incentive.kind == k.FAILURE_GRANT:
        return money * (1.0 - row.effort) / k.QUARTER
    if week % k.QUARTER != k.QUARTER - 1:
        return 0.0
    if incentive.kind >= k.OWN:
        return money * share_paid(world, week, locality, role, incentive.kind, row.effort)
    if incentive.kind == k.PAYMENT:
        return paid_for_results(world, state, locality, role, number)
    if incentive.kind == k.REWARD:
        ratio = reported_ratio(world, state, locality, role)
        if np.isnan(ratio):
            return 0.0
        over = ratio - incentive.threshold
        if incentive.threshold >= 1.0:
            return money if over >= 0.0 else 0.0
        return money * min(1.0, max(0.0, over / (1.0 - incentive.threshold)))
    return money * max(0.0, 1.0 - row.performance / spec.own_target)


@compiled
def _receive(world: World, state: State, locality: int, role: int, number: int, gbp: float) -> None:
    """Note what an agency is paid, which may buy places from the next quarter on."""
    receiver = world.incentive[number].receiver
    if receiver == k.ITSELF:
        receiver = role
    if receiver != k.NO_AGENCY:
        state.receipts[number, locality, receiver] += gbp


@compiled
def _post_failure(world: World, state: State, money: F8, week: int, locality: int, line: int) -> None:
    """Share the cost of unmet need over payers: ``(1 - b) sigma + b contribution``.

    Contributions to the pool are in proportion to what members put into it; outside payers pay
    their own share.
    """
    roles = world.spec.shape[1]
    unmet, served = 0, 0
    for group in range(world.group.size):
        served += state.stock[locality, group, k.IN_SERVICE]
        for s in (k.SEEKING, k.WAITING, k.LAPSED):
            unmet += state.stock[locality, group, s]
    cost = (unmet + world.p[0].money.in_service_weight * served) * world.p[0].money.unmet_need
    in_pool, budgets = 0.0, 0.0
    for role in range(roles):
        pooled = pooled_share(world, state, week, locality, role)
        in_pool += pooled * world.spec[locality, role].failure_share
        budgets += pooled * state.agency[locality, role].places * world.spec[locality, role].place_cost
    for role in range(roles):
        row, spec = state.agency[locality, role], world.spec[locality, role]
        pooled = pooled_share(world, state, week, locality, role)
        share = spec.failure_share
        if budgets > 0.0:
            share = (1.0 - pooled) * share + in_pool * pooled * row.places * spec.place_cost / budgets
        money[line + role] = cost * share
    for n in range(world.outside_share.size):
        money[line + roles + n] = cost * world.outside_share[n]


@compiled
def find_broken_invariant(world: World, state: State, record: Record, low: int, high: int) -> tuple[int, int]:
    """Check the identities of ODD 6 and 7; return (number of the one broken or -1, locality)."""
    p = world.p[0]
    roles, groups = world.spec.shape[1], world.group.size
    change = np.empty(k.AWARE_COUNT + 1, np.int64)
    for locality in range(low, high):
        in_service, waiting, held, unmet, served = 0, 0, 0, 0, 0
        for group in range(groups):
            f = record.flow[locality, group]
            now, before = state.stock[locality, group], state.stock_before[locality, group]
            everyone = 0
            for s in range(k.AWARE_COUNT + 1):
                change[s] = now[s] - before[s]
                everyone += change[s] if s < k.AWARE_COUNT else 0
                if now[s] < 0:
                    return 0, locality
            unmet += now[k.SEEKING] + now[k.WAITING] + now[k.LAPSED]
            in_service += now[k.IN_SERVICE]
            served += now[k.IN_SERVICE]
            waiting += now[k.WAITING]
            held += now[k.HELD_COUNT]
            if everyone != 0:
                return 0, locality
            born = f[ONSETS] + f[RELAPSES]
            if change[k.NO_NEED] != f[RESOLVED] + f[RESOLVED_WITHOUT_HELP] - born:
                return 1, locality
            gone = f[PRESENTED] + f[EXITS_SEEKING]
            if change[k.SEEKING] != born + f[RETURNED] - gone:
                return 2, locality
            joined = f[JOINED_LIST] + f[HAND_OFFS_SUCCEEDED] + f[REDRESS_JOINED] + f[PROMOTED_WAITING]
            left = f[STARTED_SERVICE] + f[ABANDONED] + f[EXITS_WAITING]
            if change[k.WAITING] != joined - left:
                return 3, locality
            begun = f[STARTED_SERVICE] + f[PROMOTED_SERVING]
            if change[k.IN_SERVICE] != begun - f[COMPLETIONS] - f[EXITS_IN_SERVICE]:
                return 4, locality
            lost = f[ABANDONED] + f[LAPSED_AFTER_HAND_OFF] + f[WRONG_DOOR_LAPSED] + f[REFUSED]
            lost += f[NOT_HELPED]
            if change[k.LAPSED] != lost - f[RETURNED] - f[REDRESS_JOINED] - f[EXITS_LAPSED]:
                return 5, locality
            if f[PRESENTED] != f[JOINED_LIST] + f[WRONG_DOOR_LAPSED] + f[REFUSED]:
                return 6, locality
            done = f[RESOLVED] + f[HAND_OFFS_SUCCEEDED] + f[LAPSED_AFTER_HAND_OFF] + f[NOT_HELPED]
            if f[COMPLETIONS] != done + f[PROMOTED_SERVING] + f[PROMOTED_WAITING]:
                return 7, locality
            ended = f[EXITS_SEEKING] + f[EXITS_WAITING] + f[EXITS_LAPSED] + f[EXITS_IN_SERVICE]
            if f[RESOLVED_WITHOUT_HELP] != ended or f[DISSATISFIED] != lost + f[DISPLEASED]:
                return 8, locality
            learned = f[BECAME_AWARE] + f[MADE_AWARE_BY_OUTREACH]
            if change[k.AWARE_COUNT] != learned - f[FORGOT]:
                return 9, locality
        staff, failure, paid = 0.0, 0.0, 0.0
        for role in range(roles):
            row = state.agency[locality, role]
            in_service -= row.in_service - row.beside_served + row.ready
            waiting -= row.waiting - row.beside_waiting
            held -= row.held
            if row.starts_week > 0 and places_used(state, locality, role) > row.places:
                return 15, locality
            staff += row.places * place_cost(world, state, locality, role)
            parts = row.own_share + joint_time(world, state, locality, role)
            parts += row.overhead + row.dip_share + row.door_share + row.redress_share
            if abs(parts - 1.0) > 1e-12:
                return 10, locality
        if in_service != 0 or waiting != 0 or held != 0:
            return 11, locality
        lines = record.money.shape[1]
        for line in range(lines):
            if record.money[locality, line] < 0.0:
                return 14, locality
        for line in range(KINDS_OF_STAFF_TIME * roles * (1 + world.fund.size)):
            paid += record.money[locality, line]
        for line in range(lines - roles - world.outside_share.size, lines):
            failure += record.money[locality, line]
        if abs(paid - staff) > 1e-9 * max(1.0, staff):
            return 12, locality
        need = unmet + p.money.in_service_weight * served
        if abs(failure - need * p.money.unmet_need) > 1e-9 * max(1.0, failure):
            return 13, locality
    return -1, -1


@compiled
def check(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Note the first week in which an identity of a locality is broken, and which."""
    for locality in range(low, high):
        broken, _ = find_broken_invariant(world, state, record, locality, locality + 1)
        if broken >= 0 and record.broken[locality, 0] < 0:
            record.broken[locality, 0] = broken
            record.broken[locality, 1] = week


INVARIANTS = (
    "clients in states add up to all clients",
    "change of NO_NEED",
    "change of SEEKING",
    "change of WAITING",
    "change of IN_SERVICE",
    "change of LAPSED",
    "presented",
    "completions",
    "natural exits and dissatisfied",
    "awareness",
    "staff time adds up to contracted time",
    "agencies' clients add up to states",
    "staff cost by category adds up to cost by place",
    "failure demand by payer adds up to its cost",
    "payments are not negative",
    "services start only where a place is free",
)
