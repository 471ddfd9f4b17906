"""Pooled money follows the work, a step each quarter, and neither overshoots nor makes money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.funding.kernels import staff_places
from joinup.sim.run import run
from tests.support.villages import fixed, same, village

WORKLOAD: dict[str, Any] = {"pool.by": "workload"}
BY_WAITING: dict[str, Any] = {"pool.by": "waiting"}
AT_ONCE: dict[str, Any] = {"pool.speed": 1.0}
SMALL: dict[str, Any] = {"weeks": 20, "warm_up_weeks": 0, "partnership.form": "formal"}


class Pool:
    """Agencies that pool, whose work a test sets as it likes."""

    def __init__(
        self, places: list[int], *, share: float = 1.0, costs: list[float] | None = None, **changes: Any
    ) -> None:
        sized = {f"agencies.agency_{n}.places": number for n, number in enumerate(places)}
        costly = {f"agencies.agency_{n}.place_cost": cost for n, cost in enumerate(costs or [])}
        form = {"forms.formal.money.pooled_share": share, "forms.formal.governance.set_up_weeks": 0}
        self.scenario = village(4).with_changes(SMALL | WORKLOAD | sized | costly | form | changes)
        self.engine = Engine(self.scenario, 1)
        self.engine.advance(1)
        self.week = 0

    def quarter(self, waiting: list[int], served: list[int] | None = None) -> list[int]:
        """Go on to the next quarter with so much work; return the places that have moved to each."""
        rows = self.engine.state.agency[0]
        rows["waiting"] = waiting
        rows["in_service"] = served or [0] * len(waiting)
        self.week += 13
        staff_places(*self.engine.handles, self.week, 0, 1)
        return [int(moved) for moved in rows["moved"]]

    @property
    def money(self) -> Any:
        return self.engine.state.agency[0]["moved_money"]


def test_it_goes_a_quarter_of_the_way_each_quarter() -> None:
    pool = Pool([10, 10, 10, 10], costs=[100.0] * 4)
    work = [20, 12, 8, 0]
    # Wanted are 10, 2, -2 and -9 places, for one stays: a quarter of that, gains scaled to losses.
    assert pool.quarter(work) == [2, 0, 0, -2]
    assert pool.money == pytest.approx([250 * 11 / 12, 50 * 11 / 12, -50, -225])
    for _ in range(60):
        moved = pool.quarter(work)
    assert moved == [9, 2, -2, -9]
    assert pool.money == pytest.approx([1000 * 11 / 12, 200 * 11 / 12, -200, -900], abs=1e-3)


def test_where_each_has_as_much_work_a_place_nothing_moves_whatever_places_cost() -> None:
    pool = Pool([10, 20, 5, 5], costs=[100, 1000, 350, 70])
    for _ in range(5):
        assert pool.quarter([3, 6, 0, 1], [9, 18, 6, 5]) == [0, 0, 0, 0]
    assert pool.money == pytest.approx(np.zeros(4), abs=1e-9)


def test_waiting_that_comes_and_goes_moves_less_than_by_waiting() -> None:
    slow, fast = Pool([10] * 4), Pool([10] * 4, **BY_WAITING)
    for turn in range(6):
        waiting = [8, 0, 8, 0] if turn % 2 else [0, 8, 0, 8]
        most = [max(map(abs, pool.quarter(waiting, [9] * 4))) for pool in (slow, fast)]
        assert most[0] <= 1 and most[1] == 9


def test_each_keeps_at_least_what_it_does_not_pool_and_one_place() -> None:
    half = Pool([10, 10, 10, 4], share=0.5, **AT_ONCE)
    assert half.quarter([90, 0, 0, 0]) == [12, -5, -5, -2]
    whole = Pool([10, 10, 10, 1], **AT_ONCE)
    assert whole.quarter([90, 0, 0, 0]) == [18, -9, -9, 0]


def test_money_moves_and_is_never_more_than_it_was() -> None:
    costs = np.array([130.0, 700.0, 90.0, 411.0])
    pool = Pool([9, 7, 12, 5], costs=costs.tolist())
    rng = np.random.default_rng(3)
    for _ in range(40):
        moved = np.array(pool.quarter(rng.integers(0, 40, 4).tolist(), rng.integers(0, 12, 4).tolist()))
        spent = float((moved * costs).sum())
        assert pool.money.sum() == pytest.approx(0, abs=1e-6)
        assert -costs.max() < spent <= 1e-6
        assert (np.abs(moved * costs - pool.money) <= costs + 1e-6).all()


def test_without_work_or_partners_all_have_their_own_places() -> None:
    pool = Pool([10] * 4)
    assert pool.quarter([40, 0, 0, 0]) != [0] * 4
    assert pool.quarter([0] * 4) == [0] * 4
    assert not pool.money.any()
    alone: dict[str, Any] = {f"agencies.agency_{n}.fungible": False for n in (1, 2, 3)}
    assert Pool([10] * 4, **alone).quarter([40, 0, 0, 0]) == [0] * 4


def test_who_leaves_takes_its_places_along_in_the_same_week() -> None:
    pool = Pool([10] * 4)
    pool.quarter([40, 0, 0, 0])
    rows = pool.engine.state.agency[0]
    rows["member"][3] = 0
    staff_places(*pool.engine.handles, pool.week + 1, 0, 1)
    assert not rows["moved"].any() and not rows["moved_money"].any()


def test_its_speed_changes_nothing_by_waiting() -> None:
    half = {"forms.formal.money.pooled_share": 0.5} | fixed(0.3)
    runs = [run(village(weeks=40, pool__speed=speed).with_changes(half), 1) for speed in (0.1, 0.5)]
    assert same(*runs)


def test_by_workload_identities_hold_and_pooled_places_help() -> None:
    """At no effort and no price of the form, pooling meets more need than keeping one's own places."""
    free = {
        "forms.formal.governance.base": 0.0,
        "forms.formal.governance.per_link": 0.0,
        "partnership.coordination.base": 0.0,
        "partnership.coordination.per_link": 0.0,
        "agencies.agency_0.places": 12,
        "agencies.agency_3.places": 34,
    } | fixed(0.0)
    gained = []
    for seed in range(1, 5):
        weeks = [
            run(
                village(weeks=104).with_changes(free | WORKLOAD | {"forms.formal.money.pooled_share": share}),
                seed,
                tables=False,
            )
            .summary.set_index("group")
            .T["all"]["need_weeks"]
            for share in (0.0, 1.0)
        ]
        gained.append(weeks[0] - weeks[1])
    assert np.mean(gained) > 0 and min(gained) > -0.01 * weeks[0]


def test_a_description_says_that_pooled_money_follows_the_work() -> None:
    pooled = {"forms.formal.money.pooled_share": 0.5}
    assert "Pooled money goes 25% of the way each quarter" in str(
        describe(village().with_changes(pooled | WORKLOAD))
    )
    assert "Pooled money" not in str(describe(village().with_changes(pooled)))
    assert "Pooled money" not in str(describe(village().with_changes(WORKLOAD)))
