"""Frames: the state of a session at the end of a week, as immutable plain data.

A frame is made between weeks and sent to all viewers; none of them reads the run itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite

import numpy as np
import numpy.typing as npt

from joinup.experiments.session.arms import Arm
from joinup.experiments.session.flows import flows
from joinup.experiments.session.live_outcomes import at_the_end, money_of_the_week
from joinup.experiments.session.log import AS_WRITTEN, RUN
from joinup.experiments.session.series import Series
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.results.tables import COLUMN, UNMET, Floats, Ints

STEPS = {
    "unaware": "in need, does not know of the service",
    "aware": "in need, knows of the service",
    "waiting": "on a list",
    "in_service": "in service",
    "lapsed": "dropped out",
    "no_need": "not in need",
}
"""Steps of people's journeys, as charts show them."""

NODE_COLUMNS = (
    "places",
    "in_service",
    "waiting",
    "expected_wait",
    "effort",
    "routine",
    "trust_mean",
    "member",
)

Column = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ArmFrame:
    """The state of an arm, for all the people that clients represent.

    Attributes
    ----------
    name, title, since
        The arm, and the week in which it branched off.
    values
        Outcomes, in the order of :data:`joinup.experiments.session.live_outcomes.OUTCOMES`.
    people
        People by group and step of the journey, in the order of `STEPS`.
    money
        GBP of the week by payer: spending, cost of unmet need, transfers paid.
    """

    name: str
    title: str
    since: int | None
    values: Column
    people: tuple[Column, ...]
    money: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The state of a session at the end of a week.

    L localities, A agencies in each.

    Attributes
    ----------
    week, date
        The last week run and its first day; week -1 before any.
    arms
        Every arm, this run first.
    nodes
        Columns of the agencies of this run, locality after locality (L * A).
    edges
        Columns of the pairs of agencies that work together or hand people on: the two nodes,
        joint intensity, trust, hand-offs tried in the week.
    lost
        Share of the week's hand-offs that failed, by locality; None if there were none.
    localities
        By locality: people in unmet need in this run and in the counterfactual, and mean joint intensity of
        members.
    journey
        People who took each link in the last year, by group (:data:`joinup.experiments.session.flows.LINKS`).
    """

    week: int
    date: str
    arms: tuple[ArmFrame, ...]
    nodes: Mapping[str, Column]
    edges: Mapping[str, Column]
    lost: Column
    localities: Mapping[str, Column]
    journey: tuple[Column, ...]


def frame(scenario: Scenario, arms: Mapping[str, Arm], series: Mapping[str, Series]) -> Frame:
    """Return the state of the arms at the end of the last week run.

    Parameters
    ----------
    scenario
        The scenario as written.
    arms, series
        Every arm, and its weekly series.
    """
    engine = arms[RUN].engine
    week = engine.week - 1
    weight = scenario.people_per_client
    return Frame(
        week=week,
        date=(scenario.start_date + timedelta(days=7 * max(0, week))).isoformat(),
        arms=tuple(_arm(scenario, arm, series[name]) for name, arm in arms.items()),
        nodes=_nodes(engine),
        edges=_edges(engine, series[RUN].hand_offs_of_the_week()),
        lost=_lost(engine),
        localities=_localities(engine, arms[AS_WRITTEN].engine, weight),
        journey=tuple(plain(row * weight) for row in flows(series[RUN])),
    )


def plain(values: npt.NDArray[np.number]) -> Column:
    """Return numbers as a tuple, with None where there is no figure."""
    numbers: list[float] = values.tolist()
    if np.isfinite(values).all():
        return tuple(numbers)
    return tuple(number if isfinite(number) else None for number in numbers)


def _arm(scenario: Scenario, arm: Arm, series: Series) -> ArmFrame:
    stocks, seekers = series.counts()[-1], series.seekers()[-1]
    columns = [seekers[:, 0], seekers[:, 1]]
    columns += [stocks[:, COLUMN[name]] for name in ("waiting", "in_service", "lapsed", "no_need")]
    people = np.stack(columns, axis=1) * scenario.people_per_client
    return ArmFrame(
        name=arm.name,
        title=arm.title,
        since=arm.since,
        values=plain(np.array(at_the_end(scenario, series))),
        people=tuple(plain(row) for row in people),
        money=money_of_the_week(scenario, series),
    )


def _nodes(engine: Engine) -> dict[str, Column]:
    agency = engine.state.agency
    columns = {name: plain(agency[name].ravel()) for name in NODE_COLUMNS}
    complaints = _of_last_year(engine)
    return {**columns, "complaints": plain(np.repeat(complaints, agency.shape[1]))}


def _of_last_year(engine: Engine) -> Floats:
    """Return complaints of the last year in each locality, about any agency (L,)."""
    total: Floats = engine.state.complaints[..., 0].sum(axis=1).astype(float)
    return total


def _edges(engine: Engine, tried: Ints) -> dict[str, Column]:
    link, member = engine.state.link, engine.state.agency["member"] == 1
    roles = member.shape[1]
    together = member[:, :, None] & member[:, None, :]
    shown = (together | (tried > 0)) & ~np.eye(roles, dtype=bool)
    locality, one, other = np.nonzero(shown)
    at = (locality, one, other)
    return {
        "one": plain(locality * roles + one),
        "other": plain(locality * roles + other),
        "joint": plain(np.where(together, link["joint"], 0.0)[at]),
        "trust": plain(link["trust"][at]),
        "hand_offs": plain(tried[at]),
    }


def _lost(engine: Engine) -> Column:
    if engine.week <= 0:
        return tuple(None for _ in engine.state.people)
    flow = engine.record.weekly[engine.time_index - 1].sum(axis=1)
    lost = flow[:, COLUMN["lapsed_after_hand_off"]] + flow[:, COLUMN["wrong_door_lapsed"]]
    attempted = flow[:, COLUMN["hand_offs_attempted"]]
    share: Floats = np.full(len(flow), np.nan)
    np.divide(lost, attempted, out=share, where=attempted > 0)
    return plain(share)


def _localities(engine: Engine, counterfactual: Engine, weight: float) -> dict[str, Column]:
    unmet = [k.STATES.index(name) for name in UNMET]
    agency = engine.state.agency
    members = (agency["member"] == 1).sum(axis=1)
    joint = np.where(agency["member"] == 1, agency["joint_mean"], 0.0).sum(axis=1)
    return {
        "unmet": plain(engine.state.stock[..., unmet].sum(axis=(1, 2)) * weight),
        "unmet_counterfactual": plain(counterfactual.state.stock[..., unmet].sum(axis=(1, 2)) * weight),
        "joint": plain(joint / np.maximum(members, 1)),
    }
