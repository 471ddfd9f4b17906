"""Navigators accompany clients of a partnership through an episode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

SMALL = {"weeks": 40, "warm_up_weeks": 0, "population.clients": 300}
JOINT = {"partnership.form": "formal", "decisions.rule": "fixed", "decisions.fixed_effort": 0.0}


def guide(**facts: Any) -> dict[str, Any]:
    return {"name": "guide", "caseload": 30, **facts}


def town(*navigators: dict[str, Any], **changes: Any) -> Scenario:
    return plain_town(SMALL | JOINT | {"navigators": list(navigators)} | changes)


def accompanied(engine: Engine) -> Any:
    return (engine.state.client["flags"] & k.NAVIGATOR_BITS) >> k.NAVIGATOR_SHIFT


def test_caseloads_fill_in_localities_and_count_whom_they_accompany() -> None:
    engine = Engine(town(guide(caseload=8), guide(name="other", caseload=4, groups=["others"])), 1)
    most = np.zeros(2)
    for _ in range(40):
        engine.advance(1)
        by, place = (
            accompanied(engine),
            np.searchsorted(engine.world.localities["end"], np.arange(300), "right"),
        )
        for n in range(2):
            assert [
                int(((by == n + 1) & (place == there)).sum()) for there in range(2)
            ] == engine.state.navigated[n].tolist()
        assert (engine.state.navigated <= engine.world.navigator_places).all()
        assert (engine.state.group[by == 2] == 1).all()
        assert (engine.state.state[by > 0] != k.NO_NEED).all()
        most = np.maximum(most, engine.state.navigated.sum(axis=1))
    assert most.tolist() == [8, 4]


def test_hand_offs_go_as_between_agencies_that_work_jointly() -> None:
    with_one, without = (
        run(town(*navigators), 1).weekly.sum(numeric_only=True) for navigators in ((guide(caseload=300),), ())
    )
    success = [
        one.hand_offs_succeeded / (one.hand_offs_succeeded + one.lapsed_after_hand_off)
        for one in (with_one, without)
    ]
    assert success[0] > success[1] + 0.1


def test_those_who_gave_up_return_sooner() -> None:
    lost = {"service.cold_hand_off": 0.0, "service.joint_hand_off": 0.0, "service.return_from_lapse": 0.1}
    lost |= {f"population.groups.{group}.natural_exit": 0.0 for group in ("most", "others")}
    shares = []
    for factor in (1.0, 4.0):
        weekly = run(town(guide(caseload=300, return_factor=factor), **lost), 1).weekly.sum(numeric_only=True)
        shares.append(weekly.returned / weekly.lapsed)
    # Those lost at a wrong door were on no list, and have nobody.
    assert 0.08 < shares[0] < 0.12 < shares[1] < 0.4


def test_one_with_which_nothing_changes_changes_nothing_but_the_bill() -> None:
    idle, none = (run(town(*navigators), 1) for navigators in ((guide(joint=0.0, return_factor=1.0),), ()))
    assert idle.weekly.equals(none.weekly)
    paid = idle.simulated.ledger.query("category == 'navigators'")
    assert paid.gbp.sum() == pytest.approx(30 * 60.0 * 40) and set(paid.payer) == {"funder"}


def test_they_come_and_go_with_the_partnership() -> None:
    for times, weeks in (
        ({"partnership.form": "none"}, 0),
        ({"partnership.starts": 5, "partnership.ends": 25}, 20),
    ):
        result = run(town(guide(), **times), 1)
        assert result.simulated.ledger.query("category == 'navigators' and gbp > 0").week.nunique() == weeks
    engine = Engine(town(guide(), **{"partnership.ends": 25}), 1)
    engine.advance(25)
    assert accompanied(engine).any()
    engine.advance(1)
    assert not accompanied(engine).any() and not engine.state.navigated.any()


def test_only_those_whom_the_partnership_is_for_have_one() -> None:
    engine = Engine(town(guide(), **{"partnership.covers": {"groups": ["others"]}}), 1)
    engine.advance(20)
    by = accompanied(engine)
    assert by.any() and (engine.state.group[by > 0] == 1).all()


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ScenarioError) as told:
        town(
            *(guide(name=f"guide_{n}", payer="fundr", groups=["moost"], return_factor=0.5) for n in range(8))
        )
    said = str(told.value)
    for part in ("did you mean 'funder'", "did you mean 'most'", "return_factor"):
        assert part in said
    with pytest.raises(ScenarioError, match="there are 8 navigators; at most 7"):
        town(*(guide(name=f"guide_{n}") for n in range(8)))


def test_they_are_said_in_words_where_there_are_any() -> None:
    said = str(describe(town(guide())))
    assert "up to 30 people at once" in said and "GBP 60 a week" in said
    assert "Navigators" not in str(describe(town()))


def test_those_lost_at_a_wrong_door_are_accompanied_once_they_join_a_list() -> None:
    lost = {"service.cold_hand_off": 0.0, "service.joint_hand_off": 0.0, "service.return_from_lapse": 0.5}
    lost |= {"redress.complaint": 0.0, "population.clients": 1500}
    engine, came_back = Engine(town(guide(caseload=3000), **lost), 1), 0
    for _ in range(20):
        engine.advance(1)
        on_list = engine.state.state == k.WAITING
        assert (accompanied(engine)[on_list] == 1).all()
        came_back += int((on_list & ((engine.state.client["flags"] & k.LAPSED_BIT) != 0)).sum())
    assert came_back > 20
