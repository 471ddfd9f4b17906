"""What this process serves: one room, and who was let in. Pages find both here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from joinup.viz.room.commands import Command, Role
from joinup.viz.server.access import Access, AccessRefusedError, may
from joinup.viz.server.protocol import Room


@dataclass(frozen=True, slots=True)
class Serving:
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

    def role(self, cookies: Mapping[str, str] | None) -> Role | None:
        """Return the role of a browser by its cookies; None if it was not let in."""
        return self.access.role(cookies)

    def ask(self, command: Command, cookies: Mapping[str, str] | None) -> Future[str]:
        """Ask the room for something in the name of a browser.

        Raises
        ------
        AccessRefusedError
            If the browser's role does not allow it.
        """
        if not may(self.role(cookies), command):
            raise AccessRefusedError("Only the facilitator can do this.")
        return self.room.command(command)


_served: list[Serving] = []


def serve(served: Serving) -> None:
    """Say what this process serves from now on."""
    _served[:] = [served]


def serving() -> Serving:
    """Return what this process serves.

    Where nothing was said, as under ``solara run``, it is the shipped town, for this machine alone.
    """
    if not _served:
        from joinup.viz.server.application import join_solara

        serve(join_solara())
    return _served[0]
