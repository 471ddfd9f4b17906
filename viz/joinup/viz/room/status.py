"""What a page needs to know of a room besides frames: it changes rarely and is handed out whole."""

from __future__ import annotations

from dataclasses import dataclass

from joinup.experiments.session.log import Entry
from joinup.sim.parameters import Scenario


@dataclass(frozen=True, slots=True)
class ArmStatus:
    """One of the arms under way.

    Attributes
    ----------
    name, title
        Its name and title.
    since
        Week in which it branched off; None if it has been there from the start.
    log
        What was decided in it.
    """

    name: str
    title: str
    since: int | None
    log: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SeatStatus:
    """A seat: an agency's or the funder's.

    Attributes
    ----------
    name, title
        Its name and title.
    person, who
        Who sits in it, as the room and as people call them.
    submitted
        Whether it has decided for the coming quarter.
    """

    name: str
    title: str
    person: str | None
    who: str | None
    submitted: bool


@dataclass(frozen=True, slots=True)
class QuestionStatus:
    """What the room is asked, and how it answers."""

    text: str
    options: tuple[str, ...]
    open: bool
    votes: int
    counts: tuple[int, ...] | None
    truth: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a room stands.

    Attributes
    ----------
    epoch
        Goes up when what was shown no longer holds: another scenario, week 0 again, another past.
    week, weeks
        The next week to run, and the number of weeks.
    playing, over
        Whether weeks go by; whether there are none left.
    speed
        Weeks in a second.
    scenario, seed
        The scenario as written, and the seed.
    parameters
        The scenario as it stands in this run.
    arms
        Every arm, this run first.
    group
        Group of the person who is followed.
    round_seconds
        Time to decide in before each quarter, if the run waits for seats.
    locked, people, seats, question
        Of those who take part.
    error
        What went wrong last, if anything.
    """

    epoch: int
    week: int
    weeks: int
    playing: bool
    over: bool
    speed: float
    scenario: Scenario
    seed: int
    parameters: Scenario
    arms: tuple[ArmStatus, ...]
    group: str | None
    round_seconds: float | None
    locked: bool
    people: int
    seats: tuple[SeatStatus, ...]
    question: QuestionStatus | None
    error: str | None = None
