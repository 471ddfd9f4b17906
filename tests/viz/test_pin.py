"""The PIN: guessing is stopped, and stops nobody else."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from joinup.viz.server.access import Access
from joinup.viz.server.people import AccessRefusedError
from joinup.viz.server.pin import PinTries, new_pin
from joinup.viz.server.rate_limit import RateLimits
from tests.support.clock import Clock
from tests.support.fake_room import MadeRoom
from tests.support.served_room import PIN, Browser, another, enter, served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(clock: Clock) -> PinTries:
    return PinTries(PIN, clock)


@pytest.fixture
def browser(clock: Clock) -> Iterator[Browser]:
    with served(MadeRoom(), Access(PIN, clock=clock)) as browser:
        yield browser


def looked_at(tries: PinTries, count: int, *, address: str, browser: str = "") -> int:
    """Return how many of some wrong PINs were looked at."""
    found = 0
    for _ in range(count):
        with pytest.raises(AccessRefusedError) as refusal:
            tries.check("000000", address=address, browser=browser)
        found += not refusal.value.seconds
    return found


def test_guessing_is_stopped_and_the_right_pin_is_then_not_taken_either(
    browser: Browser, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get("/join")
    with caplog.at_level(logging.WARNING, "joinup.viz.server"):
        answers = [enter(browser, pin=f"{guess:06}").status_code for guess in range(50)]
    assert answers == [403] * 10 + [429] * 40
    stopped = enter(browser)
    assert stopped.status_code == 429
    assert stopped.headers["retry-after"] == "30"
    assert "30 seconds" in stopped.json()["problems"][0]
    assert "too many wrong ones" in caplog.text
    clock.now += 30
    assert enter(browser).status_code == 200


def test_who_guesses_from_the_address_of_a_hall_stops_nobody_else_in_it(browser: Browser) -> None:
    others = [another(browser) for _ in range(3)]
    for other in others[:2]:
        other.get("/join")
    for guess in range(100):
        enter(browser, pin=f"{guess:06}")
    assert enter(browser).status_code == 429
    assert [enter(other).status_code for other in others] == [200, 200, 429]


def test_ten_wrong_pins_block_no_address(browser: Browser) -> None:
    for guess in range(10):
        enter(browser, pin=f"{guess:06}")
    assert enter(another(browser)).status_code == 200


def test_a_right_pin_from_an_address_that_was_never_wrong_is_taken_whatever_others_did(
    tries: PinTries,
) -> None:
    tried = sum(looked_at(tries, 60, address=f"192.168.1.{machine}") for machine in range(100))
    assert tried < 300 + 100
    tries.check(PIN, address="192.168.2.1")


def test_an_address_gets_browsers_of_its_own_only_slowly(tries: PinTries, clock: Clock) -> None:
    tokens = [tries.new_browser("here") for _ in range(100)]
    assert sum(token is not None for token in tokens) == 60
    clock.now += 10
    assert [tries.new_browser("here") is not None for _ in range(3)] == [True, True, False]
    assert tries.new_browser("there") is not None


def test_no_more_is_guessed_in_an_hour_than_is_promised(tries: PinTries, clock: Clock) -> None:
    tried = 0
    while clock.now < 3600:
        browser = tries.new_browser("here") or ""
        tried += looked_at(tries, 3, address="here", browser=browser)
        clock.now += 1
    assert tried < 0.0025 * 1e6


def test_those_who_know_the_pin_are_never_stopped(tries: PinTries) -> None:
    for _ in range(300):
        tries.check(PIN, address="10.0.0.1")


def test_limits_of_strangers_take_a_bounded_room(clock: Clock) -> None:
    limits = RateLimits(1, 1, clock, most=10)
    for number in range(100):
        limits[str(number)].take()
        assert len([one for one in map(str, range(100)) if one in limits]) <= 10
    assert "99" in limits
    clock.now += 10
    limits.add("new")
    assert "99" not in limits


def test_pins_differ_and_have_six_digits() -> None:
    pins = {new_pin() for _ in range(50)}
    assert len(pins) > 45
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
