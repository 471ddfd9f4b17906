"""The engine of a room: a thread that runs a workshop, takes commands between weeks and publishes messages.

Nothing is drawn here and nothing waits for a screen: each message is encoded once and handed to the
listeners. The workshop is touched by this thread only.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import Literal

from joinup.experiments.session.live_outcomes import money_of_the_week
from joinup.experiments.session.log import AS_WRITTEN, RUN
from joinup.experiments.session.saved_session import SavedSession
from joinup.experiments.session.scores import Score, scores
from joinup.experiments.session.session import Session
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.viz.room import commands as c
from joinup.viz.room import outbound
from joinup.viz.room.status import Status
from joinup.viz.room.workshop import QUARTER, Records, Workshop

Topic = Literal["screen", "phone"]
Listener = Callable[[str], None]

SLOWEST, FASTEST = 0.5, 60.0
"""Weeks in a second."""

MOST_FRAMES, MOST_TO_PHONES = 20.0, 2.0
"""Messages a second to screens and phones; more than eyes can follow would only cost."""

IDLE, COUNTDOWN = 0.5, 0.25
"""Seconds after which a thread that waits looks up; the second while seats decide."""

log = logging.getLogger(__name__)


class Room:
    """A workshop that people watch and steer together.

    Parameters
    ----------
    scenario
        The scenario to run.
    seed
        Seed of every draw.
    saved
        A session to go on with, in place of starting at week 0.

    Examples
    --------
    >>> room = Room(load("town"), seed=1)  # doctest: +SKIP
    >>> room.start()  # doctest: +SKIP
    >>> room.command(Step(13)).result()  # doctest: +SKIP
    """

    def __init__(self, scenario: Scenario, seed: int = 1, *, saved: SavedSession | None = None) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._listeners: dict[Topic, tuple[Listener, ...]] = {"screen": (), "phone": ()}
        self._watchers: tuple[Callable[[Status], None], ...] = ()
        self._thread = threading.Thread(target=self._run, name="room", daemon=True)
        self._playing = False
        self._speed = 8.0
        self._round_seconds: float | None = None
        self._waits_until: float | None = None
        self._error: str | None = None
        self._scored: tuple[Score, ...] = ()
        self._scored_at = self._sent_epoch = (-1, -1)
        self._sent_at = self._sent_to_phones_at = 0.0
        self._sent_client: int | None = None
        self._sent_week = -1
        self._workshop = Workshop(scenario, seed, saved=saved)
        self._publish_all()

    # What others call, from any thread.

    def start(self) -> None:
        """Begin to take commands."""
        self._thread.start()

    def stop(self) -> None:
        """Stop for good."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    @property
    def status(self) -> Status:
        """How the room stands; never changes once handed out."""
        return self._status

    def seat_of(self, person: str) -> str | None:
        """Return a person's seat."""
        return next((seat.name for seat in self._status.seats if seat.person == person), None)

    def command(self, command: c.Command) -> Future[str]:
        """Ask for something; it is done between weeks.

        Returns
        -------
        Future
            The answer to the sender; a ScenarioError if the command was refused.
        """
        return self._enqueue(lambda: self._carry_out(command))

    def read[T](self, question: Callable[[Session, Records], T]) -> Future[T]:
        """Have something read off the session between weeks, by the room's thread.

        The question gets the session and the records of seats and votes; it must change nothing.
        """
        return self._enqueue(lambda: question(self._workshop.session, self._workshop.records()))

    def initial_messages(self, topic: Topic) -> Future[tuple[str, ...]]:
        """Return the messages that a new listener needs, history included."""
        return self._enqueue(lambda: self._initial_messages(topic))

    def subscribe(self, topic: Topic, listener: Listener) -> Callable[[], None]:
        """Pass every message of a topic to a listener, on the room's thread; return how to end it."""
        self._listeners[topic] = (*self._listeners[topic], listener)

        def end() -> None:
            self._listeners[topic] = tuple(one for one in self._listeners[topic] if one is not listener)

        return end

    def watch(self, watcher: Callable[[Status], None]) -> Callable[[], None]:
        """Pass on every status that differs by more than the week; return how to end it."""
        self._watchers = (*self._watchers, watcher)

        def end() -> None:
            self._watchers = tuple(one for one in self._watchers if one is not watcher)

        return end

    def _enqueue[T](self, act: Callable[[], T]) -> Future[T]:
        """Have something done between weeks by the room's thread; return what will come of it."""
        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(act())
            except ScenarioError as error:
                answer.set_exception(error)
            except Exception as error:
                # The outermost frame for the sender: the error is theirs to see, and the room continues.
                log.exception("a command failed")
                answer.set_exception(error)

        self._tasks.put(carry_out)
        self._wake.set()
        return answer

    # The thread.

    def _run(self) -> None:
        due = monotonic()
        while not self._stopped.is_set():
            with suppress(queue.Empty):
                while True:
                    self._tasks.get_nowait()()
            if not self._may_play():
                self._wake.wait(IDLE if self._waits_until is None else COUNTDOWN)
                due = monotonic()
            elif (wait := due - monotonic()) > 0:
                self._wake.wait(wait)
            else:
                due = max(due + 1 / self._speed, monotonic())
                self._play_a_week()
            self._wake.clear()

    def _may_play(self) -> bool:
        """Return whether the next week can be run; not while seats have time to decide in."""
        if not self._playing:
            return False
        if self._round_seconds is None or not self._workshop.round_is_due:
            return True
        if self._waits_until is None:
            self._waits_until = monotonic() + self._round_seconds
            self._publish_all()
        if self._workshop.seats.all_have_submitted or monotonic() >= self._waits_until:
            self._waits_until = None
            return True
        self._publish_room()
        return False

    def _play_a_week(self) -> None:
        try:
            changed = self._workshop.advance()
        except Exception as error:
            # The outermost frame of the thread: a room must outlive a defect of the model.
            log.exception("the run stopped")
            self._playing, changed = False, True
            self._error = f"The run stopped: {error}"
        if self._workshop.session.is_over:
            self._playing = False
        now = monotonic()
        if changed or not self._playing:
            self._publish_all()
        elif now - self._sent_at >= 1 / MOST_FRAMES:
            self._sent_at = now
            self._publish_week()

    def _carry_out(self, command: c.Command) -> str:
        answer = self._clock_command(command)
        if answer is None:
            answer = self._workshop.do(command)
            if isinstance(command, c.Step | c.GoTo | c.Restart | c.Open):
                self._playing, self._waits_until = False, None
        self._publish_all()
        return answer

    def _clock_command(self, command: c.Command) -> str | None:
        """Carry out a command about the clock."""
        session = self._workshop.session
        match command:
            case c.Play():
                if session.is_over:
                    raise _refused("the run is over: restart, or go back to a week")
                self._playing, self._error = True, None
                return "Playing."
            case c.Pause():
                self._playing, self._waits_until = False, None
                return f"Paused before week {session.week}."
            case c.SetSpeed(speed):
                self._speed = min(FASTEST, max(SLOWEST, speed))
                return f"{self._speed:g} weeks a second."
            case c.SetRounds(seconds):
                if seconds is not None and not 1 <= seconds <= 3600:
                    raise _refused(f"{seconds:g} seconds is not between 1 and 3600")
                self._round_seconds, self._waits_until = seconds, None
                if seconds is None:
                    return "Seats decide while the run goes on."
                return f"Before each quarter the run waits for the seats, at most {seconds:g} seconds."
        return None

    # Telling.

    def _publish_all(self) -> None:
        """Publish everything: more has changed than the week."""
        self._status = self._workshop.status(
            playing=self._playing, speed=self._speed, round_seconds=self._round_seconds, error=self._error
        )
        self._publish_week()
        self._publish("screen", outbound.timeline(self._status))
        self._publish_room()
        for watcher in self._watchers:
            watcher(self._status)

    def _publish_week(self) -> None:
        self._shown = self._workshop.session.frame()
        self._score()
        epoch = self._workshop.epoch, len(self._workshop.session.arms)
        # Weeks that were not sent are in the history that comes with a setup.
        has_jumped = not self._playing and self._shown.week > self._sent_week + 1
        if self._sent_epoch != epoch or has_jumped:
            self._sent_epoch = epoch
            self._publish("screen", self._setup())
        self._sent_week = self._shown.week
        self._publish("screen", self._frame())
        if self._workshop.client is not None or self._sent_client is not None:
            self._sent_client = self._workshop.client
            self._publish("screen", outbound.story(self._workshop.story()))
        now = monotonic()
        if now - self._sent_to_phones_at >= 1 / MOST_TO_PHONES:
            self._sent_to_phones_at = now
            self._publish("phone", self._phone())

    def _publish_room(self) -> None:
        self._publish("screen", outbound.room(self._status, self._seconds_left))
        self._publish("phone", self._phone())

    def _publish(self, topic: Topic, message: str) -> None:
        for listener in self._listeners[topic]:
            listener(message)

    def _initial_messages(self, topic: Topic) -> tuple[str, ...]:
        if topic == "phone":
            return (self._phone(),)
        return (
            self._setup(),
            self._frame(),
            outbound.timeline(self._status),
            outbound.room(self._status, self._seconds_left),
            outbound.story(self._workshop.story()),
        )

    def _setup(self) -> str:
        return outbound.setup(self._workshop.epoch, self._workshop.session, self._scored)

    def _frame(self) -> str:
        return outbound.frame(self._status, self._shown, self._scored, self._scored_at[1])

    def _phone(self) -> str:
        session = self._workshop.session
        paid = money_of_the_week(session.scenario, session.series[RUN])
        spending = {payer: gbp for payer, (gbp, _, _) in paid.items()}
        return outbound.phone(self._status, self._shown, self._workshop.seats, spending, self._seconds_left)

    @property
    def _seconds_left(self) -> float | None:
        return None if self._waits_until is None else max(0.0, self._waits_until - monotonic())

    def _score(self) -> None:
        """Recompute the scorecard at the end of a quarter, and whenever the run is paused."""
        at = self._workshop.epoch, self._workshop.session.week - 1
        due = at[1] % QUARTER == QUARTER - 1 or not self._playing or at[0] != self._scored_at[0]
        if due and at != self._scored_at:
            arms = self._workshop.session.arms
            # One pair is all that a room runs so far: it shows a direction and no verdict.
            self._scored = scores([(arms[RUN].engine, arms[AS_WRITTEN].engine)])
            self._scored_at = at


def _refused(text: str) -> ScenarioError:
    return ScenarioError([Problem((), text)])
