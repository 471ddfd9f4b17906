"""Answers from runs to the key questions of the 2001 report, or the reason why there is none.

The questions, and what a scenario assumes about each, are in
``joinup.scenarios.questions.questions``. Every answer uses only
measures of the runs; ``±`` is the half-width of a 95 % confidence interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from joinup.experiments.run.findings import Findings
from joinup.experiments.run.questions import sentences
from joinup.experiments.run.questions.readings import Finding
from joinup.scenarios.questions.questions import KEY_QUESTIONS, KeyQuestion


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """A key question, what the scenario assumes about it, and what its runs show.

    Attributes
    ----------
    question
        The question.
    assumes
        The scenario's assumption.
    shows
        The finding from the runs, or why there is none.
    answered
        Whether there is a finding.
    """

    question: KeyQuestion
    assumes: str
    shows: str
    answered: bool


ANSWERS: dict[str, Callable[[Findings], Finding]] = {
    "1a": sentences.who_gains,
    "1b": sentences.effort_short_of_best,
    "1c": sentences.paid_and_given,
    "1d": sentences.effort_by_agency,
    "2a": sentences.reach_by_group,
    "2b": sentences.reach_of_consulted,
    "2c": sentences.turned_away,
    "3a": sentences.aware_at_the_end,
    "3b": sentences.price_of_awareness,
    "3c": sentences.wrong_doors,
    "4a": sentences.outcomes_kept,
    "4b": sentences.joint_work_kept,
    "4c": sentences.returned,
    "5a": sentences.steadiness_of_the_baseline,
    "5b": sentences.gross_and_net,
    "5c": sentences.flattery,
    "5d": sentences.ranking,
    "5e": sentences.missed_shortfalls,
    "6a": sentences.full_cost,
    "6b": sentences.anyway,
    "6c": sentences.contributions,
    "6d": sentences.forms_compared,
    "7a": sentences.traced,
    "7b": sentences.reports_and_money,
    "7c": sentences.complaints,
}
"""The function that answers each question, by its number."""


def key_answers(findings: Findings) -> tuple[KeyAnswer, ...]:
    """Return what the scenario assumes and its runs show about each key question."""
    answers = []
    for question in KEY_QUESTIONS:
        shown = ANSWERS[question.number](findings)
        assumed = question.assumes(findings.request.scenario)
        answers.append(KeyAnswer(question, assumed, shown.text, shown.answered))
    return tuple(answers)
