"""What an attack may find."""

from __future__ import annotations

import random
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

Attack = Callable[[random.Random], str | None]
"""Attacks once, with chances of its own; returns what went wrong, or nothing."""

SECONDS = 60
"""Longest that a small piece of work may take; more is a hang."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was not kept.

    Attributes
    ----------
    part, number
        Which attack found it.
    what
        What was done and what came of it.
    """

    part: str
    number: int
    what: str


class HangError(BaseException):
    """Something took far too long; no ``except Exception`` stops it."""


@contextmanager
def patience() -> Iterator[None]:
    """Interrupt what takes too long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attacked(part: str, attack: Attack, number: int, seed: int) -> Breach | None:
    """Attack once; an error that nobody has caught is a breach too."""
    try:
        with patience():
            what = attack(random.Random(f"{seed}/{part}/{number}"))
    except HangError:
        what = f"nothing came of it in {SECONDS} seconds\n{traceback.format_exc(limit=-8)}"
    except Exception:
        what = traceback.format_exc(limit=-8)
    return None if what is None else Breach(part, number, what)
