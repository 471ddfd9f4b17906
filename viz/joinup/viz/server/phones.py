"""Phones: what people send becomes commands, each in the name of its sender.

A command acts for the person of the browser's own cookie, whatever the message says. What is refused is
answered, written to the log, and changes nothing; the session goes on.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable

from starlette.websockets import WebSocket

from joinup.experiments.report.terminal import printable
from joinup.sim.errors import JoinupError, ScenarioError
from joinup.viz.room.commands import Join, Leave
from joinup.viz.server.access import is_allowed
from joinup.viz.server.broadcast import Broadcast, Mailbox
from joinup.viz.server.inbound import UnreadableError, read
from joinup.viz.server.people import Person
from joinup.viz.server.protocol import Room

log = logging.getLogger(__name__)

MOST_DROPPED = 200
"""Messages in a flood after which a phone is sent away."""

SECONDS_TO_ANSWER = 20.0
"""Longest that the room may take to carry something out."""


class Phones:
    """All phones that take part.

    Parameters
    ----------
    room
        What they steer.
    broadcast
        What all phones are shown.
    """

    def __init__(self, room: Room, broadcast: Broadcast) -> None:
        self._room = room
        self._broadcast = broadcast

    async def attend(self, socket: WebSocket, person: Person) -> None:
        """Show a phone the session and do what it asks, until it goes."""
        phone = _Phone(self._room, person, socket)
        reading = asyncio.create_task(phone.read())
        try:
            await self._broadcast.attend(socket, phone.mailbox, on_message=phone.on_message)
        finally:
            reading.cancel()


class _Phone:
    """One page of one person."""

    def __init__(self, room: Room, person: Person, socket: WebSocket) -> None:
        self.mailbox = Mailbox()
        self._room = room
        self._person = person
        self._socket = socket
        self._seat: str | None = None
        self._dropped = 0
        self._welcome()

    def on_message(self, kind: str) -> None:
        """Tell the person when their seat has changed, before what all are shown."""
        if self._room.seat_of(self._person.id) != self._seat:
            self._welcome()

    async def read(self) -> None:
        """Do what comes in, one thing after the other, until the phone goes or floods."""
        try:
            while (message := await self._socket.receive())["type"] != "websocket.disconnect":
                if self._person.messages.is_full:
                    self._dropped = 0
                if self._person.messages.take():
                    await self._carry_out(message.get("text"))
                elif not self._drop():
                    break
        finally:
            self.mailbox.close()

    def _drop(self) -> bool:
        """Leave a message that is too much undone; return whether the phone may stay."""
        self._dropped += 1
        if self._dropped == 1:
            self._refuse(["too many messages: wait a moment"])
        return self._dropped < MOST_DROPPED

    async def _carry_out(self, text: str | None) -> None:
        person = self._person
        try:
            command = read(text).command(person.id)
        except UnreadableError as error:
            self._refuse(error.problems)
            return
        if not is_allowed(person.role, command):
            self._refuse(["you joined as a viewer: open the phone page to take part"])
            return
        try:
            future = asyncio.wrap_future(self._room.command(command))
            answer = await asyncio.wait_for(future, SECONDS_TO_ANSWER)
        except ScenarioError as error:
            self._refuse([str(problem) for problem in error.problems])
        except JoinupError as error:
            self._refuse([str(error)])
        except TimeoutError:
            self._refuse(["the session is busy: try again"])
        except Exception:
            # The outermost frame for a phone; the room has written down what went wrong.
            self._refuse(["the session could not carry this out"])
        else:
            if isinstance(command, Join | Leave):
                person.name = command.name if isinstance(command, Join) else ""
            self._send(kind="accepted", text=answer)
            self._welcome()

    def _welcome(self) -> None:
        self._seat = self._room.seat_of(self._person.id)
        self._send(
            kind="welcome",
            person=self._person.id,
            name=self._person.name,
            role=self._person.role,
            seat=self._seat,
        )

    def _refuse(self, problems: Iterable[str]) -> None:
        problems = [f"{problem[:1].upper()}{problem[1:]}" for problem in problems]
        log.warning("refused %s (%s): %s", self._person.id, self._person.role, printable("; ".join(problems)))
        self._send(kind="refused", problems=problems)

    def _send(self, *, kind: str, **content: object) -> None:
        self.mailbox.put(json.dumps({"kind": kind, **content}), kind)
