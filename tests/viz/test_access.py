"""Who is let in: the PIN, guessing it, one-time links, and what a token is good for."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from joinup.viz.room.commands import Ask, Command, Join, Play, Role, Submit, TakeSeat, Unseat, Vote
from joinup.viz.server.access import Access, is_allowed
from joinup.viz.server.people import AccessRefusedError
from joinup.viz.server.solara_run import served_room
from tests.support.clock import Clock
from tests.support.fake_room import MadeRoom
from tests.support.served_room import PIN, Browser, another, enter, served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(clock: Clock) -> Access:
    return Access(PIN, clock=clock)


@pytest.fixture
def browser(access: Access) -> Iterator[Browser]:
    with served(MadeRoom(), access) as browser:
        yield browser


@pytest.mark.parametrize("pin", ["", "000000", "31415", "3141590", "３１４１５９", "x" * 300])
def test_a_wrong_pin_lets_nobody_in(pin: str, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "joinup.viz.server"):
        answer = enter(browser, pin=pin)
    assert answer.status_code == 403
    assert answer.json() == {"problems": ["Wrong PIN."]}
    assert not answer.cookies
    assert "wrong PIN from testclient" in caplog.text
    assert pin == "" or pin not in caplog.text
    assert enter(browser).json() == {"role": "seat"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"pin": 314159, "as": "seat"}',
        b'{"pin": "314159", "as": "facilitator"}',
        b"[" * 5000,
        b"\xff",
    ],
)
def test_what_cannot_be_read_lets_nobody_in(body: bytes, browser: Browser) -> None:
    answer = browser.post("/enter", content=body)
    assert answer.status_code == 400
    assert answer.json()["problems"]
    assert not answer.cookies


def test_the_token_is_hidden_from_scripts_and_other_sites(browser: Browser) -> None:
    cookie = enter(browser).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie


def test_made_up_and_foreign_tokens_are_nobodys(access: Access) -> None:
    other = Access(PIN).enter({}, pin=PIN, role="seat", address="")
    for token in ("", "x", other.token):
        assert access.role({access.cookie: token}) is None
    assert access.role(None) is None


def test_a_link_makes_one_browser_the_facilitators(access: Access, browser: Browser) -> None:
    used: list[bool] = []
    access.on_link_used = lambda: used.append(True)
    code = access.new_link()
    assert browser.head(f"/facilitate/{code}").status_code == 200
    assert browser.get("/enter").json()["role"] is None
    answer = browser.get(f"/facilitate/{code}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/enter").json()["role"] == "facilitator"
    again = another(browser)
    assert again.get(f"/facilitate/{code}").status_code == 403
    assert again.get("/facilitate/guess").status_code == 403
    assert again.get("/enter").json()["role"] is None
    assert used == [True]


def test_the_facilitator_stays_so_when_they_take_a_seat_too(access: Access, browser: Browser) -> None:
    browser.get(f"/facilitate/{access.new_link()}")
    assert enter(browser).json() == {"role": "facilitator"}


def test_a_viewer_can_come_in_again_to_take_part(browser: Browser) -> None:
    enter(browser, role="viewer")
    assert enter(browser, pin="").json() == {"role": "seat"}


def test_what_each_role_may_ask_for() -> None:
    steering: list[Command] = [Play(), Unseat("housing"), Ask("Who?", ("we",))]
    taking: list[Command] = [TakeSeat("p1", "housing"), Submit("p1", 0.5)]
    watching: list[Command] = [Join("p1", "Ann"), Vote("p1", "we")]
    roles: dict[Role | None, list[Command]] = {
        "facilitator": steering + taking + watching,
        "seat": taking + watching,
        "viewer": watching,
        None: [],
    }
    for role, allowed in roles.items():
        assert [c for c in steering + taking + watching if is_allowed(role, c)] == allowed


def test_a_page_steers_only_in_the_facilitators_name(access: Access, browser: Browser) -> None:
    room = served_room().room
    assert isinstance(room, MadeRoom)
    viewer = access.enter({}, pin=PIN, role="viewer", address="")
    chief = access.use_link({}, access.new_link())
    for cookies in (None, {}, {access.cookie: viewer.token}):
        with pytest.raises(AccessRefusedError, match="Only the facilitator"):
            served_room().command(Play(), cookies)
    assert room.asked == []
    assert served_room().command(Play(), {access.cookie: chief.token}).result(1) == "Done."
    assert room.asked == [Play()]


def test_the_invitation_keeps_the_pin_where_servers_do_not_see_it(browser: Browser) -> None:
    assert served_room().invitation == f"http://localhost:8765/join#pin={PIN}"
