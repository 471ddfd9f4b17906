"""Seats: people who decide for an agency, or for the funder, quarter by quarter.

Who sits in an agency's seat sets its joint effort (the rule ``fixed``) and how far it meets access
needs, in place of its own rule. Who has not decided when a quarter begins is late: the agency's own
rule decides for that quarter. A role stands for its agencies in all places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joinup.experiments.session.levers import Decision
from joinup.scenarios.evidence import Known, known, levers
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import is_fixed
from joinup.sim.text.words import capital, plain_name
from joinup.viz.room.commands import Submit

FUNDER = "funder"

FUNDERS_PARTS = ("funding", "incentives", "campaigns", "consultations", "prevention", "navigators")
"""Parts of a scenario whose levers are the funder's."""

NAME_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the holder of a seat may set: a number in a range."""

    name: str
    title: str
    unit: str
    low: float
    high: float
    value: float


class Seats:
    """Who sits where, and what they have decided for the coming quarter.

    Parameters
    ----------
    scenario
        The scenario as written.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.titles = {
            agency.name: agency.title or capital(plain_name(agency.name)) for agency in scenario.agencies
        }
        self.titles[FUNDER] = "The funder"
        self.locked = False
        self._names: dict[str, str] = {}
        self._holders: dict[str, str] = {}
        self._submitted: dict[str, Submit] = {}
        self._led: set[str] = set()
        self.record: list[dict[str, Any]] = []

    def for_scenario(self, scenario: Scenario) -> Seats:
        """Return free seats of a scenario, with the same people in the room."""
        seats = Seats(scenario)
        seats._names = dict(self._names)
        return seats

    @property
    def people(self) -> int:
        """How many people take part."""
        return len(self._names)

    def name_of(self, person: str) -> str:
        """Return a person's name."""
        return self._names.get(person, "somebody")

    def seat_of(self, person: str) -> str | None:
        """Return a person's seat."""
        return next((seat for seat, holder in self._holders.items() if holder == person), None)

    def person_in(self, seat: str) -> str | None:
        """Return who sits in a seat."""
        return self._holders.get(seat)

    def holder(self, seat: str) -> str | None:
        """Return the name of who sits in a seat."""
        person = self.person_in(seat)
        return None if person is None else self.name_of(person)

    def has_submitted(self, seat: str) -> bool:
        """Return whether the seat has decided for the coming quarter."""
        return seat in self._submitted

    @property
    def all_have_submitted(self) -> bool:
        """Whether every seat that is taken has decided for the coming quarter."""
        return all(seat in self._submitted for seat in self._holders)

    @property
    def any_taken(self) -> bool:
        """Whether anybody sits anywhere."""
        return bool(self._holders)

    def join(self, person: str, name: str) -> str:
        """Add a person under a name, or change their name."""
        tidy = " ".join(name.split())[:NAME_LENGTH]
        if not tidy or not tidy.isprintable():
            raise _refused("give a name of printable characters")
        if any(other == tidy and who != person for who, other in self._names.items()):
            raise _refused(f"the name '{tidy}' is taken; choose another")
        self._names[person] = tidy
        return f"Welcome, {tidy}."

    def leave(self, person: str, week: int) -> str:
        """Remove a person and free their seat."""
        self._free(self.seat_of(person), week, "left")
        name = self._names.pop(person, "somebody")
        return f"Goodbye, {name}."

    def take_seat(self, person: str, seat: str, week: int) -> str:
        """Give a person a seat."""
        if person not in self._names:
            raise _refused("give your name first")
        if seat not in self.titles:
            raise ScenarioError([Problem.unknown((), "seat", seat, self.titles)])
        if self.locked:
            raise _refused("the seats are locked; ask the facilitator")
        if seat in self._holders and self._holders[seat] != person:
            raise _refused(f"{self.titles[seat]} is taken by {self.holder(seat)}")
        if self._holders.get(seat) == person:
            return f"You have the seat of {self.titles[seat]}."
        self._free(self.seat_of(person), week, "left")
        self._holders[seat] = person
        self._note(week, seat, "took the seat")
        return f"You have the seat of {self.titles[seat]}."

    def leave_seat(self, person: str, week: int) -> str:
        """Free a person's seat at their wish."""
        if self.locked:
            raise _refused("the seats are locked; ask the facilitator")
        self._free(self.seat_of(person), week, "left")
        return "You have left your seat."

    def unseat(self, seat: str, week: int) -> str:
        """Free a seat."""
        if seat not in self._holders:
            raise _refused(f"the seat '{seat}' is free")
        self._free(seat, week, "was asked to leave")
        return f"{self.titles[seat]} is free."

    def _free(self, seat: str | None, week: int, what: str) -> None:
        if seat is not None and seat in self._holders:
            self._note(week, seat, what)
            del self._holders[seat]
            self._submitted.pop(seat, None)

    def choices(self, seat: str, now: Scenario) -> list[Choice]:
        """Return what the holder of a seat may set, given the scenario as it stands."""
        if seat == FUNDER:
            return [_of_lever(lever, now) for lever in self._funders_levers()]
        agency = next(agency for agency in now.agencies if agency.name == seat)
        effort = agency.fixed_effort if isinstance(agency.fixed_effort, float) else 0.5
        found = [Choice("effort", "joint effort", "share of full effort", 0, 1, effort)]
        for dimension in now.population.access:
            met = agency.accommodation.get(dimension.name)
            if met is None:
                met = 0.8 if dimension.name in agency.planned_for else 0.4
            title = dimension.title or plain_name(dimension.name)
            found.append(Choice(f"accommodation:{dimension.name}", title, "share met", 0, 1, met))
        return found

    def _funders_levers(self) -> list[Known]:
        """Return the scenario's levers that are the funder's; sizes of its instruments if it has none."""
        mine = [
            lever
            for lever in levers(self._scenario)
            if lever.path.split(".")[0] in FUNDERS_PARTS and not is_fixed(lever.path) and not lever.options
        ]
        if mine:
            return mine
        paths = [f"campaigns.{campaign.name}.spend" for campaign in self._scenario.campaigns]
        return [known(self._scenario, path) for path in paths]

    def submit(self, command: Submit, now: Scenario) -> str:
        """Record a decision for the coming quarter.

        Raises
        ------
        ScenarioError
            If they have no seat, or decide what is not theirs or out of range.
        """
        seat = self.seat_of(command.person)
        if seat is None:
            raise _refused("you have no seat")
        allowed = {choice.name: choice for choice in self.choices(seat, now)}
        given: dict[str, Any] = {f"accommodation:{name}": met for name, met in command.accommodation.items()}
        given |= command.set
        if command.effort is not None:
            given["effort"] = command.effort
        problems = [_wrong(allowed, name, value) for name, value in given.items()]
        if seat != FUNDER and command.effort is None:
            problems.append(Problem((), "an agency must set its joint effort"))
        found = [problem for problem in problems if problem is not None]
        if found:
            raise ScenarioError(found)
        self._submitted[seat] = command
        return "Submitted; applies from the next quarter."

    def decisions(self, week: int, now: Scenario) -> list[tuple[str, Decision]]:
        """Return what the seats have decided for the quarter that begins, and who did.

        Who is late has decided nothing: the agency's own rule takes over again.
        """
        found = []
        for seat in self.titles:
            command = self._submitted.pop(seat, None)
            if command is not None:
                changes = _changed(self._as_changes(seat, command), now)
                self._note(week, seat, "decided", changes)
                if seat != FUNDER:
                    self._led.add(seat)
            else:
                if seat in self._holders:
                    self._note(week, seat, "was late")
                changes = {}
                if seat in self._led:
                    self._led.remove(seat)
                    changes = {f"agencies.{seat}.rule": self._scenario.get(f"agencies.{seat}.rule")}
            if changes:
                who = self.holder(seat) or "own rule"
                found.append((f"{self.titles[seat]} ({who})", _decision(self.titles[seat], changes)))
        return found

    def _as_changes(self, seat: str, command: Submit) -> dict[str, Any]:
        if seat == FUNDER:
            return dict(command.set)
        changes: dict[str, Any] = {
            f"agencies.{seat}.rule": "fixed",
            f"agencies.{seat}.fixed_effort": command.effort,
        }
        for name, met in command.accommodation.items():
            changes[f"agencies.{seat}.accommodation.{name}"] = met
        return changes

    def _note(self, week: int, seat: str, what: str, changes: Mapping[str, Any] | None = None) -> None:
        values = "; ".join(f"{path} = {value}" for path, value in (changes or {}).items())
        who = self.holder(seat) or ""
        self.record.append({"week": week, "seat": seat, "who": who, "what": what, "values": values})


