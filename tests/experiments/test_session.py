"""Sessions: steered, rewound and branched, they stay what a scenario with the same events gives."""

from __future__ import annotations

from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from joinup.experiments.session.checkpoints import Checkpoints
from joinup.experiments.session.files import load_session, save
from joinup.experiments.session.flows import LINKS, flows
from joinup.experiments.session.frames import STEPS
from joinup.experiments.session.instruments import with_instruments
from joinup.experiments.session.levers import actions, only_before, steerable
from joinup.experiments.session.live_outcomes import BY_NAME
from joinup.experiments.session.log import NONE, RUN
from joinup.experiments.session.scores import scores
from joinup.experiments.session.session import Session
from joinup.experiments.session.stories import followed, story
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.ledger.parameters import TRANSFER
from joinup.sim.results.journeys import journeys
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town

TABLES = ("weekly", "agencies", "links", "decisions", "ledger", "funding", "episodes", "summary", "scorecard")
MERGE = {"partnership.form": "merged"}
MONEY = {"incentives.aim.weight": 3.0}


def town(**changes: Any) -> Any:
    """Return a busy town without a change of form of its own."""
    return busy_town({"weeks": 52, "events": [], **changes})


def assert_same(one: Result, other: Result) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)


@pytest.fixture
def session() -> Session:
    return Session(town(), seed=3)


def test_a_session_is_a_run_of_the_scenario_with_what_was_decided_as_events(session: Session) -> None:
    session.run_for(10)
    session.decide(MONEY, who="facilitator")
    session.run_for(7)
    session.decide(MERGE, who="room", title="Merge them")
    session.decide(who="room", turnover_shock=0.2, agencies=["housing"])
    session.run_for(100)
    assert session.is_over and session.week == 52
    again = run(session.as_scenario(), seed=3, by_locality=True)
    assert_same(session.result(), again)
    assert_same(session.result("as_written"), run(town(), seed=3, by_locality=True))
    assert_same(session.result(NONE), run(town().baseline("none"), seed=3, by_locality=True))
    assert [entry.who for entry in session.log] == ["facilitator", "room", "room"]


def test_what_is_decided_comes_before_the_scenarios_own_events_of_the_week() -> None:
    event = {"name": "split", "week": 5, "set": {"partnership.form": "formal"}}
    session = Session(town(events=[event]), seed=3)
    session.run_for(5)
    session.decide(MERGE, who="room")
    session.run_for(20)
    assert session.parameters.partnership.form == "formal"
    changed = session.as_scenario().with_changes({"weeks": 25})
    assert_same(session.result(), run(changed, seed=3, by_locality=True))


@pytest.mark.parametrize("week", [0, 12, 13, 20, 27])
def test_a_session_that_is_rewound_is_as_it_was(session: Session, week: int) -> None:
    session.run_for(6)
    session.decide(MONEY, who="room")
    session.run_for(14)
    session.decide(MERGE, who="room")
    session.run_for(8)
    session.rewind(week)
    assert session.week == week
    assert [entry.week for entry in session.log] == [at for at in (6, 20) if at < week]
    fresh = Session(town(), seed=3)
    fresh.run_for(min(week, 6))
    if week > 6:
        fresh.decide(MONEY, who="room")
        fresh.run_for(min(week, 20) - 6)
    if week > 20:
        fresh.decide(MERGE, who="room")
        fresh.run_for(week - 20)
    assert session.frame() == fresh.frame()
    session.run_for(5)
    fresh.run_for(5)
    assert session.frame() == fresh.frame()


def test_undoing_continues_as_if_it_had_never_been_decided(session: Session) -> None:
    session.run_for(6)
    session.decide(MONEY, who="room")
    session.run_for(3)
    session.decide(MERGE, who="room")
    session.run_for(20)
    undone = session.undo()
    assert undone is not None and undone.set == MERGE
    assert session.week == 29
    fresh = Session(town(), seed=3)
    fresh.run_for(6)
    fresh.decide(MONEY, who="room")
    fresh.run_for(23)
    assert session.frame() == fresh.frame()
    assert Session(town(), seed=3).undo() is None


