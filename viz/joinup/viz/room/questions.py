"""Questions to the room: a prediction or an assumption, answered before it is revealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from joinup.experiments.session.live_outcomes import BY_NAME
from joinup.sim.errors import Problem, ScenarioError
from joinup.viz.room.commands import Ask
from joinup.viz.room.status import QuestionStatus

HIGHER, LOWER, THE_SAME = "higher", "lower", "the same"
PREDICTIONS = (HIGHER, LOWER, THE_SAME)
MOST_OPTIONS = 8


@dataclass(slots=True)
class RoomQuestion:
    """A question under way.

    Attributes
    ----------
    asked
        What was asked.
    week
        The week in which it was.
    open
        Whether answers are taken.
    answers
        Who answered what.
    truth
        The outcome of a prediction, once its week has been run.
    """

    asked: Ask
    week: int
    open: bool = True
    answers: dict[str, str] = field(default_factory=dict)
    truth: str | None = None

    @classmethod
    def of(cls, asked: Ask, week: int, weeks: int) -> RoomQuestion:
        """Return the question, if it can be asked.

        Raises
        ------
        ScenarioError
            If there is nothing to choose between, or a prediction is of nothing that will be.
        """
        problems = []
        if not asked.text.strip():
            problems.append(Problem((), "the question has no text"))
        options = tuple(asked.options)
        if not 2 <= len(set(options)) == len(options) <= MOST_OPTIONS:
            problems.append(Problem((), f"give 2 to {MOST_OPTIONS} different answers"))
        if (asked.outcome is None) != (asked.week is None):
            problems.append(Problem((), "a prediction takes an outcome and a week"))
        if asked.outcome is not None:
            if asked.outcome not in BY_NAME:
                problems.append(Problem.unknown((), "outcome", asked.outcome, BY_NAME))
            if asked.week is not None and not week <= asked.week < weeks:
                problems.append(Problem((), f"week {asked.week} is not between {week} and {weeks - 1}"))
            if not set(options) <= set(PREDICTIONS):
                problems.append(Problem((), f"a prediction is answered by {', '.join(PREDICTIONS)}"))
        if problems:
            raise ScenarioError(problems)
        return cls(asked, week)

    def vote(self, person: str, choice: str) -> str:
        """Record a person's answer, in place of an earlier one."""
        if not self.open:
            raise ScenarioError([Problem((), "voting has closed")])
        if choice not in self.asked.options:
            raise ScenarioError([Problem.unknown((), "answer", choice, self.asked.options)])
        self.answers[person] = choice
        return f"You answered: {choice}."

    def record_outcome(self, week: int, run: float, counterfactual: float) -> None:
        """Record the outcome of a prediction, if its week is the one that has just been run."""
        if self.asked.week == week:
            self.truth = HIGHER if run > counterfactual else LOWER if run < counterfactual else THE_SAME

    def status(self) -> QuestionStatus:
        """Return what all may see: counts only once the question is revealed."""
        given = list(self.answers.values())
        counts = None if self.open else tuple(given.count(option) for option in self.asked.options)
        truth = None if self.open else self.truth
        return QuestionStatus(
            self.asked.text, tuple(self.asked.options), self.open, len(given), counts, truth
        )

    def rows(self, names: dict[str, str]) -> list[dict[str, Any]]:
        """Return the answers for the record."""
        return [
            {
                "week": self.week,
                "question": self.asked.text,
                "outcome": self.asked.outcome or "",
                "looked_up_in_week": self.asked.week,
                "who": names.get(person, "somebody"),
                "answer": choice,
                "truth": self.truth or "",
            }
            for person, choice in self.answers.items()
        ]
