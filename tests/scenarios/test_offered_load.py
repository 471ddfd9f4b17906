"""The load that a scenario offers: arithmetic that agrees with runs in which nothing keeps people away."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import joinup as ju
from joinup.scenarios.offered_load import need_chances, offered_loads
from tests.support.scenarios import PLAIN

ONE: dict[str, Any] = {
    "name": "one",
    "weeks": 10,
    "population": {
        "clients": 100,
        "needs": [{"name": "help"}],
        "groups": [{"name": "all", "share": 1.0, "onset": 0.1, "needs": {"help": 1.0}}],
    },
    "agencies": [{"name": "helper", "needs": ["help"], "places": 40, "service_weeks": 10}],
}
NOTHING_IN_THE_WAY: dict[str, Any] = {
    "population.certain_presenting": True,
    "awareness.opening": 1.0,
    "awareness.forgetting": 0.0,
    "service.cold_hand_off": 1.0,
    "service.fatigue": 0.0,
    "service.burden_hand_off": 0.0,
    "service.abandonment": 0.0,
    "service.relapse": 0.0,
    "service.recurrence": 0.0,
}


def scenario(changes: dict[str, Any] | None = None, base: dict[str, Any] = ONE) -> ju.Scenario:
    return ju.Scenario.parse(copy.deepcopy(base)).with_changes(changes or {})


def test_half_of_the_people_are_served_if_service_takes_as_long_as_a_need_to_arise() -> None:
    [load] = offered_loads(scenario())
    assert load.arrivals_per_week == pytest.approx(5)
    assert load.places_needed == pytest.approx(50)
    assert load.offered_load == pytest.approx(1.25)


def test_numbers_are_for_the_people_that_clients_stand_for() -> None:
    [load] = offered_loads(scenario({"population.people": 200}))
    assert load.places_needed == pytest.approx(100)
    assert load.places == 40


def test_agencies_that_serve_a_need_share_it() -> None:
    both = [{**agency, "name": name} for agency in ONE["agencies"] for name in ("helper", "other")]
    loads = offered_loads(scenario({"agencies": both}))
    assert [load.places_needed for load in loads] == pytest.approx([25, 25])


def test_localities_share_people_by_weight_and_places_by_people_and_factor() -> None:
    localities = [{"name": "big", "count": 3}, {"name": "small", "places": 0.5}]
    big, small = offered_loads(scenario({"population.localities": localities}))
    assert (big.places_needed, small.places_needed) == pytest.approx((37.5, 12.5))
    assert (big.places, small.places) == pytest.approx((40 * 3 / 3.5, 40 * 0.5 / 3.5))


def test_those_who_are_not_eligible_ask_for_nothing() -> None:
    rule: dict[str, Any] = {"groups": {"all": 0.5}}
    assert offered_loads(scenario({"population.eligibility": rule}))[0].arrivals_per_week < 5
    served = scenario({"population.eligibility": {**rule, "otherwise": "as_before"}})
    assert offered_loads(served)[0].places_needed == pytest.approx(50)
    elsewhere = {"localities": ["town"]}
    assert offered_loads(scenario({"population.eligibility": elsewhere}))[0].places_needed == pytest.approx(
        50
    )


def test_given_arrivals_are_taken_as_they_are() -> None:
    groups = copy.deepcopy(ONE["population"]["groups"])
    groups[0]["arrivals"] = {"per_week": [12.0, 0.0, 2.0]}
    [load] = offered_loads(scenario({"population.groups": groups}))
    assert load.arrivals_per_week == pytest.approx((12 + 0 + 8 * 2) / 10)


def test_an_agency_without_places_has_no_end_of_load_if_it_is_needed() -> None:
    agencies = [*ONE["agencies"], {"name": "idle", "needs": [], "places": 0}]
    _, idle = offered_loads(scenario({"agencies": agencies}))
    assert idle.offered_load == 0
    funded = {"agencies.helper.places": 0, "funding": [{"name": "money", "places": {"helper": 5}}]}
    assert offered_loads(scenario(funded))[0].offered_load == float("inf")


def test_at_least_one_need_is_part_of_an_episode() -> None:
    chances = need_chances({"a": 0.2, "b": 0.1, "c": 0.0})
    assert chances["c"] == 0
    assert sum(need_chances({"a": 1e-9, "b": 3e-9}).values()) == pytest.approx(1)
    assert need_chances({"a": 1.0, "b": 0.5}) == {"a": 1.0, "b": 0.5}


def test_places_are_in_use_as_reckoned_where_nothing_keeps_people_away() -> None:
    changes: dict[str, Any] = {"population.clients": 6000, "weeks": 156, **NOTHING_IN_THE_WAY}
    plain = scenario(changes, PLAIN)
    for group in plain.population.groups:
        changes[f"population.groups.{group.name}.natural_exit"] = 0.0
        changes[f"population.groups.{group.name}.right_door"] = 1.0
    for agency in plain.agencies:
        changes[f"agencies.{agency.name}.places"] = 6000
    open_doors = plain.with_changes(changes)
    weekly = ju.run(open_doors, seed=1).agencies.groupby(["agency", "week"])["in_service"].sum()
    needed = open_doors.load.table.groupby("agency")["places_needed"].sum()
    # Each step on the way takes a week, so a little less is in use.
    shares = weekly.groupby("agency").mean() / needed
    assert shares.between(0.93, 1.0).all()


@pytest.mark.parametrize("name", ju.available())
def test_every_shipped_scenario_has_a_load(name: str) -> None:
    shipped = ju.load(name)
    table = shipped.load.table
    assert list(table.columns) == [
        *("agency", "locality", "arrivals_per_week", "places_needed", "places", "offered_load")
    ]
    assert len(table) == len(shipped.agencies) * len(shipped.population.localities)
    assert table.groupby("agency")["places"].sum().to_dict() == pytest.approx(
        {agency.name: agency.places for agency in shipped.agencies}
    )
