"""A made room behind the whole application, as browsers meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession

from joinup.viz.server.access import Access
from joinup.viz.server.application import application, routes
from joinup.viz.server.broadcast import Broadcast
from joinup.viz.server.guard import Guard
from joinup.viz.server.served import ServedRoom, publish
from tests.support.fake_room import MadeRoom

HERE = "http://localhost:8765"
PIN = "314159"
OWN = {"origin": HERE}


class Browser(TestClient):
    """A browser whose pages came from the server: it opens websockets as they do."""

    def websocket_connect(self, url: str, *args: Any, **options: Any) -> WebSocketTestSession:
        return super().websocket_connect(f"{HERE.replace('http', 'ws')}{url}", *args, **options)


@contextmanager
def served(
    room: MadeRoom, access: Access | None = None, *, names: tuple[str, ...] = (), solara: bool = False
) -> Iterator[Browser]:
    """Serve a room, if asked with the Solara page; give a browser that was not let in yet."""
    if solara:
        app = application(room, access=access, url=HERE, names=names, page="tests.support.stage_page")
    else:
        publish(here := ServedRoom(room, access or Access(), HERE))
        screens, phones = Broadcast(room, "screen"), Broadcast(room, "phone")
        app = Guard(Starlette(routes=routes(here, screens, phones)), here.access, names)
    with Browser(app, base_url=HERE, headers=OWN, follow_redirects=False) as browser:
        yield browser


def another(browser: Browser) -> Browser:
    """Return another browser of the same server, without the cookies of the first."""
    other = Browser(browser.app, base_url=HERE, headers=OWN, follow_redirects=False)
    other.portal = browser.portal
    return other


def enter(browser: Browser, *, pin: str = PIN, role: str = "seat") -> Any:
    """Ask to be let in; return the answer."""
    return browser.post("/enter", json={"pin": pin, "as": role})


def facilitate(browser: Browser, access: Access) -> None:
    """Make a browser the facilitator's."""
    assert browser.get(f"/facilitate/{access.new_link()}").status_code == 303


def tell(socket: WebSocketTestSession, **message: Any) -> dict[str, Any]:
    """Send something from a phone; return how it was answered."""
    socket.send_text(json.dumps(message))
    return answer(socket)


def answer(socket: WebSocketTestSession) -> dict[str, Any]:
    """Return the next answer to what was sent, past what all are shown."""
    return until(socket, "accepted", "refused")


def until(socket: WebSocketTestSession, *kinds: str) -> dict[str, Any]:
    """Return the next message of a kind."""
    while True:
        message: dict[str, Any] = json.loads(socket.receive_text())
        if message["kind"] in kinds:
            return message
