"""The web application of one room: its pages, its sockets and the guard before all of them."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from io import BytesIO

import segno
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from joinup.viz.room.commands import Leave
from joinup.viz.server.access import HOURS_A_COOKIE_LASTS, Access, Guest
from joinup.viz.server.assets import PAGES, STATIC, FreshFiles, installed, keep_local
from joinup.viz.server.broadcast import Broadcast, live
from joinup.viz.server.guard import Guard
from joinup.viz.server.inbound import LONGEST_MESSAGE
from joinup.viz.server.people import AccessRefusedError, Person
from joinup.viz.server.phones import Phones
from joinup.viz.server.protocol import Room
from joinup.viz.server.served import ServedRoom, publish

log = logging.getLogger(__name__)

PAGE = "joinup.viz.stage.page"
"""The module with the Solara page."""

DEFAULT_URL = "http://localhost:8765"

NOT_LET_IN, TOO_MANY = 4401, 1008
"""Codes with which a websocket is closed."""

SECONDS_TO_SEND = 10
"""Longest that a browser may take to send what it has to say."""


def application(
    room: Room,
    *,
    access: Access | None = None,
    url: str = DEFAULT_URL,
    names: tuple[str, ...] = (),
    page: str = PAGE,
) -> ASGIApp:
    """Return the application that serves a room, which lives as long as the application runs.

    Parameters
    ----------
    room
        What is served; it is started and stopped with the application.
    access
        Access to the session; if not given, it is for this machine alone.
    url
        Where browsers find it.
    names
        Names of this machine by which browsers may ask for it, beside its addresses.
    page
        The module with the Solara page.
    """
    keep_local(page)
    from solara.server import starlette as solara

    served = ServedRoom(room, access or Access(), url)
    publish(served)
    screens, phones = Broadcast(room, "screen"), Broadcast(room, "phone")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        room.start()
        async with solara.lifespan(app):
            yield
            screens.stop()
            phones.stop()
        await run_in_threadpool(room.stop)

    everything = [*routes(served, screens, phones), Mount("/", solara.app)]
    return Guard(Starlette(routes=everything, lifespan=lifespan), served.access, names)


def routes(served: ServedRoom, screens: Broadcast, phones: Broadcast) -> list[BaseRoute]:
    """Return what is served beside the Solara page."""
    access = served.access
    access.people.on_gone = lambda person: served.room.command(Leave(person.id))
    phone_pages = Phones(served.room, phones)

    async def attend(socket: WebSocket, show: Callable[[WebSocket, Person], Awaitable[None]]) -> None:
        await socket.accept()
        person = access.person(socket.cookies)
        if person is None:
            await socket.close(NOT_LET_IN, "not let in")
            return
        try:
            with access.people.page_of(person):
                await show(socket, person)
        except AccessRefusedError as refusal:
            log.warning("refused %s another page", person.id)
            await socket.close(TOO_MANY, str(refusal))

    async def screen(socket: WebSocket) -> None:
        await attend(socket, lambda socket, _: live(socket, screens))

    async def phone(socket: WebSocket) -> None:
        await attend(socket, phone_pages.attend)

    async def who(request: Request) -> Response:
        role = access.role(request.cookies)
        person = access.person(request.cookies)
        return JSONResponse(
            {
                "inside": person is not None,
                "role": role,
                "shared": access.is_shared,
                "name": person.name if person else "",
            }
        )

    async def enter(request: Request) -> Response:
        try:
            pin, role = _asked(await _body(request))
            person = access.enter(request.cookies, pin=pin, role=role, address=_address(request))
        except ValueError as error:
            return JSONResponse({"problems": [str(error)]}, 400)
        except AccessRefusedError as refusal:
            answer = JSONResponse({"problems": [str(refusal)]}, 429 if refusal.seconds else 403)
            if refusal.seconds:
                answer.headers["Retry-After"] = f"{refusal.seconds:.0f}"
            return answer
        return _with_token(JSONResponse({"role": person.role}), access, person)

    async def facilitate(request: Request) -> Response:
        if request.method == "HEAD":  # Whoever only looks whether a link works does not use it up.
            return PlainTextResponse("")
        try:
            code = request.path_params["code"]
            person = access.use_link(request.cookies, code, address=_address(request))
        except AccessRefusedError as refusal:
            return PlainTextResponse(f"{refusal}\n", 403)
        return _with_token(RedirectResponse("/", 303), access, person)

    async def join(request: Request) -> Response:
        page = FileResponse(PAGES / "join.html", headers={"Cache-Control": "no-cache"})
        if (token := access.new_browser(request.cookies, _address(request))) is not None:
            _set_cookie(page, access.browser_cookie, token)
        return page

    async def qr(request: Request) -> Response:
        image = BytesIO()
        segno.make(served.invitation, micro=False).save(
            image, kind="svg", scale=8, border=4, light="white", title="Join this session"
        )
        return Response(image.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})

    return [
        WebSocketRoute("/live", screen),
        WebSocketRoute("/seat", phone),
        Route("/enter", who, methods=["GET"]),
        Route("/enter", enter, methods=["POST"]),
        Route("/facilitate/{code}", facilitate),
        Route("/join", join),
        Mount("/join/files", FreshFiles(directory=PAGES)),
        Route("/qr.svg", qr),
        Mount("/static/joinup", FreshFiles(directory=STATIC, check_dir=False)),
        # Before Solara's own, which would fetch what is missing.
        Mount("/_solara/cdn", FreshFiles(directory=installed())),
    ]


async def _body(request: Request) -> bytes:
    """Return what was sent, if it is short and does not keep us waiting."""
    body = b""
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_MESSAGE:
                    raise ValueError("The message is too long.")
    except TimeoutError:
        raise ValueError("The message did not arrive in time.") from None
    return body


def _address(request: Request) -> str:
    """Return where a request comes from; of version 6 the network, since one machine has many addresses."""
    host = request.client.host if request.client else "?"
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.version == 6 and not address.is_loopback:
            return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def _asked(body: bytes) -> tuple[str, Guest]:
    """Return the PIN and the role of a request for entry."""
    try:
        asked = json.loads(body)
        pin, role = asked["pin"], asked["as"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError("Give a PIN and a role.") from None
    if not isinstance(pin, str) or role not in ("seat", "viewer"):
        raise ValueError("Give a PIN, and the role seat or viewer.")
    return pin.strip(), role


def _with_token(answer: Response, access: Access, person: Person) -> Response:
    _set_cookie(answer, access.cookie, person.token)
    return answer


def _set_cookie(answer: Response, name: str, token: str) -> None:
    answer.set_cookie(name, token, max_age=HOURS_A_COOKIE_LASTS * 3600, httponly=True, samesite="strict")
