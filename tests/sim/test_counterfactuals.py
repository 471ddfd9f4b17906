"""The baseline none_same_money: what joint working costs, spent on places from the start (ODD 7.8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.analysis.methods.paired import COST, COST_DISCOUNTED, WEEKS, WEEKS_DISCOUNTED
from joinup.experiments.analysis.options import options_of
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.report.text.same_money import worth_its_price
from joinup.experiments.run.request import prepare
from joinup.scenarios.load import load
from joinup.sim.counterfactuals import bought, price, same_money
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import PLAIN, plain_town

FORMAL = {"partnership.form": "formal"}
A_WEEK = 700.0 * (8 + 14 + 9)


def test_the_price_is_what_the_lines_of_joint_working_add_up_to() -> None:
    formal = plain_town({**FORMAL, "money.discount_rate": 0.0})
    assert price(formal) == pytest.approx(0.01 * 52 * A_WEEK, rel=1e-12)
    later = plain_town({**FORMAL, "partnership.starts": 40})
    ledger = run(later, seed=1).ledger
    paid = ledger[ledger.payee == "partnership"]
    assert price(later) == pytest.approx((paid.gbp * 1.035 ** (-paid.week / 52)).sum(), rel=1e-12)
    assert 0 < price(later) < price(formal)


def test_hours_that_stand_in_are_part_of_the_price_and_slower_services_are_not() -> None:
    effort = {"decisions.rule": "fixed", "decisions.fixed_effort": 1.0}
    slowed = plain_town({**FORMAL, **effort})
    beds = {f"agencies.{name}.paced_by_staff": 0.0 for name in ("adviser", "housing", "clinic")}
    assert price(slowed.with_changes(beds)) > 1.5 * price(slowed)


def test_without_joint_working_there_is_no_price_and_nothing_is_bought() -> None:
    assert price(plain_town()) == 0
    assert same_money(plain_town()) == plain_town().baseline("none")


def test_places_are_bought_at_the_proportions_of_those_there_are_and_spend_the_money() -> None:
    scenario = plain_town({"money.discount_rate": 0.05})
    discount = 1.05 ** (-np.arange(52) / 52)
    money = 0.2 * A_WEEK * discount.sum()
    found: dict[str, list[tuple[float, int]]] = {}
    for one in bought(scenario, money):
        found.setdefault(one.agency, []).append((one.places, one.weeks))
    # A fifth of 8, 14 and 9 places: 1.6, 2.8 and 1.8, all but the whole ones for a part of the year.
    assert [found[name][0] for name in found] == [(1, 52), (2, 52), (1, 52)]
    assert [found[name][1][0] for name in found] == [1, 1, 1]
    assert [found[name][1][1] for name in found] == pytest.approx([0.6 * 52, 0.8 * 52, 0.8 * 52], abs=2)
    spent = sum(700 * places * discount[:weeks].sum() for one in found.values() for places, weeks in one)
    assert spent == pytest.approx(money, abs=3 * 700)


def test_the_places_are_there_from_the_first_week_and_cost_as_much_as_the_form() -> None:
    merged = plain_town({"partnership.form": "merged", "money.discount_rate": 0.0})
    beside = same_money(merged)
    assert beside.partnership.form == "none"
    engine = Engine(beside, 1)
    engine.advance(beside.warm_up_weeks)
    assert int(engine.state.agency["places"].sum()) == 8 + 14 + 9
    engine.advance(1)
    extra = int(engine.state.agency["funded"].sum())
    assert 0 < extra <= 6
    ledger = run(beside, seed=1).ledger
    assert ledger[ledger.payer == "funder"].gbp.sum() == pytest.approx(price(merged), abs=3 * 700)


def test_clients_that_stand_for_several_people_get_as_many_places_for_them() -> None:
    many = {f"agencies.{name}.places": 10 * places for name, places in (("adviser", 8), ("clinic", 9))}
    scenario = plain_town({**many, "agencies.housing.places": 140, "population.people": 3000})
    spent = sum(one.places * one.weeks for one in bought(scenario, 0.2 * 52 * 10 * A_WEEK))
    assert spent == pytest.approx(0.2 * 52 * 310, rel=0.05)
    assert {one.places % 10 for one in bought(scenario, 0.2 * 52 * 10 * A_WEEK)} == {0}


def test_it_is_a_baseline_wherever_there_are_baselines() -> None:
    scenario = ju.Scenario.parse(PLAIN).with_changes({"partnership.form": "merged"})
    wanted = same_money(scenario).hash
    assert scenario.baseline("none_same_money").hash == wanted
    assert prepare(scenario, baselines="none_same_money").baselines["none_same_money"].hash == wanted
    design = ju.design(scenario, vary={"baseline": ["none_same_money"]})
    assert [found.hash for _, found in design.scenarios()] == [wanted]
    assert options_of(scenario, ["none_same_money"])[1].changes == {"baseline": "none_same_money"}
    # The money is that of the option, not of the scenario as written.
    informal: dict[str, Any] = {"partnership.form": ["informal"], "baseline": ["none_same_money"]}
    [(_, free)] = ju.design(scenario, vary=informal).scenarios()
    assert not free.funding
    with pytest.raises(ju.errors.ScenarioError, match=r"did you mean 'none_same_money'.*none, no_programme"):
        scenario.baseline("same_money")  # type: ignore[arg-type]


def test_compare_says_whether_an_option_is_worth_its_price() -> None:
    scenario = ju.Scenario.parse(PLAIN).with_changes({"weeks": 20, "partnership.form": "merged"})
    found = ju.compare(scenario, "none_same_money", replicates=20, workers=0)
    [section] = worth_its_price(found)
    assert section.sentences[0].startswith("test_town is not worth its price: net benefit -")
    alone = ju.compare(scenario, "none", replicates=2, workers=0)
    assert worth_its_price(alone) == []


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (50.0, "office is worth its price: net benefit +"),
        (-50.0, "office is not worth its price: net benefit -"),
        (0.001, "office is not worth its price: no better than the places by what is worth having"),
    ],
)
def test_what_is_said_of_an_option_follows_from_its_net_benefit(gain: float, said: str) -> None:
    draws = np.random.default_rng(1).normal(1000, 1, 40)
    columns = (WEEKS, WEEKS_DISCOUNTED, COST, COST_DISCOUNTED)

    def option(weeks: float) -> pd.DataFrame:
        values = dict(zip(columns, (draws - weeks, draws - weeks, draws, draws), strict=True))
        return pd.DataFrame(values, index=pd.RangeIndex(40, name="seed"))

    labels = {"office": option(gain), "office;none_same_money": option(0.0)}
    [section] = worth_its_price(PairedDraws(labels, 200.0, "replicate", load("town")))
    assert section.sentences[0].startswith(said)


def test_a_parameter_set_alone_has_the_baselines_that_need_no_run() -> None:
    with pytest.raises(ju.errors.ScenarioError, match="unknown baseline"):
        Scenario.parse(PLAIN).baseline("none_same_money")  # type: ignore[arg-type]
