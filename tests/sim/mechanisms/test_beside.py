"""Needs are met in order, or side by side: a client may be with a second agency beside the main one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import engine_of, plain_town

ALL_NEEDS = {
    f"population.groups.{group}.needs": {"advice": 1, "home": 1, "health": 1} for group in ("most", "others")
}
SMALL = {"weeks": 40, "warm_up_weeks": 0, "population.clients": 300, "service.cold_hand_off": 1.0} | ALL_NEEDS
PAIR = {"journeys.together": [["advice", "health"]]}


def town(**changes: Any) -> Scenario:
    return plain_town(SMALL | {path.replace("__", "."): value for path, value in changes.items()})


def with_pairs(**changes: Any) -> Scenario:
    return town(**PAIR, **changes)


def starts(scenario: Scenario, weeks: int) -> list[list[int]]:
    """Return in which order traced clients started with agencies, by the bits of those met."""
    engine = Engine(scenario, 1)
    seen: dict[int, list[int]] = {}
    for _ in range(weeks):
        engine.advance(1)
        for client in np.flatnonzero(engine.state.client["met"]).tolist():
            met = int(engine.state.client["met"][client])
            if seen.setdefault(client, [met])[-1] != met:
                seen[client].append(met)
    return list(seen.values())


def test_needs_wait_for_those_before_them_and_else_come_in_the_files_order() -> None:
    room = {f"agencies.{role}.places": 300 for role in ("adviser", "housing", "clinic")}
    right = {f"population.groups.{group}.right_door": 1.0 for group in ("most", "others")}
    once = {"service.recurrence": 0.0}
    adviser, housing, clinic = 1, 2, 4
    for before, first, second in (
        ([], adviser, housing),
        ([["health", "advice"]], housing, clinic),
        ([["health", "advice"], ["advice", "home"]], clinic, adviser),
    ):
        orders = starts(town(**room, **right, **once, **{"journeys.before": before}), 12)
        assert {order[0] for order in orders} == {first}
        assert {order[1] for order in orders if len(order) > 1} == {first | second}


def test_two_needs_are_met_at_the_same_time() -> None:
    result = run(with_pairs(), 1)
    engine, weekly = engine_of(result), result.weekly.sum(numeric_only=True)
    agencies = result.agencies.groupby("agency")[["beside_served", "beside_waiting"]].sum()
    assert agencies.beside_served[["adviser", "clinic"]].sum() > 50 and agencies.beside_served["housing"] == 0
    assert weekly.promoted_serving > 5
    person = engine.state.client
    with_other = person["beside"] != k.NOBODY
    assert with_other.any() and (person["beside"][with_other] != person["role"][with_other]).all()
    assert np.isin(engine.state.state[with_other], [k.WAITING, k.IN_SERVICE]).all()


def test_who_waits_for_both_is_served_by_whichever_is_free_first() -> None:
    full = {"agencies.adviser.places": 1, "agencies.clinic.places": 300, "service.abandonment": 0.0}
    result = run(with_pairs(**full), 1)
    weekly = result.weekly.sum(numeric_only=True)
    # The clinic has room, so that its service starts first, ends, and leaves people waiting for the adviser.
    assert weekly.promoted_waiting > 5
    waiting = result.agencies.groupby("agency").beside_waiting.sum()
    assert waiting["adviser"] > waiting["clinic"]
    alone = run(town(**full), 1).weekly.sum(numeric_only=True)
    assert weekly.started_service > alone.started_service


def test_who_gives_up_or_whose_need_ends_leaves_both() -> None:
    ends = {"service.ends_in_service": True, "service.abandonment": 0.3, "agencies.adviser.places": 2}
    ends |= {f"population.groups.{group}.natural_exit": 0.2 for group in ("most", "others")}
    engine = Engine(with_pairs(**ends), 1)
    for _ in range(40):
        engine.advance(1)
        out = ~np.isin(engine.state.state, [k.WAITING, k.IN_SERVICE])
        assert (engine.state.client["beside"][out] == k.NOBODY).all()
        assert not (engine.state.client["flags"][out] & k.BESIDE_SERVED_BIT).any()


def test_a_hand_off_between_the_two_must_succeed() -> None:
    never = run(with_pairs(**{"service.cold_hand_off": 0.0}), 1)
    assert never.agencies[["beside_served", "beside_waiting"]].to_numpy().sum() == 0
    barred = {"population.eligibility": {"groups": {"most": 0.0, "others": 0.0}, "applies_at": ["clinic"]}}
    refused = run(with_pairs(**barred), 1)
    assert (
        refused.agencies.query("agency == 'clinic'")[["beside_served", "beside_waiting"]].to_numpy().sum()
        == 0
    )


def test_an_agency_that_serves_both_needs_serves_them_alone() -> None:
    both = {"agencies.adviser.needs": ["advice", "health"], "agencies.clinic.needs": ["health"]}
    right = {f"population.groups.{group}.right_door": 1.0 for group in ("most", "others")}
    result = run(with_pairs(**both, **right), 1)
    # Whoever begins with the adviser has nobody beside; the clinic is never the main agency before that.
    assert result.agencies[["beside_served", "beside_waiting"]].to_numpy().sum() == 0


def test_pairs_without_anybody_who_has_both_needs_change_nothing() -> None:
    apart = {"population.groups.most.needs": {"home": 1.0}, "population.groups.others.needs": {"home": 1.0}}
    one, other = (run(plain_town(SMALL | apart | pairs), 1) for pairs in ({}, PAIR))
    assert one.weekly.equals(other.weekly) and one.agencies.equals(other.agencies)


def test_wrong_pairs_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as told:
        plain_town({"journeys.together": [["advice", "helth"], ["home", "home"]]})
    assert "did you mean 'health'" in str(told.value) and "'home' is paired with itself" in str(told.value)
    circle = [["advice", "home"], ["home", "health"], ["health", "advice"]]
    with pytest.raises(
        ScenarioError, match="wait for each other, so that none comes first: advice, health, home"
    ):
        plain_town({"journeys.before": circle})
    with pytest.raises(ScenarioError, match="journeys.before"):
        plain_town({"journeys.before": [["advice"]]})


def test_a_traced_client_tells_of_both_services() -> None:
    lines = " ".join(line for one in run(with_pairs(), 1, trace=300).journeys.values() for line in one)
    for part in (
        "joined another list beside it",
        "another service started beside it",
        "the service beside it was",
    ):
        assert part in lines


def test_both_are_said_in_words() -> None:
    said = str(describe(with_pairs(**{"journeys.before": [["home", "health"]]})))
    assert "Advice and health may be met at the same time" in said
    assert "Health waits until home has been met, or tried in vain." in said


def test_a_need_just_met_does_not_come_back_in_the_week_of_promotion() -> None:
    """Going on with the service beside the main one is a move; needs recur for those who made none."""
    engine = Engine(with_pairs(**{"service.recurrence": 1.0}), 1)
    promoted = 0
    for _ in range(30):
        before = engine.state.client.copy()
        engine.advance(1)
        person = engine.state.client
        now = (before["beside"] != k.NOBODY) & (person["role"] == before["beside"])
        now &= (person["beside"] == k.NOBODY) & (before["role"] != before["beside"])
        promoted += int(now.sum())
        assert (person["needs"][now] & ~before["needs"][now] == 0).all()
        # Whichever need the service met is not among the needs any more.
        assert (person["needs"][now] != before["needs"][now]).all()
        now &= person["entered"] != engine.week - 1
        assert (person["entered"][now] == before["beside_since"][now]).all(), "unless it started at once"
    assert promoted > 20
