"""The shipped scenarios of real initiatives: what they may rest on, and the stories they tell."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.observables import Point
from joinup.sim.results.result import Result
from joinup.sim.run import run

LAST_OBSERVATION = datetime.date(2001, 3, 31)
AWARENESS = "awareness_of_small_businesses"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "cost-shunting.md"
NO_CHARGE: dict[str, Any] = {"incentives.delay_charge.rate": 0}
POOLED = {**NO_CHARGE, "incentives.pooled_budget.share": 1}
REMEDIES: dict[str, dict[str, Any]] = {
    "No charge": NO_CHARGE,
    "Charge of GBP 100 a day": {},
    "Pooled budget, each decides": POOLED,
    "Pooled budget, one manager": {**POOLED, "partnership.form": "lead_agency"},
    "55 more places, no charge": {**NO_CHARGE, "agencies.social_services.places": 1145},
}


@pytest.mark.parametrize("name", available())
def test_no_shipped_scenario_shows_an_outcome_after_march_2001(name: str) -> None:
    points = [point for item in load(name).observables for point in item.published]
    assert all(point.date <= LAST_OBSERVATION for point in points)


def shown(result: Result, observable: str, date: datetime.date) -> float:
    """Return the value of an observable in the week of a date."""
    return float(result.observables[observable]["value"][(date - result.scenario.start_date).days // 7])


def published(scenario: Scenario, observable: str) -> tuple[Point, ...]:
    """Return an observable's published points."""
    return next(item.published for item in scenario.observables if item.name == observable)


@pytest.fixture(scope="module")
def business_link() -> Result:
    return run(load("business_link").with_changes({"population.clients": 18_500, "weeks": 313}), seed=1)


def test_awareness_of_business_link_agrees_where_it_was_not_fitted(business_link: Result) -> None:
    points = published(business_link.scenario, AWARENESS)
    (unused,) = (point for point in points if point.used_for == "shown")
    assert unused.date == datetime.date(1997, 2, 15)
    assert shown(business_link, AWARENESS, unused.date) == pytest.approx(unused.value, abs=0.05)
    fitted = [point for point in points if point.used_for == "fitted"]
    model = [shown(business_link, AWARENESS, point.date) for point in fitted]
    assert np.mean(model) == pytest.approx(np.mean([point.value for point in fitted]), abs=0.02)


def test_awareness_follows_advertising_and_is_lower_among_minority_owners(business_link: Result) -> None:
    high, low = datetime.date(1997, 6, 1), datetime.date(2000, 6, 1)
    assert shown(business_link, AWARENESS, low) < shown(business_link, AWARENESS, high) - 0.01
    of_minority_owners = shown(business_link, "awareness_of_minority_owners", low)
    assert of_minority_owners < shown(business_link, AWARENESS, low) - 0.03


def test_what_was_published_of_advertising_is_what_was_put_in(business_link: Result) -> None:
    for point in published(business_link.scenario, "spending_on_advertising"):
        spent = shown(business_link, "spending_on_advertising", point.date)
        assert spent == pytest.approx(point.value, rel=1e-3)


def test_two_parent_budgets_agree_with_what_was_published() -> None:
    scenario = load("trade_international").with_changes({"population.clients": 6000, "weeks": 156})
    result = run(scenario, seed=1)
    for name in ("spending_at_home", "spending_at_posts"):
        (point,) = published(scenario, name)
        assert shown(result, name, point.date) == pytest.approx(point.value, rel=0.01)


def test_a_second_budget_keeps_the_parents_apart() -> None:
    scenario = load("trade_international").with_changes({"population.clients": 6000})
    intensity = {}
    for form in ("merged_two_budgets", "merged"):
        links = run(scenario.with_changes({"partnership.form": form}), seed=1).links
        intensity[form] = links["joint_intensity"].mean()
    assert intensity["merged_two_budgets"] < 0.5 * intensity["merged"]


def paid(result: Result, payer: str, *categories: str) -> float:
    """Return millions of pounds that somebody paid, by category (none: all but transfers and failure)."""
    ledger = result.ledger[result.ledger["payer"] == payer]
    of = ledger["category"].isin(categories) if categories else ~ledger["category"].isin((TRANSFER, FAILURE))
    return float(ledger["gbp"][of].sum()) / 1e6


def row(scenario: Scenario, seed: int) -> list[float]:
    """Return one run's row of the table of docs/explanation/cost-shunting.md."""
    result = run(scenario, seed)
    parts = [paid(result, who, *what) for who in ("hospital", "social_services") for what in ((), (FAILURE,))]
    last = result.agencies[result.agencies["week"] == scenario.weeks - 1]
    waiting = last.loc[last["agency"] == "social_services", "waiting"].sum()
    return [*parts, paid(result, "social_services", TRANSFER), float(waiting)]


def test_social_services_pays_for_places_and_the_hospital_gains() -> None:
    scenario = load("delayed_discharge").with_changes(NO_CHARGE)
    before = row(scenario, seed=1)
    more = row(scenario.with_changes(REMEDIES["55 more places, no charge"]), seed=1)
    hospital, hospital_delays, social, social_delays, *_ = np.subtract(more, before)
    assert social > 0
    assert abs(hospital) < 0.1 * social
    assert hospital_delays < 3 * social_delays < 0


@pytest.mark.slow
def test_the_worked_example_shows_what_the_model_says() -> None:
    scenario = load("delayed_discharge")
    rows = re.compile(r"^\| ([^|]+?) \| ((?:[\d. ]*\|){6})$", re.MULTILINE)
    table = dict(rows.findall(PAGE.read_text(encoding="utf-8")))
    assert table.keys() == REMEDIES.keys()
    for name, change in REMEDIES.items():
        means = np.mean([row(scenario.with_changes(change), seed) for seed in range(1, 6)], axis=0)
        cells = [float(cell) if cell.strip() else 0.0 for cell in table[name].strip(" |").split("|")]
        assert cells == pytest.approx(list(means), rel=0.006, abs=0.5), name
