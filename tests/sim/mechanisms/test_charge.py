"""A charge for waits after hand-offs buys priority for those who wait, and places (ODD 4.5, 4.8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort.sentences import incentives
from joinup.sim.mechanisms.funding.charges import chance_of_priority
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import engine_at, plain_town

COST, HOUSING = 250.0, 1
CHARGE: dict[str, Any] = {
    "name": "delay",
    "kind": "charge",
    "rate": 700.0,
    "agencies": ["housing"],
    "buys": "priority_and_places",
    "places_cap": 0.3,
    "recruitment_weeks": 0,
}
SCARCE: dict[str, Any] = {
    "partnership.form": "formal",
    "decisions.rule": "fixed",
    "decisions.fixed_effort": 0.8,
    "agencies.housing.places": 7,
    "agencies.housing.place_cost": COST,
    "population.localities": [{"name": "town"}],
}


def town(**charge: Any) -> Scenario:
    return plain_town({**SCARCE, "incentives": [{**CHARGE, **charge}]})


def weeks_waited_after_hand_offs(scenario: Scenario) -> float:
    """Return client-weeks, which is what the charge is paid for."""
    ledger = run(scenario, 1).ledger.query("category == 'incentive'")
    return float(ledger["gbp"].sum()) / float(scenario.get("incentives.delay.rate"))


def test_waits_after_hand_offs_fall_at_the_same_effort() -> None:
    nothing, both, priority = (
        weeks_waited_after_hand_offs(town(**it)) for it in ({"buys": "nothing"}, {}, {"places_cap": 0.0})
    )
    assert both <= priority < 0.7 * nothing


def test_the_chance_of_priority_is_the_rate_over_the_cost_of_a_place() -> None:
    for rate, expected in ((100.0, 0.4), (700.0, 1.0), (0.0, 0.0)):
        engine = engine_at(town(rate=rate), 1)
        world, state = engine.handles[:2]
        assert chance_of_priority(world, state, 1, 0, HOUSING) == pytest.approx(expected)
        assert chance_of_priority(world, state, 1, 0, HOUSING + 1) == 0
        assert chance_of_priority(world, state, -1, 0, HOUSING) == 0


def bought(scenario: Scenario, weeks: int = 27) -> tuple[int, float]:
    """Return places bought by housing, and how many waited there after hand-offs in the last quarter."""
    row = engine_at(scenario, weeks).state.agency[0, HOUSING]
    return int(row["bought"]), float(row["delay_last"]) / 13


def test_an_agency_buys_places_where_waiting_is_dearer_than_a_place() -> None:
    places, waited = bought(town())
    assert waited > 0.5
    assert places == np.floor(min(0.3 * 7, waited) + 0.5) > 0
    assert bought(town(rate=100.0))[0] == 0
    assert bought(town(rate=COST))[0] == 0
    assert bought(town(buys="nothing"))[0] == 0
    assert bought(town(ends=20))[0] == 0


def test_it_pays_for_them_itself() -> None:
    both, priority = (run(town(places_cap=cap), 1).ledger for cap in (0.3, 0.0))
    staff = [
        float(ledger.query("payer == 'housing' and category == 'service'")["gbp"].sum())
        for ledger in (both, priority)
    ]
    assert staff[0] > staff[1]


def lists(engine: Engine, groups: int = 2) -> tuple[list[int], list[int]]:
    """Return who waits at housing on the lists of groups, and who on that after hand-offs."""
    state = engine.state
    of_groups = [client for queue in range(groups) for client in state.on_list(0, HOUSING, queue)]
    return of_groups, state.on_list(0, HOUSING, groups + 1)


def test_those_handed_on_wait_on_a_list_of_their_own_while_a_charge_is_in_force() -> None:
    # At a small rate hardly anyone has priority, so that the list is there to be seen.
    engine = engine_at(town(rate=1.0, starts=10, ends=30), 10)
    assert lists(engine)[1] == []
    found = []
    for _ in range(20):
        engine.advance(1)
        found += lists(engine)[1]
    assert found
    flags = engine.state.client["flags"]
    assert ((flags[lists(engine)[1]] & 32) != 0).all()
    engine.advance(22)
    waiting = lists(engine)
    assert len(waiting[1]) < len(found) and waiting[0]


def test_it_is_said_and_the_first_edition_buys_nothing() -> None:
    assert incentives(town())[0].endswith("if it is dearer, they buy places, at most 30% of their own.")
    silent = plain_town({"incentives": [{"name": "delay", "kind": "charge", "rate": 30.0}]})
    assert silent.get("incentives.delay.buys") == "nothing"
    second = silent.with_changes({"schema_version": 2})
    assert second.get("incentives.delay.buys") == "priority_and_places"
