"""A room: commands in, messages out; seats, rounds and votes; what is seen is what a run gives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from joinup.experiments.session.files import load_session, save
from joinup.experiments.session.live_outcomes import BY_NAME
from joinup.experiments.session.log import RUN
from joinup.experiments.session.snapshot import snapshot
from joinup.sim.errors import ScenarioError
from joinup.sim.run import run
from joinup.viz.room import commands as c
from joinup.viz.room.room import Room
from joinup.viz.room.workshop import Workshop
from tests.support.scenarios import busy_town

PATIENCE = 30.0
MERGE = {"partnership.form": "merged"}


def town(**changes: Any) -> Any:
    return busy_town({"weeks": 65, "events": [], **changes})


class Screen:
    """A screen that keeps what it is told."""

    def __init__(self, room: Room) -> None:
        self.told: list[dict[str, Any]] = []
        room.subscribe("screen", lambda message: self.told.append(json.loads(message)))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.told if message["kind"] == kind]


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room(town(), seed=3)
    room.start()
    yield room
    room.stop()


def say(room: Room, *commands: c.Command) -> str:
    said = ""
    for command in commands:
        said = room.command(command).result(PATIENCE)
    return said


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.01)


def take_seat(room: Room, person: str, name: str, seat: str) -> None:
    say(room, c.Join(person, name), c.TakeSeat(person, seat))


def refused(answer: Future[str]) -> str:
    with pytest.raises(ScenarioError) as caught:
        answer.result(PATIENCE)
    return str(caught.value)


def test_the_figures_on_screen_are_those_of_a_run_with_the_same_log(room: Room) -> None:
    screen = Screen(room)
    say(room, c.Step(10), c.Decide("facilitator", "Merge", MERGE), c.Step(20))
    say(room, c.Decide("facilitator", turnover_shock=0.5), c.SetSpeed(60), c.Play())
    wait_for(lambda: room.status.over)
    scenario = room.read(lambda session, _: session.as_scenario()).result(PATIENCE)
    result = run(scenario, seed=3, by_locality=True)
    weekly = result.weekly.groupby("week")[["unmet_need_weeks", "waiting", "resolved"]].sum()
    frames = {frame["week"]: frame for frame in screen.of("frame") if frame["week"] >= 0}
    assert 64 in frames and len(frames) >= 4
    for week, frame in frames.items():
        shown = dict(zip(BY_NAME, frame["arms"][0]["values"], strict=True))
        assert shown["unmet_need"] == weekly.unmet_need_weeks[week]
        assert shown["waiting"] == weekly.waiting[week]
        assert shown["resolved"] == weekly.resolved[:week].sum() + weekly.resolved[week]
        agencies = result.agencies.query(f"week == {week}")
        assert frame["nodes"]["in_service"] == agencies.in_service.tolist()
        assert frame["nodes"]["effort"] == agencies.effort.round(3).tolist()
        by_place = result.weekly.query(f"week == {week}").groupby("locality", observed=True, sort=False)
        moved = by_place[["lapsed_after_hand_off", "wrong_door_lapsed", "hand_offs_attempted"]].sum()
        lost = (moved.lapsed_after_hand_off + moved.wrong_door_lapsed) / moved.hand_offs_attempted
        assert frame["lost"] == [round(share, 3) if isfinite(share) else None for share in lost]
        told = {*frame["verdicts"], *frame["scores"]["verdicts"]}
        assert told <= {"cannot tell yet", "cannot tell", "no difference"}, "one pair of runs has no verdict"
    last = frames[64]["scores"]["run"]
    assert last == [None if pd.isna(value) else value for value in result.scorecard.value]


def test_a_newcomer_gets_the_whole_past(room: Room) -> None:
    say(room, c.Step(30), c.WhatIf("facilitator", "A merger", MERGE), c.Step(5))
    told = [json.loads(message) for message in room.initial_messages("screen").result(PATIENCE)]
    assert [message["kind"] for message in told] == ["setup", "frame", "timeline", "room", "story"]
    setup, frame = told[:2]
    assert setup["history"]["weeks"] == list(range(35))
    assert [arm["name"] for arm in setup["arms"]] == ["run", "as_written", "none", "what_if_1"]
    assert setup["arms"][3]["since"] == 30
    for arm, now in zip(setup["arms"], frame["arms"], strict=True):
        past = setup["history"]["arms"][arm["name"]]
        assert [past[name][-1] for name in BY_NAME] == now["values"]
    measures = [measure for risk in setup["risks"] for measure in risk["measures"]]
    assert len(measures) == len(frame["scores"]["run"]) == len(frame["scores"]["verdicts"])
    assert [risk["risk"] for risk in setup["risks"]] == [f"R{n}" for n in range(1, 8)]
    assert len(frame["journey"][0]) == len(setup["journey"]["links"])
    assert {entry["title"] for entry in told[2]["entries"]} >= {"A merger"}


def test_what_was_seen_no_longer_holds_once_the_past_has_changed(room: Room) -> None:
    screen = Screen(room)
    say(room, c.Step(20), c.Decide("x", set=MERGE), c.Step(5))
    epoch = room.status.epoch
    assert {setup["epoch"] for setup in screen.of("setup")} == {epoch}, "nothing has been taken back"
    assert screen.of("setup")[-1]["history"]["weeks"] == list(range(25)), "weeks that were jumped are told"
    for command in (c.Undo(), c.GoTo(10, keep=True), c.Drop("as_before_1"), c.Restart()):
        say(room, command)
        assert room.status.epoch > epoch
        epoch = room.status.epoch
        assert screen.of("setup")[-1]["epoch"] == screen.of("frame")[-1]["epoch"] == epoch
    assert room.status.week == 0 and screen.of("frame")[-1]["week"] == -1


def test_what_branched_off_later_is_said_to_be_gone(room: Room) -> None:
    say(room, c.Step(20), c.Decide("x", set=MERGE, title="A merger"), c.Step(5))
    say(room, c.WhatIf("x", "No merger", {"partnership.form": "formal"}))
    assert say(room, c.Undo()) == "Undone: A merger. Removed, as they branched off later: No merger."
    say(room, c.WhatIf("x", "A late merger", MERGE))
    said = say(room, c.GoTo(10))
    assert said == "At the start of week 10. Removed, as they branched off later: A late merger."


def test_playing_goes_on_by_itself_until_it_is_paused(room: Room) -> None:
    say(room, c.SetSpeed(60), c.Play())
    wait_for(lambda: _week(room) >= 5)
    said = say(room, c.Pause())
    week = _week(room)
    assert said == f"Paused before week {week}."
    time.sleep(0.2)
    assert _week(room) == week and not room.status.playing


def _week(room: Room) -> int:
    return room.read(lambda session, _: session.week).result(PATIENCE)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (c.Decide("x", set={"partnership.form": "fusion"}), "fusion"),
        (c.Decide("x", set={"trust.start": 0.5}), "cannot change while a run is under way"),
        (c.Decide("x"), "the decision is empty"),
        (c.GoTo(66), "week 66 is after the last, 64"),
        (c.GoTo(-1), "week -1: must be at least 0"),
        (c.Undo(), "there is no decision to undo"),
        (c.Drop("none"), "is not a what-if and cannot be removed"),
        (c.Follow("giants"), "giants"),
        (c.Open("towm"), "towm"),
        (c.SetRounds(0), "0 seconds is not between 1 and 3600"),
        (c.Reveal(), "no question has been asked"),
        (c.Vote("p1", "yes"), "no question has been asked"),
        (c.Ask("Will it?", ("yes",)), "give 2 to 8 different answers"),
        (c.Ask("", ("yes", "yes")), "the question has no text"),
        (c.Ask("Will it?", ("higher", "lower"), "happiness", 30), "happiness"),
        (c.Ask("Will it?", ("higher", "lower"), "unmet_need", 2), "week 2 is not between 4 and 64"),
        (c.Ask("Will it?", ("yes", "no"), "unmet_need", 30), "answered by higher, lower, the same"),
        (c.Unseat("housing"), "the seat 'housing' is free"),
        (c.TakeSeat("p1", "housing"), "give your name first"),
        (c.Join("p1", " \n "), "give a name"),
        (c.Submit("p1", 0.5), "you have no seat"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(
    room: Room, command: c.Command, said: str
) -> None:
    say(room, c.Step(4))
    before = room.status
    assert said in refused(room.command(command))
    assert room.status == before
    say(room, c.Step(1))


def test_a_seat_decides_in_place_of_the_agencys_own_rule(room: Room) -> None:
    take_seat(room, "p1", "Ann", "housing")
    say(room, c.Step(10), c.Submit("p1", 0.85, {"hours": 0.9}))
    assert room.status.seats[1].submitted
    say(room, c.Step(10))
    assert _efforts(room, "housing") == {0.85}
    assert room.status.parameters.get("agencies.housing.accommodation.hours") == 0.9
    entry = room.status.arms[0].log[-1]
    assert (entry.week, entry.who) == (13, "Housing (Ann)")
    say(room, c.Step(10))
    assert room.status.parameters.get("agencies.housing.rule") is None, "Ann was late; the rule decides"
    assert room.status.arms[0].log[-1].who == "Housing (Ann)"
    record = room.read(lambda _, records: records["seats"]).result(PATIENCE)
    assert [row["what"] for row in record] == ["took the seat", "was late", "decided", "was late"]
    say(room, c.Step(4), c.Submit("p1", 0.25), c.Step(10))
    assert _efforts(room, "housing") == {0.25}
    scenario = room.read(lambda session, _: session.as_scenario()).result(PATIENCE)
    again = run(scenario.with_changes({"weeks": room.status.week}), seed=3, by_locality=True)
    result = room.read(lambda session, _: session.result()).result(PATIENCE)
    pd.testing.assert_frame_equal(result.weekly, again.weekly, check_exact=True)


def _efforts(room: Room, agency: str) -> set[float]:
    def read(session: Any, _: Any) -> set[float]:
        place = [one.name for one in session.scenario.agencies].index(agency)
        return set(session.arms[RUN].engine.state.agency["effort"][:, place].tolist())

    return room.read(read).result(PATIENCE)


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (c.Submit("p1", 1.5), "1.5 is not a number from 0 to 1"),
        (c.Submit("p1", None), "an agency must set its joint effort"),
        (c.Submit("p1", 0.5, {"hours": -1}), "-1 is not a number from 0 to 1"),
        (c.Submit("p1", 0.5, {"ramps": 0.5}), "ramps"),
        (c.Submit("p1", 0.5, set={"money.unmet_need": 0}), "money.unmet_need"),
        (c.Submit("p1", float("nan")), "nan is not a number from 0 to 1"),
    ],
)
def test_a_seat_decides_only_what_is_its_own(room: Room, decided: c.Submit, said: str) -> None:
    take_seat(room, "p1", "Ann", "housing")
    assert said in refused(room.command(decided))
    say(room, c.Step(14))
    assert room.status.arms[0].log == ()


def test_a_seat_is_taken_by_one_and_freed_by_the_facilitator(room: Room) -> None:
    take_seat(room, "p1", "Ann", "housing")
    say(room, c.Join("p2", "Bob"))
    assert "Housing is taken by Ann" in refused(room.command(c.TakeSeat("p2", "housing")))
    assert "the name 'Ann' is taken" in refused(room.command(c.Join("p2", " Ann ")))
    say(room, c.Submit("p1", 0.5), c.Unseat("housing"), c.TakeSeat("p2", "housing"))
    assert room.seat_of("p2") == "housing" and room.seat_of("p1") is None
    assert room.status.seats[1].who == "Bob" and not room.status.seats[1].submitted
    say(room, c.TakeSeat("p2", "clinic"))
    assert [seat.who for seat in room.status.seats] == [None, None, "Bob", None]
    say(room, c.Lock())
    assert "locked" in refused(room.command(c.TakeSeat("p1", "housing")))
    assert "locked" in refused(room.command(c.LeaveSeat("p2")))
    say(room, c.Lock(False), c.Leave("p2"))
    assert all(seat.who is None for seat in room.status.seats) and room.status.people == 1


def test_the_run_waits_for_the_seats_before_a_quarter(room: Room) -> None:
    screen = Screen(room)
    take_seat(room, "p1", "Ann", "housing")
    say(room, c.Step(11), c.SetRounds(600), c.SetSpeed(60), c.Play())
    wait_for(lambda: any(told["round"] for told in screen.of("room")))
    assert _week(room) == 13
    shown = next(told["round"] for told in screen.of("room") if told["round"])
    assert shown["quarter"] == 2 and 590 < shown["seconds_left"] <= 600
    say(room, c.Submit("p1", 0.6))
    wait_for(lambda: _week(room) == 26)
    assert room.status.arms[0].log[-1].set["agencies.housing.fixed_effort"] == 0.6
    say(room, c.SetRounds(1))
    wait_for(lambda: _week(room) > 30)
    assert room.status.parameters.get("agencies.housing.rule") is None


def test_the_funder_sets_the_sizes_of_its_instruments() -> None:
    workshop = Workshop(_shipped_town(), seed=1)
    workshop.do(c.Join("p1", "Fay"))
    workshop.do(c.TakeSeat("p1", "funder"))
    choices = {
        choice.name: choice for choice in workshop.seats.choices("funder", workshop.session.parameters)
    }
    grant = "incentives.grant.of_full_cost"
    assert {grant, "campaigns.knock_on_any_door.spend"} <= set(choices)
    assert (choices[grant].low, choices[grant].high) == (0, 1.5)
    workshop.do(c.Step(12))
    workshop.do(c.Submit("p1", set={grant: 1.2}))
    workshop.do(c.Step(2))
    assert workshop.session.parameters.get(grant) == 1.2
    assert workshop.session.log[-1].who == "The funder (Fay)"
    with pytest.raises(ScenarioError, match="not a number from 0 to 1.5"):
        workshop.do(c.Submit("p1", set={grant: 9}))


def _shipped_town() -> Any:
    from joinup.scenarios.load import load

    return load("town").with_changes({"weeks": 60})


def test_a_prediction_is_answered_before_it_is_revealed(room: Room) -> None:
    screen = Screen(room)
    say(room, c.Step(4), c.Join("p1", "Ann"), c.Join("p2", "Bob"))
    say(room, c.Ask("Unmet need in week 20?", ("higher", "lower"), "unmet_need", 20))
    say(room, c.Vote("p1", "higher"), c.Vote("p2", "higher"), c.Vote("p1", "lower"))
    shown = screen.of("room")[-1]["question"]
    assert (shown["votes"], shown["counts"], shown["truth"]) == (2, None, None)
    assert "sideways" in refused(room.command(c.Vote("p1", "sideways")))
    say(room, c.Decide("x", set={"agencies.housing.places": 40}), c.Step(30))
    assert screen.of("room")[-1]["question"]["truth"] is None, "not before it is revealed"
    say(room, c.Reveal())
    shown = screen.of("room")[-1]["question"]
    assert (shown["counts"], shown["truth"], shown["open"]) == ([1, 1], "lower", False)
    assert "voting has closed" in refused(room.command(c.Vote("p1", "higher")))
    say(room, c.Forget())
    votes = room.read(lambda _, records: records["votes"]).result(PATIENCE)
    assert [(row["who"], row["answer"], row["truth"]) for row in votes] == [
        ("Ann", "lower", "lower"),
        ("Bob", "higher", "lower"),
    ]


def test_somebody_is_followed_here_and_in_the_twin(room: Room) -> None:
    screen = Screen(room)
    group = room.status.scenario.population.groups[0].name
    say(room, c.Follow(group))
    first = screen.of("story")[-1]["client"]
    say(room, c.Follow(group))
    assert screen.of("story")[-1]["client"] > first
    say(room, c.Follow(group), c.Step(40))
    told = screen.of("story")[-1]
    assert told["group"] == group and told["run"] == told["counterfactual"]
    say(room, c.Follow(None), c.Step(1))
    assert screen.of("story")[-1]["client"] is None


def test_another_scenario_can_be_opened_and_people_stay(room: Room) -> None:
    take_seat(room, "p1", "Ann", "housing")
    said = say(room, c.Open("delayed_discharge", 7))
    assert said.startswith("Opened: ")
    assert room.status.seed == 7 and room.status.scenario.name == "delayed_discharge"
    assert [seat.name for seat in room.status.seats] == ["hospital", "social_services", "funder"]
    assert room.status.people == 1 and not any(seat.who for seat in room.status.seats)


def test_phones_show_the_seats_and_what_they_may_set(room: Room) -> None:
    told: list[dict[str, Any]] = []
    end = room.subscribe("phone", lambda message: told.append(json.loads(message)))
    take_seat(room, "p1", "Ann", "housing")
    say(room, c.Step(5))
    shown = told[-1]
    seat = next(seat for seat in shown["seats"] if seat["name"] == "housing")
    assert (seat["who"], seat["kind"]) == ("Ann", "agency")
    assert seat["card"]["places"] > 0 and seat["objectives"]
    assert seat["choices"][0]["name"] == "effort"
    assert shown["seats"][-1]["kind"] == "funder" and shown["seats"][-1]["card"] is None
    end()
    count = len(told)
    say(room, c.Step(1))
    assert len(told) == count


def test_a_defect_of_the_model_stops_the_run_and_not_the_room(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Workshop) -> bool:
        raise RuntimeError("broken identity")

    with monkeypatch.context() as patched:
        patched.setattr(Workshop, "advance", broken)
        say(room, c.Play())
        wait_for(lambda: room.status.error is not None)
    assert room.status.error == "The run stopped: broken identity" and not room.status.playing
    say(room, c.Play(), c.Pause(), c.Step(2))
    assert room.status.error is None


def test_a_room_goes_on_with_a_saved_session(room: Room, tmp_path: Path) -> None:
    say(room, c.Step(10), c.Decide("x", set=MERGE), c.Step(9))
    saved = room.read(lambda session, _: snapshot(session).saved()).result(PATIENCE)
    save(tmp_path / "session.json", saved.scenario, saved.seed, saved.log, weeks=saved.weeks)
    found = load_session(tmp_path / "session.json")
    other = Room(found.scenario, found.seed, saved=found)
    other.start()
    say(room, c.Step(9))
    say(other, c.Step(9))
    here, there = (
        one.read(lambda session, _: (session.frame(), session.log)).result(PATIENCE) for one in (room, other)
    )
    assert here == there
    say(other, c.Restart())
    assert other.status.week == 0 and other.status.arms[0].log == ()
    other.stop()
