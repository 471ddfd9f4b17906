"""What can be asked of a room: each command is plain data, carried out between weeks.

Screens, phones and tests all speak to a room with these; nothing else changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Play:
    """Play week after week until paused."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause."""


@dataclass(frozen=True, slots=True)
class Step:
    """Play some weeks at once and pause."""

    weeks: int = 1


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """Set how many weeks are run per second."""

    weeks_per_second: float


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to the start of a week: run up to it, or go back to it.

    Going back undoes what was decided since; it can be kept beside the run as a what-if.
    """

    week: int
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Restart:
    """Start again from week 0 with nothing decided."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open another scenario (a shipped one or a file), or the same with another seed."""

    scenario: str
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Decide:
    """Change something from the coming week on."""

    who: str
    title: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)
    turnover_shock: float = 0.0
    agencies: Sequence[str] = ()
    arm: str = "run"


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo the last decision and run up to the same week again."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Branch off the run as it stands, with something changed, beside it."""

    who: str
    title: str
    set: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """Drop a what-if."""

    arm: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow the next person of a group; stop following if None."""

    group: str | None


@dataclass(frozen=True, slots=True)
class Join:
    """A person joins, or changes their name."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A person leaves the session and their seat."""

    person: str


@dataclass(frozen=True, slots=True)
class TakeSeat:
    """A person takes the seat of an agency or of the funder."""

    person: str
    seat: str


@dataclass(frozen=True, slots=True)
class LeaveSeat:
    """A person leaves their seat."""

    person: str


@dataclass(frozen=True, slots=True)
class Unseat:
    """The facilitator frees a seat."""

    seat: str


@dataclass(frozen=True, slots=True)
class Lock:
    """The facilitator locks or unlocks the seats: locked ones are neither taken nor left."""

    locked: bool = True


@dataclass(frozen=True, slots=True)
class SetRounds:
    """Pause before each quarter until all seats have decided, at most for some seconds.

    Without a number of seconds seats decide while the run goes on.
    """

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Submit:
    """A person decides for their seat, for the coming quarter.

    Attributes
    ----------
    effort, accommodation
        Of an agency: its joint effort (0-1), and how far it meets access needs (0-1) by dimension.
    set
        Of the funder: new values by path.
    """

    person: str
    effort: float | None = None
    accommodation: Mapping[str, float] = field(default_factory=dict)
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """The facilitator asks the room something.

    Attributes
    ----------
    text, options
        The question and what can be answered.
    outcome, week
        For a prediction, with the options ``higher`` and ``lower``: which outcome of this run
        will be higher or lower than without what was decided, and in which week that is looked up.
    """

    text: str
    options: Sequence[str]
    outcome: str | None = None
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """A person answers the question."""

    person: str
    choice: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """The facilitator ends the vote and shows what was answered, and what came of it."""


@dataclass(frozen=True, slots=True)
class Forget:
    """The facilitator takes the question away."""


RunCommand = Play | Pause | Step | SetSpeed | GoTo | Restart | Open | Decide | Undo | WhatIf | Drop | Follow
FacilitatorCommand = Unseat | Lock | SetRounds | Ask | Reveal | Forget
SeatCommand = Join | Leave | TakeSeat | LeaveSeat | Submit | Vote
Command = RunCommand | FacilitatorCommand | SeatCommand
Role = Literal["facilitator", "seat", "viewer"]
