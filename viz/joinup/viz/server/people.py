"""The people of a session: who has come in, how many from one address, and whose place is free again.

Places are bounded, in all and by address, so that nobody can fill the session for others. A place is freed
when it is needed and the person is not there: no page is open, and none has been for a while.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from joinup.sim.errors import JoinupError
from joinup.viz.room.commands import Role
from joinup.viz.server.rate_limit import Clock, RateLimit

log = logging.getLogger(__name__)

MOST_PEOPLE = 1_000
"""Most guests in a session; facilitators have places of their own."""

MOST_FROM_AN_ADDRESS = 250
"""Most guests from one address: a hall may share one."""

SECONDS_TO_COME = 60.0
"""Seconds that a place is kept for someone who has been let in and has not opened a page yet."""

SECONDS_AWAY = 900.0
"""Seconds that a place is kept for someone whose pages are all closed, if it is needed by others."""

MOST_PAGES = 8
"""Most pages that one person has open of a kind."""


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
    address
        Where they came from.
    messages
        How many messages they may still send.
    seen
        When their browser last asked for something.
    kernels
        How many more pages of Solara's they may open; each costs a kernel until it is freed.
    name
        What they call themselves.
    pages
        How many pages they have open.
    has_come
        Whether they have opened a page since they were let in.
    """

    id: str
    token: str = field(repr=False)
    role: Role
    address: str
    messages: RateLimit = field(repr=False)
    kernels: RateLimit = field(repr=False)
    seen: float
    name: str = ""
    pages: int = 0
    has_come: bool = False

    def is_away(self, now: float) -> bool:
        """Return whether somebody else may have their place."""
        patience = SECONDS_AWAY if self.has_come else SECONDS_TO_COME
        return self.role != "facilitator" and not self.pages and now - self.seen >= patience


class People:
    """All people of one session, by the tokens that their browsers keep.

    Parameters
    ----------
    clock
        What tells the seconds.

    Attributes
    ----------
    on_gone
        Is told of each person whose place was given to somebody else.
    """

    def __init__(self, clock: Clock) -> None:
        self.on_gone: Callable[[Person], object] = lambda person: None
        self._clock = clock
        self._by_token: dict[str, Person] = {}
        self._admitted = 0

    def find(self, token: str) -> Person | None:
        """Return who a token belongs to, and remember that they are there."""
        person = self._by_token.get(token)
        if person is not None:
            person.seen = self._clock()
        return person

    def admit(self, role: Role, address: str) -> Person:
        """Let somebody in.

        Raises
        ------
        AccessRefusedError
            If there is no place, in all or for the address. Facilitators always have one.
        """
        if role != "facilitator":
            self._make_room(address)
        self._admitted += 1
        person = Person(
            id=f"p{self._admitted}",
            token=secrets.token_urlsafe(32),
            role=role,
            address=address,
            messages=RateLimit(20, 4, self._clock),
            kernels=RateLimit(12, 1 / 15, self._clock),
            seen=self._clock(),
        )
        self._by_token[person.token] = person
        return person

    @contextmanager
    def page_of(self, person: Person) -> Iterator[None]:
        """Count a page of a person as open for as long as it is.

        Raises
        ------
        AccessRefusedError
            If they have too many.
        """
        if person.pages >= MOST_PAGES:
            raise AccessRefusedError("Too many pages are open: close another one first.")
        person.pages += 1
        person.has_come = True
        try:
            yield
        finally:
            person.pages -= 1
            person.seen = self._clock()

    def _make_room(self, address: str) -> None:
        """Have a place for a guest: a free one, or that of whoever has been away longest."""
        guests = [person for person in self._by_token.values() if person.role != "facilitator"]
        from_there = [person for person in guests if person.address == address]
        if len(from_there) >= MOST_FROM_AN_ADDRESS:
            self._free_one_of(from_there, f"{MOST_FROM_AN_ADDRESS} people from {address}")
        elif len(guests) >= MOST_PEOPLE:
            self._free_one_of(guests, f"{MOST_PEOPLE} people")

    def _free_one_of(self, people: list[Person], already: str) -> None:
        now = self._clock()
        away = min((one for one in people if one.is_away(now)), key=lambda one: one.seen, default=None)
        if away is None:
            log.warning("entry refused: there are %s already", already)
            raise AccessRefusedError("The session is full: try again in a minute.", seconds=SECONDS_TO_COME)
        del self._by_token[away.token]
        self.on_gone(away)
