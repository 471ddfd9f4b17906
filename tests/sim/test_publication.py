"""Published figures are laid beside what would be published, not beside the truth (ODD 6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.observables import Observable
from joinup.sim.results.publication import shown
from tests.support.scenarios import plain_town


def observable(measure: str = "in_need_not_in_service", **seen: Any) -> Observable:
    return Observable.model_validate({"name": "seen", "measure": measure, "measured": seen or None})


def test_a_stock_is_shown_lower_and_a_flow_higher_by_what_is_flattered() -> None:
    part = {"coverage": 0.9, "error": 0.0, "gaming": 0.05}
    for measure, expected in (("in_need_not_in_service", 855.0), ("resolved", 945.0)):
        assert shown(observable(measure, **part), 1000.0, week=3, seed=1) == pytest.approx(
            expected, rel=1e-12
        )
        assert shown(observable(measure), 1000.0, week=3, seed=1) == 1000.0


def test_errors_keep_the_mean_and_have_their_spread() -> None:
    item = observable(coverage=0.9, gaming=0.05, error=0.2)
    values = np.array([shown(item, 1000.0, week=week, seed=seed) for week in range(50) for seed in range(80)])
    assert values.mean() == pytest.approx(855, rel=4 * 0.2 / np.sqrt(len(values)))
    assert np.log(values).std() == pytest.approx(0.2, rel=0.06)


def test_all_dates_of_a_method_share_its_error_and_the_next_has_another() -> None:
    item = observable(error=0.0, methods=[{"starts": 0, "spread": 0.1}, {"starts": 52, "spread": 0.1}])
    found = [shown(item, 100.0, week=week, seed=7) for week in (-1, 0, 51, 52, 200)]
    assert found[0] == 100 and found[1] == found[2] != found[3] == found[4] and found[1] != 100
    over_runs = [shown(item, 100.0, week=0, seed=seed) for seed in range(2000)]
    assert np.mean(over_runs) == pytest.approx(100, rel=0.01)
    assert np.log(over_runs).std() == pytest.approx(0.1, rel=0.06)


def test_a_published_date_doubles_what_is_flattered() -> None:
    item = observable("resolved", error=0.0, gaming=0.1, deadlines=[20])
    assert [shown(item, 100.0, week=week, seed=1) for week in (6, 20, 21)] == pytest.approx([110, 120, 110])


def town(**seen: Any) -> Scenario:
    point = {"date": "2000-03-01", "value": 50.0}
    return plain_town(
        {"observables": [{"name": "seen", "measure": "waiting", "measured": seen, "published": [point]}]}
    )


def test_it_is_said_how_a_series_is_measured() -> None:
    said = str(describe(town(coverage=0.8, gaming=0.1, error=0.05)))
    assert "as it would be published: 80% of them are counted" in said
    assert "would be published" not in str(describe(plain_town()))


def test_methods_start_in_order_and_shares_are_shares() -> None:
    with pytest.raises(ScenarioError) as told:
        town(coverage=1.2, methods=[{"starts": 9}, {"starts": 9}])
    assert "coverage" in str(told.value)
    with pytest.raises(ScenarioError, match="in order"):
        town(methods=[{"starts": 9}, {"starts": 9}])
