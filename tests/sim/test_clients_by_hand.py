"""Five clients whose every chance is 0 or 1, followed by hand (V51).

A week's order: services are completed and clients handed on (4), people give up (5), needs arise and
people present themselves (6), free places take the first in turn (7), complaints are heard (8). A
client makes at most one move in steps 4 to 6; service may then start in the same week.
"""

from __future__ import annotations

from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import two_steps


def flows(result: Result, *columns: str) -> dict[str, list[int]]:
    return {column: result.weekly[column].tolist() for column in columns}


def test_five_clients_with_two_needs_week_by_week() -> None:
    """Lists are first in, first out, joiners of one week in client order.

    ====  =======================================  ==================  =======  =======
    week  completed and handed on                  in service          waiting  no need
    ====  =======================================  ==================  =======  =======
    0     (all five join the adviser's list)       0 1 | -             2 3 4    -
    1     0 1 advised, join the list for housing   2 3 | 0             4 | 1    -
    2     2 3 advised; 0 housed                    4 | 1               2 3      0
    3     4 advised; 1 housed                      - | 2               3 4      0 1
    4     2 housed                                 - | 3               4        0 1 2
    5     3 housed                                 - | 4               -        0 1 2 3
    6     4 housed                                 -                   -        all
    ====  =======================================  ==================  =======  =======
    """
    result = run(two_steps(), 7, trace=5)
    assert flows(result, "no_need", "seeking", "waiting", "in_service", "lapsed") == {
        "no_need": [0, 0, 1, 2, 3, 4, 5, 5, 5, 5],
        "seeking": [0] * 10,
        "waiting": [3, 2, 2, 2, 1, 0, 0, 0, 0, 0],
        "in_service": [2, 3, 2, 1, 1, 1, 0, 0, 0, 0],
        "lapsed": [0] * 10,
    }
    assert flows(result, "presented", "completions", "hand_offs_succeeded", "joined_up", "weeks_waited") == {
        "presented": [5, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "completions": [0, 2, 3, 2, 1, 1, 1, 0, 0, 0],
        "hand_offs_succeeded": [0, 2, 2, 1, 0, 0, 0, 0, 0, 0],
        "joined_up": [0, 0, 1, 1, 1, 1, 1, 0, 0, 0],
        # 2 and 3 wait a week for advice and 4 two; then 1 waits a week for housing, 2 a week, 3 and 4 two.
        "weeks_waited": [0, 2, 3, 1, 2, 2, 0, 0, 0, 0],
    }
    episodes = result.episodes.sort_values("client")
    assert episodes["client"].tolist() == [0, 1, 2, 3, 4]
    assert episodes["end"].tolist() == [2, 3, 4, 5, 6]
    assert episodes["weeks_waited"].tolist() == [0, 1, 2, 3, 4]
    assert set(episodes["outcome"]) == {"joined_up"}
    assert set(episodes["agencies"]) == {2}
    # Five people in need in a week cost 100 each: those waiting at the end of weeks 0 to 4.
    cost = result.ledger[result.ledger["category"] == "failure_demand"].groupby("week")["gbp"].sum()
    assert cost.tolist() == [300.0, 200.0, 200.0, 200.0, 100.0]
    staff = result.ledger[result.ledger["category"] == "service"].groupby("week")["gbp"].sum()
    assert staff.tolist() == [2100.0] * 10
    assert sorted(result.journeys) == [0, 1, 2, 3, 4]
    assert [len(result.journeys[client]) for client in range(5)] == [6] * 5


def test_five_clients_lost_in_hand_offs_come_back_by_complaining() -> None:
    """No hand-off succeeds; everybody complains, is heard, and goes first.

    A complaint is heard in step 8, after the lists were served: whose list was free waits a week.

    ====  =========================================  ===========  ============
    week  what happens                               in service   waiting
    ====  =========================================  ===========  ============
    0     all join the adviser's list                0 1 | -      2 3 4
    1     0 1 advised, lost, complain, upheld        2 3 | -      4 | 0 1
    2     2 3 advised, lost, upheld                  4 | 0        | 1 2 3
    3     0 housed; 4 advised, lost, upheld          - | 1        | 2 3 4
    4     1 housed                                   - | 2        | 3 4
    ...   one a week
    7     4 housed
    ====  =========================================  ===========  ============
    """
    changes = {
        "service.cold_hand_off": 0.0,
        "redress.complaint": 1.0,
        "redress.clarity": 1.0,
        "redress.upheld": 1.0,
    }
    result = run(two_steps(changes), 7)
    assert flows(result, "no_need", "waiting", "in_service", "lapsed") == {
        "no_need": [0, 0, 0, 1, 2, 3, 4, 5, 5, 5],
        "waiting": [3, 3, 3, 3, 2, 1, 0, 0, 0, 0],
        "in_service": [2, 2, 2, 1, 1, 1, 1, 0, 0, 0],
        "lapsed": [0] * 10,
    }
    names = ("lapsed_after_hand_off", "dissatisfied", "complaints", "upheld", "redress_joined")
    for counts in flows(result, *names).values():
        assert counts == [0, 2, 2, 1, 0, 0, 0, 0, 0, 0]
    assert result.weekly["joined_up"].sum() == 0, "a lapse in the episode"
    assert result.weekly["resolved"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 0, 0]
    heard = result.ledger[result.ledger["category"] == "redress"].groupby("week")["gbp"].sum()
    assert heard.to_dict() == {1: 200.0, 2: 200.0, 3: 100.0}


def test_five_clients_who_give_up_at_once_and_return_at_once() -> None:
    """Who was waiting when the week began gives up in step 5 and seeks again a week later.

    ====  =======================================  ==========  =======  =======  =======
    week  what happens                             in service  waiting  lapsed   seeking
    ====  =======================================  ==========  =======  =======  =======
    0     all join the adviser's list              0 1         2 3 4    -        -
    1     0 1 done; 2 3 4 give up                  -           -        2 3 4    -
    2     2 3 4 return                             -           -        -        2 3 4
    3     2 3 4 present; two find a place           2 3         4        -        -
    4     2 3 done; 4 gives up                     -           -        4        -
    5     4 returns                                -           -        -        4
    6     4 presents and finds a place              4           -        -        -
    7     4 done                                   -           -        -        -
    ====  =======================================  ==========  =======  =======  =======
    """
    changes = {
        "service.abandonment": 1.0,
        "service.return_from_lapse": 1.0,
        "population.groups.all.needs": {"advice": 1.0},
    }
    result = run(two_steps(changes), 7)
    assert flows(result, "in_service", "waiting", "lapsed", "seeking", "no_need") == {
        "in_service": [2, 0, 0, 2, 0, 0, 1, 0, 0, 0],
        "waiting": [3, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        "lapsed": [0, 3, 0, 0, 1, 0, 0, 0, 0, 0],
        "seeking": [0, 0, 3, 0, 0, 1, 0, 0, 0, 0],
        "no_need": [0, 2, 2, 2, 4, 4, 4, 5, 5, 5],
    }
    assert result.episodes.sort_values("client")["end"].tolist() == [1, 1, 4, 4, 7]


def test_a_clients_story_is_told_move_by_move() -> None:
    stories = run(two_steps({"service.cold_hand_off": 0.5}), 7, trace=5).journeys
    begins = ["week 0: joined the list, adviser", "week 0: service started, adviser"]
    assert stories[0] == [
        *begins,
        "week 1: service was completed, adviser",
        "week 1: was handed on, adviser to housing (chance 50%, joint intensity 0.00)",
        "week 1: service started, housing",
        "week 2: all needs were met, jointly, housing",
    ]
    assert stories[2] == [
        "week 0: joined the list, adviser",
        "week 1: service started, adviser",
        "week 2: service was completed, adviser",
        "week 2: was lost in a hand-off, adviser to housing (chance 50%, joint intensity 0.00)",
    ]
