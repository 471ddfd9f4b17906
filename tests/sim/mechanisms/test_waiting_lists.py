"""Lists: redress first, then the longest wait, less a head start for easy cases (model.md 3.7)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.kernels.clients import set_state
from joinup.sim.mechanisms.journeys.waiting_lists import append, fill_places, remove
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town

CLIENTS = 40
DIFFICULTIES = (1.0, 1.15, 1.4)
REDRESS = len(DIFFICULTIES)


@dataclass
class PlainLists:
    """Lists as anyone would write them: one queue per group and one for redress."""

    creaming: float
    queues: list[deque[int]] = field(default_factory=lambda: [deque() for _ in range(REDRESS + 1)])
    since: dict[int, int] = field(default_factory=dict)

    def next_in_turn(self, week: int) -> int:
        if self.queues[REDRESS]:
            return self.queues[REDRESS][0]
        first = [
            (-(week - self.since[queue[0]] - self.creaming * difficulty), queue[0])
            for queue, difficulty in zip(self.queues, DIFFICULTIES, strict=False)
            if queue
        ]
        return min(first)[1]

    def drop(self, client: int) -> None:
        for queue in self.queues:
            if client in queue:
                queue.remove(client)
        del self.since[client]


class OneAgency:
    """The kernels' lists of one agency, driven by hand."""

    def __init__(self, creaming: float) -> None:
        self.engine = Engine(one_agency(creaming), 1)
        self.world, self.state, self.record = self.engine.handles
        self.arrays = self.engine.state
        self.group = self.arrays.group

    def join(self, client: int, week: int) -> None:
        self.arrays.client["needs"][client] = self.arrays.client["needs_at_onset"][client] = 1
        self.arrays.client["role"][client] = 0
        set_state(self.world, self.state, 0, client, k.WAITING, week)
        append(self.state, 0, 0, int(self.group[client]), client)

    def send_for_redress(self, client: int, week: int) -> None:
        self.arrays.client["needs"][client] = self.arrays.client["needs_at_onset"][client] = 1
        self.arrays.client["role"][client] = 0
        self.arrays.client["flags"][client] |= k.REDRESS_BIT
        set_state(self.world, self.state, 0, client, k.WAITING, week)
        append(self.state, 0, 0, REDRESS, client)

    def leave(self, client: int, week: int) -> None:
        remove(self.state, 0, client)
        self.arrays.client["role"][client] = k.NOBODY
        set_state(self.world, self.state, 0, client, k.LAPSED, week)

    def serve(self, number: int, week: int) -> list[int]:
        before = self.arrays.state.copy()
        row = self.arrays.agency[0, 0]
        self.arrays.agency["places"][0, 0] = row["in_service"] + number
        self.arrays.event_count[0] = 0
        fill_places(self.world, self.state, self.record, week, 0, 1)
        return np.flatnonzero((before == k.WAITING) & (self.arrays.state == k.IN_SERVICE)).tolist()

    def listed(self, queue: int) -> list[int]:
        return self.arrays.on_list(0, 0, queue)


def one_agency(creaming: float = 0.0) -> Any:
    groups = [
        {"name": f"group_{n}", "share": share, "difficulty": difficulty, "needs": {"help": 1.0}}
        for n, (share, difficulty) in enumerate(zip((0.4, 0.3, 0.3), DIFFICULTIES, strict=True))
    ]
    return plain_town(
        {
            "population.clients": CLIENTS,
            "population.needs": [{"name": "help"}],
            "population.access": [],
            "population.groups": groups,
            "population.localities": [{"name": "town"}],
            "agencies": [{"name": "only", "needs": ["help"], "places": 1}],
            "service.creaming": creaming,
        }
    )


Week = tuple[list[int], list[int], list[int], int, int]
some = st.lists(st.integers(0, CLIENTS - 1), max_size=6, unique=True)
weeks = st.lists(
    st.tuples(some.filter(bool), some, some, st.integers(1, 6), st.integers(1, 2)), min_size=2, max_size=15
)
"""Who joins, who is sent for redress, who leaves, how many are served, weeks until then."""


@settings(max_examples=100)
@given(weeks, st.sampled_from([0.0, 0.5, 4.0, 40.0]))
def test_lists_serve_as_plain_queues_do(weeks: list[Week], creaming: float) -> None:
    agency, plain = OneAgency(creaming), PlainLists(creaming)
    week, served = 0, set[int]()
    for joining, complaining, leaving, places, pause in weeks:
        for client in [*joining, *complaining]:
            if client not in plain.since and client not in served:
                redress = client in complaining
                (agency.send_for_redress if redress else agency.join)(client, week)
                plain.queues[REDRESS if redress else int(agency.group[client])].append(client)
                plain.since[client] = week
        week += pause
        for client in leaving:
            if client in plain.since:
                agency.leave(client, week)
                plain.drop(client)
        for _ in range(min(places, len(plain.since))):
            first = plain.next_in_turn(week)
            assert agency.serve(1, week) == [first]
            plain.drop(first)
            served.add(first)
        for number, line in enumerate(plain.queues):
            assert agency.listed(number) == list(line)
        assert agency.arrays.agency["waiting"][0, 0] == len(plain.since)


