"""What the money that joint working costs would buy in places: the baseline ``none_same_money`` (ODD 7.8).

It is ``none`` with the price of the scenario's joint working spent on places:

    P = mean over three seeds of  sum_t D(t) sum of the ledger's lines of joint working
    f = P / sum_t D(t) sum_a C_a cost_a,     extra places of a = f C_a

with D the discount factor and C_a contracted places. Of these the whole places are there for all of the run,
and one more for the part of it, from its start, that pays for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import SAME_MONEY
from joinup.sim.places import SEEDS
from joinup.sim.run import run

YEAR = 52

_PRICES: dict[str, float] = {}
"""Prices that this process has found, by the hash of what was run."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Places bought at an agency, for a number of weeks from week 0."""

    agency: str
    places: float
    weeks: int


def same_money[Given: Scenario](scenario: Given) -> Given:
    """Return a scenario without joint working and with its price spent on places from the start."""
    none = scenario.baseline("none")
    windows = [_window(number, one) for number, one in enumerate(bought(scenario, price(scenario)))]
    return none.with_changes({"funding": [*(one.model_dump() for one in none.funding), *windows]})


def price(scenario: Scenario) -> float:
    """Return what joint working costs in money, discounted, for all people: a mean over three seeds.

    A process finds the same only once.
    """
    key = scenario.hash
    if key not in _PRICES:
        _PRICES[key] = float(np.mean([_price(scenario, seed) for seed in SEEDS]))
    return _PRICES[key]


def _price(scenario: Scenario, seed: int) -> float:
    tallies = run(scenario, seed, tables=False).tallies
    priced = np.array([line.of_joint_working for line in tallies.lines])
    return float((tallies.discount @ tallies.paid[:, priced]).sum()) * scenario.people_per_client


def bought(scenario: Scenario, money: float) -> Iterator[Bought]:
    """Yield the places that money buys at the proportions of contracted places, from the start."""
    discount = (1 + scenario.money.discount_rate) ** (-np.arange(scenario.weeks) / YEAR)
    a_week = sum(agency.places * agency.place_cost for agency in scenario.agencies)
    each = scenario.people_per_client
    share = money / (discount.sum() * a_week) if a_week > 0 else 0.0
    for agency in scenario.agencies:
        # One that is simulated stands for several.
        whole, rest = divmod(share * agency.places / each, 1.0)
        weeks = int(np.searchsorted(discount.cumsum(), rest * discount.sum()))
        if whole > 0:
            yield Bought(agency.name, whole * each, scenario.weeks)
        if weeks > 0:
            yield Bought(agency.name, each, weeks)


def _window(number: int, one: Bought) -> dict[str, object]:
    return {
        "name": f"{SAME_MONEY}_{number}",
        "title": f"as much money in places of {one.agency}",
        "starts": 0,
        "ends": one.weeks,
        "places": {one.agency: one.places},
        "recruitment_weeks": 0.0,
        "recruits_after": 0,
    }
