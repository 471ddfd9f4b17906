"""A live page says better or worse by the one rule, and never from one pair of runs."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from joinup.experiments.analysis.methods.verdicts import ROOM, over_doubt
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.run.measures_table import Key
from joinup.experiments.session.live_outcomes import OUTCOMES
from joinup.experiments.session.log import AS_WRITTEN, RUN
from joinup.experiments.session.scores import YET, Pairs, Score, scores, verdict_of, verdicts_now
from joinup.experiments.session.session import Session
from tests.support.scenarios import busy_town

WEEKS = 26
CLEAR = {"better", "worse", "higher", "lower"}


def pair(seed: int, *, merged: bool = True) -> Session:
    """Return a session of a small town, with a merger by the room or without."""
    session = Session(busy_town({"weeks": WEEKS, "events": [], "population.clients": 200}), seed=seed)
    if merged:
        session.decide({"partnership.form": "merged"}, who="room")
    session.run_for(WEEKS)
    return session


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Return as many draws of the town as a room's verdict takes."""
    sessions = [pair(seed) for seed in range(1, ROOM.fewest + 1)]
    return [(one.arms[RUN].engine, one.arms[AS_WRITTEN].engine) for one in sessions]


def test_too_few_draws_are_never_better_or_worse(pairs: Pairs) -> None:
    for draws in (1, ROOM.fewest - 1):
        found = scores(pairs[:draws])
        assert not {one.verdict for one in found} & CLEAR
        assert YET in {one.verdict for one in found}


def test_with_enough_draws_the_verdict_is_that_of_a_room(pairs: Pairs) -> None:
    alone = [scores([one]) for one in pairs]
    found = scores(pairs)
    assert {one.verdict for one in found} & CLEAR
    assert YET not in {one.verdict for one in found if one.value is not None}
    for place, one in enumerate(found):
        same = [every[place] for every in alone]
        if one.measure.better in ("higher", "lower"):
            assert one.verdict == expected(same, one), one.measure.name


def expected(draws: list[Score], one: Score) -> str:
    """Return the verdict on a measure, worked out from each pair by itself."""
    run, counterfactual = (
        np.array([nan if v is None else v for v in side], dtype=float) for side in sides(draws)
    )
    gains = (run - counterfactual) if one.measure.better == "higher" else (counterfactual - run)
    there = counterfactual[np.isfinite(counterfactual)]
    worth = worth_of(Key("scorecard", one.measure.name, one.part), there.mean() if len(there) else nan, {})
    judged = over_doubt(gains, worth=worth, rule=ROOM)
    return YET if judged.verdict == "cannot tell" and 0 < judged.draws < ROOM.fewest else str(judged.verdict)


def sides(draws: list[Score]) -> tuple[list[float | None], list[float | None]]:
    """Return the values of a measure in the runs and in their counterfactuals."""
    return [one.value for one in draws], [one.counterfactual for one in draws]


def test_a_run_that_nothing_changed_is_no_different() -> None:
    session = pair(1, merged=False)
    found = scores([(session.arms[RUN].engine, session.arms[AS_WRITTEN].engine)])
    assert {one.verdict for one in found if one.value is not None} == {"no difference"}


def test_what_is_worth_having_counts_for_the_page() -> None:
    ours, theirs = [[7.0] * len(OUTCOMES)] * 20, [[9.0] * len(OUTCOMES)] * 20
    draws = list(zip(ours, theirs, strict=True))
    place = [one.name for one in OUTCOMES].index("unmet_need")
    assert verdicts_now(draws, {})[place] == "better"
    assert verdicts_now(draws, {"unmet_need": 3.0})[place] == "no difference"
    assert verdicts_now(draws[:1], {})[place] == YET
    assert verdict_of([nan], [1.0], Key("outcome", "resolved", "all"), "higher", {}) == "cannot tell"
