"""Agencies and the funder are Mesa agents that read the model's arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.agents import Funder
from joinup.sim.model import Model
from joinup.sim.run import run
from joinup.sim.schedule import SCHEDULE
from tests.support.scenarios import busy_town


def test_agencies_are_an_agent_set(model: Model) -> None:
    assert [(a.locality, a.name) for a in model.agencies] == [
        (place, name) for place in ("north", "south") for name in ("adviser", "housing", "clinic")
    ]
    assert len(model.agencies.select(lambda a: a.locality == "south")) == 3
    assert model.agencies.agg("places", sum) == int(model.engine.state.agency["places"].sum())
    by_name = model.agencies.groupby("name", result_type="list").groups
    assert {name: len(found) for name, found in by_name.items()} == {"adviser": 2, "housing": 2, "clinic": 2}
    assert model.agencies.get("is_member") == [True] * 6
    assert isinstance(model.funder, Funder)
    assert len(model.agents) == 7


FIELDS = {
    "effort": "effort",
    "routine": "routine",
    "trust": "trust_mean",
    "places": "places",
    "joint_intensity": "joint_intensity",
    "pressure": "pressure",
    "in_service": "in_service",
    "waiting": "waiting",
    "reported": "reported",
    "true": "true",
}


@pytest.mark.parametrize("attribute", FIELDS)
def test_an_agency_is_a_view_of_its_row(model: Model, attribute: str) -> None:
    last = model.result().agencies.query("week == 19")
    assert model.agencies.get(attribute) == pytest.approx(last[FIELDS[attribute]].tolist(), nan_ok=True)


def test_an_agencys_list_is_who_waits_there_in_the_order_in_which_they_came(model: Model) -> None:
    waiting = model.clients.select(state="waiting")
    listed = [client for agency in model.agencies for client in agency.waiting_list]
    assert sorted(listed) == sorted(waiting.get("unique_id"))
    for agency in model.agencies:
        assert len(agency.waiting_list) == agency.waiting


def test_the_funder_knows_its_instruments_and_what_it_has_been_told(model: Model) -> None:
    names = ["grant", "aim", "prize", "delay", "crisis", "pool", "fine"]
    assert model.funder.instruments == names
    model.run_for(25)
    assert model.funder.instruments == [name for name in names if name != "aim"], "it ended in week 40"
    assert model.funder.reported == pytest.approx(np.nansum(model.agencies.get("reported")))


@pytest.mark.parametrize("beliefs", ["promised", "observed", "expected"])
@pytest.mark.parametrize("week", [0, 13, 26])
def test_the_best_reply_is_the_effort_with_the_best_pay_off(beliefs: str, week: int) -> None:
    scenario = busy_town(
        {
            "decisions.rule": "best_reply",
            "decisions.beliefs": beliefs,
            "agencies.clinic.rule": None,
            "events": [],
            "partnership.starts": 0,
            "incentives.grant.of_full_cost": 1.0,
        }
    )
    model = Model(scenario, rng=2)
    while model.week < week:
        model.step()
    model.engine.apply_calendar()
    model.engine.open_stretch(week + 1)
    steps = {step.title: step for step in SCHEDULE}
    for step in SCHEDULE:
        if step.number == 1 and step.phase == "in_locality":
            model._run_step(step)
    before = {agency: [agency.pay_off(x) for x in np.linspace(0, 1, 11)] for agency in model.agencies}
    expected = [np.linspace(0, 1, 11)[int(np.argmax(pay_offs))] for pay_offs in before.values()]
    model._run_step(steps["Agencies decide"])
    assert model.agencies.get("effort") == pytest.approx(expected)
    weighed = {agency: model.engine.state.payoff[agency.number, agency.role].tolist() for agency in before}
    assert weighed == before


def test_the_efforts_of_a_decision_week_are_those_that_the_table_of_decisions_says() -> None:
    result = run(busy_town({"events": []}), 2)
    chosen = result.decisions[result.decisions.chosen].set_index(["quarter", "locality", "agency"])
    weeks = result.agencies[result.agencies.week % 13 == 0]
    for row in weeks[weeks.week > 0].to_dict("records"):
        key: Any = (row["week"] // 13, row["locality"], row["agency"])
        assert row["effort"] == chosen.effort[key]
    assert len(chosen) == 4 * 6
    assert set(chosen.effort) <= set(np.linspace(0, 1, 11))
