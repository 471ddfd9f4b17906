"""What stands before every request and websocket: own names, own pages, the right role, safe headers.

- A browser that was led here under a foreign name (DNS rebinding) is refused by its Host.
- A page of another site that opens a websocket or sends a form here is refused by its Origin.
- In a shared session only the entry pages are open to those who were not let in.
- Headers tell the browser to load nothing from elsewhere and to show no page of ours in a frame.

It is an ASGI application around the application, because Starlette's middleware for requests does not see
websockets.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from joinup.viz.server.access import Access

log = logging.getLogger(__name__)

WAY_IN = ("/join", "/enter", "/facilitate")
"""What is open to those who were not let in yet, with all that is below."""

FOR_FACILITATORS = ("/resourcez", "/readyz")
"""What tells how the server is."""

KERNELS = "/jupyter/api/kernels/"
"""Where each open page of Solara's has a websocket to a kernel of its own."""

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""

HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
"""A name or an address, and perhaps a port."""

OUR_PAGES = "script-src 'self'; style-src 'self'"
SOLARA_PAGES = "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'"
"""Solara's pages have scripts in the text and compile templates."""


class Guard:
    """An application behind the guard.

    Parameters
    ----------
    application
        What is guarded.
    access
        Who was let in.
    names
        Names of this machine, beside its addresses and ``localhost``.
    """

    def __init__(self, application: ASGIApp, access: Access, names: Iterable[str] = ()) -> None:
        self._application = application
        self._access = access
        self._names = frozenset(name.lower() for name in (*names, "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed, with safe headers."""
        if scope["type"] not in ("http", "websocket"):
            await self._application(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._application(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "http":
            await refusal(scope, receive, _with_headers(scope, send))
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "refused"})

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the refusal of a request; None to pass it on."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own(host) or len(headers.getlist("host")) != 1:
            return _refused(scope, 421, f"foreign host {host!r}")
        method = scope.get("method", "")
        if method not in SAFE:
            scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
            if headers.get("origin", "").lower() != f"{scheme}://{host}".lower():
                return _refused(scope, 403, f"foreign origin {headers.get('origin', '')!r}")
        path = scope["path"]
        if any(path == open_ or path.startswith(f"{open_}/") for open_ in WAY_IN):
            return None
        person = self._access.person(HTTPConnection(scope).cookies)
        if person is None:
            if method == "GET" and path == "/" and self._access.is_shared:
                return RedirectResponse("/join#watch", 303)
            way_in = (
                "join with the PIN" if self._access.is_shared else "open the link that the terminal shows"
            )
            return _refused(scope, 401, way_in)
        if path.rstrip("/") in FOR_FACILITATORS and person.role != "facilitator":
            return _refused(scope, 403, f"a {person.role} may not see this")
        if path.startswith(KERNELS) and scope["type"] == "websocket" and not person.kernels.take():
            return _refused(scope, 429, f"{person.id} has opened too many pages")
        return None

    def _is_own(self, host: str) -> bool:
        """Return whether a host is a name of this machine or an address.

        No address can be a foreign name, and which addresses reach us is for the network to say; unless
        the session is shared, only those of this machine alone.
        """
        found = HOST.fullmatch(host.lower())
        if not found:
            return False
        name = found["name"].strip("[]")
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self._access.is_shared or address.is_loopback


def _refused(scope: Scope, status: int, why: str) -> Response:
    client = scope.get("client") or ("?",)
    log.warning("refused %r to %s: %s", scope["path"], client[0], why)
    return PlainTextResponse(f"Refused: {why}.\n", status)


def _with_headers(scope: Scope, send: Send) -> Send:
    host = Headers(scope=scope).get("host", "")
    ours = scope["path"].startswith(WAY_IN)

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(security_headers(host, ours=ours))
        await send(message)

    return guarded


def security_headers(host: str, *, ours: bool) -> dict[str, str]:
    """Return the headers that keep a page to its own origin.

    Parameters
    ----------
    host
        Host and port of the page.
    ours
        Whether it is a page of our own, with scripts in files only, rather than Solara's.
    """
    policy = (
        f"default-src 'self'; {OUR_PAGES if ours else SOLARA_PAGES}; img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