def test_undoing_drops_what_ifs_of_a_run_that_is_no_more_and_keeps_earlier_ones(session: Session) -> None:
    session.run_for(6)
    session.what_if("earlier", "More money", MONEY, who="room")
    session.decide(MERGE, who="room")
    session.run_for(3)
    session.what_if("later", "More money still", MONEY, who="room")
    session.run_for(8)
    before = session.result("earlier")
    session.undo()
    assert session.week == 17 and "later" not in session.arms
    assert_same(session.result("earlier"), before)


def test_what_ifs_go_on_beside_the_run_from_the_week_they_branch_off(session: Session) -> None:
    session.run_for(15)
    session.decide(MONEY, who="room")
    arm = session.what_if("merged", "A merger", MERGE, who="room")
    assert arm.since == 15
    session.run_for(15)
    with_merger = session.as_scenario("merged").with_changes({"weeks": 30})
    assert_same(session.result("merged"), run(with_merger, seed=3, by_locality=True))
    without = session.as_scenario(RUN).with_changes({"weeks": 30})
    assert_same(session.result(RUN), run(without, seed=3, by_locality=True))
    before = session.frame()
    session.rewind(22)
    session.run_for(8)
    assert session.frame() == before, "a what-if that branched off earlier is kept"
    session.rewind(14)
    assert "merged" not in session.arms, "one that branches off later is gone"


def test_a_what_if_is_not_taken_for_a_dropped_one_that_had_its_name(session: Session) -> None:
    session.run_for(10)
    session.new_what_if("A merger", MERGE, who="room")
    session.run_for(10)
    session.drop("what_if_1")
    assert session.new_what_if("More money", MONEY, who="room").name == "what_if_1"
    session.run_for(8)
    before = session.result("what_if_1")
    session.rewind(22)
    session.run_for(6)
    assert session.arms["what_if_1"].title == "More money"
    assert_same(session.result("what_if_1"), before)


def test_there_are_at_most_three_what_ifs(session: Session) -> None:
    for name in ("a", "b", "c"):
        session.what_if(name, name, MERGE, who="room")
    with pytest.raises(ScenarioError, match="there are 3 what-ifs already"):
        session.what_if("d", "d", MERGE, who="room")
    with pytest.raises(ScenarioError, match="an arm called 'a' exists already"):
        session.what_if("a", "a", MERGE, who="room")
    session.drop("a")
    session.what_if("d", "d", MERGE, who="room")
    with pytest.raises(ScenarioError, match="'run' is not a what-if and cannot be removed"):
        session.drop(RUN)


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"changes": {"partnership.form": "fusion"}}, "unknown form"),
        ({"changes": {"trust.start": 0.9}}, "cannot change while a run is under way"),
        ({"changes": {"trust.stat": 0.9}}, "did you mean 'start'?"),
        ({"changes": {"redress.clarity": 3}}, "too large"),
        ({}, "the decision is empty"),
        ({"turnover_shock": 0.2, "agencies": ["hausing"]}, "did you mean 'housing'?"),
        ({"changes": MERGE, "arm": "merger"}, "unknown arm 'merger'"),
    ],
)
def test_what_is_not_allowed_is_reported_and_changes_nothing(
    session: Session, decided: dict[str, Any], said: str
) -> None:
    session.run_for(2)
    before = session.frame(), session.parameters, session.log
    with pytest.raises(ScenarioError) as caught:
        session.decide(**{"changes": None, "who": "room", **decided})
    assert said in str(caught.value)
    assert (session.frame(), session.parameters, session.log) == before
    with pytest.raises(ScenarioError, match="week 9 is not between 0 and 2"):
        session.rewind(9)


def test_a_what_if_that_is_not_allowed_leaves_no_arm(session: Session) -> None:
    with pytest.raises(ScenarioError):
        session.what_if("wrong", "Wrong", {"partnership.form": "fusion"}, who="room")
    assert "wrong" not in session.arms


