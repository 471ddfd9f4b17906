"""The PIN: who may still try one.

Six digits can be guessed, so that wrong tries are bounded: by browser, by address and in all. A browser that
has opened the page to join has tries of its own, so that a stranger who guesses from the same address stops
nobody else; an address gets such browsers only slowly. Whoever has not been wrong yet is always answered,
however many others were.

From one address some 60 browsers can try at once and one more every five seconds; all that go on guessing
share one try every three seconds. That is about half a try a second, a fifth of one percent of all PINs in
an hour.
"""

from __future__ import annotations

import hmac
import logging
import math
import secrets
import time

from joinup.viz.server.people import AccessRefusedError
from joinup.viz.server.rate_limit import Clock, RateLimit, RateLimits

log = logging.getLogger(__name__)

PIN_DIGITS = 6


def new_pin() -> str:
    """Return an unpredictable PIN."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


class PinTries:
    """The tries at one PIN.

    Parameters
    ----------
    pin
        The right one.
    clock
        What tells the seconds.
    """

    def __init__(self, pin: str, clock: Clock = time.monotonic) -> None:
        self._pin = pin
        self._of_all = RateLimit(300, 1 / 3, clock)
        self._of_address = RateLimits(60, 1 / 5, clock)
        self._of_browser = RateLimits(10, 1 / 30, clock)
        self._new_browsers = RateLimits(60, 1 / 5, clock)

    def new_browser(self, address: str) -> str | None:
        """Return a token with which a browser has tries of its own; None if its address has had too many."""
        if not self._new_browsers[address].take():
            return None
        token = secrets.token_urlsafe(16)
        self._of_browser.add(token)
        return token

    def knows(self, browser: str) -> bool:
        """Return whether a browser's token is one of ours."""
        return browser in self._of_browser

    def check(self, pin: str, *, address: str, browser: str = "") -> None:
        """Refuse a wrong PIN, and any PIN from those who have been wrong too often.

        Raises
        ------
        AccessRefusedError
            Saying which, and how long to wait.
        """
        own = self._of_browser[browser] if self.knows(browser) else self._of_address[address]
        limits = (own,) if own.is_full else (own, self._of_all)
        if any(limit.seconds_to_wait for limit in limits):
            wait = max(limit.seconds_to_wait for limit in limits)
            log.warning("no PIN taken from %s for now: too many wrong ones", address)
            raise AccessRefusedError(
                f"Too many wrong PINs: try again in {math.ceil(wait)} seconds.", seconds=wait
            )
        if not hmac.compare_digest(pin.encode(), self._pin.encode()):
            own.take()
            self._of_all.take()
            log.warning("wrong PIN from %s", address)
            raise AccessRefusedError("Wrong PIN.")
