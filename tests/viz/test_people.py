"""Places in a session: nobody fills it for others, and the facilitator always has one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from joinup.viz.room.commands import Leave
from joinup.viz.server.access import Access
from joinup.viz.server.people import (
    MOST_FROM_AN_ADDRESS,
    MOST_PAGES,
    MOST_PEOPLE,
    SECONDS_AWAY,
    SECONDS_TO_COME,
    AccessRefusedError,
    People,
)
from tests.support.clock import Clock
from tests.support.fake_room import MadeRoom
from tests.support.served_room import PIN, Browser, another, enter, facilitate, served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(clock: Clock) -> People:
    return People(clock)


@pytest.fixture
def access(clock: Clock) -> Access:
    return Access(PIN, clock=clock)


@pytest.fixture
def browser(access: Access) -> Iterator[Browser]:
    with served(MadeRoom(), access) as browser:
        yield browser


def test_one_participant_cannot_fill_the_session_nor_use_up_the_facilitators_link(
    access: Access, browser: Browser
) -> None:
    answers = [enter(another(browser)).status_code for _ in range(MOST_FROM_AN_ADDRESS + 20)]
    assert answers == [200] * MOST_FROM_AN_ADDRESS + [429] * 20
    assert access.enter({}, pin=PIN, role="seat", address="10.0.0.2").role == "seat"
    facilitate(browser, access)
    assert browser.get("/enter").json()["role"] == "facilitator"


def test_a_full_session_still_lets_the_facilitator_in(access: Access, browser: Browser) -> None:
    for number in range(MOST_PEOPLE):
        access.enter({}, pin=PIN, role="seat", address=f"10.0.{number // 100}.1")
    with pytest.raises(AccessRefusedError, match="full"):
        access.enter({}, pin=PIN, role="seat", address="10.1.1.1")
    facilitate(browser, access)


def test_places_of_those_who_never_came_are_given_to_others(
    access: Access, browser: Browser, clock: Clock
) -> None:
    for _ in range(MOST_FROM_AN_ADDRESS):
        assert enter(another(browser)).status_code == 200
    clock.now += SECONDS_TO_COME
    assert enter(another(browser)).status_code == 200


def test_whoever_has_a_page_open_keeps_their_place_and_those_away_longest_lose_it_first(
    people: People, clock: Clock
) -> None:
    gone: list[str] = []
    people.on_gone = lambda person: gone.append(person.id)
    guests = [people.admit("seat", "here") for _ in range(MOST_FROM_AN_ADDRESS)]
    with people.page_of(guests[0]):
        for guest in guests[1:]:
            with people.page_of(guest):
                clock.now += 1
        clock.now += SECONDS_TO_COME
        with pytest.raises(AccessRefusedError, match="full"):
            people.admit("seat", "here")
        clock.now += SECONDS_AWAY
        people.admit("seat", "here")
        people.find(guests[2].token)
        people.admit("seat", "here")
    assert gone == [guests[1].id, guests[3].id]
    assert people.find(guests[0].token) is guests[0]
    assert people.find(guests[1].token) is None


def test_who_loses_their_place_leaves_the_room(access: Access, browser: Browser, clock: Clock) -> None:
    room = MadeRoom()
    with served(room, access) as browser:
        for _ in range(MOST_FROM_AN_ADDRESS):
            enter(another(browser))
        clock.now += SECONDS_TO_COME
        enter(another(browser))
    assert room.asked == [Leave("p1")]


def test_a_person_has_so_many_pages_open_and_no_more(people: People) -> None:
    person = people.admit("facilitator", "here")
    open_pages = [people.page_of(person) for _ in range(MOST_PAGES)]
    for page in open_pages:
        page.__enter__()
    with pytest.raises(AccessRefusedError, match="pages"), people.page_of(person):
        pass
    open_pages[0].__exit__(None, None, None)
    with people.page_of(person):
        assert person.pages == MOST_PAGES
