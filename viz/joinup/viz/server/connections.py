"""Connections: how long one may take to ask for something, and how many there may be.

A connection that has not asked for anything yet costs a file, of which a process has few. It is closed after
some seconds, and before that when its address or the server has too many of them: the oldest first, so that
a newcomer always finds a way in.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)

SECONDS_TO_ASK = 10.0
"""Longest that a browser may take from connecting to the end of its request's headers."""

MOST_CONNECTIONS = 4_000

MOST_WAITING, MOST_WAITING_FROM_AN_ADDRESS = 100, 40
"""Most connections that have not asked for anything yet."""

FILES_FOR_OTHERS = 100
"""Files that are left for what is not a connection."""


class Connection(H11Protocol):
    """A connection that must ask for something soon."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request; make room if there are too many."""
        super().connection_made(cast(asyncio.Transport, transport))
        waiting = [one for one in self._others() if one.is_waiting]
        own = [one for one in waiting if one.host == self.host]
        if len(own) >= MOST_WAITING_FROM_AN_ADDRESS:
            _oldest(own).give_up("too many connections from one address have asked for nothing")
        elif len(waiting) >= MOST_WAITING:
            _oldest(waiting).give_up("too many connections have asked for nothing")
        if len(self.connections) > most_connections():
            log.warning("refused a connection from %s: there are too many", self.host)
            self.transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Pass on what came; go on waiting only if no request is under way."""
        super().data_received(data)
        if self.scope is not None and (self.cycle is None or not self.cycle.response_complete):
            self._stop_waiting()
        elif self._deadline is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Leave what comes after an answer to the time that a connection is kept."""
        self._stop_waiting()
        super().on_response_complete()

    @property
    def host(self) -> str:
        """Address of the other side."""
        return self.client[0] if self.client else "?"

    @property
    def is_waiting(self) -> bool:
        """Whether no request is under way."""
        return self._deadline is not None

    @property
    def gives_up_at(self) -> float:
        """When it is closed, in seconds of the loop's clock."""
        return self._deadline.when() if self._deadline is not None else float("inf")

    def give_up(self, why: str) -> None:
        """Close it."""
        log.warning("closed a connection from %s: %s", self.host, why)
        self._stop_waiting()
        # It is lost only when the loop comes round; others come before that.
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(SECONDS_TO_ASK, self.give_up, "it asked for nothing")

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _others(self) -> list[Connection]:
        # Websockets are among the connections too.
        every = cast("set[Any]", self.connections)
        return [one for one in every if isinstance(one, Connection) and one is not self]


def _oldest(connections: list[Connection]) -> Connection:
    return min(connections, key=lambda one: one.gives_up_at)


def most_connections() -> int:
    """Return how many connections this process can have."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files < 0 else max(20, min(MOST_CONNECTIONS, files - FILES_FOR_OTHERS))


def allow_many_files() -> None:
    """Let this process have as many files open as the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_FOR_OTHERS
    if 0 <= now < wanted:
        limit = wanted if most < 0 else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, limit), most))
