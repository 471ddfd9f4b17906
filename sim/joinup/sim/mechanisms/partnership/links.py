"""Partnerships, capacity, joint intensities, trust and routine (steps 1, 3, 9; ODD 4.2)."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.access.doors import door_time
from joinup.sim.mechanisms.accountability.staff_time import redress_time
from joinup.sim.mechanisms.partnership.coverage import covers_anybody, joint_time
from joinup.sim.mechanisms.partnership.transition import (
    capacity_lost,
    readiness,
    specialism_lost,
    turnover_in,
)


@compiled
def count_members(state: State, locality: int) -> int:
    """Return how many agencies are in the partnership."""
    members = 0
    for role in range(state.agency.shape[1]):
        members += state.agency[locality, role].member
    return members


@compiled
def has_operator(kind: int) -> bool:
    """Return whether a body that is no member stands between the members."""
    return kind == k.CONTRACT or kind == k.BROKER


@compiled
def count_links(kind: int, members: int) -> int:
    """Return the links that a partnership has to keep up."""
    if kind == k.SHARED:
        return members * (members - 1) // 2
    if kind == k.LEAD:
        return members - 1
    return members if has_operator(kind) else 0


@compiled
def count_own_links(kind: int, members: int, leads: bool) -> int:
    """Return the links that one member has to keep up itself."""
    if kind == k.SHARED:
        return members - 1
    if kind == k.LEAD:
        return members - 1 if leads else 1
    return 1 if has_operator(kind) else 0


@compiled
def overhead_of(world: World, state: State, locality: int, role: int, members: int) -> float:
    """Return the staff time that a partnership takes of a member: ``k0 + k1 links``, and whom it seconds.

    The form says what that is, unless the partnership does.
    """
    p, governance = world.p[0], world.form[int(state.form[locality])].governance
    said = p.partnership.coordination
    base = said.base if said.base >= 0.0 else governance.base
    per_link = said.per_link if said.per_link >= 0.0 else governance.per_link
    links = count_links(governance.kind, members)
    if said.links_charged == k.OWN_LINKS:
        links = count_own_links(governance.kind, members, role == p.lead)
    return base + per_link * links + governance.running_cost * governance.seconded


@compiled
def distance(kind: int, lead: int, one: int, other: int) -> int:
    """Return the steps between two members of a partnership."""
    if kind == k.LEAD:
        return 1 if one == lead or other == lead else 2
    return 2 if has_operator(kind) else 1


@compiled
def link_of(kind: int, one: float, other: float) -> float:
    """Return what two members' effective efforts are worth between them: geometric mean or the smaller."""
    return min(one, other) if kind == k.LINK_MIN else np.sqrt(one * other)


@compiled
def full_reach(world: World, state: State, locality: int) -> float:
    """Return phi once the partnership is set up, as things stand now."""
    reach = world.form[int(state.form[locality])].governance.reach
    covered = reach.base + reach.trust * state.consensus[locality]
    return min(1.0, max(0.0, covered)) * state.agreed[locality]


@compiled
def mean_trust(state: State, locality: int) -> float:
    """Return the mean of members' mean trust in the others; 0 without members."""
    total, members = 0.0, 0
    for role in range(state.agency.shape[1]):
        row = state.agency[locality, role]
        if row.member == 1:
            total += row.trust_mean
            members += 1
    return total / members if members > 0 else 0.0


@compiled
def weeks_to_set_up(world: World, state: State, locality: int) -> int:
    """Return the weeks that setting up takes: ``s0 + s1 (A - 1)(1 - tau_mean)``, with trust at the start."""
    rules = world.form[int(state.form[locality])].governance
    more = rules.set_up_weeks_per_partner * state.set_up_length[locality]
    return int(np.floor(rules.set_up_weeks + more + 0.5))


