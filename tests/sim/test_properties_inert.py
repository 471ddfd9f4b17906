"""Mechanisms that are switched off are off: joint working (V49) and publicity (V50), in any scenario."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from joinup.sim.arrays import codes as k
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.sim.test_determinism import ALWAYS, WITH_TABLES, assert_same
from tests.support.scenarios import busy_town
from tests.support.strategies import scenarios

SEEDS = st.integers(0, 2**63 - 1)

NO_PARTNERSHIP: dict[str, dict[str, Any]] = {
    "no member but one": {"partnership.members": ["housing"], "partnership.lead": "housing"},
    "everybody declines": {"partnership.decline_share": 1.0},
    "after the end": {"partnership.starts": 500},
}


def of_one_form(scenario: Scenario) -> Scenario:
    """Return a scenario that keeps its form, and whose funded places wait for no set-up."""
    changes: dict[str, Any] = {"events": [], "levers": []}
    changes |= {f"funding.{window.name}.recruits_after": 0 for window in scenario.funding}
    return scenario.with_changes(changes)


@settings(max_examples=8)
@given(scenarios(), SEEDS, st.sampled_from([*NO_PARTNERSHIP, "covers nothing"]))
@example(busy_town(), 1, "covers nothing")
@example(busy_town(), 1, "no member but one")
def test_a_form_that_covers_nobody_or_nothing_is_no_form(scenario: Scenario, seed: int, how: str) -> None:
    """Whatever the form, the incentives, the rule: as under ``none``, in every table, bit for bit."""
    joint = of_one_form(scenario)
    form = joint.partnership.form
    off = NO_PARTNERSHIP.get(how, {f"forms.{form}.reach": 0.0})
    apart = joint.with_changes({"partnership.form": "none"})
    assert_same(run(joint.with_changes(off), seed), run(apart, seed))


def test_a_form_that_covers_somebody_is_noticed() -> None:
    joint = of_one_form(busy_town())
    with pytest.raises(AssertionError):
        assert_same(run(joint, 1), run(joint.with_changes({"partnership.form": "none"}), 1))


PUBLICITY = st.fixed_dictionaries(
    {
        "campaigns": st.lists(
            st.fixed_dictionaries(
                {"spend": st.floats(0, 5000), "starts": st.integers(0, 20), "half_life": st.floats(0.5, 12)}
            ),
            max_size=3,
        ).map(lambda items: [item | {"name": f"campaign_{n}"} for n, item in enumerate(items)]),
        "awareness.word_of_mouth": st.floats(0, 1),
        "awareness.spontaneous": st.floats(0, 1),
        "awareness.advertising_effect": st.floats(0, 1),
        "population.contacts.kind": st.sampled_from(k.CONTACT_KINDS),
        "population.contacts.degree": st.integers(2, 12),
        "population.contacts.homophily": st.floats(0, 1),
        "population.groups.others.reach": st.floats(0, 1),
    }
)
"""Everything that decides who hears of the service."""


def other_payments(result: Result) -> pd.DataFrame:
    """Return all payments but those for publicity."""
    ledger = result.ledger.astype({"payer": str, "payee": str, "category": str})
    return ledger[ledger["category"] != "publicity"].reset_index(drop=True)


@settings(max_examples=8)
@given(scenarios(), SEEDS, PUBLICITY)
@example(busy_town(), 1, {"campaigns": [], "awareness.word_of_mouth": 0.9})
def test_publicity_does_nothing_where_everybody_knows_and_nobody_forgets(
    scenario: Scenario, seed: int, publicity: dict[str, Any]
) -> None:
    """It costs what it costs, and not a client moves."""
    known = scenario.with_changes({"awareness.opening": 1.0, "awareness.forgetting": 0.0})
    silent, loud = run(known.with_changes({"campaigns": []}), seed), run(known.with_changes(publicity), seed)
    tables = [name for name in (*ALWAYS, *WITH_TABLES) if name not in ("ledger", "campaigns", "scorecard")]
    assert_same(silent, loud, tuple(tables))
    pd.testing.assert_frame_equal(other_payments(silent), other_payments(loud), check_exact=True)


def test_publicity_is_noticed_where_somebody_does_not_know() -> None:
    silent = run(busy_town({"campaigns": []}), 1)
    with pytest.raises(AssertionError):
        assert_same(silent, run(busy_town(), 1), ("weekly",))
