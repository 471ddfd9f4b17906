"""The same messages to many browsers: each is encoded once, and none waits for the slowest.

Every browser has a mailbox. Frames have one place in it: a new one takes the place of one that was not sent
yet, so a slow browser skips frames and is never behind. All other messages wait in line.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from joinup.viz.server.protocol import Room, Topic

log = logging.getLogger(__name__)

SKIPPABLE = ("frame", "phone")
"""Kinds of messages of which only the latest matters."""

MOST_WAITING = 500
"""Most messages in line; a browser that has more has stopped reading and is sent away."""

GONE = 1001
TRY_AGAIN = 1013


def kind_of(message: str) -> str:
    """Return the kind of an encoded message, which stands first in it."""
    return message[:40].partition('"kind":')[2].lstrip().partition('"')[2].partition('"')[0]


class Mailbox:
    """What one browser is still to be sent, in this order: what waits in line, then the latest frame."""

    def __init__(self) -> None:
        self._line: deque[str] = deque()
        self._latest: str | None = None
        self._something = asyncio.Event()
        self._is_closed = False

    def put(self, message: str, kind: str) -> None:
        """Add a message; a frame takes the place of the one before, and a setup ends its frames."""
        if kind in SKIPPABLE:
            self._latest = message
        else:
            if kind == "setup":
                self._latest = None
            self._line.append(message)
            if len(self._line) > MOST_WAITING:
                self.close()
        self._something.set()

    def put_first(self, messages: Iterable[str]) -> None:
        """Put messages before all that are waiting; a frame only if there is none newer."""
        line = []
        for message in messages:
            if kind_of(message) not in SKIPPABLE:
                line.append(message)
            elif self._latest is None:
                self._latest = message
        self._line.extendleft(reversed(line))
        self._something.set()

    def close(self) -> None:
        """End all waits for messages."""
        self._is_closed = True
        self._something.set()

    async def take(self) -> str | None:
        """Wait for the next message and return it; None once the mailbox is closed."""
        while not self._is_closed:
            if self._line:
                return self._line.popleft()
            if self._latest is not None:
                latest, self._latest = self._latest, None
                return latest
            self._something.clear()
            await self._something.wait()
        return None


class Broadcast:
    """Passes all messages of one topic of a room on to those who watch it.

    Parameters
    ----------
    room
        Where the messages come from.
    topic
        Which messages.
    """

    def __init__(self, room: Room, topic: Topic) -> None:
        self._room = room
        self._topic: Topic = topic
        self._mailboxes: dict[Mailbox, Callable[[str], None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Stop listening and disconnect all browsers."""
        if self._loop is not None:
            self._unsubscribe()
        self._loop = None
        for mailbox in self._mailboxes:
            mailbox.close()

    @property
    def watching(self) -> int:
        """How many browsers watch."""
        return len(self._mailboxes)

    async def attend(
        self, socket: WebSocket, mailbox: Mailbox, *, on_message: Callable[[str], None] = lambda kind: None
    ) -> None:
        """Send a browser what is there and what comes, until it goes or is too slow.

        Parameters
        ----------
        socket
            An accepted websocket.
        mailbox
            What it is sent from; others may put messages in too.
        heard
            Receives the kind of each message before it is put in.
        """
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._unsubscribe = self._room.subscribe(self._topic, self._receive)
        # First listen, then ask for the present state: so no message in between is lost.
        self._mailboxes[mailbox] = on_message
        try:
            there: tuple[str, ...] = await asyncio.wrap_future(self._room.initial_messages(self._topic))
            mailbox.put_first(there)
            while (message := await mailbox.take()) is not None:
                await socket.send_text(message)
            with suppress(RuntimeError):
                await socket.close(TRY_AGAIN if self._loop else GONE)
        except WebSocketDisconnect:
            pass
        finally:
            del self._mailboxes[mailbox]

    def _receive(self, message: str) -> None:
        """Take a message from the thread of the room to the event loop."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # The loop has just ended.
                loop.call_soon_threadsafe(self._pass_on, message)

    def _pass_on(self, message: str) -> None:
        kind = kind_of(message)
        for mailbox, on_message in self._mailboxes.items():
            on_message(kind)
            mailbox.put(message, kind)


async def live(socket: WebSocket, broadcast: Broadcast) -> None:
    """Show a browser the session until it goes; one that sends anything is sent away."""
    mailbox = Mailbox()

    async def until_gone() -> None:
        if (await socket.receive())["type"] != "websocket.disconnect":
            log.warning("sent a browser away that sent something to /live")
        mailbox.close()

    gone = asyncio.create_task(until_gone())
    try:
        await broadcast.attend(socket, mailbox)
    finally:
        gone.cancel()
