"""What must not matter does not: names, order, likeness of groups, the unit of money (V43 to V45, V48).

Scenarios are drawn at random; both twins have the same seed, so what is equal is equal client by client.

Three ties are broken by the order of the file, and are left out of the test of order: which fungible
member gets the last pooled place if lists are equally long, who leaves a partnership first, and which agency
keeps a funded place if money carried forward does not last for all. The order of needs is not a matter
of taste: needs are met in that order. Clients are numbered locality by locality, so the order of
localities decides who lives where, and results agree in distribution only.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from joinup.sim.parameters import Scenario
from joinup.sim.parameters.trees import merged
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.sim.test_determinism import ALWAYS, WITH_TABLES, assert_same
from tests.support.scenarios import PLAIN, busy_town, plain_town
from tests.support.strategies import scenarios

Tree = dict[str, Any]

KEYS = (
    "week",
    "quarter",
    "locality",
    "group",
    "agency",
    "from",
    "to",
    "effort",
    "client",
    "onset",
    "payer",
    "payee",
    "category",
    "funding",
    "campaign",
)
"""Columns that say what a row is about."""

SEEDS = st.integers(0, 2**63 - 1)


def tree_of(scenario: Scenario) -> Tree:
    return scenario.model_dump(mode="json")


def in_order(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with its rows in the order of what they are about."""
    # An effort is what a decision is about, and what an agency does.
    keys = [key for key in KEYS if key in table and (key != "effort" or name == "decisions")]
    named = [key for key in keys if isinstance(table[key].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(named, object)).sort_values(keys, kind="stable", ignore_index=True)


def assert_equal_rows(one: Result, other: Result, tables: tuple[str, ...]) -> None:
    """Compare tables whatever the order of their rows: counts exactly, sums of reals to 1e-9."""
    for name in tables:
        left, right = (in_order(getattr(result, name), name) for result in (one, other))
        pd.testing.assert_frame_equal(left, right, check_exact=False, rtol=1e-9, atol=1e-12, obj=name)
        counts = left.select_dtypes("integer").columns
        pd.testing.assert_frame_equal(left[counts], right[counts], check_exact=True, obj=name)


# Additions that do nothing (V43) -------------------------------------------------------------------


def with_idle_parts(tree: Tree) -> Tree:
    """Return a scenario with a part of every kind that does nothing."""
    found = copy.deepcopy(tree)
    found |= {"title": "Another title", "description": "More words."}
    found["levers"] = [{"path": "trust.start", "low": 0.1, "high": 0.9}]
    found["observables"] = [{"name": "lists", "measure": "waiting"}]
    found["incentives"].append({"name": "empty", "kind": "subsidy", "gbp": 0.0})
    found["incentives"].append({"name": "late", "kind": "penalty", "gbp": 500, "starts": 90})
    found["consultations"].append({"name": "idle", "groups": ["most"], "gain": 0.0, "cost": 0.0})
    found["events"].append(
        {"name": "same", "week": 9, "set": {"service.fatigue": tree["service"]["fatigue"]}}
    )
    found["population"]["needs"].append({"name": "company"})
    found["population"]["access"].append({"name": "a_lift"})
    found["forms"]["unused"] = merged(tree["forms"]["merged"], {"governance": {"reach": {"base": 0.4}}})
    return found


@settings(max_examples=8)
@given(scenarios(), SEEDS)
@example(busy_town(), 1)
def test_parts_that_do_nothing_change_no_figure_of_any_scenario(scenario: Scenario, seed: int) -> None:
    more = Scenario.parse(with_idle_parts(tree_of(scenario)))
    one, other = run(scenario, seed), run(more, seed)
    assert_same(one, other, tuple(name for name in (*ALWAYS, *WITH_TABLES) if name != "scorecard"))
    # More lines of payments, all of them 0, are added up in other pairs: the last bits may differ.
    pd.testing.assert_frame_equal(one.scorecard, other.scorecard, rtol=1e-14, obj="scorecard")


# Order and names (V44) ------------------------------------------------------------------------------


def in_other_order(tree: Tree) -> Tree:
    """Return a scenario with its lists the other way round, and without ties that order breaks."""
    found = copy.deepcopy(tree)
    population = found["population"]
    for part, name in (
        (found, "agencies"),
        (population, "groups"),
        (population, "access"),
        (found, "incentives"),
        (found, "campaigns"),
        (found, "consultations"),
        (found, "funding"),
    ):
        part[name] = part[name][::-1]
    return found


def without_ties(scenario: Scenario) -> Scenario:
    """Return a scenario in which nothing is decided by the order of the file."""
    tree = tree_of(scenario)
    for agency in tree["agencies"]:
        agency["fungible"] = False
    for window in tree["funding"]:
        window["carry_forward"] = False
    members = tree["partnership"]["members"] or ["adviser", "housing", "clinic"]
    tree["partnership"] |= {"leaving": False, "lead": members[0]}
    # Of two services that can start in the same week the first of the file does.
    tree["journeys"]["together"] = []
    return Scenario.parse(tree)


def payments(result: Result) -> pd.Series:
    """Return the sum of each kind of payment, week by week."""
    keys = ["locality", "payer", "payee", "category"]
    ledger = result.ledger.astype(dict.fromkeys(keys, object))
    sums: pd.Series = ledger.groupby(["week", *keys])["gbp"].sum()
    return sums


@settings(max_examples=12)
@given(scenarios(), SEEDS)
@example(busy_town(), 1)
def test_the_order_of_agencies_groups_and_instruments_does_not_matter(scenario: Scenario, seed: int) -> None:
    """Draws are keyed by name; only sums of reals may differ in their last bits."""
    straight = without_ties(scenario)
    turned = Scenario.parse(in_other_order(tree_of(straight)))
    one, other = run(straight, seed, by_locality=True), run(turned, seed, by_locality=True)
    assert_equal_rows(one, other, ("weekly", "agencies", "links", "decisions", "episodes", "funding"))
    pd.testing.assert_series_equal(payments(one), payments(other), rtol=1e-9)


def test_an_order_that_matters_is_noticed() -> None:
    """Needs are met in the order of the file."""
    tree = tree_of(busy_town())
    turned = copy.deepcopy(tree)
    turned["population"]["needs"] = tree["population"]["needs"][::-1]
    with pytest.raises(AssertionError):
        assert_equal_rows(run(busy_town(), 1), run(Scenario.parse(turned), 1), ("weekly",))


def renamed(tree: Any, names: Mapping[str, str]) -> Any:
    """Return a tree with other names, wherever they stand, paths of events included."""
    if isinstance(tree, dict):
        return {names.get(key, key): renamed(value, names) for key, value in tree.items()}
    if isinstance(tree, list):
        return [renamed(item, names) for item in tree]
    return names.get(tree, tree) if isinstance(tree, str) else tree


NAMES = {
    "adviser": "citizens_advice",
    "housing": "homes_office",
    "clinic": "health_centre",
    "advice": "debts",
    "home": "a_roof",
    "health": "fitness",
    "hours": "evenings",
    "language": "an_interpreter",
    "north": "upper_end",
    "south": "lower_end",
    "most": "majority",
    "others": "minority",
}

NAMELESS: dict[str, Any] = {
    "partnership.form": "formal",
    "decisions.rule": "best_reply",
    "decisions.intrinsic_sd": 0.0,
    "measurement.noise": 0.0,
    "redress.complaint": 0.0,
    "incentives": [{"name": "grant", "kind": "subsidy", "of_full_cost": 1.2}],
}
"""Efforts without chance, and nobody who owns a complaint to be found."""


def test_other_names_change_nothing_where_nothing_is_drawn_by_name() -> None:
    tree = copy.deepcopy(PLAIN)
    # One group with one need and the right door: there is no choice among named things.
    only = tree["population"]["groups"][0]
    tree["population"]["groups"] = [only | {"share": 1, "needs": {"home": 1}, "access": {}, "right_door": 1}]
    scenario = Scenario.parse(tree).with_changes(NAMELESS)
    other = Scenario.parse(renamed(tree_of(scenario), NAMES))
    one, two = run(scenario, 5, by_locality=True), run(other, 5, by_locality=True)
    assert one.agencies["effort"].max() > 0.5
    for name in ("weekly", "agencies", "links", "episodes"):
        expected = getattr(one, name).copy()
        for key in ("locality", "group", "agency", "from", "to"):
            if key in expected:
                expected[key] = expected[key].astype(object).map(lambda value: NAMES.get(value, value))
        found = getattr(two, name).astype(expected.dtypes.to_dict())
        pd.testing.assert_frame_equal(found, expected, check_exact=True, obj=name)


def assert_same_distribution(one: list[float], other: list[float]) -> None:
    """Check that samples differ, but not beyond noise, neither in shape nor in mean."""
    assert one != other
    assert ks_2samp(np.array(one, dtype=np.float64), np.array(other, dtype=np.float64)).pvalue > 0.001
    error = np.sqrt((np.var(one, ddof=1) + np.var(other, ddof=1)) / len(one))
    assert abs(np.mean(one) - np.mean(other)) < 3.5 * error


def test_other_names_change_chance_and_nothing_else() -> None:
    """Where draws are keyed by name, weeks of unmet need have the same distribution."""
    scenario = plain_town({"partnership.form": "formal"})
    other = Scenario.parse(renamed(tree_of(scenario), NAMES))
    assert_same_distribution(
        *(
            [run(each, seed, tables=False).weekly["unmet_need_weeks"].sum() for seed in range(1, 51)]
            for each in (scenario, other)
        )
    )


def test_the_order_of_localities_changes_who_lives_where_and_nothing_else() -> None:
    tree = tree_of(plain_town())
    turned = copy.deepcopy(tree)
    turned["population"]["localities"] = tree["population"]["localities"][::-1]
    north: list[list[float]] = []
    for each in (tree, turned):
        scenario = Scenario.parse(each)
        runs = [run(scenario, seed, tables=False, by_locality=True).weekly for seed in range(1, 51)]
        north.append([w.loc[w["locality"] == "north", "unmet_need_weeks"].sum() for w in runs])
    assert_same_distribution(*north)


# Groups that are alike (V45) ---------------------------------------------------------------------


def with_groups(tree: Tree, shares: Mapping[str, float]) -> Tree:
    """Return a scenario whose only group is ``most``, split into parts that differ in name alone.

    Contacts are the whole locality: with a preference for the own group, a part hears less from the
    others, as it should.
    """
    found = copy.deepcopy(tree)
    population = found["population"]
    group = next(group for group in population["groups"] if group["name"] == "most")
    group |= {"opening": None, "arrivals": None}
    population["groups"] = [
        copy.deepcopy(group) | {"name": name, "share": share} for name, share in shares.items()
    ]
    population["contacts"]["homophily"] = 0.0
    if population["eligibility"]:
        named = population["eligibility"]["groups"]
        population["eligibility"]["groups"] = dict.fromkeys(shares, named.get("others", 1.0))
    if found["partnership"]["merger_loses"]:
        found["partnership"]["merger_loses"] = list(shares)
    if found["partnership"]["covers"]["groups"]:
        found["partnership"]["covers"]["groups"] = list(shares)
    for item in found["consultations"]:
        item["groups"] = list(shares)
    for item in (*found["prevention"], *found["navigators"]):
        item["groups"] = list(shares)
    for item in found["campaigns"]:
        item["audience"] = []
    return found


@settings(max_examples=8)
@given(scenarios(), SEEDS, st.lists(st.floats(0.05, 1.0), min_size=2, max_size=4))
@example(busy_town(), 1, [0.5, 0.5])
def test_a_group_split_into_groups_that_are_alike_is_the_same_group(
    scenario: Scenario, seed: int, weights: list[float]
) -> None:
    """Who is in which part is drawn by the parts' names; what happens to people does not ask for it."""
    tree = tree_of(scenario)
    shares = {f"part_{n}": weight / sum(weights) for n, weight in enumerate(weights)}
    shares["part_0"] += 1 - sum(shares.values())
    whole = run(Scenario.parse(with_groups(tree, {"most": 1.0})), seed)
    parts = run(Scenario.parse(with_groups(tree, shares)), seed)
    assert_same(whole, parts, ("agencies", "links", "ledger", "decisions", "effort_gap", "funding"))
    counts = whole.weekly.columns.drop(["week", "group"])
    sums = parts.weekly.groupby("week")[list(counts)].sum().reset_index()
    pd.testing.assert_frame_equal(sums, whole.weekly[["week", *counts]], check_exact=True)
    before, after = (result.episodes.drop(columns="group") for result in (whole, parts))
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_one_of_two_groups_split_is_the_same_in_distribution() -> None:
    """Splitting one of several groups moves people between groups: their race has a new runner."""
    tree = tree_of(plain_town({"population.clients": 600}))
    split = copy.deepcopy(tree)
    first = split["population"]["groups"][0]
    halves = [{**copy.deepcopy(first), "name": f"half_{n}", "share": first["share"] / 2} for n in (0, 1)]
    split["population"]["groups"] = [*halves, *split["population"]["groups"][1:]]
    split["population"]["contacts"]["homophily"] = tree["population"]["contacts"]["homophily"] = 0.0
    weeks = np.array(
        [
            [
                run(Scenario.parse(each), seed, tables=False).weekly["unmet_need_weeks"].sum()
                for seed in range(1, 61)
            ]
            for each in (tree, split)
        ]
    )
    error = np.sqrt((weeks.var(axis=1, ddof=1) / weeks.shape[1]).sum())
    assert abs(np.diff(weeks.mean(axis=1))) < 3.5 * error
    assert error < 0.01 * weeks.mean(), "the comparison could see a difference of a few per cent"


# The unit of money (V48) ---------------------------------------------------------------------------

FACTOR = 64.0
"""A power of two, so that amounts in the other unit have the same bits behind the point."""


def in_other_money(tree: Tree) -> Tree:
    """Return a scenario in a currency of which 64 are worth a pound."""
    found = copy.deepcopy(tree)
    for agency in found["agencies"]:
        agency["place_cost"] *= FACTOR
        agency["outreach_cost"] *= FACTOR
    for incentive in found["incentives"]:
        for name in ("gbp", "rate", "price"):
            if incentive[name] is not None:
                incentive[name] *= FACTOR
    for campaign in found["campaigns"]:
        campaign["spend"] *= FACTOR
        campaign["fixed_cost"] *= FACTOR
    found["awareness"]["advertising_effect"] /= FACTOR
    for consultation in found["consultations"]:
        consultation["cost"] *= FACTOR
    for item in (*found["prevention"], *found["navigators"]):
        item["cost"] *= FACTOR
    found["redress"]["cost"] *= FACTOR
    found["partnership"]["information"]["cost"] *= FACTOR
    found["money"]["unmet_need"] *= FACTOR
    found["money"]["value_of_week"] *= FACTOR
    return found


@settings(max_examples=8)
@given(scenarios(), SEEDS)
@example(busy_town(), 1)
def test_another_unit_of_money_changes_amounts_and_nothing_else(scenario: Scenario, seed: int) -> None:
    """There is no other unit to change: the week is the step of the model."""
    one, other = run(scenario, seed), run(Scenario.parse(in_other_money(tree_of(scenario))), seed)
    no_money = [name for name in (*ALWAYS, *WITH_TABLES) if name not in ("ledger", "campaigns", "funding")]
    assert_same(one, other, tuple(name for name in no_money if name != "scorecard"))
    for name in ("ledger", "funding", "campaigns"):
        expected = getattr(one, name).copy()
        for column in expected.columns:
            if column.endswith("gbp") or column == "stock":
                expected[column] *= FACTOR
        pd.testing.assert_frame_equal(getattr(other, name), expected, check_exact=True, obj=name)


def test_an_amount_that_is_not_in_the_other_unit_is_noticed() -> None:
    tree = in_other_money(tree_of(busy_town()))
    tree["redress"]["cost"] /= FACTOR
    found, expected = run(Scenario.parse(tree), 1).ledger, run(busy_town(), 1).ledger
    expected["gbp"] *= FACTOR
    with pytest.raises(AssertionError, match="gbp"):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
