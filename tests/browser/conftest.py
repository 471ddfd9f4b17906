"""A browser without the outside world, a made-up room, and a page whose faults fail its test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

CHROMIUM = Path("/usr/bin/chromium")
HOME = Path(__file__).parents[2]
ALONE = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM.exists() or os.environ.get("JOINUP_REQUIRE_BROWSER"):
        return
    skip = pytest.mark.skip(reason=f"there is no {CHROMIUM}: apt-get install chromium")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": str(CHROMIUM), "args": list(ALONE)}


@dataclass(frozen=True)
class Feed:
    """The made-up room's server."""

    url: str

    def do(self, what: str) -> None:
        urllib.request.urlopen(f"{self.url}/feed/{what}", data=b"", timeout=10).close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    port = free_port()
    said = tmp_path_factory.mktemp("feed") / "said.txt"
    with (
        said.open("w") as out,
        subprocess.Popen(
            [sys.executable, "-m", "tests.browser.fake_feed", str(port)], cwd=HOME, stdout=out, stderr=out
        ) as running,
    ):
        feed = Feed(f"http://127.0.0.1:{port}")
        for _ in range(240):
            assert running.poll() is None, said.read_text()
            try:
                urllib.request.urlopen(feed.url, timeout=10).close()
                break
            except OSError:
                time.sleep(0.25)
        yield feed
        running.terminate()


@pytest.fixture(scope="session")
def base_url(server: Feed) -> str:
    return server.url


@pytest.fixture
def feed(server: Feed) -> Feed:
    """Return the room at its start: a town, paused."""
    server.do("pause")
    server.do("open")
    server.do("town")
    return server


@pytest.fixture
def screen(page: Page, feed: Feed) -> Iterator[Page]:
    """Return the page with all components drawn; errors and requests to elsewhere fail the test."""
    faults: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not about_the_socket(message.text):
            faults.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if is_home(request.url, feed) else faults.append(request.url))
    page.goto("/")
    page.locator(".joinup-panel").nth(6).wait_for()
    yield page
    assert faults == []


def about_the_socket(text: str) -> bool:
    """Return whether the browser reports a socket that it could not open, which a test may want."""
    return "WebSocket connection to" in text and "/live" in text


def is_home(url: str, feed: Feed) -> bool:
    return url.startswith((feed.url, "data:", "blob:"))
