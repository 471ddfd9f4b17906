"""The live room as its users meet it: `joinup live` in one process, real browsers before it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import free_port
from tests.browser.live_room import PIN, Live, at_week, open_screen, press, take_seat

pytestmark = pytest.mark.browser

FOCUSED = """
() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()
"""
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    live = Live(free_port(), shared=False, folder=tmp_path_factory.mktemp("live"))
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    live = Live(free_port(), shared=True, folder=tmp_path_factory.mktemp("shared"))
    live.start()
    yield live
    live.stop()


@pytest.fixture(autouse=True)
def no_faults(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    for name in ("alone", "shared"):
        if name in request.fixturenames:
            live = request.getfixturevalue(name)
            faults, live.faults = live.faults, []
            assert faults == []


@pytest.fixture
def screen(alone: Live, context: BrowserContext) -> Page:
    """Return the facilitator's page, standing at the start."""
    page = open_screen(alone, context)
    restart(page)
    pick(page, "Weeks", "8 a second")
    return page


def restart(page: Page) -> None:
    page.get_by_role("button", name="Go to a week or start again").click()
    page.get_by_role("button", name="Start again from week 0").click()
    page.wait_for_function("joinup.live.frame.week === -1 && !joinup.live.frame.playing")
    expect(page.locator(".v-dialog--active")).to_have_count(0)


def frame(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("joinup.live.frame")
    return found


def week(page: Page) -> int:
    return int(frame(page)["week"])


def test_a_run_is_run_from_start_to_finish(screen: Page) -> None:
    pick(screen, "Weeks", "60 a second")
    press(screen, "Play")
    screen.wait_for_function("joinup.live.frame.over")
    assert week(screen) == 259
    expect(screen.get_by_text("Week 259 of 260")).to_be_visible()
    expect(screen.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    history = screen.evaluate("joinup.live.history.weeks.length")
    assert history > 30, "a slow browser may skip weeks"


def test_what_is_changed_moves_this_run_and_not_its_counterfactual(screen: Page) -> None:
    for _ in range(2):
        press(screen, "Play one quarter")
    at_week(screen, 25)
    pick(screen, "Action", "Change the form of joint working")
    pick(screen, "Form", "merged")
    press(screen, "Apply now")
    expect(screen.get_by_text("Form: merged, from week 26 on.")).to_be_visible()
    for number in (38, 51, 64, 77, 90, 103):
        press(screen, "Play one quarter")
        at_week(screen, number)
    run, counterfactual = frame(screen)["arms"][:2]
    assert run["values"] != counterfactual["values"]
    expect(screen.locator(".joinup-verdict")).to_contain_text("? cannot tell yet")
    restart(screen)
    for number in (12, 25, 38, 51, 64, 77, 90, 103):
        press(screen, "Play one quarter")
        at_week(screen, number)
    assert frame(screen)["arms"][1]["values"] == counterfactual["values"]
    assert frame(screen)["arms"][0]["values"] == counterfactual["values"]


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).first.select_option(option)


def test_a_run_is_branched_undone_and_gone_back_on(screen: Page) -> None:
    press(screen, "Play one quarter")
    at_week(screen, 12)
    press(screen, "Try as a what-if")
    screen.wait_for_function("joinup.live.setup.arms.length === 4")
    expect(screen.get_by_text("Campaign for 26 weeks").first).to_be_visible()
    press(screen, "Apply now")
    screen.wait_for_function("joinup.live.timeline.entries.some((one) => one.arm === 'run')")
    press(screen, "Play one quarter")
    at_week(screen, 25)
    screen.keyboard.press("u")
    screen.wait_for_function("!joinup.live.timeline.entries.some((one) => one.arm === 'run')")
    assert week(screen) == 25
    screen.get_by_role("button", name="Go to a week or start again").click()
    dialog = screen.locator(".v-dialog--active")
    dialog.locator("input").fill("5")
    dialog.get_by_role("button", name="Go back, keep this run as a what-if").click()
    at_week(screen, 4)
    screen.wait_for_function("joinup.live.setup.arms.some((arm) => arm.name === 'as_before_1')")


def test_two_browsers_see_the_same_run(screen: Page, alone: Live, browser: Browser) -> None:
    other = open_screen(alone, browser.new_context())
    press(screen, "Play one quarter")
    at_week(other, 12)
    assert frame(other) == frame(screen)
    press(other, "Play one week")
    at_week(screen, 13)
    other.context.close()


def test_everything_can_be_done_from_the_keyboard(screen: Page) -> None:
    screen.evaluate("document.activeElement.blur()")
    screen.keyboard.press("ArrowRight")
    at_week(screen, 0)
    screen.keyboard.press("Space")
    screen.wait_for_function("joinup.live.frame.playing && joinup.live.frame.week > 3")
    screen.keyboard.press("Space")
    screen.wait_for_function("!joinup.live.frame.playing")
    speed = frame(screen)["speed"]
    screen.keyboard.press("+")
    screen.wait_for_function(f"joinup.live.frame.speed > {speed}")
    screen.keyboard.press("-")
    screen.wait_for_function(f"joinup.live.frame.speed === {speed}")
    screen.keyboard.press("p")
    screen.wait_for_function("document.body.classList.contains('presenter')")
    expect(screen.get_by_role("button", name="Apply now")).to_have_count(0)
    screen.keyboard.press("p")
    screen.wait_for_function("!document.body.classList.contains('presenter')")
    expect(screen.get_by_role("button", name="Apply now")).to_be_visible()
    screen.keyboard.press("d")
    expect(screen.locator(".v-application.theme--dark")).to_be_visible()
    screen.keyboard.press("d")
    reached = set()
    for _ in range(60):
        screen.keyboard.press("Tab")
        reached.add(screen.evaluate(FOCUSED))
    assert {"Play one week", "Keys"} <= {name for name in reached if name}
    assert {name.upper() for name in reached} >= {"PLAY", "APPLY NOW", "TRY AS A WHAT-IF"}


@pytest.mark.parametrize("keys", ["", "d", "p"])
def test_accessibility_checks_find_nothing_serious(screen: Page, keys: str) -> None:
    press(screen, "Play one quarter")
    at_week(screen, 12)
    if keys:
        screen.keyboard.press(keys)
    screen.wait_for_timeout(1200)
    found = Axe().run(screen).response["violations"]
    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in SERIOUS
    ]
    if keys:
        screen.keyboard.press(keys)
    assert serious == []


