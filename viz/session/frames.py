"""Frames: how a session stands at the end of a week, as plain data that never changes.

A frame is made between weeks and handed to everybody who watches; nobody reads the run itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from sim.engine import Engine
from sim.kernels import layout as k
from sim.ledger import ledger_lines
from sim.parameters import Scenario
from sim.parameters.observing import FAILURE, TRANSFER
from sim.tallies import COLUMN, UNMET
from sim.world import localities
from viz.session.arms import RUN, Arm

STEPS = ("unaware", "aware", "waiting", "in_service", "lapsed", "no_need")
"""Where people are on their way, as the journey shows it."""


@dataclass(frozen=True, slots=True)
class Node:
    """An agency: what the network and its card show."""

    place: str
    agency: str
    slots: int
    in_service: int
    waiting: int
    expected_wait: float
    effort: float
    routine: float
    trust: float
    pressure: float
    member: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair of members of a partnership: joint intensity, trust, and hand-offs tried this quarter."""

    place: str
    one: str
    other: str
    joint_intensity: float
    trust: float
    hand_offs: int


@dataclass(frozen=True, slots=True)
class ArmFrame:
    """How an arm stands.

    Attributes
    ----------
    name, title, since
        Which arm, and the week in which it branched off.
    people
        People by group and step of the journey.
    flows
        Flows of the week by group.
    unmet_need, aware
        People in need and not in service; share of people who know of the service.
    resolved, unmet_need_weeks
        So far: episodes resolved, weeks in unmet need.
    money
        GBP of the week by payer: spending, cost of unmet need, transfers paid.
    """

    name: str
    title: str
    since: int | None
    people: Mapping[str, Mapping[str, float]]
    flows: Mapping[str, Mapping[str, float]]
    unmet_need: float
    aware: float
    resolved: float
    unmet_need_weeks: float
    money: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """How a session stands at the end of a week.

    Attributes
    ----------
    week, date
        The last week played and its first day; week -1 before any.
    arms
        Every arm, this run first.
    nodes, edges
        Agencies and partnerships of this run.
    """

    week: int
    date: str
    arms: tuple[ArmFrame, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def frame(scenario: Scenario, arms: Mapping[str, Arm]) -> Frame:
    """Return how the arms stand at the end of the last week that they played."""
    engine = arms[RUN].engine
    week = engine.week - 1
    return Frame(
        week=week,
        date=(scenario.start_date + timedelta(days=7 * max(0, week))).isoformat(),
        arms=tuple(_arm(arm) for arm in arms.values()),
        nodes=_nodes(engine),
        edges=_edges(engine),
    )


def _arm(arm: Arm) -> ArmFrame:
    engine = arm.engine
    weight = engine.opening_scenario.people_per_client
    groups = [group.name for group in engine.opening_scenario.population.groups]
    skip, now = -engine.first_week, engine.time_index
    stocks = engine.state.stock.sum(axis=0) * weight
    weekly = engine.record.weekly[skip:now].sum(axis=(0, 1)) * weight
    last = np.zeros((len(groups), len(COLUMN)))
    if now > skip:
        last = engine.record.weekly[now - 1].sum(axis=0) * weight
    unmet = [COLUMN[name] for name in UNMET]
    people = stocks[:, : k.AWARE_COUNT].sum()
    return ArmFrame(
        name=arm.name,
        title=arm.title,
        since=arm.since,
        people={group: _steps(engine, place, weight) for place, group in enumerate(groups)},
        flows={
            group: {name: float(last[place, COLUMN[name]]) for name in k.FLOWS}
            for place, group in enumerate(groups)
        },
        unmet_need=float(stocks[:, unmet].sum()),
        aware=float(stocks[:, k.AWARE_COUNT].sum() / people) if people else 0.0,
        resolved=float(weekly[:, COLUMN["resolved"]].sum()),
        unmet_need_weeks=float(weekly[:, unmet].sum()),
        money=_money(engine, weight),
    )


def _steps(engine: Engine, group: int, weight: float) -> dict[str, float]:
    """Return people of a group by step of the journey; seekers are told apart by what they know."""
    stocks = engine.state.stock[:, group].sum(axis=0) * weight
    seeking = _seekers(engine, group) * weight
    return {
        "unaware": float(seeking[0]),
        "aware": float(seeking[1]),
        "waiting": float(stocks[k.WAITING]),
        "in_service": float(stocks[k.IN_SERVICE]),
        "lapsed": float(stocks[k.LAPSED]),
        "no_need": float(stocks[k.NO_NEED]),
    }


def _seekers(engine: Engine, group: int) -> Any:
    """Return how many seekers of a group do not know of the service, and how many do."""
    state = engine.state
    known = state.known[state.state == k.SEEKING]
    mine = known[(known >> 1) == group]
    return np.array([(mine & 1 == 0).sum(), (mine & 1 == 1).sum()])


def _money(engine: Engine, weight: float) -> dict[str, dict[str, float]]:
    now = engine.time_index
    if now <= -engine.first_week:
        return {}
    paid = engine.record.ledger[now - 1].sum(axis=0) * weight
    found: dict[str, dict[str, float]] = {}
    for line, gbp in zip(ledger_lines(engine.opening_scenario), paid.tolist(), strict=True):
        kind = {TRANSFER: "incentives", FAILURE: "failure_demand"}.get(line.category, "spending")
        mine = found.setdefault(line.payer, {"spending": 0.0, "failure_demand": 0.0, "incentives": 0.0})
        mine[kind] += gbp
    return found


def _nodes(engine: Engine) -> tuple[Node, ...]:
    places = [name for name, _ in localities(engine.opening_scenario)]
    roles = [agency.name for agency in engine.opening_scenario.agencies]
    rows = engine.state.agency
    return tuple(
        Node(
            place=name,
            agency=role,
            slots=int(row["slots"]),
            in_service=int(row["in_service"]),
            waiting=int(row["waiting"]),
            expected_wait=float(row["expected_wait"]),
            effort=float(row["effort"]),
            routine=float(row["routine"]),
            trust=float(row["trust_mean"]),
            pressure=float(row["pressure"]),
            member=bool(row["member"]),
        )
        for name, agencies in zip(places, rows, strict=True)
        for role, row in zip(roles, agencies, strict=True)
    )


def _edges(engine: Engine) -> tuple[Edge, ...]:
    places = [name for name, _ in localities(engine.opening_scenario)]
    roles = [agency.name for agency in engine.opening_scenario.agencies]
    members = engine.state.agency["member"]
    links = engine.state.link
    return tuple(
        Edge(
            place=name,
            one=one,
            other=other,
            joint_intensity=float(links[p, a, b]["joint"]),
            trust=float(links[p, a, b]["trust"]),
            hand_offs=int(links[p, a, b]["hand_offs"]),
        )
        for p, name in enumerate(places)
        for a, one in enumerate(roles)
        for b, other in enumerate(roles)
        if a != b and members[p, a] and members[p, b]
    )
