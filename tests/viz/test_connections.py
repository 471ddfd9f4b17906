"""Connections: those that ask for nothing are closed, and newcomers find a way in."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from joinup.viz.server import connections
from joinup.viz.server.connections import MOST_WAITING_FROM_AN_ADDRESS, Connection, most_connections

HALF = b"GET / HTTP/1.1\r\nHost: x\r\n"
WHOLE = HALF + b"\r\n"


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("here")


async def talk(screen: WebSocket) -> None:
    await screen.accept()
    async for text in screen.iter_text():
        await screen.send_text(text)


@contextmanager
def answering() -> Iterator[int]:
    """Serve a page and a websocket on a real port; give its number."""
    app = Starlette(routes=[Route("/", page), WebSocketRoute("/talk", talk)])
    server = uvicorn.Server(uvicorn.Config(app, http=Connection, log_level="error"))
    door = socket.create_server(("127.0.0.1", 0), backlog=500)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield door.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def opened(port: int, sent: bytes) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=20)
    one.sendall(sent)
    return one


def is_answered(one: socket.socket) -> bool:
    """Return whether the page comes."""
    got = b""
    while not got.endswith(b"here") and (more := one.recv(4096)):
        got += more
    return got.endswith(b"here")


def is_closed(one: socket.socket) -> bool:
    """Return whether the other side closes, within its patience."""
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SECONDS_TO_ASK", 0.2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", HALF], ids=["nothing", "half its headers"])
def test_who_asks_for_nothing_is_closed(sent: bytes) -> None:
    with answering() as port, opened(port, sent) as idle:
        assert is_closed(idle)


@pytest.mark.usefixtures("impatient")
def test_who_was_answered_and_then_sends_half_a_request_is_closed() -> None:
    with answering() as port, opened(port, WHOLE) as one:
        assert is_answered(one)
        one.sendall(HALF)
        assert is_closed(one)


@pytest.mark.usefixtures("impatient")
def test_a_websocket_is_left_alone() -> None:
    with answering() as port, connect(f"ws://127.0.0.1:{port}/talk") as screen:
        time.sleep(0.4)
        screen.send("still there?")
        assert screen.recv(20) == "still there?"


def test_three_hundred_who_ask_for_nothing_shut_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: MOST_WAITING_FROM_AN_ADDRESS + 5)
    with answering() as port, ExitStack() as stack:
        half_open = [stack.enter_context(opened(port, HALF)) for _ in range(300)]
        with opened(port, WHOLE) as newcomer:
            assert is_answered(newcomer)
        assert all(is_closed(one) for one in half_open[: 300 - MOST_WAITING_FROM_AN_ADDRESS])
        half_open[-1].sendall(b"\r\n")
        assert is_answered(half_open[-1])


def test_there_are_fewer_connections_than_files() -> None:
    import resource

    assert 20 <= most_connections() < max(21, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
