"""Places solved for a load: the search itself, and its limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from joinup.scenarios.load import load
from joinup.sim import places
from joinup.sim.parameters import Scenario
from tests.verification.scenes import scene

Used = Callable[[int], float]


def asking(occupancy: float, start: int, *, localities: int = 1, tolerance: float = 0.01) -> Scenario:
    """Return an agency in each locality to which ten people come a week, for eight weeks; nobody leaves."""
    return scene(
        clients=200,
        localities=localities,
        weeks=1,
        warm_up_weeks=152,
        agencies=[{"name": "office", "places": start, "service_weeks": 8}],
        group={"arrivals": {"kind": "fixed", "per_week": [10.0 * localities]}},
        load={"occupancy": occupancy, "tolerance": tolerance},
    )


def found(monkeypatch: pytest.MonkeyPatch, occupancy: float, start: int, used: Used) -> places.Solution:
    """Solve places of which a function says how many are in use."""
    monkeypatch.setattr(places, "_SOLVED", {})
    monkeypatch.setattr(places, "_used", lambda trial, tried, threads: {"office": used(tried["office"])})
    return places.solve(asking(occupancy, start))


def test_ten_a_week_for_eight_weeks_fill_nine_tenths_of_89_places() -> None:
    # So many alike that chance is a fifth of a place in each.
    many = 200
    solved = places.solve(asking(0.9, 100, localities=many, tolerance=0.001), threads=2)
    assert round(solved.places["office"] / many) == 89
    assert solved.occupancy["office"] == pytest.approx(0.9, abs=0.001)


def test_places_follow_from_their_use_at_once_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    solved = found(monkeypatch, 0.9, 200, lambda tried: min(tried, 80.0))
    assert (solved.places, solved.rounds) == ({"office": 89}, 2)


def test_full_agencies_grow_by_fifteen_in_a_hundred_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def used(number: int) -> float:
        tried.append(number)
        return min(number, 80.0)

    assert found(monkeypatch, 0.9, 60, used).places == {"office": 89}
    assert tried == [60, 69, 80, 92, 89]


def test_of_places_that_come_again_the_nearest_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # With 10 places 8.2 are in use, which asks for 9; with 9, 8.7, which asks for 10.
    used = {20: 9.0, 10: 8.4, 9: 8.73}
    solved = found(monkeypatch, 0.9, 20, lambda tried: used[tried])
    assert (solved.places, solved.rounds) == ({"office": 10}, 3)
    assert solved.occupancy == {"office": pytest.approx(0.84)}
    used = {20: 9.0, 10: 8.3, 9: 8.73}
    assert found(monkeypatch, 0.94, 20, lambda tried: used[tried]).places == {"office": 9}


def test_there_is_always_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, 0.9, 20, lambda tried: 0.1).places == {"office": 1}


@pytest.mark.parametrize("occupancy", [0.92, 0.6])
def test_the_town_is_solved_in_a_few_rounds(occupancy: float) -> None:
    changes: dict[str, Any] = {"load.occupancy": occupancy}
    solved = load("town").with_changes(changes).load.solved
    assert solved is not None
    assert solved.rounds <= 3
    assert max(abs(share - occupancy) for share in solved.occupancy.values()) < 0.03
