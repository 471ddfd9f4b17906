"""Who may do what: roles, the PIN, and the tokens that browsers keep in a cookie.

On one's own machine every browser is the facilitator's: the guard lets in nothing else. A shared session
has one PIN and links for the facilitator, each valid for one browser. Each browser that is let in becomes a
person, known by a token in a cookie that page scripts cannot read and other sites cannot send.
"""

from __future__ import annotations

import hmac
import logging
import math
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from joinup.sim.errors import JoinupError
from joinup.viz.room.commands import Command, Join, Leave, Role, SeatCommand, Vote
from joinup.viz.server.rate_limit import Clock, RateLimit

log = logging.getLogger(__name__)

MOST_PEOPLE = 1_000
"""Most people in a session."""

HOURS_A_COOKIE_LASTS = 24

PIN_DIGITS = 6

Guest = Literal["seat", "viewer"]
"""Roles open to those who know the PIN."""


class AccessRefusedError(JoinupError):
    """Entry is refused.

    Attributes
    ----------
    seconds
        Seconds to wait before trying again; 0 if waiting does not help.
    """

    def __init__(self, message: str, *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(message)


@dataclass(slots=True)
class Person:
    """A person who was let in.

    Attributes
    ----------
    id
        How the room calls them; no secret.
    token
        What their browser keeps; a secret.
    role
        What they may do.
    name
        What they call themselves.
    messages
        How many messages they may still send.
    """

    id: str
    token: str = field(repr=False)
    role: Role
    messages: RateLimit = field(repr=False)
    name: str = ""


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
        The PIN that entry needs; None on one's own machine, where none is asked for.
    cookie
        Name of the cookie with the token.
    clock
        What tells the seconds.
    """

    def __init__(
        self, pin: str | None = None, *, cookie: str = "joinup", clock: Clock = time.monotonic
    ) -> None:
        self.pin = pin
        self.cookie = cookie
        self.on_link_used: Callable[[], None] = lambda: None
        self._clock = clock
        self._people: dict[str, Person] = {}
        self._links: set[str] = set()
        self._guesses = RateLimit(100, 1 / 3, clock)
        self._guesses_from: dict[str, RateLimit] = {}

    @property
    def is_shared(self) -> bool:
        """Whether others on the network can enter."""
        return self.pin is not None

    def person(self, cookies: Mapping[str, str]) -> Person | None:
        """Return who a browser belongs to, by its cookies."""
        return self._people.get(cookies.get(self.cookie, ""))

    def role(self, cookies: Mapping[str, str] | None) -> Role | None:
        """Return the role of a browser by its cookies; None if it was not let in."""
        if not self.is_shared:
            return "facilitator"
        person = self.person(cookies or {})
        return person.role if person else None

    def enter(self, cookies: Mapping[str, str], *, pin: str, role: Guest, address: str) -> Person:
        """Let a browser in that gives the PIN, if one is needed.

        Raises
        ------
        AccessRefusedError
            If the PIN is wrong, was guessed at too often, or the room is full.
        """
        person = self.person(cookies)
        if person is None:
            self._check_pin(pin, address)
            return self._admit(role)
        if person.role == "viewer":
            person.role = role
        return person

    def new_link(self) -> str:
        """Return a code that makes one browser the facilitator's."""
        code = secrets.token_urlsafe(24)
        self._links.add(code)
        return code

    def use_link(self, cookies: Mapping[str, str], code: str) -> Person:
        """Make a browser the facilitator's; the code is used up.

        Raises
        ------
        AccessRefusedError
            If there is no such code, or it was used.
        """
        if code not in self._links:
            raise AccessRefusedError(
                "This link has been used or belongs to another session; use the newest one."
            )
        self._links.remove(code)
        person = self.person(cookies) or self._admit("facilitator")
        person.role = "facilitator"
        self.on_link_used()
        return person

    def _admit(self, role: Role) -> Person:
        if len(self._people) >= MOST_PEOPLE:
            log.warning("entry refused: there are %d people already", MOST_PEOPLE)
            raise AccessRefusedError("The session is full.")
        token = secrets.token_urlsafe(32)
        person = Person(
            id=f"p{len(self._people) + 1}", token=token, role=role, messages=RateLimit(20, 4, self._clock)
        )
        self._people[token] = person
        return person

    def _check_pin(self, pin: str, address: str) -> None:
        if self.pin is None:
            return
        own = self._guesses_of(address)
        if not own.take() or not self._guesses.take():
            wait = max(own.seconds_to_wait, self._guesses.seconds_to_wait)
            log.warning("no PIN taken from %s for now: too many wrong ones", address)
            raise AccessRefusedError(
                f"Too many wrong PINs: try again in {math.ceil(wait)} seconds.", seconds=wait
            )
        if not hmac.compare_digest(pin.encode(), self.pin.encode()):
            log.warning("wrong PIN from %s", address)
            raise AccessRefusedError("Wrong PIN.")
        own.give_back()
        self._guesses.give_back()

    def _guesses_of(self, address: str) -> RateLimit:
        """Return how many more PINs an address may try: ten at once, then two a minute."""
        if len(self._guesses_from) > MOST_PEOPLE:
            self._guesses_from = {a: left for a, left in self._guesses_from.items() if not left.is_full}
        return self._guesses_from.setdefault(address, RateLimit(10, 1 / 30, self._clock))


def new_pin() -> str:
    """Return an unpredictable PIN."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
