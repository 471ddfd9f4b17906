"""A stock that still moves when the warm-up ends is distinguished from noise."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.results.tables import COLUMN
from joinup.sim.results.warm_up import still_moving, warm_up_slopes


def test_the_slope_of_a_stock_is_its_trend_over_the_last_year_by_its_mean() -> None:
    stocks = np.zeros((60, len(k.STOCKS)), np.int64)
    # Eight weeks that do not count, then 200 and two more a week: 104 a year over a mean of 251.
    stocks[:8, COLUMN["waiting"]] = 9999
    stocks[8:, COLUMN["waiting"]] = 200 + 2 * np.arange(52)
    assert warm_up_slopes(stocks)["waiting"] == pytest.approx(104 / 251)
    assert warm_up_slopes(stocks)["lapsed"] == 0.0
    assert still_moving(stocks) == ["waiting"]


@pytest.mark.parametrize(
    ("means", "moving"),
    [
        # A line that rises by 26 or 28 a quarter, and quarters 10 off it: 4.11 and 4.43 standard errors.
        ([271, 277, 303, 349], False),
        ([268, 276, 304, 352], True),
        ([352, 304, 276, 268], True),
    ],
)
def test_a_trend_is_separated_from_noise_by_four_quarterly_means(means: list[int], moving: bool) -> None:
    stocks = np.zeros((52, len(k.STOCKS)), np.int64)
    stocks[:, COLUMN["waiting"]] = np.repeat(means, 13)
    assert abs(warm_up_slopes(stocks)["waiting"]) > 0.02
    assert still_moving(stocks) == (["waiting"] if moving else [])


def test_what_swings_within_each_quarter_is_no_trend() -> None:
    stocks = np.zeros((52, len(k.STOCKS)), np.int64)
    stocks[:, COLUMN["waiting"]] = np.tile(100 + 5 * np.arange(13), 4)
    assert warm_up_slopes(stocks)["waiting"] > 0.02
    assert still_moving(stocks) == []
