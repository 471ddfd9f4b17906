"""Parts of a scenario that do not fit together are told, with the place and what was expected."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import busy_town

GRID = "effort levels must rise, from 0 or more to 1 or less"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("population.localities", [], "there are 0 entries; give at least 1"),
        ("start_date", "9999-12-31", "the first day is between 1600-01-01 and 2400-01-01"),
        ("start_date", "0001-01-01", "the first day is between 1600-01-01 and 2400-01-01"),
        ("partnership.merger_loses", ["nobody"], "unknown group 'nobody'"),
        ("partnership.members", ["nobody"], "unknown agency 'nobody'"),
        ("service.outreach_to", ["nobody"], "unknown group 'nobody'"),
        ("incentives.grant.agencies", ["nobody"], "unknown agency 'nobody'"),
        ("incentives.grant.payer", "nobody", "unknown payer 'nobody'"),
        ("incentives.fine.payee", "nobody", "unknown payee 'nobody'"),
        ("campaigns.posters.payer", "nobody", "unknown payer 'nobody'"),
        ("agencies.clinic.planned_for", ["nothing"], "unknown access dimension 'nothing'"),
        ("population.clients", 1, "1 clients are too few for 2 localities"),
        ("weeks", 29_990, "weeks and warm-up together are at most 30000"),
        ("decisions.grid", [0.5, 0.2], GRID),
        ("decisions.grid", [0.5, 0.5], GRID),
        ("decisions.grid", [-0.1, 1.0], GRID),
        ("decisions.grid", [0.0, 1.1], GRID),
        ("decisions.grid", [0.0, 0.5, 1.1], GRID),
        ("decisions.grid", [], GRID),
        ("decisions.grid", 1, "1 effort levels; give 2 to 101, or the levels"),
        ("decisions.grid", 102, "102 effort levels; give 2 to 101, or the levels"),
        ("decisions.fixed_effort", [], "give at least one effort"),
        ("decisions.fixed_effort", [0.2, 1.2], "effort 1.2 is not between 0 and 1"),
        ("events.merger.week", -27, "week -27 is before the run starts (week -26, with the warm-up)"),
        ("funding.programme.ends", 4, "ends in week 4, before it starts"),
        ("events.leavers.agencies", ["nobody"], "unknown agency 'nobody'"),
        ("agencies.clinic.fixed_effort", 1.2, "effort 1.2 is not between 0 and 1"),
    ],
)
def test_what_does_not_fit_is_reported(path: str, value: Any, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        busy_town({path: value})
    field = path.split(".")[-1]
    found = [problem for problem in caught.value.problems if told in problem.message]
    assert len(found) == 1 and field in found[0].path, caught.value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("decisions.grid", [0.0, 1.0]),
        ("decisions.grid", 2),
        ("decisions.grid", 101),
        ("partnership.merger_loses", ["others"]),
        ("service.outreach_to", ["most"]),
        ("events.merger.week", -26),
        ("funding.programme.ends", 5),
        ("population.clients", 2),
        ("money.outside_failure_shares", {"insurers": 0.0}),
    ],
)
def test_what_just_fits_is_no_problem(path: str, value: Any) -> None:
    found = busy_town({path: value}).get(path)
    assert (list(found) if isinstance(found, tuple) else found) == value


def test_an_observable_of_missing_money_is_reported() -> None:
    with pytest.raises(ScenarioError, match="unknown funding window 'nobody'"):
        busy_town({"observables": [{"name": "x", "measure": "extra_places_spend", "windows": ["nobody"]}]})


def test_an_outside_payer_may_pay() -> None:
    outside = {"money.outside_failure_shares": {"insurers": 0.0}}
    town = busy_town(outside | {"campaigns.posters.payer": "insurers"})
    assert town.campaigns[0].payer == "insurers"


@pytest.mark.parametrize("seed", [1.5, "1", True])
def test_a_seed_of_another_type_is_refused(seed: Any) -> None:
    with pytest.raises(TypeError):
        Engine(busy_town(), seed)


@pytest.mark.parametrize("which", ["nothing", None, 5])
def test_an_unknown_baseline_is_refused(which: Any) -> None:
    with pytest.raises(ScenarioError, match=f"unknown baseline '{which}'"):
        busy_town().baseline(which)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_is_a_whole_number_that_fits(seed: int) -> None:
    with pytest.raises(ScenarioError, match="is not between 0 and 2\\^63 - 1"):
        Engine(busy_town(), seed)
    assert Engine(busy_town(), 2**63 - 1).seed == 2**63 - 1
