"""What the live room costs: screens in real browsers, a hundred viewers, seats, and a million clients.

``uv run --group benchmarks python -m benchmarks.room`` writes
``docs/explanation/performance-of-the-room.md``. The server gets a process of its own, whose processor time
is read from the system; browsers and phones run beside it on the same machine, so that what they show is
less than they would show on machines of their own. Mesa's
own viewer shows its own example of a network beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.asyncio.client import connect

from benchmarks.contenders import town
from benchmarks.report import machine
from joinup.sim.parameters import Scenario
from joinup.viz.room.commands import Play, SetSpeed
from joinup.viz.room.room import MOST_FRAMES, Room
from joinup.viz.server.launch import listening_socket

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "performance-of-the-room.md"
CHROMIUM = "/usr/bin/chromium"
PIN = "246810"
SECONDS = 10.0
WEEKS, SPEED = 520, 15.0
"""Length of the run, enough for all that is measured, and weeks in a second."""
VIEWERS, SEATS = 100, 30

VIRUS_PAGE = Path(__file__).parent / "virus_page.py"
COUNT_PICTURES = """() => {
  window.pictures = 0;
  let shown = null;
  new MutationObserver(() => {
    const now = document.querySelector("img")?.src;
    if (now && now !== shown) { shown = now; window.pictures += 1; }
  }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ["src"]});
}"""

INTRODUCTION = """# Performance of the live room

Measured by `uv run --group benchmarks python -m benchmarks.room`, which writes this page. The
run goes at 15 weeks a second, and each week is sent; server, browsers and phones share the machine.
"""


def scenarios() -> dict[str, Scenario]:
    """Return what is run: the town as shipped in size, and 300 agencies with 20,000 clients."""
    return {
        "town: 4 agencies, 2,000 clients": town(2000, WEEKS),
        "300 agencies, 20,000 clients": town(20_000, WEEKS, localities=75),
    }


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of one way of watching.

    Attributes
    ----------
    updates
        Frames that each watcher got in a second, the fewest of all watchers.
    drawn
        Pictures drawn in a second by each browser, the fewest; None without browsers.
    processor
        Share of one processor that the server took.
    """

    updates: float
    drawn: float | None
    processor: float


