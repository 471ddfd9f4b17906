"""Everything that a result shows is for people and `simulated` is not: declared once, as data."""

from __future__ import annotations

import copy
import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim.mechanisms.ledger.parameters import TRANSFER
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.results.columns import TABLES
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town
from tests.support.strategies import scenarios

FRACTION, WHOLE = 7.0 / 3.0, 4.0
ALWAYS_FOR_PEOPLE = ("scorecard", "observables")


def standing_for(scenario: Scenario, each: float) -> Scenario:
    """Return a scenario whose clients stand for some people each."""
    return scenario.with_changes({"population.people": round(scenario.population.clients * each)})


@pytest.fixture(scope="module", params=[1.0, FRACTION, WHOLE], ids=["one", "fraction", "whole"])
def result(request: pytest.FixtureRequest) -> Result:
    return run(standing_for(busy_town(), request.param), seed=3, by_locality=True)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_that_are_declared_and_no_others(name: str) -> None:
    for by_locality in (True, False):
        found = run(busy_town(), seed=3, by_locality=by_locality)
        declared = TABLES[name].columns
        expected = [column.public_name for column in declared]
        simulated = [column.name for column in declared if not column.added]
        left_out = set() if by_locality or name in ("agencies", "links", "episodes") else {"locality"}
        if name in ("decisions", "effort_gap", "targets"):
            left_out = set()
        assert list(found.table(name)) == [column for column in expected if column not in left_out]
        assert list(found.simulated.table(name)) == [one for one in simulated if one not in left_out]


@settings(max_examples=20)
@given(scenarios(), st.floats(1.0, 50.0))
def test_a_table_for_people_is_the_simulated_one_times_the_people_of_a_client(
    scenario: Scenario, each: float
) -> None:
    found = run(standing_for(scenario, each), seed=1)
    for table in TABLES.values():
        ours, raw = found.table(table.name), found.simulated.table(table.name)
        assert len(ours) == len(raw)
        for column in table.columns:
            if column.added or column.name not in raw:
                continue
            expected = raw[column.name] * found.people_per_client if column.per_client else raw[column.name]
            pd.testing.assert_series_equal(
                ours[column.public_name], expected, check_dtype=False, check_names=False, rtol=1e-15
            )


def test_counts_stay_whole_where_a_client_stands_for_whole_people(result: Result) -> None:
    whole = float(result.people_per_client).is_integer()
    assert (result.weekly["seeking"].dtype == "int64") == whole
    assert result.simulated.weekly["seeking"].dtype == "int64"


def test_tables_and_scorecard_agree_on_money(result: Result) -> None:
    card = result.scorecard.set_index("measure")["value"]
    paid = result.costs[result.costs["category"] != TRANSFER]["gbp"].sum()
    assert paid == pytest.approx(card["public_cost"], rel=1e-9)
    assert result.ledger["gbp"].sum() == pytest.approx(result.costs["gbp"].sum(), rel=1e-9)
    publicity = result.ledger.query("category == 'publicity'")["gbp"].sum()
    spend = result.campaigns.drop_duplicates(["week", "campaign"])["spend_gbp"].sum()
    assert spend == pytest.approx(publicity, rel=1e-9)
    given_gbp, spent, lapsed = result.funding[["given_gbp", "spent_gbp", "lapsed_gbp"]].sum()
    left = result.funding.query("week == @result.weeks - 1")["left_gbp"].sum()
    before = result.funding.query("week == 0")[["left_gbp", "spent_gbp", "lapsed_gbp"]].sum().sum()
    assert spent > 0
    first = result.funding.query("week == 0")["given_gbp"].sum()
    assert given_gbp + (before - first) == pytest.approx(spent + lapsed + left, rel=1e-9)
    assert 1 - spent / given_gbp == pytest.approx(card["unspent"], rel=1e-9)


