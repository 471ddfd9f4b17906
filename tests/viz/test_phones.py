"""Phones: each acts for its own person only, and nothing that they send ends the session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from joinup.viz.room.commands import Join, Leave, LeaveSeat, Submit, TakeSeat, Vote
from joinup.viz.server.access import Access
from joinup.viz.server.people import MOST_PAGES
from joinup.viz.server.phones import MOST_DROPPED
from tests.support.fake_room import MadeRoom
from tests.support.served_room import PIN, Browser, another, answer, enter, served, tell, until


@pytest.fixture
def room() -> MadeRoom:
    return MadeRoom()


@pytest.fixture
def ann(room: MadeRoom) -> Iterator[Browser]:
    with served(room, Access(PIN)) as browser:
        enter(browser)
        yield browser


def test_a_phone_is_welcomed_and_shown_the_session(ann: Browser) -> None:
    with ann.websocket_connect("/seat") as socket:
        assert socket.receive_json() == {
            "kind": "welcome",
            "person": "p1",
            "name": "",
            "role": "seat",
            "seat": None,
        }
        assert socket.receive_json()["kind"] == "phone"


def test_what_phones_send_is_asked_of_the_room_in_their_name(ann: Browser, room: MadeRoom) -> None:
    with ann.websocket_connect("/seat") as socket:
        assert tell(socket, do="name", name="  Ann\t B ")["kind"] == "accepted"
        assert tell(socket, do="take_seat", seat="housing")["kind"] == "accepted"
        tell(socket, do="submit", effort=0.5, accommodation={"evening_hours": 1})
        tell(socket, do="submit", set={"incentives.grant.of_full_cost": 0.9})
        tell(socket, do="vote", choice="lower")
        tell(socket, do="leave_seat")
        tell(socket, do="leave")
    assert room.asked == [
        Join("p1", "Ann B"),
        TakeSeat("p1", "housing"),
        Submit("p1", 0.5, {"evening_hours": 1.0}),
        Submit("p1", set={"incentives.grant.of_full_cost": 0.9}),
        Vote("p1", "lower"),
        LeaveSeat("p1"),
        Leave("p1"),
    ]


def test_a_token_cannot_act_for_another_persons_seat(
    ann: Browser, room: MadeRoom, caplog: pytest.LogCaptureFixture
) -> None:
    bob = another(ann)
    enter(bob)
    with ann.websocket_connect("/seat") as anns, bob.websocket_connect("/seat") as bobs:
        tell(anns, do="take_seat", seat="housing")
        assert "taken" in tell(bobs, do="take_seat", seat="housing")["problems"][0]
        assert tell(bobs, do="submit", effort=0.0)["problems"] == ["You have no seat"]
        assert tell(bobs, do="submit", effort=0.0, person="p1")["kind"] == "refused"
        assert tell(bobs, do="submit", effort=0.0, seat="housing")["kind"] == "refused"
        assert tell(anns, do="submit", effort=0.7)["kind"] == "accepted"
    assert [c for c in room.asked if isinstance(c, Submit)] == [Submit("p1", 0.7)]
    assert "refused p2 (seat)" in caplog.text


def test_a_viewer_votes_but_takes_no_seat(ann: Browser, room: MadeRoom) -> None:
    viewer = another(ann)
    enter(viewer, role="viewer")
    with viewer.websocket_connect("/seat") as socket:
        assert tell(socket, do="vote", choice="lower")["kind"] == "accepted"
        for message in ({"do": "take_seat", "seat": "housing"}, {"do": "submit", "effort": 1}):
            assert "You joined as a viewer" in tell(socket, **message)["problems"][0]
    assert room.asked == [Vote("p2", "lower")]


@pytest.mark.parametrize("do", ["play", "pause", "restart", "decide", "reveal", "unseat", "open"])
def test_no_phone_steers(do: str, ann: Browser, room: MadeRoom) -> None:
    with ann.websocket_connect("/seat") as socket:
        assert tell(socket, do=do, seat="housing")["kind"] == "refused"
    assert room.asked == []


MALFORMED: list[Any] = [
    "",
    "{",
    "null",
    "[]",
    "1",
    '"submit"',
    "{}",
    '{"do": null}',
    '{"do": "submit", "effort": "0.5"}',
    '{"do": "submit", "effort": NaN}',
    '{"do": "submit", "effort": 1e999}',
    '{"do": "submit", "effort": -0.1}',
    '{"do": "submit", "effort": true}',
    '{"do": "submit", "accommodation": {"": 1}}',
    '{"do": "submit", "accommodation": [0.5]}',
    '{"do": "submit", "set": {"weeks": {"a": 1}}}',
    '{"do": "submit", "set": {"a": Infinity}}',
    '{"do": "name", "name": ""}',
    '{"do": "name", "name": " "}',
    '{"do": "name", "name": "\\u202e\\u0000"}',
    '{"do": "name", "name": "' + "x" * 41 + '"}',
    '{"do": "name", "name": "\\ud800"}',
    '{"do": "name", "name": 7}',
    '{"do": "take_seat"}',
    '{"do": "vote", "choice": ""}',
    '{"do": "leave", "person": "p2"}',
    "[" * 3000,
    '{"do": "submit", "set": {' + ",".join(f'"p{n}": 1' for n in range(51)) + "}}",
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:40])
def test_malformed_messages_are_refused_and_the_session_goes_on(
    text: str, ann: Browser, room: MadeRoom, caplog: pytest.LogCaptureFixture
) -> None:
    with ann.websocket_connect("/seat") as socket:
        socket.send_text(text)
        refused = answer(socket)
        assert refused["kind"] == "refused"
        assert all(refused["problems"])
        assert "refused p1" in caplog.text
        assert room.asked == []
        assert tell(socket, do="name", name="Ann")["kind"] == "accepted"


def test_messages_that_are_too_long_or_no_text_are_refused(ann: Browser, room: MadeRoom) -> None:
    with ann.websocket_connect("/seat") as socket:
        for choice in ("x" * 4096, "é" * 3000, "x" * 200_000):
            assert "at most 4,096 bytes" in tell(socket, do="vote", choice=choice)["problems"][0]
        socket.send_bytes(b'{"do": "vote", "choice": "lower"}')
        assert answer(socket)["problems"] == ["Messages are text"]
        assert tell(socket, do="name", name="Ann")["kind"] == "accepted"
    assert room.asked == [Join("p1", "Ann")]


def test_names_and_refusals_bring_no_control_characters_into_the_log(
    ann: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with ann.websocket_connect("/seat") as socket:
        tell(socket, do="take_seat", seat="\x1b[31m\nforged line")
    assert "\x1b" not in caplog.text
    assert not [line for line in caplog.text.splitlines() if line.startswith("forged")]


def test_a_flood_is_cut_off_and_others_go_on(room: MadeRoom, caplog: pytest.LogCaptureFixture) -> None:
    with served(room, Access(PIN, clock=lambda: 0.0)) as ann:
        enter(ann)
        enter(bob := another(ann))
        _flood(ann, bob)
    votes = [c for c in room.asked if isinstance(c, Vote)]
    assert len(votes) == 20
    assert Join("p2", "Bob") in room.asked
    assert caplog.text.lower().count("too many messages") == 1


def _flood(ann: Browser, bob: Browser) -> None:
    with bob.websocket_connect("/seat") as calm:
        with ann.websocket_connect("/seat") as flooding:
            for _ in range(MOST_DROPPED + 60):
                flooding.send_text(json.dumps({"do": "vote", "choice": "lower"}))
            with pytest.raises(WebSocketDisconnect):
                until(flooding, "nothing")
        assert tell(calm, do="name", name="Bob")["kind"] == "accepted"
    with ann.websocket_connect("/seat") as again:
        assert until(again, "welcome")["person"] == "p1"


def test_who_comes_back_with_the_same_cookie_has_name_and_seat_again(ann: Browser) -> None:
    with ann.websocket_connect("/seat") as socket:
        tell(socket, do="name", name="Ann")
        tell(socket, do="take_seat", seat="housing")
    with ann.websocket_connect("/seat") as socket:
        welcome = until(socket, "welcome")
        assert (welcome["person"], welcome["name"], welcome["seat"]) == ("p1", "Ann", "housing")


def test_who_loses_their_seat_is_informed(ann: Browser, room: MadeRoom) -> None:
    with ann.websocket_connect("/seat") as socket:
        tell(socket, do="take_seat", seat="housing")
        assert until(socket, "welcome")["seat"] == "housing"
        room.seats.clear()
        room.say("phone", **room.phone())
        assert until(socket, "welcome")["seat"] is None


def test_one_person_has_only_so_many_pages_open(ann: Browser) -> None:
    with ExitStack() as pages:
        for _ in range(MOST_PAGES):
            until(pages.enter_context(ann.websocket_connect("/seat")), "phone")
        one_more = pages.enter_context(ann.websocket_connect("/seat"))
        with pytest.raises(WebSocketDisconnect) as closed:
            one_more.receive_text()
        assert closed.value.code == 1008
    with ann.websocket_connect("/seat") as socket:
        assert until(socket, "welcome")["person"] == "p1"


def test_a_room_that_fails_says_so_and_goes_on(
    ann: Browser, room: MadeRoom, caplog: pytest.LogCaptureFixture
) -> None:
    with ann.websocket_connect("/seat") as socket:
        room.fails = True
        assert tell(socket, do="name", name="Ann")["problems"] == ["The session could not carry this out"]
        room.fails = False
        assert tell(socket, do="name", name="Ann")["kind"] == "accepted"
