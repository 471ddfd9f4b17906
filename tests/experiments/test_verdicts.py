"""One notion of no difference: what gives a verdict, and what never does."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.experiments.analysis.methods.cost_effectiveness import acceptability_curve, incremental_analysis
from joinup.experiments.analysis.methods.paired import (
    COST_DISCOUNTED,
    NET_BENEFIT,
    WEEKS_DISCOUNTED,
    paired_differences,
)
from joinup.experiments.analysis.methods.statistics import estimate
from joinup.experiments.analysis.methods.verdicts import (
    FEWEST_DRAWS,
    ROOM,
    Floats,
    Verdict,
    over_chance,
    over_doubt,
    verdict_on,
    winners,
    wins,
)
from joinup.experiments.analysis.methods.worth import check_worth_having, worth_of
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.report.formatting import SHARE
from joinup.experiments.run.directions import bounds_of
from joinup.experiments.run.measures_table import Key
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError

TOWN = load("town")
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
TABLES = st.integers(2, 4).flatmap(
    lambda options: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, 1.005, 2.0, 50.0]), min_size=options, max_size=options),
        min_size=FEWEST_DRAWS,
        max_size=FEWEST_DRAWS + 5,
    ).map(np.array)
)
"""Merits of options (draws, options) in which many are equal, or nearly so."""


def arms(costs: Floats, weeks: Floats, labels: tuple[str, ...], kind: str = "replicate") -> PairedDraws:
    """Return options with given costs and weeks (draws, options)."""
    tables = {
        label: pd.DataFrame({COST_DISCOUNTED: costs[:, place], WEEKS_DISCOUNTED: weeks[:, place]})
        for place, label in enumerate(labels)
    }
    return PairedDraws(tables, 200.0, kind, TOWN, reference=sorted(labels)[0])


@pytest.mark.parametrize(
    ("low", "middle", "high", "verdict"),
    [
        (2.0, 3.0, 4.0, Verdict.BETTER),
        (0.5, 1.5, 2.5, Verdict.BETTER),
        (0.1, 0.6, 1.1, Verdict.CANNOT_TELL),  # Above 0, but perhaps not worth having.
        (0.1, 0.5, 0.9, Verdict.NO_DIFFERENCE),
        (-0.9, 0.0, 0.9, Verdict.NO_DIFFERENCE),
        (-1.1, 0.0, 0.9, Verdict.CANNOT_TELL),
        (-4.0, -3.0, -2.0, Verdict.WORSE),
    ],
)
def test_a_verdict_is_on_an_interval_and_what_is_worth_having(
    low: float, middle: float, high: float, verdict: Verdict
) -> None:
    assert verdict_on(low, middle, high, worth=1.0) is verdict
    assert verdict_on(-high, -middle, -low, worth=1.0) is verdict.opposite


@settings(max_examples=50, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=40), st.floats(0, 1e5), st.booleans())
def test_the_second_option_has_the_opposite_verdict_of_the_first(
    values: list[float], worth: float, doubt: bool
) -> None:
    judge = over_doubt if doubt else over_chance
    gains = np.array(values)
    one, other = judge(gains, worth=worth), judge(-gains, worth=worth)
    assert other.verdict is one.verdict.opposite
    assert (one.share_better, one.share_worse) == (other.share_worse, other.share_better)


@settings(max_examples=50, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=FEWEST_DRAWS - 1), st.floats(0, 1e5))
def test_few_draws_give_no_verdict_unless_all_are_equal(values: list[float], worth: float) -> None:
    gains = np.array(values)
    for found in (over_chance(gains, worth=worth), over_doubt(gains, worth=worth)):
        assert found.verdict is (Verdict.CANNOT_TELL if gains.any() else Verdict.NO_DIFFERENCE)


def test_a_room_asks_nine_towns_in_ten() -> None:
    towns = np.ones(50)
    towns[:4] = -1.0
    assert over_doubt(towns, worth=0.5, rule=ROOM).verdict is Verdict.BETTER
    towns[:10] = -1.0
    assert over_doubt(towns, worth=0.5, rule=ROOM).verdict is Verdict.CANNOT_TELL


@settings(max_examples=50, deadline=None)
@given(TABLES)
def test_whoever_is_equal_wins_nothing(merits: Floats) -> None:
    twice = np.hstack([merits, merits])
    assert not wins(twice, 0.01).any()
    assert winners(twice, 0.01).reshape(len(merits), 2, -1).any(axis=2).all()


@settings(max_examples=8, deadline=None)
@given(TABLES, st.sampled_from(["replicate", "setting"]))
def test_the_order_in_which_options_are_given_changes_no_verdict(merits: Floats, kind: str) -> None:
    names = tuple("abcd"[: merits.shape[1]])
    told = set()
    for order in permutations(range(len(names))):
        places = list(order)
        labels = tuple(names[place] for place in places)
        found = arms(merits[:, places], merits[:, places[::-1]][:, ::-1], labels, kind)
        rows = paired_differences(found)
        judged = rows[rows["measure"] == NET_BENEFIT].set_index("option")["verdict"].sort_index()
        curve = acceptability_curve(found, [0.0, 200.0])
        best = curve[["best", "verdict", *sorted(labels)]].round(9).to_numpy().tolist()
        ranks = incremental_analysis(found).set_index("option")["status"]
        told.add(str((judged.to_dict(), best, sorted(ranks))))
    assert len(told) == 1


def test_options_that_are_equal_in_every_draw_are_no_different_and_dominate_nothing() -> None:
    costs = np.tile(np.linspace(1.0, 2.0, 30)[:, None], (1, 3))
    same = arms(costs, costs, ("a", "b", "c"))
    assert set(paired_differences(same)["verdict"]) == {"no difference"}
    curve = acceptability_curve(same)
    assert not curve[["a", "b", "c"]].to_numpy().any()
    assert set(curve["no_difference"]) == {1.0} and set(curve["best"]) == {""} and not curve["evpi"].any()
    assert incremental_analysis(same)["status"].tolist() == [
        "on the frontier",
        "no difference",
        "no difference",
    ]


def test_fewer_than_twenty_draws_give_no_dominance_and_no_value_of_information() -> None:
    costs = np.array([[1.0, 2.0]] * 19)
    few = arms(costs, costs, ("a", "b"))
    assert set(paired_differences(few)["verdict"]) == {"cannot tell"}
    assert acceptability_curve(few)[["a", "b", "evpi"]].isna().all(axis=None)
    assert set(incremental_analysis(few)["status"]) == {"cannot tell"}
    enough = arms(np.vstack([costs, costs[:1]]), np.vstack([costs, costs[:1]]), ("a", "b"))
    assert incremental_analysis(enough)["status"].tolist() == ["on the frontier", "dominated"]


def test_between_settings_there_are_quantiles_and_the_share_that_is_better() -> None:
    costs = np.column_stack([np.zeros(41), np.linspace(-10.0, 30.0, 41)])
    row = paired_differences(arms(costs, np.ones((41, 2)), ("a", "b"), "setting"))
    cost = row[row["measure"] == COST_DISCOUNTED].iloc[0]
    assert cost[["low", "difference", "high"]].tolist() == pytest.approx([-6.0, 10.0, 26.0])
    assert cost["share_better"] == pytest.approx(10 / 41) and cost["verdict"] == "cannot tell"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_no_interval_leaves_what_a_share_can_be(values: list[float]) -> None:
    found = estimate(values, bounds_of(Key("outcome", "reached", "all")))
    assert 0 <= found.low <= found.mean <= found.high <= 1
    told = SHARE.level(estimate([0.02, 1.0], (0.0, 1.0)))
    assert told == "51.0% (0% to 100.0%)"


def test_a_scenario_declares_what_is_worth_having_and_its_runs_stay_the_same() -> None:
    declared = TOWN.with_changes({"worth_having.need_weeks": 500})
    assert declared.hash == TOWN.hash
    weeks, group = (Key("outcome", "need_weeks", part) for part in ("all", "most_people"))
    assert worth_of(weeks, 20_000.0, declared.worth_having) == 500
    assert worth_of(group, 20_000.0, declared.worth_having) == 200
    assert worth_of(Key("money", "need_weeks_discounted"), 1.0, declared.worth_having) == 500
    assert worth_of(Key("scorecard", "failure_demand"), 0.5, {"failure_demand": 9.0}) == 0.005
    with pytest.raises(ScenarioError, match="did you mean 'need_weeks'"):
        check_worth_having(TOWN.with_changes({"worth_having": {"need_week": 5}}))
    with pytest.raises(ScenarioError, match="worth_having"):
        TOWN.with_changes({"worth_having.resolved": -1})
