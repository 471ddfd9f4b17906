"""A workshop: a session with its seats, its question and the person who is followed.

Every command is carried out here, without threads or clocks: the same commands in the same weeks always
give the same workshop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from joinup.experiments.session.arms import Arm
from joinup.experiments.session.instruments import with_instruments
from joinup.experiments.session.live_outcomes import OUTCOMES, at_the_end
from joinup.experiments.session.log import AS_WRITTEN, RUN
from joinup.experiments.session.resume import resume
from joinup.experiments.session.saved_session import SavedSession
from joinup.experiments.session.session import Session
from joinup.experiments.session.stories import Story, followed, story
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import plain_name
from joinup.viz.room import commands as c
from joinup.viz.room.questions import RoomQuestion
from joinup.viz.room.seats import Seats
from joinup.viz.room.status import ArmStatus, SeatStatus, Status

QUARTER = 13
FOLLOWED = 60
"""People whose stories are written down, of all groups."""

Records = dict[str, list[dict[str, Any]]]


class Workshop:
    """What a room works on.

    Parameters
    ----------
    scenario
        The scenario to run.
    seed
        Seed of every draw.
    saved
        A session to continue, in place of starting at week 0.

    Attributes
    ----------
    session, seats, question
        The session, who sits where, and the latest question.
    epoch
        Goes up when what was shown no longer holds: another scenario, week 0 again, another past.
    group, client
        Who is followed.
    error
        The last error between two weeks, if any.
    """

    def __init__(self, scenario: Scenario, seed: int, *, saved: SavedSession | None = None) -> None:
        self.epoch = 0
        self.session: Session
        self.seats = Seats(scenario)
        self._open(scenario, seed)
        if saved is not None:
            self.session = resume(replace(saved, scenario=self.session.scenario), traced=FOLLOWED)

    def _open(self, scenario: Scenario, seed: int) -> None:
        """Open a session; who takes part stays, and all seats are free."""
        self._written = scenario
        self.session = Session(with_instruments(scenario), seed, traced=FOLLOWED)
        self.seats = self.seats.for_scenario(self.session.scenario)
        self.question: RoomQuestion | None = None
        self.group: str | None = None
        self.client: int | None = None
        self.error: str | None = None
        self._votes: list[dict[str, Any]] = []
        self._voters: dict[str, str] = {}
        self._decided_for: int | None = None
        self.epoch += 1

    @property
    def round_is_due(self) -> bool:
        """Whether a quarter is about to begin for which the seats may still decide."""
        week = self.session.week
        return week % QUARTER == 0 and week != self._decided_for and self.seats.any_taken

    def advance(self) -> bool:
        """Run one week, with what the seats decided if a quarter begins; return whether more changed."""
        session, changed = self.session, False
        if session.week % QUARTER == 0 and session.week != self._decided_for:
            self._decided_for = session.week
            for who, decision in self.seats.decisions(session.week, session.parameters):
                changed = True
                try:
                    session.decide(decision.set, who=who, title=decision.title)
                except ScenarioError as error:
                    self.error = f"{who}: {error}"
        session.run_for(1)
        return self._record_outcome() or changed

    def run_to(self, week: int) -> None:
        """Run up to the start of a week, at most to the end of the scenario."""
        while self.session.week < min(week, self.session.scenario.weeks):
            self.advance()

    def _record_outcome(self) -> bool:
        """Record the outcome of a prediction whose week has been run."""
        question, week = self.question, self.session.week - 1
        if question is None or question.asked.outcome is None or question.asked.week != week:
            return False
        place = [outcome.name for outcome in OUTCOMES].index(question.asked.outcome)
        run, counterfactual = (
            at_the_end(self.session.scenario, self.session.series[name])[place] for name in (RUN, AS_WRITTEN)
        )
        question.record_outcome(week, run, counterfactual)
        return True

    def story(self) -> tuple[Story, Story] | None:
        """Return the story of the person who is followed, in this run and in the counterfactual."""
        if self.client is None:
            return None
        arms = self.session.arms
        return story(arms[RUN].engine, self.client), story(arms[AS_WRITTEN].engine, self.client)

    def records(self) -> Records:
        """Return what happened in the seats and every answer so far, as rows of tables."""
        now = [] if self.question is None else self.question.rows(self._voters)
        return {"seats": list(self.seats.record), "votes": [*self._votes, *now]}

    def status(
        self, *, playing: bool, speed: float, round_seconds: float | None, error: str | None
    ) -> Status:
        """Return how the workshop stands, given its clock."""
        session, seats = self.session, self.seats
        return Status(
            epoch=self.epoch,
            week=session.week,
            weeks=session.scenario.weeks,
            playing=playing,
            over=session.is_over,
            speed=speed,
            scenario=session.scenario,
            seed=session.seed,
            parameters=session.parameters,
            arms=tuple(ArmStatus(arm.name, arm.title, arm.since, arm.log) for arm in session.arms.values()),
            group=self.group,
            round_seconds=round_seconds,
            locked=seats.locked,
            people=seats.people,
            seats=tuple(
                SeatStatus(name, title, seats.person_in(name), seats.holder(name), seats.has_submitted(name))
                for name, title in seats.titles.items()
            ),
            question=None if self.question is None else self.question.status(),
            error=error or self.error,
        )

    def do(self, command: c.Command) -> str:
        """Carry out a command that is not about the clock; return the answer.

        Raises
        ------
        ScenarioError
            If it is refused; nothing has changed then.
        """
        answer = (
            self._run_command(command) or self._facilitator_command(command) or self._seat_command(command)
        )
        if answer is None:
            raise TypeError(f"no command for a workshop: {command}")
        return answer

    def _run_command(self, command: c.Command) -> str | None:
        session = self.session
        match command:
            case c.Step(weeks):
                self.run_to(session.week + max(1, weeks))
                return f"Week {session.week - 1} has been run."
            case c.GoTo(week, keep):
                return self._go_to(week, keep)
            case c.Restart():
                self._open(self._written, session.seed)
                return "Back at the start."
            case c.Open(name, seed):
                opened = load(name)
                self._open(opened, seed)
                return f"Opened: {opened.title or plain_name(opened.name)}."
            case c.Decide(who, title, changes, shock, agencies, arm):
                entry = session.decide(
                    changes, who=who, title=title, turnover_shock=shock, agencies=tuple(agencies), arm=arm
                )
                return f"{entry.title or 'Changed'}, from week {entry.week} on."
            case c.Undo():
                before = session.arms
                undone = session.undo()
                if undone is None:
                    raise _refused("there is no decision to undo")
                self.epoch += 1
                return f"Undone: {undone.title or 'the last change'}.{self._gone(before)}"
            case c.WhatIf(who, title, changes):
                branched = session.new_what_if(title, changes, who=who)
                self.epoch += 1
                return f"What-if from week {session.week} on: {branched.title}."
            case c.Drop(arm):
                session.drop(arm)
                self.epoch += 1
                return "What-if removed."
            case c.Follow(group):
                return self._follow(group)
        return None

    def _go_to(self, week: int, keep: bool) -> str:
        session = self.session
        if week > session.scenario.weeks:
            raise _refused(f"week {week} is after the last, {session.scenario.weeks - 1}")
        before = session.arms
        if week >= session.week:
            self.run_to(week)
        else:
            session.rewind(week, keep=f"Before going back to week {week}" if keep else None)
            self._decided_for = None
            self.epoch += 1
        return f"At the start of week {session.week}.{self._gone(before)}"

    def _gone(self, before: Mapping[str, Arm]) -> str:
        """Name the what-ifs that were removed because they branched off later."""
        titles = [arm.title for name, arm in before.items() if name not in self.session.arms]
        if not titles:
            return ""
        return f" Removed, as they branched off later: {', '.join(titles)}."

    def _follow(self, group: str | None) -> str:
        """Follow the next person of a group."""
        if group is None:
            self.client = self.group = None
            return "Nobody is followed."
        people = followed(self.session.arms[RUN].engine)
        if group not in people:
            raise ScenarioError([Problem.unknown((), "group", group, people)])
        if not people[group]:
            raise _refused(f"no person of group '{group}' is traced")
        before = self.client if self.group == group else None
        later = [client for client in people[group] if before is not None and client > before]
        self.client, self.group = (later or people[group])[0], group
        return f"Following person {self.client}."

    def _facilitator_command(self, command: c.Command) -> str | None:
        match command:
            case c.Unseat(seat):
                return self.seats.unseat(seat, self.session.week)
            case c.Lock(locked):
                self.seats.locked = locked
                return "Seats are locked." if locked else "Seats are unlocked."
            case c.Ask():
                asked = RoomQuestion.of(command, self.session.week, self.session.scenario.weeks)
                self._close_question()
                self.question = asked
                return "Question asked."
            case c.Reveal():
                if self.question is None:
                    raise _refused("no question has been asked")
                self.question.open = False
                return "Revealed."
            case c.Forget():
                self._close_question()
                return "Question closed."
        return None

    def _close_question(self) -> None:
        if self.question is not None:
            self._votes += self.question.rows(self._voters)
        self.question = None

    def _seat_command(self, command: c.Command) -> str | None:
        seats, week = self.seats, self.session.week
        match command:
            case c.Join(person, name):
                return seats.join(person, name)
            case c.Leave(person):
                return seats.leave(person, week)
            case c.TakeSeat(person, seat):
                return seats.take_seat(person, seat, week)
            case c.LeaveSeat(person):
                return seats.leave_seat(person, week)
            case c.Submit():
                return seats.submit(command, self.session.parameters)
            case c.Vote(person, choice):
                if self.question is None:
                    raise _refused("no question has been asked")
                self._voters[person] = seats.name_of(person)
                return self.question.vote(person, choice)
        return None


def _refused(text: str) -> ScenarioError:
    return ScenarioError([Problem((), text)])
