"""What the server needs of a room."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Literal, Protocol

from joinup.viz.room.commands import Command

Topic = Literal["screen", "phone"]
"""What a socket watches: a browser with the whole page, or a phone."""

Listener = Callable[[str], None]
"""Is given every message, on the thread of the room, and must be quick."""


class Room(Protocol):
    """A session that a thread of its own runs; see :class:`joinup.viz.room.room.Room`."""

    def start(self) -> None:
        """Let the thread begin."""
        ...

    def stop(self) -> None:
        """Let the thread end."""
        ...

    def command(self, command: Command) -> Future[str]:
        """Ask for something; what is to be said comes with the future, or why it was refused."""
        ...

    def subscribe(self, topic: Topic, listener: Listener) -> Callable[[], None]:
        """Pass all messages of a topic on from now, until what is returned is called."""
        ...

    def initial_messages(self, topic: Topic) -> Future[tuple[str, ...]]:
        """Return the messages that a new listener needs."""
        ...

    def seat_of(self, person: str) -> str | None:
        """Return the seat that a person has."""
        ...
