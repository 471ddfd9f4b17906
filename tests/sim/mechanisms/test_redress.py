"""Complaints take staff time of whoever answers for them (ODD 7.7)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

LOUD = {"redress.complaint": 1.0, "redress.clarity": 1.0, "weeks": 40, "warm_up_weeks": 0}


def town(staff_weeks: float, **changes: Any) -> Scenario:
    return plain_town(LOUD | {"redress.staff_weeks": staff_weeks} | changes)


def test_each_complaint_takes_its_staff_weeks_in_the_week_after() -> None:
    result = run(town(0.1), 1)
    weekly = result.weekly.groupby("week")[["complaints", "unowned"]].sum()
    owned = (weekly["complaints"] - weekly["unowned"]).to_numpy()
    table = result.simulated.agencies
    spent = (table.redress_time * table.places).groupby(table.week).sum().to_numpy()
    assert spent[1:] == pytest.approx(0.1 * owned[:-1], rel=1e-12)
    assert owned.sum() > 20 and (table.own_time + table.idle_time).min() < 0.95


def test_the_time_is_posted_as_redress_and_no_service_is_paid_for_it() -> None:
    result = run(town(0.1, **{"redress.cost": 0.0}), 1)
    table, ledger = result.simulated.agencies, result.simulated.ledger
    price = {agency.name: agency.place_cost for agency in result.scenario.agencies}
    cost = table.places * table.agency.map(price).astype(float)
    by_category = ledger.groupby("category", observed=True).gbp.sum()
    assert by_category["redress"] == pytest.approx((cost * table.redress_time).sum(), rel=1e-12)
    assert by_category["service"] == pytest.approx((cost * (1 - table.redress_time)).sum(), rel=1e-12)
    assert "coordination" not in by_category


def test_staff_have_no_more_time_than_there_is() -> None:
    joint = {"partnership.form": "formal", "decisions.rule": "fixed", "decisions.fixed_effort": 1.0}
    table = run(town(50.0, **joint), 1).agencies
    busy = table[table.redress_time > 0.5]
    assert len(busy) > 10 and (busy[["joint_time", "effort"]] == 0).all().all()
    assert (table.redress_time + table.overhead_time <= 1 + 1e-12).all()


def test_redress_no_longer_beats_the_places_that_it_displaces() -> None:
    """Who complains is served first: good if it costs nothing, bad for all if staff answer letters."""
    short = {"agencies.housing.places": 6, "service.return_from_lapse": 0.02, "redress.upheld": 1.0}

    def helped(staff_weeks: float, complaint: float = 1.0) -> int:
        voice = {"redress.complaint": complaint, "weeks": 104, "population.clients": 600}
        return int(run(town(staff_weeks, **short | voice), 2).weekly["resolved"].sum())

    silence = helped(0.5, complaint=0.0)
    assert helped(0.0) > silence > helped(0.5)


def test_it_is_said_in_words_where_it_takes_time() -> None:
    assert "0.1 weeks of a member of staff" in str(describe(town(0.1)))
    assert "member of staff" not in str(describe(town(0.0)))