def test_checkpoints_stay_within_their_cap_and_any_week_can_be_reached() -> None:
    session = Session(town(), seed=3)
    one = Checkpoints(2**40)
    one.keep(0, session.arms)
    small = Session(town(), seed=3, memory=int(one.size * 3.5))
    small.run_for(52)
    assert 0 < small._checkpoints.size <= one.size * 3.5
    assert small._checkpoints.weeks[0] == 0
    small.rewind(30)
    session.run_for(30)
    assert small.frame() == session.frame()


def test_a_session_can_be_saved_and_read(session: Session, tmp_path: Path) -> None:
    session.run_for(10)
    session.decide(MERGE, who="room", title="Merge them")
    session.run_for(5)
    file = tmp_path / "session.json"
    save(file, session.scenario, session.seed, session.log, weeks=session.week)
    found = load_session(file)
    assert (found.scenario, found.seed, found.weeks, found.log) == (town(), 3, 15, session.log)
    assert [path.name for path in tmp_path.iterdir()] == ["session.json"]


def test_a_frame_says_how_the_week_ended(session: Session) -> None:
    session.run_for(9)
    frame = session.frame()
    result = session.result()
    assert frame.week == 8
    week = result.weekly.query("week == 8")
    arm = frame.arms[0]
    assert arm.name == RUN
    values = dict(zip(BY_NAME, arm.values, strict=True))
    assert values["unmet_need"] == week.unmet_need_weeks.sum()
    assert values["need_weeks"] == result.weekly.unmet_need_weeks.sum()
    assert values["resolved"] == result.weekly.resolved.sum()
    assert values["dropped_out"] == result.weekly.dissatisfied.sum()
    assert values["aware"] == pytest.approx(week.aware.sum() / 300)
    public = result.ledger[result.ledger.category != TRANSFER].gbp.sum()
    assert values["public_cost"] == pytest.approx(public, rel=1e-12)
    inclusion = result.scorecard.query("measure == 'inclusion_ratio'").value.iloc[0]
    assert values["inclusion"] == pytest.approx(inclusion, rel=1e-12)
    for people, (_, some) in zip(arm.people, week.groupby("group", observed=True, sort=False), strict=True):
        steps = dict(zip(STEPS, people, strict=True))
        assert (steps["unaware"] or 0) + (steps["aware"] or 0) == some.seeking.sum()
        assert [steps[name] for name in ("waiting", "in_service", "lapsed", "no_need")] == [
            some[name].sum() for name in ("waiting", "in_service", "lapsed", "no_need")
        ]
    paid = result.ledger.query("week == 8")
    for payer, kinds in arm.money.items():
        assert sum(kinds) == pytest.approx(paid[paid.payer == payer].gbp.sum())
    rows = result.agencies.query("week == 8")
    for name in ("places", "in_service", "waiting", "effort", "routine", "trust_mean", "member"):
        assert list(frame.nodes[name]) == rows[name].tolist()
    assert set(zip(frame.edges["one"], frame.edges["other"], strict=True)) >= {(0, 1), (1, 0)}
    assert Session(town(), seed=3).frame().week == -1


def test_hand_offs_of_the_weeks_add_up_to_those_of_the_quarter(session: Session) -> None:
    tried: dict[tuple[float | None, float | None], float] = {}
    for _ in range(26):
        session.run_for(1)
        edges = session.frame().edges
        for one, other, times in zip(edges["one"], edges["other"], edges["hand_offs"], strict=True):
            tried[one, other] = tried.get((one, other), 0) + (times or 0)
    names = session.result().agencies.query("week == 0")[["locality", "agency"]].to_numpy().tolist()
    links = session.result().links.query("quarter < 2").groupby(["locality", "from", "to"], observed=True)
    total = links.hand_offs.sum()
    for (one, other), times in tried.items():
        (place, sender), (_, receiver) = names[int(one or 0)], names[int(other or 0)]
        assert times == total[place, sender, receiver]
    assert sum(tried.values()) > 0