@contextmanager
def served(name: str, *, shared: bool) -> Iterator[tuple[str, str, int]]:
    """Serve a room in a process of its own; yield where it is, the facilitator's link, and the process."""
    command = [sys.executable, "-m", "benchmarks.room", "--serve", name, *(["--shared"] if shared else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, link = process.stdout.readline().split()
        wait_until_there(f"{url}/enter")
        try:
            yield url, link, process.pid
        finally:
            process.kill()


def serve(name: str, *, shared: bool) -> None:
    """Serve a room that runs until it is stopped, in a process of its own."""
    import uvicorn

    from joinup.viz.server.access import Access
    from joinup.viz.server.application import application

    room = Room(scenarios()[name], seed=1)
    with listening_socket("127.0.0.1", 0) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        access = Access(PIN if shared else None)
        app = application(room, access=access, url=url)
        room.command(SetSpeed(SPEED))
        room.command(Play())
        print(url, f"{url}/facilitate/{access.new_link()}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="error", ws_per_message_deflate=False)).run(
            sockets=[door]
        )


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def in_browsers(name: str, browsers: int = 2) -> Seen:
    """Watch in real browsers at once."""
    from playwright.sync_api import sync_playwright

    with served(name, shared=False) as (_, link, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = [
            browser.new_context(viewport={"width": 1366, "height": 768}).new_page() for _ in range(browsers)
        ]
        for page in pages:
            page.goto(link)
            page.wait_for_function("window.joinup && joinup.counters.framesReceived > 10", timeout=60_000)
        before = [page.evaluate("({...joinup.counters})") for page in pages]
        took, since = processor_seconds(process), time.monotonic()
        time.sleep(SECONDS)
        seconds = time.monotonic() - since
        took = processor_seconds(process) - took
        after = [page.evaluate("({...joinup.counters})") for page in pages]
        _still_goes_on(pages[0].evaluate("joinup.live.frame.over"))
        browser.close()
    gained = [
        {key: (later[key] - earlier[key]) / seconds for key in later}
        for earlier, later in zip(before, after, strict=True)
    ]
    return Seen(
        min(one["framesReceived"] for one in gained),
        min(one["framesDrawn"] for one in gained),
        took / seconds,
    )


def in_mesas_viewer() -> Seen:
    """Watch Mesa's example of 300 nodes in Mesa's own viewer, asked for as many steps, in one browser.

    Whoever opens its page shares the model and steps it as well, so a second browser would make it faster
    than asked for, and fail. A picture is counted when another one is put in its place.
    """
    from playwright.sync_api import sync_playwright

    with listening_socket("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    url = f"http://localhost:{port}"
    solara = [sys.executable, "-m", "solara", "run", str(VIRUS_PAGE)]
    command = [*solara, "--port", str(port), "--no-open", "--production"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process, sync_playwright() as playwright:
        try:
            wait_until_there(url)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            page.goto(url)
            page.wait_for_selector("img", timeout=60_000)
            page.get_by_role("button", name="▶").click()
            page.evaluate(COUNT_PICTURES)
            page.wait_for_function("window.pictures > 3", timeout=60_000)
            before, took, since = page.evaluate("pictures"), processor_seconds(process.pid), time.monotonic()
            time.sleep(SECONDS)
            seconds = time.monotonic() - since
            took = processor_seconds(process.pid) - took
            rate = (page.evaluate("pictures") - before) / seconds
            browser.close()
        finally:
            process.kill()
    return Seen(rate, rate, took / seconds)


def in_a_room(name: str) -> Seen:
    """Watch with a hundred viewers while thirty people with a name of their own send messages."""
    with served(name, shared=True) as (url, _, process):
        counts, seconds, took = asyncio.run(_crowd(url, process))
    return Seen(min(counts) / seconds, None, took / seconds)


async def _crowd(url: str, process: int) -> tuple[list[int], float, float]:
    cookies = [_enter(url, "viewer") for _ in range(VIEWERS)]
    seats = [_enter(url, "seat") for _ in range(SEATS)]
    counts = [0] * VIEWERS
    counting = asyncio.Event()
    latest: str | bytes = ""

    async def view(number: int) -> None:
        nonlocal latest
        headers = {"Cookie": cookies[number], "Origin": url}
        address = url.replace("http", "ws") + "/live"
        async with connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
            async for message in socket:
                if counting.is_set() and isinstance(message, str) and '"kind":"frame"' in message[:40]:
                    counts[number] += 1
                    latest = message

    async def sit(number: int) -> None:
        headers = {"Cookie": seats[number], "Origin": url}
        address = url.replace("http", "ws") + "/seat"
        async with connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
            await socket.send(json.dumps({"do": "name", "name": f"Person {number}"}))
            async for _ in socket:
                await asyncio.sleep(1)
                await socket.send(json.dumps({"do": "take_seat", "seat": "housing"}))

    tasks = [asyncio.create_task(view(n)) for n in range(VIEWERS)]
    tasks += [asyncio.create_task(sit(n)) for n in range(SEATS)]
    await asyncio.sleep(4)
    took, since = processor_seconds(process), time.monotonic()
    counting.set()
    await asyncio.sleep(SECONDS)
    counting.clear()
    seconds, took = time.monotonic() - since, processor_seconds(process) - took
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    _still_goes_on(json.loads(latest)["over"])
    return counts, seconds, took


def _still_goes_on(over: bool) -> None:
    if over:
        raise RuntimeError(f"the {WEEKS} weeks were over before all had been measured: too slow a machine")


def _enter(url: str, role: str) -> str:
    request = urllib.request.Request(
        f"{url}/enter",
        data=json.dumps({"pin": PIN, "as": role}).encode(),
        headers={"Origin": url, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        cookie: str = answer.headers["Set-Cookie"].partition(";")[0]
        return cookie


def wait_until_there(url: str) -> None:
    """Wait until a server answers."""
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)


def weeks_a_second(clients: int, weeks: int) -> float:
    """Return how many weeks a second a room runs with all its arms, checkpoints and frames."""
    room = Room(town(clients, 520, localities=100), seed=1)
    room.subscribe("screen", lambda message: None)
    room.start()
    room.command(SetSpeed(60)).result()
    room.command(Play()).result()
    first, since = _week(room), time.monotonic()
    while (now := _week(room)) < first + weeks:
        time.sleep(0.2)
    rate = (now - first) / (time.monotonic() - since)
    room.stop()
    return rate


def _week(room: Room) -> int:
    return room.read(lambda session, _: session.week).result()


def main() -> None:
    """Measure everything and write the page, or serve for a measurement."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--serve", help=argparse.SUPPRESS)
    options.add_argument("--shared", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.serve, shared=chosen.shared)
        return
    rows = []
    for name in scenarios():
        seen = in_browsers(name)
        rows.append((f"{name}: two browsers", seen))
        print(rows[-1], flush=True)
        seen = in_a_room(name)
        rows.append((f"{name}: {VIEWERS} viewers and {SEATS} people who send", seen))
        print(rows[-1], flush=True)
    rows.append(("Mesa's viewer: its virus on a network of 300 nodes, one browser", in_mesas_viewer()))
    print(rows[-1], flush=True)
    rates = [weeks_a_second(1_000_000, 40) for _ in range(3)]
    print(rates, flush=True)
    PAGE.write_text(_page(rows, rates), encoding="utf-8")


def _page(rows: list[tuple[str, Seen]], rates: list[float]) -> str:
    table = [
        "| what is watched | updates a second (want 10) | pictures a second (want 30) |"
        " server, share of a processor (want 0.25) |",
        "|---|---|---|---|",
    ]
    for name, seen in rows:
        drawn = "" if seen.drawn is None else f"{seen.drawn:.0f}"
        table.append(f"| {name} | {seen.updates:.1f} | {drawn} | {seen.processor:.2f} |")
    million = (
        f"A room of 1,000,000 clients in 100 localities, with its three arms and checkpoints, runs"
        f" {statistics.median(rates):.1f} weeks a second (median of {len(rates)}; at least 4 are wanted)."
    )
    notes = (
        f"Updates and pictures are those of the watcher that got fewest, over {SECONDS:g} seconds. At most"
        f" {MOST_FRAMES:g} frames a second are sent. Mesa's viewer is asked for as many steps a second; it"
        " draws by Matplotlib, since its other way of drawing loads scripts from outside. It sends pictures"
        " where ours sends figures, so its updates and pictures are one; ours draws each update in several."
    )
    return "\n".join([INTRODUCTION, *table, "", million, "", notes, "", "## Machine", "", *machine(), ""])


if __name__ == "__main__":
    main()