def test_a_page_recovers_when_the_server_comes_back(tmp_path: Path, context: BrowserContext) -> None:
    live = Live(free_port(), shared=False, folder=tmp_path)
    live.start()
    page = open_screen(live, context)
    press(page, "Play one quarter")
    at_week(page, 12)
    live.stop()
    page.wait_for_function("!joinup.live.connected")
    live.start()
    page.goto(live.facilitator_link)
    page.wait_for_function(
        "window.joinup && joinup.live.connected && joinup.live.frame && joinup.live.frame.week === -1"
    )
    page.locator(".joinup-panel").nth(6).wait_for()
    press(page, "Play one week")
    at_week(page, 0)
    live.stop()


def test_a_phone_takes_a_seat_and_decides(shared: Live, browser: Browser) -> None:
    facilitator = shared.watch(browser.new_context().new_page())
    facilitator.goto(shared.facilitator_link)
    facilitator.locator(".joinup-panel").nth(6).wait_for()
    phone = shared.watch(browser.new_context(viewport={"width": 360, "height": 640}).new_page())
    take_seat(shared, phone, who="Ann", seat="Housing office")
    for number in (12, 25):
        press(facilitator, "Play one quarter")
        at_week(facilitator, number)
    effort = phone.get_by_label(re.compile("joint effort", re.IGNORECASE))
    effort.fill("0.8")
    phone.get_by_role("button", name=re.compile("Submit")).click()
    expect(phone.get_by_text("Submitted").first).to_be_visible()
    press(facilitator, "Play one quarter")
    at_week(facilitator, 38)
    assert facilitator.evaluate("joinup.live.room.seats.find((one) => one.name === 'housing').who") == "Ann"
    assert frame(facilitator)["nodes"]["effort"][1] == 0.8
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_the_pin_nothing_is_shown(shared: Live, browser: Browser) -> None:
    stranger = browser.new_context().new_page()
    stranger.goto(shared.url)
    stranger.wait_for_timeout(500)
    assert "/join" in stranger.url or stranger.get_by_text("PIN").count() > 0
    assert stranger.locator(".joinup-panel").count() == 0
    wrong = urllib.request.Request(
        f"{shared.url}/enter",
        data=json.dumps({"pin": "000000", "as": "seat"}).encode(),
        headers={"Origin": shared.url, "Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(wrong, timeout=10)
    assert refused.value.code == 403
    refused.value.close()


def test_a_viewer_watches_and_cannot_steer(shared: Live, browser: Browser) -> None:
    context = browser.new_context()
    entered = context.request.post(
        f"{shared.url}/enter", data={"pin": PIN, "as": "viewer"}, headers={"Origin": shared.url}
    )
    assert entered.ok
    page = shared.watch(context.new_page())
    page.goto(shared.url)
    page.locator(".joinup-panel").nth(6).wait_for()
    expect(page.get_by_text("You are watching").first).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    before = page.evaluate("joinup.live.frame.week")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)
    assert page.evaluate("joinup.live.frame.week") == before
