"""What agencies share of what they know of a person, and what that saves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.kernels.classes import class_code
from joinup.sim.run import run
from tests.support.villages import fixed, partnership_money, same, village

INFORMATION = "partnership.information"

GATEWAY: dict[str, Any] = {f"{INFORMATION}.without": 0.3, f"{INFORMATION}.starts": 10}

SHORT: dict[str, Any] = {"weeks": 80, "warm_up_weeks": 13}


def saved(changes: dict[str, Any], week: int, group: int = 0) -> float:
    """Return how much quicker a service is after another, over what d J would make it."""
    engine = Engine(village().with_changes(SHORT | fixed(0.5) | changes), 1)
    engine.advance(13 + week + 1)
    groups, roles = 2, 4
    after, alone = (
        engine.state.move_threshold[0, class_code.py_func(k.IN_SERVICE, group, 0, 0, 0, last, groups, roles)]
        for last in (1, roles)
    )
    joint = engine.state.link[0, 1, 0]["joint"]
    assert joint > 0.1
    return float((1 - float(alone) / float(after)) / (0.25 * joint))


def test_without_shared_information_three_tenths_are_saved() -> None:
    assert saved({}, 50) == pytest.approx(1, abs=1e-6)
    assert saved({f"{INFORMATION}.without": 0.3}, 50) == pytest.approx(0.3, abs=1e-6)


@pytest.mark.parametrize(("week", "ready"), [(10, 0.0), (23, 0.25), (36, 0.5), (62, 1.0), (75, 1.0)])
def test_it_is_shared_with_more_and_more_of_those_who_consent(week: int, ready: float) -> None:
    """``g = .3 + (.9 - .3) min(1, age / 52)``."""
    assert saved(GATEWAY, week) == pytest.approx(0.3 + 0.6 * ready, abs=1e-6)


def test_groups_consent_each_for_itself() -> None:
    wary = {"population.groups.little_english.consent": 0.5, f"{INFORMATION}.ready_weeks": 0}
    found = [saved(GATEWAY | wary, 30, group) for group in (0, 1)]
    assert found == pytest.approx([0.9, 0.5], abs=1e-6)
    less = {"population.groups.little_english.consent": 0.1, f"{INFORMATION}.ready_weeks": 0}
    assert saved(GATEWAY | less, 30, 1) == pytest.approx(0.3, abs=1e-6)


def test_a_form_that_signs_nothing_shares_nothing() -> None:
    unsigned = GATEWAY | {"forms.formal.governance.signs": False, f"{INFORMATION}.cost": 500.0}
    assert saved(unsigned, 70) == pytest.approx(0.3, abs=1e-6)
    assert partnership_money(run(village().with_changes(SHORT | unsigned), 1), "coordination").sum() == 0


def test_one_organisation_has_one_file_as_it_grows_together() -> None:
    merged = {"partnership.form": "merged", f"{INFORMATION}.without": 0.3}
    assert saved(merged, 26) == pytest.approx(0.3 + 0.6 * 26 / 52, abs=1e-6)
    assert saved(merged, 60) == pytest.approx(0.9, abs=1e-6)


def test_it_is_paid_for_from_its_start_on_by_the_people_whom_clients_stand_for() -> None:
    price = {f"{INFORMATION}.cost": 500.0, "population.people": 1200}
    result = run(village().with_changes(SHORT | GATEWAY | price), 1)
    paid = partnership_money(result, "coordination")
    assert paid.to_list() == pytest.approx([500.0] * 70)
    assert list(paid.index) == list(range(10, 80))
    alone = run(village(partnership__form="none").with_changes(SHORT | GATEWAY | price), 1)
    assert partnership_money(alone, "coordination").sum() == 0


def test_hand_offs_keep_their_joint_intensity() -> None:
    no_repeats = {"service.repeated_assessment": 0.0}
    runs = [run(village().with_changes(SHORT | no_repeats | more), 1) for more in ({}, GATEWAY)]
    assert same(*runs)


def test_turned_off_it_is_as_before_whatever_else_is_said_of_it() -> None:
    said = {f"{INFORMATION}.starts": 0, f"{INFORMATION}.consent": 0.6, f"{INFORMATION}.ready_weeks": 0}
    assert same(run(village().with_changes(SHORT | said), 1), run(village().with_changes(SHORT), 1))
    assert np.isclose(saved(said, 50), 1, atol=1e-6)


def test_a_description_says_what_is_shared() -> None:
    def told(changes: dict[str, Any]) -> str:
        return str(describe(village().with_changes(changes)))

    without = {f"{INFORMATION}.without": 0.3}
    assert "spared" not in told({})
    assert "They do not share what they know of a person, so that 30% of an assessment" in told(without)
    assert "they share what they know of those who consent (90% where" in told(GATEWAY)
    assert "As one organisation they come to know" in told(without | {"partnership.form": "merged"})
    assert "They can sign nothing" in told(GATEWAY | {"forms.formal.governance.signs": False})