def _refused(text: str) -> ScenarioError:
    return ScenarioError([Problem((), text)])


def _of_lever(lever: Known, now: Scenario) -> Choice:
    value = now.get(lever.path)
    value = float(value) if value is not None else lever.low or 0.0
    low = 0.0 if lever.low is None else lever.low
    high = max(2 * value, low + 1.0) if lever.high is None else lever.high
    return Choice(lever.path, lever.title, lever.unit, low, high, value)


def _wrong(allowed: Mapping[str, Choice], name: str, value: Any) -> Problem | None:
    if name not in allowed:
        return Problem.unknown((), "choice of this seat", name, allowed)
    choice = allowed[name]
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not choice.low <= value <= choice.high
    ):
        text = f"{choice.title}: {value!r} is not a number from {choice.low:g} to {choice.high:g}"
        return Problem((), text)
    return None


def _changed(changes: Mapping[str, Any], now: Scenario) -> dict[str, Any]:
    """Return the changes that change anything."""
    found = {}
    for path, value in changes.items():
        try:
            before = now.get(path)
        except ScenarioError:
            # An access need for which the agency has no value of its own.
            before = None
        if before != value:
            found[path] = value
    return found


def _decision(title: str, changes: Mapping[str, Any]) -> Decision:
    effort = next((value for path, value in changes.items() if path.endswith(".fixed_effort")), None)
    if effort is not None:
        return Decision(f"{title}: joint effort {effort:.0%}", changes)
    if len(changes) == 1 and next(iter(changes)).endswith(".rule"):
        rule = next(iter(changes.values()))
        decider = "decided by its seat" if rule == "fixed" else "decided by its own rule"
        return Decision(f"{title}: {decider}", changes)
    return Decision(f"{title}: new terms", changes)
