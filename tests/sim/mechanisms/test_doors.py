"""Where people come in: own doors, a shared place, one gateway, under any form."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.villages import JOINT, fixed, same, village

KIND = "partnership.access.kind"

GATEWAY: dict[str, Any] = {
    KIND: "single_gateway",
    "partnership.access.accuracy": 0.92,
    "partnership.access.set_up_weeks": 26,
}

SHARED: dict[str, Any] = {KIND: "co_located", "partnership.access.warm": 0.9, "partnership.access.joint": 0.3}

SHORT: dict[str, Any] = {"weeks": 52, "warm_up_weeks": 26}


def doors(scenario: Scenario, **changes: Any) -> Result:
    return run(scenario.with_changes(SHORT | changes), 1)


def wrong(result: Result) -> pd.Series:
    """Return the hand-offs from wrong doors of each week."""
    weekly = result.weekly.groupby("week").sum(numeric_only=True)
    after_service = weekly["hand_offs_succeeded"] + weekly["lapsed_after_hand_off"]
    return weekly["hand_offs_attempted"] - after_service


@pytest.mark.parametrize("form", JOINT)
def test_any_form_can_have_one_gateway_that_never_errs(form: str) -> None:
    town = village(partnership__form=form)
    assert wrong(doors(town, **{KIND: "own_doors"})).sum() > 0
    assert wrong(doors(town, **{KIND: "single_gateway"})).sum() == 0


def test_a_gateway_that_is_no_better_and_takes_no_staff_changes_nothing_without_joint_work() -> None:
    town = village().with_changes(fixed(0.0))
    useless = {KIND: "single_gateway", "partnership.access.accuracy": 0.0}
    assert same(doors(town), doors(town, **useless))
    assert same(doors(town), doors(town, **{KIND: "co_located"}))


def test_what_a_form_says_of_doors_it_does_not_have_is_of_no_consequence() -> None:
    rest = {path: value for path, value in (GATEWAY | SHARED).items() if path != KIND}
    assert same(doors(village()), doors(village(), **rest | {"partnership.access.staff_share": 0.03}))


def test_in_its_first_quarter_a_gateway_spares_few_people_the_wrong_door() -> None:
    """At most r (acc - rd) / (1 - rd), which is below a quarter until it is half set up."""
    crowd = {"population.clients": 4000, **{f"agencies.agency_{n}.places": 200 for n in range(4)}}
    own, gateway = (wrong(doors(village(), **crowd | changes)) for changes in ({}, GATEWAY))
    first = gateway.loc[:12].sum() / own.loc[:12].sum()
    assert 0.75 < first < 1
    assert gateway.loc[26:].sum() < 0.45 * own.loc[26:].sum()


@pytest.mark.parametrize("kind", ["single_gateway", "co_located"])
def test_staff_of_every_member_are_at_the_door_more_as_it_is_set_up(kind: str) -> None:
    price = {KIND: kind, "partnership.access.staff_share": 0.02, "partnership.access.set_up_weeks": 26}
    table = doors(village(), **price | {"partnership.covers.groups": ["little_english"]}).agencies
    ready = (table["week"] / 26).clip(upper=1)
    assert table["door_time"].to_numpy() == pytest.approx(0.02 * ready * table["coverage"], rel=1e-12)
    assert table["door_time"].max() > 0.002
    times = ("own", "joint", "overhead", "dip", "door", "idle")
    whole = table[[f"{of}_time" for of in times]].sum(axis=1)
    assert whole.to_numpy() == pytest.approx(1.0, abs=1e-12)
    outside = doors(village(), **price | {"partnership.members": ["agency_0", "agency_1"]}).agencies
    assert (outside.query("agency == 'agency_3'")["door_time"] == 0).all()


def test_a_wrong_door_in_a_shared_place_passes_people_on() -> None:
    """Where nothing else would: without joint effort, every hand-off from a wrong door fails but for that."""
    lonely = fixed(0.0) | {"service.cold_hand_off": 0.0, "partnership.access.joint": 0.0}
    crowd = {"population.clients": 4000}
    passed = {}
    for warm in (0.0, 0.6):
        place = {KIND: "co_located", "partnership.access.warm": warm}
        result = doors(village(), **lonely | crowd | place)
        passed[warm] = 1 - result.weekly["wrong_door_lapsed"].sum() / wrong(result).sum()
    assert passed[0.0] == 0 and passed[0.6] == pytest.approx(0.6, abs=0.05)


def test_hand_offs_in_a_shared_place_succeed_without_effort() -> None:
    """J at least j_c: odds at cold .4 times 6^.5."""
    lonely = fixed(0.0) | {"service.fatigue": 0.0, "service.burden_hand_off": 0.0, "population.clients": 4000}
    own, shared = (
        doors(village(), **lonely | changes).weekly.sum(numeric_only=True)
        for changes in ({}, SHARED | {"partnership.access.joint": 0.5})
    )
    succeeded = [
        one["hand_offs_succeeded"] / (one["hand_offs_succeeded"] + one["lapsed_after_hand_off"])
        for one in (own, shared)
    ]
    odds = 0.4 / 0.6 * 6**0.5
    assert succeeded == pytest.approx([0.4, odds / (1 + odds)], abs=0.04)


def test_people_whom_the_partnership_is_not_for_come_in_at_agencies_own_doors() -> None:
    only = {"partnership.covers.groups": ["little_english"], KIND: "single_gateway"}
    weekly = doors(village(), **only).weekly.groupby("group").sum(numeric_only=True)
    assert weekly["wrong_door_lapsed"]["little_english"] == 0 < weekly["wrong_door_lapsed"]["most_people"]


def test_a_gateway_that_an_event_opens_is_set_up_from_then_on() -> None:
    later = {"events": [{"name": "opens", "week": 20, "set": {KIND: "single_gateway"}}]}
    staff = {"partnership.access.staff_share": 0.02, "partnership.access.set_up_weeks": 10}
    table = doors(village(), **staff | later).agencies.groupby("week")["door_time"].mean()
    assert (table.loc[:20] == 0).all()
    assert table.loc[[21, 25, 30, 40]].to_list() == pytest.approx([0.002, 0.01, 0.02, 0.02])


def test_without_a_partnership_in_force_there_are_own_doors() -> None:
    ends = {"partnership.ends": 26, KIND: "single_gateway"}
    result = wrong(doors(village(), **ends))
    assert result.loc[:25].sum() == 0 < result.loc[26:].sum()


def test_a_description_says_where_people_come_in() -> None:
    def said(changes: dict[str, Any]) -> str:
        return str(describe(village().with_changes(changes)))

    assert "gateway" not in said({}) and "gateway" not in said(GATEWAY | {"partnership.form": "none"})
    gateway = said(GATEWAY | {"partnership.access.staff_share": 0.01})
    assert "People come in at one gateway, which finds a right agency 92% of times." in gateway
    assert "It is 26 weeks in the making and takes 1% of the time of members' staff." in gateway
    shared = said(SHARED)
    assert "The agencies' doors stand in one place: at least 90% of those who come to a wrong one" in shared
