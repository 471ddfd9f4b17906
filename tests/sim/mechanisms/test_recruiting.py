"""All who recruit do so among the same staff: the more places are to be filled, the longer it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from tests.support.scenarios import engine_at, plain_town

PLACES = {"adviser": 20, "housing": 60, "clinic": 20}
SLACK = 0.1


def window(places: float, name: str = "money", **facts: Any) -> dict[str, Any]:
    return {"name": name, "places": {"housing": places}, **facts}


def town(*windows: dict[str, Any], slack: float | str = SLACK, **changes: Any) -> Scenario:
    small = {"weeks": 60, "warm_up_weeks": 0, "population.localities": [{"name": "town"}]}
    places = {f"agencies.{name}.places": number for name, number in PLACES.items()}
    return plain_town(small | places | {"funding": list(windows), "workforce.slack": slack} | changes)


def lag(engine: Engine, week: int, weeks: float = 26) -> float:
    return float(engine.record.scarcity[engine.scenario.warm_up_weeks + week] * weeks)


@pytest.mark.parametrize(("extra", "weeks"), [(0, 26), (5, 39), (10, 52), (20, 78)])
def test_a_lag_grows_with_the_share_of_places_asked_for(extra: int, weeks: float) -> None:
    engine = engine_at(town(window(extra)), 40)
    assert lag(engine, 30) == pytest.approx(weeks, abs=1e-9)
    assert float(engine.state.fund_level[0, 0, 1]) == pytest.approx(extra * (1 - np.exp(-39 / weeks)))


def test_only_windows_that_are_open_count_and_all_of_them_together() -> None:
    windows = window(5, starts=10, ends=20), window(15, "more", starts=15, ends=30)
    engine = engine_at(town(*windows), 40)
    found = [lag(engine, week) for week in (9, 10, 14, 15, 19, 20, 29, 30)]
    assert found == pytest.approx([26, 39, 39, 78, 78, 65, 65, 26])


def test_all_localities_count_but_only_those_of_the_programme_once_it_has_come_to_them() -> None:
    where = [
        {"name": "early"},
        {"name": "late", "partnership_starts": 20},
        {"name": "outside", "in_programme": False},
    ]
    there: dict[str, Any] = {"population.localities": where}
    engine = engine_at(town(window(10), **there), 40)
    asked = engine.world.fund_places[0, :, 1]
    assert asked.sum() == 10 and asked[2] == 0
    assert lag(engine, 10) == pytest.approx(26 * (1 + asked[0] / 10))
    assert lag(engine, 30) == pytest.approx(52)


def test_bought_places_wait_as_long() -> None:
    grant = {
        "name": "grant",
        "kind": "subsidy",
        "gbp": 9.1 * 13 * 700.0,
        "agencies": ["housing"],
        "spent_on_places": 1.0,
        "recruitment_weeks": 26,
    }
    joint = {"decisions.rule": "fixed", "decisions.fixed_effort": 1.0, "partnership.form": "informal"}
    levels = [
        float(
            engine_at(town(window(10), slack=slack, incentives=[grant], **joint), 20).state.bought_level[
                0, 0, 1
            ]
        )
        for slack in ("infinite", SLACK)
    ]
    assert levels == pytest.approx([9.1 * (1 - np.exp(-7 / 26)), 9.1 * (1 - np.exp(-7 / 52))])


def test_with_staff_without_end_everything_is_as_before() -> None:
    before = town(window(30), slack="infinite")
    assert set(engine_at(before, 40).record.scarcity[:40]) == {1.0}


def test_a_description_says_how_scarce_staff_are() -> None:
    assert "twice as long while extra places asked for are 10% of contracted ones" in str(
        describe(town(window(5)))
    )
    assert "among the same staff" not in str(describe(town(window(5), slack="infinite")))
    assert "among the same staff" not in str(describe(town()))
