"""Intervals and paired differences: against answers worked out by hand."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pytest

from joinup.experiments.analysis.methods.statistics import (
    COST,
    COST_DISCOUNTED,
    INCREMENTAL_COST,
    NET_BENEFIT,
    WEEKS,
    WEEKS_AVOIDED,
    WEEKS_DISCOUNTED,
    acceptability,
    compare,
    difference,
    estimate,
)
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE
from joinup.experiments.run.measures_table import Key, RunMeasures

T_OF_4 = 2.776445
"""97.5 % point of Student's t with 4 degrees of freedom, from printed tables."""


def run(seed: int, weeks: float, cost: float, **more: float) -> RunMeasures:
    values = {WEEKS: weeks, WEEKS_DISCOUNTED: weeks, COST: cost, COST_DISCOUNTED: cost}
    values |= {Key("cost", "service", payer): gbp for payer, gbp in more.items()}
    return RunMeasures(seed, values, {"none": np.zeros(1)}, {}, frozenset())


def test_the_interval_is_students() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.margin == pytest.approx(T_OF_4 * sqrt(2.5) / sqrt(5), rel=1e-6)


def test_figures_that_are_missing_are_left_out() -> None:
    assert estimate([nan, 4.0, 6.0]).runs == 2
    assert isnan(estimate([nan]).mean)
    assert isnan(estimate([7.0]).low)


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        ([1.0, 1.1, 0.9] * 7, "better"),
        ([-1.0, -1.1, -0.9] * 7, "worse"),
        ([1.0, -1.1, 0.2] * 7, "cannot tell (95% CI includes 0)"),
        ([0.0] * 20, "no difference"),
        ([0.0], "no difference"),
        ([1.0, 1.1, 0.9], "cannot tell (fewer than 20 draws)"),
        ([nan, nan], "no value"),
    ],
)
def test_a_difference_is_said_in_plain_words(gaps: list[float], verdict: str) -> None:
    nothing = [0.0] * len(gaps)
    assert difference(gaps, nothing).words == verdict
    swapped = {"better": "worse", "worse": "better"}.get(verdict, verdict)
    assert difference(gaps, nothing, better="lower").words == difference(nothing, gaps).words == swapped


def test_runs_with_the_same_seed_make_a_pair() -> None:
    ours = [run(seed, 100.0 * seed, 10.0) for seed in range(20)]
    theirs = [run(seed, 100.0 * seed + 10.0, 10.0) for seed in reversed(range(20))]
    found = compare(ours, theirs, value_of_week=200.0)
    assert found[WEEKS].estimate.mean == -10.0
    assert found[WEEKS].estimate.margin == 0.0
    assert found[WEEKS].verdict is Verdict.BETTER and found[WEEKS].worth == pytest.approx(9.6)
    told = compare(ours, theirs, value_of_week=200.0, worth_having={"need_weeks": 11.0})
    assert told[WEEKS].verdict is Verdict.NO_DIFFERENCE


def test_net_benefit_is_the_worth_of_weeks_avoided_less_the_extra_cost() -> None:
    found = compare([run(1, 90.0, 1500.0)], [run(1, 100.0, 1000.0)], value_of_week=200.0)
    assert found[WEEKS_AVOIDED].estimate.mean == 10.0
    assert found[INCREMENTAL_COST].estimate.mean == 500.0
    assert found[NET_BENEFIT].estimate.mean == 200.0 * 10.0 - 500.0


def test_a_payment_that_only_one_of_the_two_makes_counts_in_full() -> None:
    found = compare([run(1, 1, 1, funder=7.0)], [run(1, 1, 1, housing=5.0)], value_of_week=1.0)
    assert found[Key("cost", "service", "funder")].estimate.mean == 7.0
    assert found[Key("cost", "service", "housing")].estimate.mean == -5.0


def test_numbers_have_no_more_digits_than_their_margin_allows() -> None:
    assert COUNT.pair(estimate([90_000.0, 92_000.0])) == ("91,000", "±13,000")
    assert DECIMAL.level(estimate([0.5, 0.5])) == "0.500 ±0"
    assert MONEY.level(estimate([12_500_000.0, 12_500_200.0])) == "12.50m ±1.27k"
    assert MONEY.alone(305_318_100.0) == "305m"
    assert SHARE.difference(estimate([-0.01])) == "-1.0 points"
    assert MONEY.difference(estimate([1234.0])) == "+1.23k"
    assert COUNT.alone(nan) == "-"


def test_the_acceptability_curve_counts_the_pairs_with_a_net_benefit() -> None:
    gaps = [(10.0, 1000.0), (10.0, 3000.0), (-5.0, -2000.0)] * 7
    runs = [run(seed, 100.0 - weeks, 5000.0 + cost) for seed, (weeks, cost) in enumerate(gaps)]
    baseline = [run(seed, 100.0, 5000.0) for seed in range(21)]
    curve = acceptability(runs, baseline, value_of_week=200.0)
    # The first two are worth it from more than 100 and 300 a week; the third below 400.
    assert list(curve) == [0.0, 50.0, 100.0, 200.0, 400.0, 800.0]
    assert list(curve.values()) == pytest.approx([1 / 3, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 2 / 3])
