"""Every case of verification by analytic limits, and what becomes of those that are not run here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tests.verification import (
    accountability,
    awareness,
    beside,
    doors,
    flows,
    forms,
    games,
    holding,
    incentives,
    journeys,
    learning,
    loads,
    money,
    outcomes,
    programme,
    queues,
    returns,
    sustaining,
)
from tests.verification.checks import Case, Check, in_order
from tests.verification.elsewhere import ELSEWHERE

SECTIONS: tuple[tuple[str, tuple[Case, ...]], ...] = (
    ("Queues, stocks and flows", in_order((*flows.CASES, *queues.CASES, *loads.CASES))),
    ("Awareness and word of mouth", in_order(awareness.CASES)),
    ("A client's journey", in_order((*journeys.CASES, *returns.CASES, *holding.CASES, *beside.CASES))),
    ("Help, and what counts as need", in_order(outcomes.CASES)),
    ("Whom a partnership is for, and where people come in", in_order((*doors.CASES, *forms.CASES))),
    ("Games, learning, trust and gaming", in_order((*games.CASES, *learning.CASES, *incentives.CASES))),
    ("Accountability", in_order(accountability.CASES)),
    ("What a programme buys", in_order(programme.CASES)),
    ("Routine, money and repeatability", in_order((*sustaining.CASES, *money.CASES))),
)
"""Cases by what they are about, in the order of the page."""

CASES: tuple[Case, ...] = tuple(case for _, cases in SECTIONS for case in cases)

LISTED: tuple[str, ...] = (
    *(f"V{number:02}" for number in range(1, 28)),
    "V27b",
    "V27c",
    *(f"V{number}" for number in (*range(28, 62), 65, 66, 67, 68, 70, 71, 72, 74, 75)),
)
"""Numbers of all cases that a model of this kind can be asked for."""

NOT_APPLICABLE: Mapping[str, str] = {
    "V24": "a cascade that passes each link once (final size 1 - exp(-R0 z)): people here may learn from"
    " those who know in any week, so there is no final size",
    "V32": "Roth-Erev reinforcement (a Polya urn): it is none of the five choice rules",
    "V53": "its part about graphics processors: the model does not run on any",
}
"""Cases, or parts of cases, about things that the model does not have."""


@cache
def checks_of(case: Case) -> tuple[Check, ...]:
    """Run a case, once in a process, and return its figures."""
    return tuple(case.run())


def missing() -> tuple[str, ...]:
    """Return the listed cases that are neither run, nor covered by other tests, nor inapplicable."""
    covered = {*(case.key for case in CASES), *ELSEWHERE, *NOT_APPLICABLE}
    return tuple(key for key in LISTED if key not in covered)
