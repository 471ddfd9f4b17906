"""Journeys of traced clients tell every move with its cause."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.scenarios.load import load
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.clients import MOVE
from joinup.sim.mechanisms.journeys.flows import HAND_OFF_FAILED, HANDED_ON, JOINED, NEED_RETURNED
from joinup.sim.results import journeys as stories
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town, engine_at, plain_town


def test_journeys_tell_every_move_with_its_cause(result: Result) -> None:
    assert len(result.journeys) == 20
    moves = [move for journey in result.journeys.values() for move in journey]
    assert all(move.startswith("week ") for move in moves)
    for journey in result.journeys.values():
        weeks = [int(move.split(":")[0].removeprefix("week ")) for move in journey]
        assert weeks == sorted(weeks)
        assert not weeks or 0 <= weeks[0] <= weeks[-1] < 52
    assert any("was handed on, " in move and "joint intensity" in move for move in moves)


MOVES_BY_HAND = {
    "a need arose": (k.MOVES.index("a need arose"), k.NOBODY, k.NOBODY, 0.0),
    "joined the list, Advice bureau (chance 40.0%)": (JOINED, 0, k.NOBODY, 0.4),
    "service started, housing": (k.MOVES.index("service started"), 1, k.NOBODY, 1.0),
    "was handed on, Advice bureau to clinic (chance 40%, joint intensity 0.25)": (HANDED_ON, 0, 2, 0.4),
    "was lost in a hand-off, housing to clinic (chance 0%, joint intensity 0.25)": (
        HAND_OFF_FAILED,
        1,
        2,
        0.0,
    ),
    "a need that had been met came back (a roof)": (NEED_RETURNED, 1, k.NOBODY, 0.4),
    "a need that had been met came back (health)": (NEED_RETURNED, 2, k.NOBODY, 0.4),
}


@pytest.mark.parametrize("sentence", MOVES_BY_HAND)
def test_a_move_is_reported_with_titles_where_there_are_any_and_chances_where_there_were(
    sentence: str,
) -> None:
    engine = engine_at(plain_town({"agencies.adviser.title": "Advice bureau"}), 0)
    needs = [{"name": "advice"}, {"name": "home", "title": "a roof"}, {"name": "health"}]
    engine.scenario = plain_town({"agencies.adviser.title": "Advice bureau", "population.needs": needs})
    move, agency, other, chance = MOVES_BY_HAND[sentence]
    rows = [(week, 7, move, agency, other, chance, 0.25) for week in (-1, 0, 3)]
    engine.traced = [np.array([*rows, (3, 8, move, agency, other, chance, 0.25)], MOVE)]
    assert stories.journey(engine, 7) == ((0, sentence), (3, sentence))
    engine.state.client["flags"][[7, 8]] |= k.TRACED_BIT
    happened = [f"week 0: {sentence}", f"week 3: {sentence}"]
    assert stories.journeys(engine) == {7: happened, 8: happened[1:]}


def test_journeys_of_everybody_add_up_to_the_flows() -> None:
    result = run(busy_town(), seed=3, trace=300)
    moves = [move.split(": ", 1)[1] for journey in result.journeys.values() for move in journey]
    flows = result.weekly[list(k.FLOWS)].sum()

    def happened(*starts: str) -> int:
        return sum(move.startswith(starts) for move in moves)

    assert happened("a need arose") == flows.onsets
    assert happened("the need came back") == flows.relapses
    assert happened("joined the list", "went to the wrong door and was handed on") == flows.joined_list
    assert happened("went to the wrong door and was lost") == flows.wrong_door_lapsed
    assert happened("was refused") == flows.refused
    assert happened("service started") == flows.started_service
    assert happened("was handed on") == flows.hand_offs_succeeded
    assert happened("was lost in a hand-off") == flows.lapsed_after_hand_off
    assert happened("all needs were met") == flows.resolved
    assert happened("all needs were met, jointly") == flows.joined_up
    assert happened("gave up waiting") == flows.abandoned
    assert happened("the need ended by itself") == flows.resolved_without_help
    assert happened("complained; upheld") == flows.upheld
    assert happened("complained; nobody took ownership") == flows.unowned
    assert happened("learned of the service") == flows.became_aware
    assert happened("was found by outreach") == flows.outreach >= flows.made_aware_by_outreach
    assert happened("forgot the service") == flows.forgot
    assert happened("a need that had been met came back") == flows.recurrences


def test_a_stock_moves_only_beyond_noise() -> None:
    town = load("town").with_changes({"weeks": 13})
    settled = run(town, 1)
    assert max(abs(slope) for slope in settled.warm_up_slopes.values()) > 0.02
    assert settled.still_moving == settled.warnings == []
    cut_short = run(town.with_changes({"warm_up_weeks": 52}), 1)
    assert "no_need" in cut_short.still_moving
    assert any(warning.startswith("still moving") for warning in cut_short.warnings)
