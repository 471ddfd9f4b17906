"""Money that incentives pay buys places for whoever receives it, as far as the scenario says (ODD 4.8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.load import load
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort.sentences import incentives
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import engine_at, plain_town

QUARTER, COST = 13, 700.0
GRANT: dict[str, Any] = {
    "name": "grant",
    "kind": "subsidy",
    "gbp": 9.1 * QUARTER * COST,
    "recruitment_weeks": 0,
    "agencies": ["housing"],
}
FULL = {"decisions.rule": "fixed", "decisions.fixed_effort": 1.0, "partnership.form": "informal"}
ONE_PLACE = {"population.localities": [{"name": "town"}]}


def town(**incentive: Any) -> Scenario:
    return plain_town({**FULL, **ONE_PLACE, "incentives": [{**GRANT, **incentive}]})


def places(engine: Engine) -> dict[str, int]:
    return dict(zip(("adviser", "housing", "clinic"), engine.state.agency["places"][0].tolist(), strict=True))


def test_a_grant_for_ten_places_buys_half_as_many_from_the_next_quarter_on() -> None:
    # 9.1 places' worth a quarter, all of it from the first quarter of effort on; half of them is 4.55.
    before, after = engine_at(town(spent_on_places=0.5), 13), engine_at(town(spent_on_places=0.5), 14)
    assert places(before) == {"adviser": 8, "housing": 14, "clinic": 9}
    assert places(after) == {"adviser": 8, "housing": 14 + 5, "clinic": 9}
    assert after.state.agency["bought"].tolist() == [[0, 5, 0]]


def test_all_of_it_buys_twice_as_many_and_none_of_it_buys_none() -> None:
    assert places(engine_at(town(spent_on_places=1.0), 20))["housing"] == 14 + 9
    assert places(engine_at(town(spent_on_places=0.0), 20))["housing"] == 14


def test_places_are_recruited_with_a_lag_and_given_back_when_nothing_more_is_received() -> None:
    slow = town(spent_on_places=1.0, recruitment_weeks=26, ends=26)
    levels = [float(engine_at(slow, week).state.bought_level[0, 0, 1]) for week in (14, 20, 38, 40)]
    expected = [9.1 * (1 - np.exp(-weeks / 26)) for weeks in (1, 7, 25)]
    assert levels[:3] == pytest.approx(expected)
    assert levels[3] == 0.0


def test_who_pays_for_them_is_who_received_the_money_and_it_is_public_cost() -> None:
    spent, kept = (run(town(spent_on_places=share), seed=1).ledger for share in (1.0, 0.0))

    def paid(ledger: Any, *categories: str) -> float:
        there = ledger[(ledger.payer == "housing") & ledger.category.isin(categories)]
        return float(there.gbp.sum())

    weeks = 52 - QUARTER
    staff = ("service", "coordination", "set_up")
    assert paid(spent, *staff) - paid(kept, *staff) == pytest.approx(9 * COST * weeks, rel=1e-9)
    received = spent[(spent.payee == "housing") & (spent.category == "incentive")].gbp.sum()
    assert received == kept[kept.category == "incentive"].gbp.sum() == pytest.approx(4 * GRANT["gbp"])


def test_a_charge_buys_places_of_the_agency_that_it_is_paid_to_and_of_no_other() -> None:
    charge = {"kind": "charge", "rate": 3000.0, "gbp": None, "agencies": [], "spent_on_places": 1.0}
    to_clinic, to_funder = (
        engine_at(town(**charge, payee=payee), 40).state.agency["bought"][0].tolist()
        for payee in ("clinic", "funder")
    )
    assert to_clinic[:2] == [0, 0]
    assert to_clinic[2] > 0
    assert to_funder == [0, 0, 0]


def test_it_is_half_in_the_second_edition_and_nothing_in_the_first() -> None:
    tree = {"incentives": [{"name": "grant", "kind": "subsidy", "gbp": 10}]}
    assert plain_town(tree).get("incentives.grant.spent_on_places") == 0
    town_of_two = load("town").with_changes({"schema_version": 2})
    assert {one.spent_on_places for one in town_of_two.incentives} <= {0.5}
    second = plain_town(tree).with_changes({"schema_version": 2})
    assert second.get("incentives.grant.spent_on_places") == 0.5
    assert incentives(second)[0].endswith("Agencies that are paid buy places with 50% of it.")
    assert "buy places" not in incentives(plain_town(tree))[0]
