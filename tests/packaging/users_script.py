"""What a user writes: type checkers must see the types of the public page."""

from __future__ import annotations

from typing import assert_type

import pandas as pd

import joinup as ju

town = assert_type(ju.load("town"), ju.Scenario)
result = assert_type(ju.run(town, seed=1), ju.Result)
assert_type(result.weekly, pd.DataFrame)
assert_type(ju.run(town, seed=1, replicates=3), ju.Runs)
study = assert_type(ju.sweep(town, vary={"partnership.form": ["none", "merged"]}), ju.Study)
assert_type(study.summaries(), pd.DataFrame)
assert_type(ju.compare(town, "none", "merged"), ju.Comparison)
assert_type(result.plot().title, str)
assert_type(study.guide().table, pd.DataFrame)
model = ju.Model(town, seed=1)
assert_type(model.week, int)
assert_type(model.result(), ju.Result)
assert_type(ju.available(), tuple[str, ...])