def in_order(agency: OneAgency, week: int, number: int) -> list[int]:
    return [agency.serve(1, week)[0] for _ in range(number)]


def of_group(agency: OneAgency, group: int) -> list[int]:
    return np.flatnonzero(agency.group == group).tolist()


def test_who_comes_first_is_served_first() -> None:
    agency = OneAgency(0.0)
    for week, client in enumerate((31, 4, 17, 9)):
        agency.join(client, week)
    assert in_order(agency, 9, 4) == [31, 4, 17, 9]


def test_of_those_who_came_in_one_week_the_lowest_number_is_first_whatever_the_group() -> None:
    agency = OneAgency(0.0)
    for client in range(12):
        agency.join(client, 3)
    assert len(set(agency.group[:12])) == 3
    assert in_order(agency, 9, 12) == list(range(12))


def test_redress_comes_before_any_wait() -> None:
    agency = OneAgency(4.0)
    agency.join(1, 0)
    agency.send_for_redress(8, 20)
    agency.send_for_redress(2, 21)
    assert in_order(agency, 22, 3) == [8, 2, 1]


def test_creaming_gives_easy_cases_a_head_start_of_some_weeks_and_no_more() -> None:
    agency = OneAgency(10.0)
    easy, hard = of_group(agency, 0)[:3], of_group(agency, 2)[0]
    # The hardest group is behind by 10 (1.4 - 1) = 4 weeks.
    agency.join(hard, 0)
    agency.join(easy[0], 3)
    agency.join(easy[1], 5)
    assert in_order(agency, 6, 3) == [easy[0], hard, easy[1]]


def test_whoever_leaves_is_passed_over_and_the_others_keep_their_places() -> None:
    agency = OneAgency(0.0)
    group = of_group(agency, 0)[:5]
    for week, client in enumerate(group):
        agency.join(client, week)
    for client in (group[0], group[2], group[4]):
        agency.leave(client, 6)
    assert agency.listed(0) == [group[1], group[3]]
    assert in_order(agency, 9, 2) == [group[1], group[3]]


def test_lists_on_which_many_have_come_and_gone_keep_their_order_and_their_room() -> None:
    """Far more join than there are tickets, and nobody is served: those left behind are taken back."""
    agency = OneAgency(0.0)
    for client in range(0, CLIENTS, 4):
        agency.join(client, 0)
    here: list[int] = []
    for week in range(1, 40):
        for client in here:
            agency.leave(client, week)
        here = [client for client in range(CLIENTS) if client % 4 == 1 + week % 3]
        for client in here:
            agency.join(client, week)
        for group in range(REDRESS):
            members = [client for client in range(CLIENTS) if agency.group[client] == group]
            first = [client for client in members if client % 4 == 0]
            assert agency.listed(group) == first + [client for client in here if client in members]
    assert in_order(agency, 40, CLIENTS // 4) == list(range(0, CLIENTS, 4))


def test_nobody_is_served_where_places_are_full() -> None:
    agency = OneAgency(0.0)
    for client in range(6):
        agency.join(client, 0)
    assert agency.serve(2, 1) == [0, 1]
    assert agency.serve(0, 2) == []
    assert agency.serve(-1, 2) == [], "more in service than places"


@pytest.mark.parametrize("kind", ["fixed", "poisson"])
def test_in_whole_runs_nobody_overtakes_in_their_own_list(kind: str) -> None:
    """Waits of those who start in a week, by list, never pass over someone who came earlier."""
    arrivals = {"population.groups.most.arrivals": {"kind": kind, "per_week": [4]}}
    engine = Engine(busy_town({"service.creaming": 2.0, **arrivals}), 4)
    starts = 0
    for _ in range(60):
        state = engine.state
        since, group, role = state.client["entered"].copy(), state.group, state.client["role"].copy()
        waited, redress = state.state == k.WAITING, (state.client["flags"] & k.REDRESS_BIT) != 0
        engine.advance(1)
        now = engine.state
        place = np.arange(300) >= engine.world.localities["end"][0]
        started = waited & (now.state == k.IN_SERVICE)
        still = waited & (now.state == k.WAITING) & (now.client["entered"] == since)
        for client in np.flatnonzero(started):
            same = still & (group == group[client]) & (role == role[client]) & (place == place[client])
            same &= redress == redress[client]
            ahead = np.flatnonzero(
                same & ((since < since[client]) | ((since == since[client]) & (np.arange(300) < client)))
            )
            assert len(ahead) == 0
        starts += int(started.sum())
    assert starts > 50


def test_a_complaint_upheld_is_served_before_a_list_that_was_there_first() -> None:
    crowded = plain_town({"redress.upheld": 0.5, "agencies.housing.places": 6})
    result = run(crowded, 1, trace=300)
    waits = []
    for moves in result.journeys.values():
        weeks = [(int(move.split(":")[0].removeprefix("week ")), move) for move in moves]
        for (week, move), (later, following) in pairwise(weeks):
            if "upheld, housing" in move and "service started" in following:
                waits.append(later - week)
    ordinary = result.agencies.query("agency == 'housing'").mean_wait_weeks.mean()
    assert len(waits) > 5
    assert np.mean(waits) < 0.5 * ordinary
