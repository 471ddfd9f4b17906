"""A session of the live room, run on a machine that is on no network: ``python -m tests.browser.offline``.

Must be started in a network namespace of its own. Whatever is amiss ends it with an error.
"""

from __future__ import annotations

import errno
import fcntl
import re
import socket
import struct
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, free_port
from tests.browser.live_room import PATIENCE, Live, at_week, press, take_seat

ELSEWHERE = "192.0.2.1"
"""An address that is nobody's; without a network there is no way even towards it."""

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1
"""How Linux is asked for the flags of an interface (netdevice(7))."""

INKED = """(canvas) => {
  const pixels = new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer
  );
  return pixels.filter((pixel) => pixel !== pixels[0]).length / pixels.length;
}"""
"""Share of a canvas that is not of the colour of its corner."""

LEAST_INK = 0.02


def start_loopback() -> None:
    """Bring up the one interface of a new namespace, which opens with it down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, GET_FLAGS, asked))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def check_alone() -> None:
    """Make sure that there is nothing but loopback, and no way out."""
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    with socket.socket() as caller:
        assert caller.connect_ex((ELSEWHERE, 80)) == errno.ENETUNREACH


def check_browser_alone(browser: Browser) -> None:
    """Make sure that the browser is where this process is."""
    page = browser.new_page()
    try:
        page.goto(f"http://{ELSEWHERE}/")
    except Error as error:
        assert re.search("ERR_(INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE)", str(error)), error
    else:
        raise AssertionError(f"{ELSEWHERE} answered")
    page.close()


def watched(live: Live, browser: Browser, width: int, height: int) -> Page:
    """Return a page of a browser of its own; requests that fail are faults too."""
    page = live.watch(browser.new_context(viewport={"width": width, "height": height}).new_page())
    page.set_default_timeout(PATIENCE)
    page.on("requestfailed", lambda request: live.faults.append(f"{request.url}: {request.failure}"))
    page.on(
        "response",
        lambda answer: live.faults.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None,
    )
    return page


def play(live: Live, browser: Browser) -> None:
    """Play some weeks with a phone beside, and look at what is drawn."""
    screen = watched(live, browser, 1366, 768)
    screen.goto(live.facilitator_link)
    screen.locator(".joinup-panel").nth(6).wait_for()
    phone = watched(live, browser, 360, 640)
    take_seat(live, phone, who="Ann", seat="Housing office")
    for number in (12, 25):
        press(screen, "Play one quarter")
        at_week(screen, number)
    press(screen, "Play")
    screen.wait_for_function("joinup.live.frame.week >= 30")
    press(screen, "Pause")
    screen.wait_for_function("!joinup.live.frame.playing")
    expect(screen.get_by_text("Ann").first).to_be_attached()
    for title in ("Agency network", "What difference it makes", "People's journey"):
        canvas = screen.get_by_role("region", name=title, exact=True).locator("canvas").first
        assert canvas.evaluate(INKED) > LEAST_INK, title
    week = screen.evaluate("joinup.live.frame.week")
    expect(phone.get_by_text(f"week {week + 1} · paused")).to_be_visible()
    expect(phone.get_by_text(re.compile(r"\d+ of \d+ places in use"))).to_be_visible()
    phone.get_by_role("button", name=re.compile("Submit")).click()
    expect(phone.get_by_text("Submitted").first).to_be_visible()


def main() -> None:
    """Run the session."""
    start_loopback()
    check_alone()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        check_browser_alone(browser)
        live = Live(free_port(), shared=True, folder=Path(folder))
        live.start()
        try:
            play(live, browser)
        finally:
            print(*live.faults, sep="\n")
            browser.close()
            live.stop()
    assert live.faults == []


if __name__ == "__main__":
    main()
