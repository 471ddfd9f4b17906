"""Consultations that few answer, that little follows from, and that slow services (ODD 7.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

ASKED = {"name": "asked", "groups": ["most", "others"], "weeks": 4, "gain": 0.5, "cost": 100.0}


def town(weeks: int = 30, second: bool = False, **facts: Any) -> Scenario:
    """Return the town with a consultation; hours: a fifth of most people, a third of others."""
    changes = {"weeks": weeks, "warm_up_weeks": 0, "consultations": [ASKED | facts]}
    return plain_town(changes | ({"schema_version": 2} if second else {}))


def closed(scenario: Scenario) -> Any:
    """Return the share of the gap closed when it is done, by access need."""
    engine = Engine(scenario, 1)
    engine.advance(6)
    left = (1 - engine.state.accommodation) / (1 - engine.world.accommodation)
    assert np.ptp(left, axis=(0, 1)).max() < 1e-12
    return 1 - left[0, 0]


def test_gain_is_what_people_with_the_need_answer_times_what_is_acted_on() -> None:
    assert closed(town()) == pytest.approx([0.5, 0.5], rel=1e-12)
    assert closed(town(participation=0.6, acted_on=0.5)) == pytest.approx([0.15, 0.15])
    # Most people (difficulty 1) answer all, others (1.4) 0.4 of them; only others need the language.
    people = 0.7 * 0.2, 0.3 * 0.3
    hours = (people[0] + 0.4 * people[1]) / sum(people)
    assert closed(town(participation=None)) == pytest.approx([0.5 * hours, 0.5 * 0.4])


def test_nobody_answering_costs_the_same_and_changes_nothing() -> None:
    unheard, nobody = run(town(participation=0.0, second=True), 1), run(town(second=True, gain=0.0), 1)
    assert unheard.summary.equals(nobody.summary) and unheard.weekly.equals(nobody.weekly)
    spent = unheard.costs.set_index("category")["gbp"]
    assert spent["consultation"] == pytest.approx(4 * 100)


def test_services_that_adapt_take_longer() -> None:
    rates = []
    for cost in (0.0, 0.1):
        engine = Engine(town().with_changes({"agencies.clinic.accommodation_cost": cost}), 1)
        engine.advance(6)
        rates.append(engine.state.agency["rate"][0])
    # Half of the gap of 0.6 is closed for both needs.
    assert rates[1] == pytest.approx(rates[0] * np.array([1, 1, 1 - 0.1 * 0.3]), rel=1e-12)


def test_the_second_edition_expects_less_of_it() -> None:
    first, second = (plain_town({"consultations": [ASKED], "schema_version": n}) for n in (1, 2))
    assert (first.consultations[0].participation, first.consultations[0].acted_on) == (1.0, 1.0)
    assert (second.consultations[0].participation, second.consultations[0].acted_on) == (None, 0.5)
    assert second.agencies[0].accommodation_cost == 0.03


def test_it_is_said_how_far_it_is_answered_and_acted_on() -> None:
    said = str(describe(town(participation=0.6, acted_on=0.5)))
    assert "as far as people answer (60% do) and agencies do what is asked for (50%)" in said
    assert "as far as people answer" not in str(describe(town()))
