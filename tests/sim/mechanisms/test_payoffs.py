"""What an effort pays an agency is the formula of model.md 4.1, and effort follows it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim.run import run
from tests.support.partnerships import FIRST, SUBSIDY, WHOLE_CREDIT, expected_effort, partnership, pay_offs

CREDIT_OF_HALF = "lead_agency"  # the lead's

EQUAL_CREDIT = "informal"

STATED = [
    (EQUAL_CREDIT, 0.0, False, {2: 0.06, 4: 0.06, 8: 0.06}),
    (EQUAL_CREDIT, 2.0, False, {2: 0.32, 4: 0.13, 8: 0.08}),
    (CREDIT_OF_HALF, 2.0, False, {2: 0.32, 4: 0.32, 8: 0.32}),
    (WHOLE_CREDIT, 2.0, False, {2: 0.87, 4: 0.87, 8: 0.87}),
    (EQUAL_CREDIT, 0.0, True, {2: 0.50, 4: 0.50, 8: 0.50}),
    (CREDIT_OF_HALF, 2.0, True, {2: 0.92, 4: 0.92, 8: 0.92}),
]


@pytest.mark.parametrize("members", [2, 4, 8])
@pytest.mark.parametrize(("form", "joint_weight", "subsidised", "stated"), STATED)
def test_first_efforts_are_as_the_model_states(
    members: int, form: str, joint_weight: float, subsidised: bool, stated: dict[int, float]
) -> None:
    target = {"kind": "joint_target", "weight": joint_weight}
    incentives = (target, SUBSIDY) if subsidised else (target,)
    effort = expected_effort(run(partnership(members, form=form, incentives=incentives), seed=1))
    assert round(effort, 2) == stated[members]


def test_the_pay_off_is_the_formula_of_the_model_term_by_term() -> None:
    scenario = partnership(
        3,
        form="dedicated_unit",
        agency={"own_weight": 0.9, "joint_weight": 1.5, "measurability": 0.7, "failure_share": 0.2},
        decisions={"complementarity": 0.4, "effort_cost": 0.6, "trust_weight": 0.3},
        trust={"start": 0.5},
        money={"outside_failure_shares": {"others": 0.4}},
    )
    x = np.linspace(0, 1, 11)
    believed = 0.5 * 0.5
    together = 0.6 * (x + 2 * believed) + 0.4 * 2 * np.sqrt(x * believed)
    # The unit leads with half of the credit; one manager pools half: (1 - b) sigma + b sum(sigma).
    sigma = 0.5 * 0.2 + 0.5 * 0.6
    linear = 0.5 * sigma + 0.1 + 0.3 * 0.5
    formula = 0.9 * (1 - x) + 1.5 * 0.7 * (0.5 / 3) * together + linear * x - 0.3 * x * x
    assert pay_offs(scenario) == pytest.approx(formula, abs=1e-12)


def test_a_pool_without_one_manager_gives_each_the_mean_of_failure_costs() -> None:
    pool = {"kind": "pooled_budget", "share": 0.5}
    weights = {"others": 0.7}
    shared = partnership(
        3,
        form="formal",
        agency={"failure_share": 0.1},
        incentives=(pool,),
        money={"outside_failure_shares": weights},
    )
    alone = partnership(
        3, form="formal", agency={"failure_share": 0.1}, money={"outside_failure_shares": weights}
    )
    # All have the same share, so the mean is their own: pooling alone changes nothing.
    assert pay_offs(shared) == pytest.approx(pay_offs(alone), abs=1e-12)
    one_manager = shared.with_changes({"partnership.form": "lead_agency"})
    apart = alone.with_changes({"partnership.form": "lead_agency"})
    gain = pay_offs(one_manager) - pay_offs(apart)
    assert gain == pytest.approx(0.5 * 0.5 * (0.3 - 0.1) * np.linspace(0, 1, 11), abs=1e-12)


numbers = st.floats(0, 1)

few = settings(max_examples=12, deadline=None)


def _effort(**changes: Any) -> float:
    """Return the expected first effort of a lead under given weights."""
    credit = changes.pop("credit", 0.5)
    # A credit share between those of the shipped forms is the same as that share of w_joint.
    agency = {
        "own_weight": changes.pop("own_weight", 1.0),
        "joint_weight": changes.pop("joint_weight", 0.0),
        "measurability": 0.8 * credit,
    }
    money = {"kind": "subsidy", "of_full_cost": changes.pop("subsidy", 0.0)}
    assert not changes
    return expected_effort(run(partnership(form=WHOLE_CREDIT, agency=agency, incentives=(money,)), seed=1))


@few
@given(low=numbers, rise=numbers, start=st.floats(0, 1.5))
def test_effort_rises_with_the_joint_weight_and_the_subsidy(low: float, rise: float, start: float) -> None:
    assert _effort(joint_weight=low + rise) >= _effort(joint_weight=low) - 1e-12
    assert _effort(subsidy=start + rise) >= _effort(subsidy=start) - 1e-12
    assert _effort(joint_weight=1 + start) > _effort(joint_weight=start)
    assert _effort(subsidy=start + 0.5) > _effort(subsidy=start)


@few
@given(low=numbers, high=numbers, weight=st.floats(0.3, 2))
def test_effort_rises_with_credit_and_falls_with_the_own_weight(
    low: float, high: float, weight: float
) -> None:
    low, high = min(low, high), max(low, high)
    assert _effort(joint_weight=2.0, credit=high) >= _effort(joint_weight=2.0, credit=low) - 1e-12
    assert _effort(own_weight=weight) >= _effort(own_weight=weight + low) - 1e-12
    assert _effort(own_weight=weight) > _effort(own_weight=weight + 0.2)


def test_effort_rises_with_the_credit_that_a_form_gives() -> None:
    target = ({"kind": "joint_target", "weight": 2.0},)
    efforts = {
        form: expected_effort(run(partnership(4, form=form, incentives=target), seed=1))
        for form in ("dedicated_unit", "formal", "lead_agency", "merged")
    }
    # Credit 0.5 / 4, 1 / 4, 1 / 2 and 1.
    assert all(low < high for low, high in pairwise(efforts.values()))


def test_other_members_of_a_lead_agency_have_a_small_stake() -> None:
    target = ({"kind": "joint_target", "weight": 2.0},)
    result = run(partnership(4, form="lead_agency", incentives=target), seed=1)
    assert expected_effort(result, agency="agency_1") < 0.5 * expected_effort(result, agency=FIRST)
