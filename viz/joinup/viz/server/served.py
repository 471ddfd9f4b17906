"""The one room that this process serves, and who was let in."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from joinup.viz.room.commands import Command, Role
from joinup.viz.server.access import Access, is_allowed
from joinup.viz.server.people import AccessRefusedError
from joinup.viz.server.protocol import Room


@dataclass(frozen=True, slots=True)
class ServedRoom:
    """One room that is served.

    Attributes
    ----------
    room
        The room.
    access
        Who was let in.
    url
        Where browsers find it, without a slash at the end.
    """

    room: Room
    access: Access
    url: str

    @property
    def invitation(self) -> str:
        """What phones open: the page to join, with the PIN where servers and logs do not see it."""
        pin = self.access.pin
        return f"{self.url}/join" + (f"#pin={pin}" if pin else "")

    @property
    def facilitator_link(self) -> str:
        """A new link that makes a browser the facilitator's."""
        return f"{self.url}/facilitate/{self.access.new_link()}"

    def role(self, cookies: Mapping[str, str] | None) -> Role | None:
        """Return the role of a browser by its cookies; None if it was not let in."""
        return self.access.role(cookies)

    def command(self, command: Command, cookies: Mapping[str, str] | None) -> Future[str]:
        """Pass a command to the room in the name of a browser.

        Raises
        ------
        AccessRefusedError
            If the browser's role does not allow it.
        """
        if not is_allowed(self.role(cookies), command):
            raise AccessRefusedError("Only the facilitator can do this.")
        return self.room.command(command)


_published: list[ServedRoom] = []


def publish(served: ServedRoom) -> None:
    """Make a room the one that this process serves."""
    _published[:] = [served]


def published() -> ServedRoom | None:
    """Return the room that this process serves; None if none was published."""
    return _published[0] if _published else None