def test_what_enters_a_station_of_the_journey_is_what_leaves_it(session: Session) -> None:
    for weeks in (0, 20, 32):
        session.run_for(weeks)
        people = flows(session.series[RUN])
        assert people.shape == (len(session.scenario.population.groups), len(LINKS))
        for station in ("looking", "came", "list", "service"):
            into = people[:, [to == station for _, to in LINKS]].sum(axis=1)
            out = people[:, [of == station for of, _ in LINKS]].sum(axis=1)
            assert into.tolist() == out.tolist()
    assert people[:, LINKS.index(("service", "resolved"))].sum() > 0


def test_a_kept_run_goes_on_beside_the_one_that_went_back(session: Session) -> None:
    session.run_for(8)
    session.decide(MONEY, who="room")
    session.run_for(8)
    session.decide(MERGE, who="room")
    session.run_for(8)
    before = session.result()
    session.rewind(4, keep="As it went")
    session.run_for(20)
    assert_same(session.result("as_before_1"), before)
    assert session.log == ()
    session.rewind(10)
    session.run_for(14)
    assert_same(session.result("as_before_1"), before)


def test_instruments_that_lie_ready_change_nothing() -> None:
    for scenario in (town(), load("town").with_changes({"weeks": 60})):
        plain, ready = (run(way, seed=5, by_locality=True) for way in (scenario, with_instruments(scenario)))
        for table in ("weekly", "agencies", "links", "decisions", "episodes", "summary"):
            pd.testing.assert_frame_equal(getattr(plain, table), getattr(ready, table), check_exact=True)
        assert ready.ledger.gbp.sum() == plain.ledger.gbp.sum()
        assert with_instruments(with_instruments(scenario)) == with_instruments(scenario)


@pytest.mark.parametrize("number", range(14))
def test_each_ready_made_action_can_be_decided_and_does_something(number: int) -> None:
    scenario = with_instruments(load("town"))
    session = Session(scenario, seed=2)
    session.run_for(30)
    found = actions(session.parameters, session.week)
    assert len(found) == 12
    if number >= len(found):
        return
    action = found[number]
    answers = {question.name: question.value for question in action.inputs}
    if action.name == "form":
        answers["form"] = "merged"
    if action.name == "shock":
        answers["share"] = 1.0
    if action.name == "fund_programme":
        answers["ends"] = session.week
    decision = action.decide(answers)
    session.decide(
        decision.set,
        who="room",
        title=decision.title,
        turnover_shock=decision.turnover_shock,
        agencies=decision.agencies,
    )
    session.run_for(60)
    run_now, counterfactual = session.frame().arms[:2]
    assert run_now.values != counterfactual.values


def test_a_lever_that_can_only_be_set_before_a_run_is_listed_separately() -> None:
    scenario = load("town")
    assert [lever.path for lever in only_before(scenario)] == ["trust.start"]
    assert len(steerable(scenario)) == len(scenario.levers) - 1
    session = Session(with_instruments(scenario), seed=1)
    session.run_for(5)
    for lever in steerable(scenario):
        value = lever.options[1] if lever.options else lever.high
        session.decide({lever.path: value}, who="room")


def test_the_scorecard_is_that_of_the_result(session: Session) -> None:
    session.decide(MERGE, who="room")
    session.run_for(40)
    found = scores([(session.arms[RUN].engine, session.arms["as_written"].engine)])
    for arm, values in (
        (RUN, [one.value for one in found]),
        ("as_written", [one.counterfactual for one in found]),
    ):
        expected = session.result(arm).scorecard.value
        assert [nan if value is None else value for value in values] == pytest.approx(
            expected.tolist(), nan_ok=True, abs=0, rel=1e-12
        )


def test_a_followed_persons_story_is_the_journey_that_a_run_tells() -> None:
    session = Session(town(), seed=3, traced=20)
    session.run_for(52)
    engine = session.arms[RUN].engine
    people = [client for clients in followed(engine).values() for client in clients]
    assert len(people) == 20
    told = journeys(engine)
    moves = 0
    for client in people:
        mine = story(engine, client)
        assert [f"week {week}: {text}" for week, text in mine.moves] == told[client]
        moves += len(mine.moves)
    assert moves > 20