def test_tables_agree_on_people(result: Result) -> None:
    summary = result.summary.set_index("group")
    flows = result.weekly.groupby("group")[["resolved", "unmet_need_weeks", "complaints"]].sum()
    for column in flows:
        assert flows[column].to_dict() == pytest.approx(summary[column].drop("all").to_dict(), rel=1e-12)
    last = result.weekly.query("week == @result.weeks - 1")
    states = ["no_need", "seeking", "waiting", "in_service", "lapsed"]
    assert last[states].sum().sum() == pytest.approx(summary.loc["all", "people"], rel=1e-12)
    assert summary.loc["all", "people"] == pytest.approx(result.people, rel=1e-12)
    for column in ("in_service", "waiting", "started_service", "completions"):
        assert result.agencies[column].sum() == pytest.approx(result.weekly[column].sum(), rel=1e-12)
    assert result.complaints["upheld"].sum() == pytest.approx(result.weekly["upheld"].sum(), rel=1e-12)
    ended = result.episodes[result.episodes["outcome"].isin(["resolved", "joined_up"])]
    assert ended["people"].sum() == pytest.approx(summary.loc["all", "resolved"], rel=1e-12)
    assert result.links["hand_offs"].sum() <= result.weekly["hand_offs_attempted"].sum()


def test_targets_and_places_are_those_that_the_scenario_names() -> None:
    changes = {"measurement.target": 12.0, "agencies.housing.places": 56, "weeks": 14, "warm_up_weeks": 26}
    found = run(standing_for(busy_town(changes), WHOLE), seed=1)
    assert set(found.targets["target"]) == {12.0}
    first = found.agencies.query("agency == 'housing' and week == 0")
    assert (first["places"] - first["extra_places"]).sum() == 56


def test_two_runs_with_one_seed_are_equal_table_by_table_and_other_runs_are_not() -> None:
    town = busy_town({"weeks": 20})
    one, other = run(town, seed=3, trace=2), run(town, seed=3, trace=2)
    assert one == other
    assert all(one.table(name).equals(other.table(name)) for name in TABLES)
    assert one != run(town, seed=4, trace=2)
    assert one != run(town.with_changes({"trust.start": 0.41}), seed=3, trace=2)
    assert one != run(town, seed=3)
    assert one != "a result"


def test_a_result_may_be_copied_and_pickled_with_what_it_has_worked_out() -> None:
    found = run(busy_town({"weeks": 20}), seed=3, trace=2)
    assert len(found.tallies.weekly) == 20
    for twin in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found), copy.copy(found)):
        assert twin == found
        assert twin.journeys == found.journeys != {}


def test_a_result_so_far_is_not_changed_by_later_weeks() -> None:
    model = Model(busy_town(), rng=3)
    model.run_for(20)
    found = model.result()
    kept = found.weekly.copy()
    model.run_for(10)
    assert found.weekly.equals(kept)
    assert found.weeks == 20
    assert model.result() != found


def test_every_column_has_a_unit_and_a_meaning() -> None:
    table = run(busy_town({"weeks": 13}), seed=1).columns
    assert (table["unit"].str.len() > 0).all()
    assert (table["about"].str.len() > 3).all()
    assert not table.duplicated(["table", "column"]).any()
    money = table[table["column"].str.endswith("gbp")]
    assert set(money["unit"]) == {"GBP"} and money["for_people"].all()
    assert set(table["table"]) == set(TABLES)
    assert not table[table["table"].isin(ALWAYS_FOR_PEOPLE)]["for_people"].any()


def test_a_wrong_table_is_reported_with_what_there_is() -> None:
    with pytest.raises(ValueError, match="there is no table 'costings'; there are weekly, agencies"):
        run(busy_town({"weeks": 2}), seed=1).table("costings")


def test_shown_it_says_whom_the_simulated_tables_are_of() -> None:
    text = repr(run(busy_town({"weeks": 2}), seed=1).simulated)
    assert "300 simulated clients" in text
    assert len(text) < 300
