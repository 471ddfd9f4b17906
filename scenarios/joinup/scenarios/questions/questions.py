"""The key questions of the 2001 report, and what a scenario assumes about each.

The report of the National Audit Office ends each of its seven risks with key questions for
departments. Their wording could not be read: these are a reconstruction from the seven risks,
and not the report's words. What runs show about them is for ``joinup.experiments.run.questions.answers``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from joinup.sim.mechanisms.access import sentences as access
from joinup.sim.mechanisms.accountability import sentences as accountability
from joinup.sim.mechanisms.awareness import sentences as awareness
from joinup.sim.mechanisms.effort import sentences as effort
from joinup.sim.mechanisms.funding import sentences as funding
from joinup.sim.mechanisms.journeys import sentences as journeys
from joinup.sim.mechanisms.ledger import sentences as ledger
from joinup.sim.mechanisms.outreach_and_consultation import sentences as outreach
from joinup.sim.mechanisms.partnership import sentences as partnership
from joinup.sim.mechanisms.reporting import sentences as reporting
from joinup.sim.parameters import Scenario

RECONSTRUCTED = (
    "Reconstructed from the seven risks of the National Audit Office's report of 2001; not its wording."
)


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """A question that a department should be able to answer.

    Attributes
    ----------
    risk, letter
        Its risk (R1 to R7) and its letter within that risk.
    short, text
        The question in a few words, and in full.
    assumes
        Returns, for a scenario, what it assumes about the question.
    """

    risk: str
    letter: str
    short: str
    text: str
    assumes: Callable[[Scenario], str]

    @property
    def number(self) -> str:
        """Its number, such as ``1a``."""
        return self.risk.removeprefix("R") + self.letter


KEY_QUESTIONS: tuple[KeyQuestion, ...] = (
    KeyQuestion("R1", "a", "Who gains, who pays", "Which partner gains and which pays?", ledger.who_pays),
    KeyQuestion(
        "R1",
        "b",
        "Barriers",
        "Do any partners' own targets, budgets, boundaries or rules pull against the shared aim?",
        effort.what_pulls_against,
    ),
    KeyQuestion(
        "R1",
        "c",
        "Incentives",
        "Which incentive is used, and can a partner collect it without contributing?",
        effort.incentives_used,
    ),
    KeyQuestion(
        "R1",
        "d",
        "Reasons to take part",
        "Do front-line staff and their managers both have a reason to take part?",
        effort.reasons_to_take_part,
    ),
    KeyQuestion("R2", "a", "Who the clients are", "Who are all the clients?", access.all_clients),
    KeyQuestion(
        "R2",
        "b",
        "Consulted",
        "Were those who are easily missed (low income, shift work, rural, minority language,"
        " disability, those who refuse help) consulted?",
        outreach.consulted,
    ),
    KeyQuestion(
        "R2",
        "c",
        "Left out by rules",
        "Does the area or eligibility rule leave out people with the same need?",
        access.left_out,
    ),
    KeyQuestion(
        "R3",
        "a",
        "Who knows of it",
        "What share of the intended users know of the service, and how?",
        awareness.how_people_know,
    ),
    KeyQuestion(
        "R3",
        "b",
        "What publicity buys",
        "What does each extra pound of publicity buy, by group?",
        awareness.publicity_bought,
    ),
    KeyQuestion("R3", "c", "One point", "Can users reach all services through one point?", access.one_point),
    KeyQuestion(
        "R4", "a", "When the money ends", "What happens when start-up money ends?", funding.money_ends
    ),
    KeyQuestion(
        "R4",
        "b",
        "Part of daily work",
        "Has the new way become part of partners' daily work and base budgets?",
        partnership.daily_work,
    ),
    KeyQuestion("R4", "c", "How many return", "How many who were helped return?", journeys.how_many_return),
    KeyQuestion("R5", "a", "Baseline", "Is there a baseline?", reporting.baseline),
    KeyQuestion(
        "R5",
        "b",
        "What is counted",
        "Stock or flow, gross or net, people or contacts?",
        reporting.what_is_counted,
    ),
    KeyQuestion(
        "R5",
        "c",
        "Met without helping",
        "Could the measure be met without helping anyone?",
        reporting.met_without_helping,
    ),
    KeyQuestion("R5", "d", "Who counts", "Who counts, and is it independent?", reporting.who_counts),
    KeyQuestion(
        "R5", "e", "After a shortfall", "What action follows a shortfall?", reporting.after_a_shortfall
    ),
    KeyQuestion("R6", "a", "Full cost", "What is the full cost, partners' time included?", ledger.full_cost),
    KeyQuestion("R6", "b", "Counterfactual", "What would have happened anyway?", journeys.happened_anyway),
    KeyQuestion("R6", "c", "Contributions", "Which partner contributed what?", effort.contributions),
    KeyQuestion(
        "R6",
        "d",
        "Another form",
        "Would another form of joint working do it cheaper?",
        partnership.another_form,
    ),
    KeyQuestion(
        "R7",
        "a",
        "Who answers",
        "Who answers to Parliament for money and for results?",
        accountability.who_answers,
    ),
    KeyQuestion("R7", "b", "Reports", "Are reports reliable and joined?", reporting.reports),
    KeyQuestion(
        "R7",
        "c",
        "Complaints",
        "Where does a citizen complain, and does it change anything?",
        accountability.where_to_complain,
    ),
)
"""The questions in the order of the risks."""
