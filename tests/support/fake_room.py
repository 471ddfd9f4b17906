"""A room that runs nothing: it says what a test tells it to, and keeps what it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from joinup.sim.errors import JoinupError, Problem, ScenarioError
from joinup.viz.room.commands import Command, Join, LeaveSeat, Submit, TakeSeat, Unseat
from joinup.viz.server.protocol import Listener, Topic

SEATS = {"housing": "Housing office", "clinic": "Clinic", "funder": "Funder"}


class MadeRoom:
    """Satisfies :class:`joinup.viz.server.protocol.Room`."""

    def __init__(self) -> None:
        self.asked: list[Command] = []
        self.names: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.submitted: set[str] = set()
        self.is_running = False
        self.fails = False
        self.round: dict[str, Any] | None = None
        self.question: dict[str, Any] | None = None
        self.week = -1
        self._listeners: dict[Topic, list[Listener]] = {"screen": [], "phone": []}
        self.waiting = (as_text(kind="setup", epoch=1), as_text(kind="frame", epoch=1, week=-1))

    def start(self) -> None:
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def subscribe(self, topic: Topic, listener: Listener) -> Callable[[], None]:
        self._listeners[topic].append(listener)
        return lambda: self._listeners[topic].remove(listener)

    def initial_messages(self, topic: Topic) -> Future[tuple[str, ...]]:
        answer: Future[tuple[str, ...]] = Future()
        answer.set_result((as_text(**self.phone()),) if topic == "phone" else self.waiting)
        return answer

    def seat_of(self, person: str) -> str | None:
        return next((seat for seat, holder in self.seats.items() if holder == person), None)

    def say(self, topic: Topic, **message: Any) -> None:
        """Say something to all who listen, as the room's thread does."""
        text = as_text(**message)
        for listener in list(self._listeners[topic]):
            listener(text)

    def command(self, command: Command) -> Future[str]:
        done: Future[str] = Future()
        try:
            if self.fails:
                raise ZeroDivisionError("a defect")
            done.set_result(self._do(command))
        except (JoinupError, ZeroDivisionError) as error:
            done.set_exception(error)
        self.say("phone", **self.phone())
        return done

    def _do(self, command: Command) -> str:
        match command:
            case Join(person, name):
                self.names[person] = name
            case TakeSeat(person, seat):
                if seat not in SEATS:
                    raise ScenarioError([Problem.unknown((), "seat", seat, SEATS)])
                if seat in self.seats:
                    raise ScenarioError([Problem((), f"the seat '{seat}' is taken")])
                self.seats[seat] = person
            case LeaveSeat(person):
                self.seats = {seat: holder for seat, holder in self.seats.items() if holder != person}
            case Unseat(seat):
                self.seats.pop(seat, None)
            case Submit(person):
                seat_held = self.seat_of(person)
                if seat_held is None:
                    raise ScenarioError([Problem((), "you have no seat")])
                self.submitted.add(seat_held)
        self.asked.append(command)
        return "Done."

    def phone(self) -> dict[str, Any]:
        """Return what phones are shown."""
        return {
            "kind": "phone",
            "week": self.week,
            "date": "2001-10-15",
            "playing": False,
            "scenario": "A town",
            "headline": [
                {"title": "Unmet need", "unit": "people", "run": 1234.5, "counterfactual": 1400.0},
                {"title": "Wait", "unit": "weeks", "run": 6.1, "counterfactual": None},
            ],
            "locked": False,
            "round": self.round,
            "question": self.question,
            "seats": [self._seat(name, title) for name, title in SEATS.items()],
        }

    def _seat(self, name: str, title: str) -> Mapping[str, Any]:
        is_funder = name == "funder"
        choices = (
            [
                {
                    "path": "incentives.grant.of_full_cost",
                    "name": "incentives.grant.of_full_cost",
                    "title": "Grant: share of full cost",
                    "unit": "share",
                    "low": 0,
                    "high": 1,
                    "value": 0.5,
                }
            ]
            if is_funder
            else [
                {
                    "path": None,
                    "name": "effort",
                    "title": "Joint effort",
                    "unit": "share",
                    "low": 0,
                    "high": 1,
                    "value": 0.4,
                },
                {
                    "path": None,
                    "name": "accommodation:evening_hours",
                    "title": "Evening hours",
                    "unit": "share",
                    "low": 0,
                    "high": 1,
                    "value": 0.2,
                },
            ]
        )
        holder = self.seats.get(name)
        return {
            "name": name,
            "title": title,
            "who": self.names.get(holder, "Somebody") if holder else None,
            "submitted": name in self.submitted,
            "kind": "funder" if is_funder else "agency",
            "objectives": ["Keep waits under eight weeks", "House 40 people a month"],
            "card": None
            if is_funder
            else {
                "places": 40,
                "in_service": 38.0,
                "waiting": 12.0,
                "wait": 6.4,
                "effort": 0.4,
                "trust": 0.55,
                "complaints": 3.0,
                "target": 45.0,
                "reported": 41.0,
                "spending": 12300.0,
            },
            "choices": choices,
        }


def as_text(**message: Any) -> str:
    """Return a message as a room writes it: its kind first."""
    return json.dumps(message, separators=(",", ":"))