@compiled
def take_stock_of_trust(state: State, locality: int) -> None:
    """Set every member's mean trust in the other members, as its links stand now."""
    members = count_members(state, locality)
    for one in range(state.agency.shape[1]):
        row = state.agency[locality, one]
        row.trust_mean = 0.0
        for other in range(state.agency.shape[1]):
            if one != other and row.member == 1 and state.agency[locality, other].member == 1:
                row.trust_mean += state.link[locality, one, other].trust / (members - 1)


@compiled
def starts_in(world: World, state: State, locality: int) -> int:
    """Return the week from which a locality's form counts: its start, or the last change of form."""
    return max(world.localities[locality].starts, state.form_since[locality])


@compiled
def is_in_force(world: World, state: State, week: int, locality: int) -> bool:
    """Return whether a form of joint working is in force, if enough agencies join."""
    reach = world.form[int(state.form[locality])].governance.reach
    ends = min(world.p[0].partnership.ends, state.dissolved[locality])
    begun = starts_in(world, state, locality) <= week < ends
    return begun and reach.base + reach.trust > 0.0 and world.localities[locality].in_programme == 1


@compiled
def open_partnerships(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: set whether a partnership is in force, its members and its reach phi.

    ``ready``, and phi with it, rises linearly from 0 over the set-up weeks.
    """
    for locality in range(low, high):
        starts, in_force = starts_in(world, state, locality), is_in_force(world, state, week, locality)
        for role in range(world.spec.shape[1]):
            row = state.agency[locality, role]
            joins = in_force and world.spec[locality, role].may_join == 1 and row.left == 0
            row.member = 1 if joins else 0
        active = in_force and count_members(state, locality) >= 2 and covers_anybody(world, state, locality)
        state.active[locality] = 1 if active else 0
        state.ready[locality] = 0.0
        if active:
            if state.set_up_since[locality] != starts:
                state.set_up_since[locality] = starts
                take_stock_of_trust(state, locality)
                trust = mean_trust(state, locality)
                state.set_up_length[locality] = (count_members(state, locality) - 1) * (1.0 - trust)
            weeks = weeks_to_set_up(world, state, locality)
            state.ready[locality] = readiness(world, state, week, locality, weeks)
        state.reach[locality] = full_reach(world, state, locality) * state.ready[locality]
        for role in range(world.spec.shape[1]):
            row = state.agency[locality, role]
            if not active:
                row.member = 0
            if row.member == 0:
                row.effort = 0.0
                row.gaming = 0.0
                row.shunting = 0.0


@compiled
def link_agencies(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 3: staff time, service rates and joint intensities.

    ``E = 1 - (1 - x)(1 - R);  J_ab = phi rho_hop^(dist - 1) link(E_a, E_b)``
    ``rate = (1 - s L)(1 - cov specialism loss) / service weeks``,
    ``L = cov (e_max x + overhead + dip + k_d r) + redress``; what consultation asks for slows by
    ``1 - cost_acc gain``.
    """
    p = world.p[0]
    roles = world.spec.shape[1]
    effective = np.empty(roles)
    for locality in range(low, high):
        active = state.active[locality] == 1
        members = count_members(state, locality)
        dip, specialism = 0.0, 0.0
        if active:
            dip = capacity_lost(world, state, week, locality)
            specialism = specialism_lost(world, state, week, locality, members)
        mean_effort, mean_routine = 0.0, 0.0
        for role in range(roles):
            row = state.agency[locality, role]
            spec = world.spec[locality, role]
            mine = row.member == 1
            # Staff time is limited: overhead comes first, then dip, shared doors, redress and effort.
            overhead = overhead_of(world, state, locality, role, members) if mine else 0.0
            row.overhead = min(1.0, overhead * row.coverage)
            row.dip_share = min(1.0 - row.overhead, dip * row.coverage) if mine else 0.0
            free = 1.0 - row.overhead - row.dip_share
            row.door_share = min(free, door_time(world, state, locality, role)) if mine else 0.0
            free -= row.door_share
            row.redress_share = min(free, redress_time(world, state, locality, role))
            free -= row.redress_share
            if joint_time(world, state, locality, role) > free:
                row.effort = free / (p.service.full_effort * row.coverage)
            row.own_share = free - joint_time(world, state, locality, role)
            pace = row.own_share
            if spec.paced_by_staff < 1.0:
                pace = 1.0 - spec.paced_by_staff * (1.0 - row.own_share)
            row.rate = 1.0 / spec.service_weeks * pace * (1.0 - (specialism * row.coverage if mine else 0.0))
            row.rate *= 1.0 - spec.accommodation_cost * row.adapted
            effective[role] = 1.0 - (1.0 - row.effort) * (1.0 - row.routine)
            if mine:
                mean_effort += row.effort / members
                mean_routine += row.routine / members
            completed, weeks = 0, max(1, min(k.QUARTER, week + p.warm_up_weeks))
            for w in range(k.QUARTER):
                completed += state.completions[locality, role, w]
            row.expected_wait = 0.0
            if row.waiting > 0:
                row.expected_wait = 26.0
                if completed > 0:
                    row.expected_wait = min(26.0, row.waiting * weeks / completed)
        take_stock_of_trust(state, locality)
        kind = world.form[int(state.form[locality])].governance.kind
        if kind == k.SINGLE:
            for role in range(roles):
                effective[role] = 1.0 - (1.0 - mean_effort) * (1.0 - mean_routine)
        for one in range(roles):
            row = state.agency[locality, one]
            row.joint_mean = 0.0
            for other in range(roles):
                link = state.link[locality, one, other]
                link.joint = 0.0
                if one == other or row.member == 0 or state.agency[locality, other].member == 0:
                    continue
                steps = distance(kind, p.lead, one, other)
                link.joint = (
                    state.reach[locality]
                    * p.routine.distance_decay ** (steps - 1)
                    * link_of(p.decisions.joint_link, effective[one], effective[other])
                )
                row.joint_mean += link.joint / (members - 1)


@compiled
def learn_from_partners(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 9: routine grows and erodes every week; trust and pressure move every quarter.

    ``R <- R + rho_e x (1 - R) - (mu_turn (1 - h) + delta (1 - x)) R``
    ``tau <- tau + up (q - tau)+ - down (tau - q)+``, ``q = min(1, x_b / promised)``
    """
    p = world.p[0]
    roles = world.spec.shape[1]
    quarter_ends = week % k.QUARTER == k.QUARTER - 1
    for locality in range(low, high):
        for role in range(roles):
            row = state.agency[locality, role]
            leaving = world.spec[locality, role].turnover_week
            if row.member == 1:
                leaving = turnover_in(world, state, week, locality, leaving, 52)
            lost = leaving * (1.0 - p.routine.handover)
            lost += p.routine.decay * (1.0 - row.effort)
            row.routine += p.routine.embedding * row.effort * (1.0 - row.routine) - lost * row.routine
        if not quarter_ends:
            continue
        for one in range(roles):
            row = state.agency[locality, one]
            row.pressure *= p.redress.pressure_kept
            if row.member == 0 or state.ready[locality] == 0.0:
                continue
            left = turnover_in(world, state, week, locality, world.spec[locality, one].turnover_quarter, 4)
            trust_loss = world.form[int(state.form[locality])].governance.trust_loss
            kept = max(0.0, 1.0 - left * p.trust.lost_with_staff * trust_loss)
            for other in range(roles):
                partner = state.agency[locality, other]
                if one == other or partner.member == 0:
                    continue
                link = state.link[locality, one, other]
                shown = min(1.0, partner.effort / p.decisions.promised) if p.decisions.promised > 0.0 else 1.0
                gap = shown - link.trust
                link.trust += p.trust.up * gap if gap > 0.0 else p.trust.down * gap
                link.trust *= kept
