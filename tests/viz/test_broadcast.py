"""Broadcast: everybody sees every frame who can keep up, and who cannot skips frames and nothing else."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect

from joinup.viz.server.access import Access
from joinup.viz.server.broadcast import MOST_WAITING, Broadcast, Mailbox, kind_of, live
from tests.support.fake_room import MadeRoom
from tests.support.served_room import facilitate, served, until

FRAMES = 30


class SlowSocket:
    """A websocket that takes a message only when it is let."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.may_go_on = asyncio.Event()
        self.code: int | None = None

    async def send_text(self, text: str) -> None:
        await self.may_go_on.wait()
        self.got.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.code = code


async def settle() -> None:
    await asyncio.sleep(0.2)


def run_apart[T](play: Coroutine[Any, Any, T]) -> T:
    """Run to the end in a thread: this one has Playwright's loop if a browser was tested before."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, play).result()


def test_the_kind_of_a_message_stands_first() -> None:
    assert kind_of('{"kind":"frame","week":3}') == kind_of('{ "kind": "frame" }') == "frame"
    assert kind_of('{"week":3}') == kind_of("") == ""


def test_a_slow_reader_skips_frames_but_no_setup_timeline_room_or_story() -> None:
    async def play() -> list[dict[str, Any]]:
        room, slow = MadeRoom(), SlowSocket()
        broadcast = Broadcast(room, "screen")
        attending = asyncio.create_task(broadcast.attend(cast(WebSocket, slow), Mailbox()))
        await settle()
        for week in range(100):
            room.say("screen", kind="frame", epoch=1, week=week)
        for kind in ("timeline", "room", "story"):
            room.say("screen", kind=kind)
        room.say("screen", kind="setup", epoch=2)
        for week in range(50):
            room.say("screen", kind="frame", epoch=2, week=week)
        await settle()
        slow.may_go_on.set()
        await settle()
        broadcast.stop()
        await attending
        return slow.got

    got = run_apart(play())
    assert [message["kind"] for message in got] == ["setup", "timeline", "room", "story", "setup", "frame"]
    assert got[-1] == {"kind": "frame", "epoch": 2, "week": 49}


def test_what_is_said_while_a_newcomer_receives_the_past_is_not_lost() -> None:
    async def play() -> list[dict[str, Any]]:
        room, reader = MadeRoom(), SlowSocket()
        reader.may_go_on.set()
        broadcast = Broadcast(room, "screen")
        attending = asyncio.create_task(broadcast.attend(cast(WebSocket, reader), Mailbox()))
        await asyncio.sleep(0)
        room.say("screen", kind="timeline", entries=[])
        room.say("screen", kind="frame", epoch=1, week=7)
        await settle()
        broadcast.stop()
        await attending
        return reader.got

    got = run_apart(play())
    assert got[0]["kind"] == "setup"
    assert {"kind": "timeline", "entries": []} in got
    assert got[-1]["week"] == 7


def test_who_stops_reading_is_sent_away_and_can_come_back() -> None:
    async def play() -> int | None:
        room, stuck = MadeRoom(), SlowSocket()
        broadcast = Broadcast(room, "screen")
        attending = asyncio.create_task(broadcast.attend(cast(WebSocket, stuck), Mailbox()))
        await settle()
        for _ in range(MOST_WAITING + 1):
            room.say("screen", kind="timeline", entries=[])
        await settle()
        stuck.may_go_on.set()
        await attending
        assert broadcast.watching == 0
        return stuck.code

    assert run_apart(play()) == 1013


def test_who_sends_something_to_the_screens_socket_is_sent_away() -> None:
    access = Access()
    with served(MadeRoom(), access) as browser:
        facilitate(browser, access)
        with browser.websocket_connect("/live") as screen:
            screen.send_text("play")
            with pytest.raises(WebSocketDisconnect):
                until(screen, "nothing")


@contextmanager
def listening(room: MadeRoom) -> Iterator[str]:
    """Serve the screens of a room on a real port; give its address."""
    broadcast = Broadcast(room, "screen")

    async def watch(screen: WebSocket) -> None:
        await screen.accept()
        await live(screen, broadcast)

    app = Starlette(routes=[WebSocketRoute("/live", watch)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws_per_message_deflate=False))
    door = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"ws://127.0.0.1:{door.getsockname()[1]}/live"
    finally:
        server.should_exit = True
        thread.join()


def test_a_hundred_browsers_get_every_frame() -> None:
    room = MadeRoom()

    async def watch(url: str, ready: asyncio.Semaphore) -> list[int]:
        weeks = []
        async with connect(url, compression=None) as screen:
            async for text in screen:
                message = json.loads(text)
                if message["kind"] == "frame":
                    weeks.append(message["week"])
                    ready.release()
                if weeks[-1:] == [FRAMES - 1]:
                    return weeks
        return weeks

    async def play(url: str) -> list[list[int]]:
        ready = asyncio.Semaphore(0)
        watching = [asyncio.create_task(watch(url, ready)) for _ in range(100)]
        for week in range(-1, FRAMES):
            if week >= 0:
                room.say("screen", kind="frame", epoch=1, week=week, filling="x" * 4000)
            for _ in watching:
                await ready.acquire()
        return await asyncio.gather(*watching)

    with listening(room) as url:
        seen = run_apart(asyncio.wait_for(play(url), 60))
    assert seen == [list(range(-1, FRAMES))] * 100
