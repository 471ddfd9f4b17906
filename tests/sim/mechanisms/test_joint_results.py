"""In the second edition joint effort pays through what the form makes of it (ODD 4.1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.run import run
from tests.support.partnerships import SUBSIDY, expected_effort, partnership, pay_offs

REACHES = (0.35, 0.6, 1.0)

FIRST_DECISIONS: list[tuple[int, str, bool, float, tuple[float, float, float]]] = [
    (2, "informal", False, 0.3, (0.114, 0.163, 0.247)),
    (4, "informal", False, 0.3, (0.084, 0.105, 0.143)),
    (8, "informal", False, 0.3, (0.070, 0.080, 0.096)),
    (2, "merged", False, 0.3, (0.184, 0.290, 0.475)),
    (8, "merged", False, 0.3, (0.184, 0.290, 0.475)),
    (2, "informal", True, 0.3, (0.643, 0.714, 0.794)),
    (2, "informal", False, 0.9, (0.261, 0.385, 0.575)),
    (4, "informal", False, 0.9, (0.177, 0.237, 0.335)),
    (8, "informal", False, 0.9, (0.138, 0.165, 0.212)),
]
"""Members, form, subsidy or not, trust, and mean effort by reach."""


def _scenario(members: int, form: str, reach: float, **parts: Any) -> Any:
    decisions = {"joint_result": "reach", **parts.pop("decisions", {})}
    scenario = partnership(members, form=form, decisions=decisions, **parts)
    return scenario.with_changes({f"forms.{form}.reach": reach})


@pytest.mark.parametrize(("members", "form", "subsidised", "trust", "efforts"), FIRST_DECISIONS)
def test_first_efforts_follow_the_reach_of_the_form(
    members: int, form: str, subsidised: bool, trust: float, efforts: tuple[float, float, float]
) -> None:
    target = {"kind": "joint_target", "weight": 2.0}
    incentives = (target, SUBSIDY) if subsidised else (target,)
    for reach, stated in zip(REACHES, efforts, strict=True):
        scenario = _scenario(members, form, reach, incentives=incentives, trust={"start": trust})
        assert round(expected_effort(run(scenario, seed=1)), 3) == stated


def test_without_reach_a_joint_target_is_worth_nothing() -> None:
    target = {"kind": "joint_target", "weight": 2.0}
    hardly = expected_effort(run(_scenario(4, "informal", 1e-9, incentives=(target,)), seed=1))
    without = expected_effort(run(partnership(4, form="informal"), seed=1))
    assert hardly == pytest.approx(without, abs=1e-4)
    assert round(without, 3) == 0.059


def test_the_pay_off_is_what_all_pairs_produce() -> None:
    scenario = _scenario(
        3,
        "lead_agency",
        0.8,
        agency={"own_weight": 0.9, "joint_weight": 1.5, "measurability": 0.7},
        decisions={"joint_link": "min", "effort_cost": 0.6},
        routine={"start": 0.2, "distance_decay": 0.5},
        trust={"start": 0.5},
    )
    x = np.linspace(0, 1, 11)
    mine, theirs = 1 - (1 - x) * 0.8, 1 - 0.75 * 0.8
    # The lead is one step from both partners, and they are two from each other.
    results = 0.8 / 2 * (2 * 2 * np.minimum(mine, theirs) + 2 * 0.5 * theirs)
    formula = 0.9 * (1 - x) + 1.5 * 0.7 * 0.5 * results + (0.1 + 0.5 * 0.5) * x - 0.3 * x * x
    assert pay_offs(scenario) == pytest.approx(formula, abs=1e-12)


@pytest.mark.parametrize("members", [2, 5])
@pytest.mark.parametrize("result", ["reach", "effort"])
def test_own_credit_pays_for_ones_own_result_by_what_is_measured_of_it(members: int, result: str) -> None:
    scenario = partnership(
        members,
        form="lead_agency",
        decisions={"joint_result": result},
        agency={"own_weight": 0.9, "joint_weight": 1.5, "measurability": 0.7},
        routine={"start": 0.2, "distance_decay": 0.5},
        trust={"start": 0.5},
    ).with_changes({"forms.lead_agency.reach": 0.8, "forms.lead_agency.governance.credit": "own"})
    x = np.linspace(0, 1, 11)
    mine, theirs = 1 - (1 - x) * 0.8, 1 - 0.75 * 0.8
    # The lead is one step from each of its partners: what they do together is none of its own.
    own = 0.8 * np.sqrt(mine * theirs) if result == "reach" else x
    formula = 0.9 * (1 - x) + 1.5 * 0.7 * 0.7 * own + (0.1 + 0.5 * 0.5) * x - 0.25 * x * x
    assert pay_offs(scenario) == pytest.approx(formula, abs=1e-12)


def test_the_best_common_effort_is_the_best_level_of_the_grid() -> None:
    agency = {"joint_weight": 2.0, "measurability": 1.0, "intrinsic": 0.0}
    scenario = _scenario(
        4, "informal", 0.75, agency=agency, decisions={"trust_weight": 0.0, "effort_cost": 1.0}
    )
    # 4 members: 4 x 2 / 4 x V(x) less own targets, V(x) = 0.75 x 4 x; slope 2, best where it meets 4 x.
    best = run(scenario, seed=1).effort_gap["best_effort"].iloc[0]
    assert best == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("joint_weight", "link", "high"), [(2.0, "sqrt", 0.5), (3.0, "sqrt", 1.0), (1.5, "min", 1.0)]
)
def test_choice_without_error_rests_where_it_started(joint_weight: float, link: str, high: float) -> None:
    """Lock-in: from no effort none comes, from full effort it lasts (trust is what partners last showed)."""
    scenario = _scenario(
        2,
        "informal",
        0.8,
        weeks=130,
        agency={"joint_weight": joint_weight},
        decisions={"rule": "best_reply", "beliefs": "observed", "joint_link": link},
        trust={"start": 0.0, "up": 1.0, "down": 1.0, "lost_with_staff": 0.0},
        routine={"embedding": 0.0},
    )
    pushed = scenario.with_changes({"decisions.rule": "fixed", "decisions.fixed_effort": 1.0})
    pushed = pushed.with_changes(
        {"events": [{"name": "let_go", "week": 26, "set": {"decisions.rule": "best_reply"}}]}
    )
    rests = [run(one, seed=1).effort_gap["effort"].iloc[-1] for one in (scenario, pushed)]
    assert rests == pytest.approx([0.0, high])
