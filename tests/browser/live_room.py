"""The live room served by a process of its own, and what every browser before it does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.conftest import HOME, about_the_socket

PIN = "246810"
PATIENCE = 30_000


@dataclass
class Live:
    """A room that is served by a process of its own, and what browsers complained of."""

    port: int
    shared: bool
    folder: Path
    faults: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def start(self) -> None:
        options = ["--share", "--address", "127.0.0.1", "--pin", PIN] if self.shared else []
        with (self.folder / "said.txt").open("w") as out:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "joinup",
                    "live",
                    "town",
                    "--no-browser",
                    "--port",
                    str(self.port),
                    *options,
                ],
                cwd=HOME,
                stdout=out,
                stderr=out,
            )
        wait_for(lambda: "Ctrl-C ends the session." in self.said, 240)

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(20) == 0, self.said

    def watch(self, page: Page) -> Page:
        """Take down errors of a page and requests that leave the machine."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error" and not about_the_socket(message.text):
                self.faults.append(message.text)

        def request(url: str) -> None:
            if not url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:")):
                self.faults.append(f"asked for {url}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda one: request(one.url))
        return page

    @property
    def facilitator_link(self) -> str:
        links: list[str] = re.findall(r"/facilitate/\S+", self.said)
        return f"{self.url}{links[-1]}"


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.1)


def open_screen(live: Live, context: BrowserContext) -> Page:
    page = live.watch(context.new_page())
    page.set_default_timeout(PATIENCE)
    page.goto(live.url if live.shared else live.facilitator_link)
    page.locator(".joinup-panel").nth(6).wait_for()
    page.wait_for_function("window.joinup && joinup.live.frame")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def at_week(page: Page, number: int) -> None:
    page.wait_for_function(f"joinup.live.frame && joinup.live.frame.week === {number}")


def take_seat(live: Live, phone: Page, *, who: str, seat: str) -> None:
    """Come in with a phone and take a seat."""
    phone.set_default_timeout(PATIENCE)
    phone.goto(f"{live.url}/join#pin={PIN}")
    phone.get_by_role("button", name=re.compile("^Join")).click()
    phone.get_by_label(re.compile("name", re.IGNORECASE)).fill(who)
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name=re.compile(seat)).click()
