"""The yearly account: who misses targets and is held to it gets less money (ODD 7.7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

OUT_OF_REACH, EASY = 1e6, 1e-6

MONEY = [{"name": "extra", "places": {"housing": 20}, "recruitment_weeks": 0}]


def town(
    target: float | None = OUT_OF_REACH, changes: dict[str, Any] | None = None, *, owner: float = 1.0
) -> Scenario:
    """Return the town with a lead agency and money, held to account 26 weeks after each year."""
    rules: dict[str, Any] = {
        "weeks": 160,
        "warm_up_weeks": 0,
        "population.clients": 60,
        "partnership.form": "lead_agency",
        "forms.lead_agency.governance.owner": owner,
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 0.5,
        "measurement.target": target,
        "accountability.cut": 0.1,
        "funding": MONEY,
    }
    return plain_town(rules | (changes or {}))


def kept(scenario: Scenario, *weeks: int) -> list[float]:
    """Return what cuts have left of the money after some weeks."""
    engine, found = Engine(scenario, 1), []
    for week in weeks:
        engine.advance(week + 1 - engine.week)
        found.append(float(engine.state.money_kept[0]))
    return found


def test_a_missed_account_cuts_the_money_of_the_year_after_and_cuts_add_up() -> None:
    assert kept(town(), 78, 103, 104, 155, 156) == pytest.approx([1, 1, 0.9, 0.9, 0.81])
    assert kept(town(EASY), 104, 156) == [1, 1]
    assert kept(town(owner=0.0), 104, 156) == [1, 1]
    assert kept(town(changes={"partnership.form": "none"}), 104) == [1]


@pytest.mark.parametrize("lag", [0, 52])
def test_the_cut_comes_with_the_next_year_whenever_account_is_given(lag: int) -> None:
    assert kept(town(changes={"accountability.account_lag": lag}), 103, 104) == pytest.approx([1, 0.9])


def test_windows_subsidies_rewards_and_grants_pay_less_and_nothing_else_does() -> None:
    incentives = [
        {"name": "grant", "kind": "subsidy", "gbp": 1300.0},
        {"name": "crisis", "kind": "failure_grant", "gbp": 2600.0},
        {"name": "fine", "kind": "penalty", "gbp": 1000.0},
    ]
    result = run(town(changes={"incentives": incentives}), 1)
    places = result.agencies.groupby("week")["extra_places"].sum()
    assert places[103] == 20 and places[104] == 18 and places[156] == 16
    paid = result.ledger.query("category == 'incentive' and payer == 'funder'").groupby("week")["gbp"].sum()
    # Three members in each of two localities: half of 1,300 and of 2,600 a quarter.
    assert paid[102] == pytest.approx(6 * (50 + 100)) and paid[105] == pytest.approx(0.9 * paid[102])
    fined = result.ledger.query("category == 'incentive' and payer != 'funder'")["gbp"]
    assert len(fined) > 20


def test_misses_in_a_row_end_the_partnership_and_its_money_whoever_is_held_to_them() -> None:
    ended = run(town(changes={"accountability.strikes": 2}, owner=0.0), 1).agencies.groupby("week")
    members, places = ended["member"].sum(), ended["extra_places"].sum()
    assert members[129] == 6 and places[129] == 20
    assert (members[members.index >= 130] == 0).all() and (places[places.index >= 130] == 0).all()
    in_time = run(town(EASY, {"accountability.strikes": 2}), 1)
    assert in_time.agencies.query("week == 159")["member"].min() == 1


def test_a_stock_is_missed_if_it_is_higher_and_no_report_is_a_miss() -> None:
    stock: dict[str, Any] = {"measurement.metric": "stock"}
    assert kept(town(OUT_OF_REACH, stock), 104) == [1]
    assert kept(town(EASY, stock), 104) == pytest.approx([0.9])
    assert kept(town(EASY, {"measurement.lag": 104}), 104) == pytest.approx([0.9])
    assert kept(town(None), 104) == [1]


def test_somebody_is_held_to_it_with_the_chance_that_the_form_says() -> None:
    places = [{"name": "place", "count": 400}]
    many = town(changes={"weeks": 80, "population.localities": places, "population.clients": 400}, owner=0.3)
    card = run(many, 1).scorecard.set_index("measure")["value"]
    assert card["held_to_account"] == pytest.approx(0.3, abs=0.08)
    assert np.isnan(run(town(EASY), 1).scorecard.set_index("measure")["value"]["held_to_account"])


def test_it_is_said_what_a_partnership_answers_for() -> None:
    said = str(describe(town(changes={"accountability.strikes": 3}, owner=0.8)))
    assert "with a chance of 80%" in said and "are cut by 10%" in said
    assert "3 misses in a row end the partnership" in said
    assert "Yearly account" not in str(describe(town(changes={"accountability.cut": 0.0})))
