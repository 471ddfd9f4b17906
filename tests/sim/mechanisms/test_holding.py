"""Clients who are handed on keep their place until the next service starts, where an agency lets them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import engine_of, plain_town

SMALL = {"weeks": 60, "warm_up_weeks": 0, "population.clients": 300, "population.localities": [{"name": "a"}]}
ROLES = ("adviser", "housing", "clinic")


def town(holds: float, **changes: Any) -> Scenario:
    kept = {f"agencies.{role}.holds_place": holds for role in ROLES}
    return plain_town(SMALL | kept).with_changes(changes)


def flows_of(result: Result) -> Any:
    return result.weekly.drop(columns=["held"])


def test_with_places_for_all_and_certain_hand_offs_it_changes_nothing() -> None:
    room = {f"agencies.{role}.places": 300 for role in ROLES} | {"service.cold_hand_off": 1.0}
    kept, left = (run(town(holds, **room), 1) for holds in (1.0, 0.0))
    assert flows_of(kept).equals(flows_of(left))
    assert kept.agencies.drop(columns=["held", "ready"]).equals(left.agencies.drop(columns=["held", "ready"]))
    assert kept.weekly.hand_offs_succeeded.sum() > 20 and kept.weekly.held.sum() == 0


def test_a_full_second_agency_blocks_places_of_the_first() -> None:
    full = {"agencies.clinic.places": 1, "service.cold_hand_off": 1.0, "service.abandonment": 0.5}
    kept, left = (run(town(holds, **full), 1) for holds in (1.0, 0.0))
    blocked = kept.agencies.groupby("agency")[["held", "started_service"]].sum()
    free = left.agencies.groupby("agency")[["held", "started_service"]].sum()
    assert (free.held == 0).all() and blocked.held["adviser"] > 20 and blocked.held["housing"] > 20
    assert blocked.started_service["housing"] < free.started_service["housing"]
    # Who holds a place does not give up, so that more of those handed on get to the second service.
    assert kept.weekly.resolved.sum() / kept.weekly.started_service.sum() > 0
    used = kept.agencies.in_service + kept.agencies.held + kept.agencies.ready
    assert (used <= kept.agencies.places).all()


def test_who_cannot_be_handed_on_keeps_trying_and_nobody_is_lost() -> None:
    hard = {"service.cold_hand_off": 0.1, "service.retry": 0.5, "population.groups.most.right_door": 1.0}
    hard |= {"population.groups.others.right_door": 1.0}
    kept, left = (run(town(holds, **hard), 1).weekly.sum(numeric_only=True) for holds in (1.0, 0.0))
    assert left.lapsed_after_hand_off > 10 and kept.lapsed_after_hand_off == 0
    assert kept.hand_offs_attempted > 2 * kept.hand_offs_succeeded > 0
    # Every try is one with which patience wears.
    engine = engine_of(run(town(1.0, **hard), 1))
    ready = (engine.state.client["flags"] & k.HOLDS_BIT) != 0
    assert engine.state.client["hops"][ready].max() > 2
    assert engine.state.agency["ready"].sum() == (ready & (engine.state.state == k.IN_SERVICE)).sum() > 0


def test_needs_of_those_who_are_ready_end_by_themselves_in_any_edition() -> None:
    never = {"service.cold_hand_off": 0.0, "service.retry": 0.3, "service.ends_in_service": False}
    result = run(town(1.0, **never), 1)
    weekly = result.weekly.sum(numeric_only=True)
    assert weekly.exits_in_service > 0 and weekly.hand_offs_succeeded == 0
    # The services that they had are counted when they leave them.
    completions = result.agencies.completions.sum()
    assert completions == weekly.completions + weekly.exits_in_service


def test_clients_stay_ready_when_an_agency_ceases_to_keep_places() -> None:
    hard = {"service.cold_hand_off": 0.2, "service.retry": 0.2}
    stop = [{"name": "stop", "week": 30, "set": {f"agencies.{role}.holds_place": 0.0 for role in ROLES}}]
    engine = Engine(town(1.0, **hard, events=stop), 1)
    engine.advance(30)
    ready, held = (int(engine.state.agency[what].sum()) for what in ("ready", "held"))
    assert ready > 0
    engine.advance(30)
    now = [int(engine.state.agency[what].sum()) for what in ("ready", "held")]
    assert now[0] < ready and now[1] <= held + ready


def test_who_holds_a_place_is_not_outside_a_service() -> None:
    outside = [{"name": "outside", "measure": "in_need_not_in_service"}]
    full = {"agencies.clinic.places": 1, "service.cold_hand_off": 1.0, "observables": outside}
    result = run(town(1.0, **full), 1)
    weekly = result.weekly.groupby("week").sum(numeric_only=True)
    assert weekly.held.sum() > 0
    wanted = weekly.seeking + weekly.waiting + weekly.lapsed - weekly.held
    assert np.array_equal(result.observables["outside"].value, wanted.to_numpy())


def test_it_is_said_in_words_where_places_are_kept() -> None:
    said = str(describe(town(0.5)))
    assert "50% of those handed on keep their place" in said and "25% a week" in said
    assert "keep their place" not in str(describe(town(0.0)))


@pytest.mark.parametrize("path", ["agencies.clinic.holds_place", "service.retry"])
def test_both_are_shares(path: str) -> None:
    with pytest.raises(Exception, match=path.rsplit(".", 1)[1]):
        town(0.0, **{path: 1.5})
