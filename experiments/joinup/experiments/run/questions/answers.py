"""What runs show about the key questions of the 2001 report, or why they cannot tell.

The questions, and what a scenario assumes about each, stand in
``joinup.scenarios.questions.questions``. Every answer is made of
the runs' own figures; ``±`` is half of a 95 % interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from joinup.experiments.run.findings import Findings
from joinup.experiments.run.questions import findings as tell
from joinup.experiments.run.questions.figures import Shown
from joinup.scenarios.questions.questions import KEY_QUESTIONS, KeyQuestion


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """A key question, what the scenario assumes about it and what its runs show.

    Attributes
    ----------
    question
        The question.
    assumes
        What the scenario takes for granted.
    shows
        What the runs show, or why they cannot tell.
    told
        Whether they can tell.
    """

    question: KeyQuestion
    assumes: str
    shows: str
    told: bool


ANSWERS: dict[str, Callable[[Findings], Shown]] = {
    "1a": tell.who_gains,
    "1b": tell.effort_short_of_best,
    "1c": tell.paid_and_given,
    "1d": tell.effort_by_agency,
    "2a": tell.reach_by_group,
    "2b": tell.reach_of_consulted,
    "2c": tell.turned_away,
    "3a": tell.aware_at_the_end,
    "3b": tell.price_of_awareness,
    "3c": tell.wrong_doors,
    "4a": tell.outcomes_kept,
    "4b": tell.joint_work_kept,
    "4c": tell.returned,
    "5a": tell.steadiness_of_the_baseline,
    "5b": tell.gross_and_net,
    "5c": tell.flattery,
    "5d": tell.ranking,
    "5e": tell.missed_shortfalls,
    "6a": tell.full_cost,
    "6b": tell.anyway,
    "6c": tell.contributions,
    "6d": tell.forms_compared,
    "7a": tell.traced,
    "7b": tell.reports_and_money,
    "7c": tell.complaints,
}
"""What answers each question, by its number."""


def key_answers(findings: Findings) -> tuple[KeyAnswer, ...]:
    """Return what the scenario assumes and its runs show about each key question."""
    answers = []
    for question in KEY_QUESTIONS:
        shown = ANSWERS[question.number](findings)
        assumed = question.assumes(findings.request.scenario)
        answers.append(KeyAnswer(question, assumed, shown.text, shown.told))
    return tuple(answers)
