"""Who may do what: roles, the PIN, and the tokens that browsers keep in a cookie.

Nobody is let in by being on the same machine: the terminal shows a link that makes a browser the
facilitator's. A shared session has a PIN for everybody else, and each of its links is good for one browser.
Each browser that is let in becomes a person, known by a token in a cookie that page scripts cannot read and
other sites cannot send.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Literal

from joinup.viz.room.commands import Command, Join, Leave, Role, SeatCommand, Vote
from joinup.viz.server.people import AccessRefusedError, People, Person
from joinup.viz.server.pin import PinTries
from joinup.viz.server.rate_limit import Clock

HOURS_A_COOKIE_LASTS = 24

Guest = Literal["seat", "viewer"]
"""Roles open to those who know the PIN."""


def is_allowed(role: Role | None, command: Command) -> bool:
    """Return whether a role allows a command."""
    if role == "facilitator":
        return True
    if role == "seat":
        return isinstance(command, SeatCommand)
    return role == "viewer" and isinstance(command, Join | Leave | Vote)


class Access:
    """The people who were let in to one session.

    Parameters
    ----------
    pin
        The PIN that entry needs; None on one's own machine, where only links let anybody in.
    cookie
        Name of the cookie with the token.
    clock
        What tells the seconds.

    Attributes
    ----------
    on_link_used
        Is called whenever a link that is good for one browser has been used.
    people
        Everybody who was let in.
    """

    def __init__(
        self, pin: str | None = None, *, cookie: str = "joinup", clock: Clock = time.monotonic
    ) -> None:
        self.pin = pin
        self.cookie = cookie
        self.on_link_used: Callable[[], object] = lambda: None
        self.people = People(clock)
        self._links: set[str] = set()
        self._tries = None if pin is None else PinTries(pin, clock)

    @property
    def is_shared(self) -> bool:
        """Whether others on the network can enter."""
        return self.pin is not None

    @property
    def browser_cookie(self) -> str:
        """Name of the cookie of a browser that was not let in yet."""
        return f"{self.cookie}-browser"

    def person(self, cookies: Mapping[str, str]) -> Person | None:
        """Return who a browser belongs to, by its cookies."""
        return self.people.find(cookies.get(self.cookie, ""))

    def role(self, cookies: Mapping[str, str] | None) -> Role | None:
        """Return the role of a browser by its cookies; None if it was not let in."""
        person = self.person(cookies or {})
        return person.role if person else None

    def new_browser(self, cookies: Mapping[str, str], address: str) -> str | None:
        """Return a token for a browser that has none yet, with which its tries at the PIN are its own."""
        if self._tries is None or self._tries.knows(cookies.get(self.browser_cookie, "")):
            return None
        return self._tries.new_browser(address)

    def enter(self, cookies: Mapping[str, str], *, pin: str, role: Guest, address: str) -> Person:
        """Let a browser in that gives the PIN.

        Raises
        ------
        AccessRefusedError
            If the PIN is wrong, was guessed at too often, the session is full or is not shared.
        """
        person = self.person(cookies)
        if person is None:
            if self._tries is None:
                raise AccessRefusedError("This session is not shared: open the link that the terminal shows.")
            self._tries.check(pin, address=address, browser=cookies.get(self.browser_cookie, ""))
            return self.people.admit(role, address)
        if person.role == "viewer":
            person.role = role
        return person

    def new_link(self) -> str:
        """Return a code that makes a browser the facilitator's; one browser only if the session is shared."""
        code = secrets.token_urlsafe(24)
        self._links.add(code)
        return code

    def use_link(self, cookies: Mapping[str, str], code: str, *, address: str = "") -> Person:
        """Make a browser the facilitator's.

        Raises
        ------
        AccessRefusedError
            If there is no such code, or it was used.
        """
        if code not in self._links:
            raise AccessRefusedError(
                "This link has been used or belongs to another session; press Enter in the terminal for a"
                " new one."
            )
        person = self.person(cookies) or self.people.admit("facilitator", address)
        person.role = "facilitator"
        if self.is_shared:
            self._links.remove(code)
            self.on_link_used()
        return person
