"""A server for trying the page's components: made-up messages on ``/live``, and a page with all of them.

Run it with ``python -m tests.browser.fake_feed 8765`` and open http://127.0.0.1:8765. What the room
does is steered with POST requests to ``/feed/WHAT``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.browser.fake_messages import Made, many_localities, town

HOME = Path(__file__).parents[2]


class Feed:
    """The made-up room as it stands, and the browsers that watch it."""

    def __init__(self) -> None:
        self.made: Made = town()
        self.sockets: set[Any] = set()
        self.open = True

    async def play(self) -> None:
        """Let weeks go by while the room is playing."""
        while True:
            await asyncio.sleep(1 / self.made.speed)
            if self.made.playing:
                self.made.week = (self.made.week + 1) % self.made.weeks
                if self.made.week == 0:
                    self.made.epoch += 1
                    await self.send(self.made.setup())
                await self.send(self.made.frame())

    async def send(self, *messages: dict[str, Any]) -> None:
        for socket in tuple(self.sockets):
            with contextlib.suppress(Exception):
                for message in messages:
                    await socket.send_text(json.dumps(message))

    async def do(self, what: str) -> None:
        """Do what a test asks for."""
        made = self.made
        if what in ("town", "many"):
            self.made = town() if what == "town" else many_localities()
            self.made.epoch = made.epoch + 1
            await self.send(*self.made.initial_messages())
        elif what in ("play", "pause"):
            made.playing = what == "play"
            await self.send(made.frame())
        elif what == "step":
            made.week += 1
            await self.send(made.frame())
        elif what == "decide":
            made.entries.append((made.week, "Ben", "A grant for those who take part"))
            await self.send(made.timeline())
        elif what == "nobody":
            await self.send({**made.story(), "client": None, "run": [], "counterfactual": []})
        elif what in ("close", "open"):
            self.open = what == "open"
            for socket in tuple(self.sockets) if not self.open else ():
                with contextlib.suppress(Exception):
                    await socket.close()


def application() -> Any:
    """Return the server; Solara reads the environment when it is imported."""
    os.environ["SOLARA_APP"] = str(Path(__file__).with_name("page.py"))
    os.environ["SOLARA_ASSETS_PROXY_CACHE_DIR"] = str(Path(sys.prefix, "share", "solara", "cdn"))
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"
    import solara.server.starlette as solara_server
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles
    from starlette.websockets import WebSocket, WebSocketDisconnect

    from joinup.viz.server.assets import STATIC

    feed = Feed()

    async def live(socket: WebSocket) -> None:
        if not feed.open:
            await socket.close()
            return
        await socket.accept()
        for message in feed.made.initial_messages():
            await socket.send_text(json.dumps(message))
        feed.sockets.add(socket)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await socket.receive_text()
        feed.sockets.discard(socket)

    async def do(request: Request) -> PlainTextResponse:
        await feed.do(request.path_params["what"])
        return PlainTextResponse("done")

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        playing = asyncio.create_task(feed.play())
        async with solara_server.lifespan(app):
            yield
        playing.cancel()

    return Starlette(
        routes=[
            WebSocketRoute("/live", live),
            Route("/feed/{what}", do, methods=["POST"]),
            Mount("/static/joinup", StaticFiles(directory=STATIC)),
            Mount("/", solara_server.app),
        ],
        lifespan=lifespan,
    )


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
