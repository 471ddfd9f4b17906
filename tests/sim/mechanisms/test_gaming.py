"""Money that is paid by the report makes agencies game it (ODD 4.6)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.mechanisms.reporting import gaming
from joinup.sim.mechanisms.reporting.sentences import measured
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import QUARTER, partnership

PRIZE: dict[str, Any] = {"kind": "reward", "of_full_cost": 1.0}
GAMED: dict[str, Any] = {"games_money": True, "target": 30.0, "noise": 0.1, "audit": 0.3, "gaming_cost": 4}


def rewarded(incentive: dict[str, Any] = PRIZE, **measurement: Any) -> Scenario:
    return partnership(incentives=(incentive,), weeks=60, measurement={**GAMED, **measurement})


def gamed(scenario: Scenario, ratio: float = 0.8) -> float:
    """Return y of the first agency where its last report was a share of the target."""
    engine = Engine(scenario, 1)
    engine.advance(1)
    engine.state.agency["reported"] = ratio * engine.state.agency["target"]
    return float(gaming.gaming_of(*engine.handles[:2], QUARTER, 0, 0))


def test_a_reward_of_full_cost_is_gamed_by_a_third() -> None:
    slope = gaming.slope_of_reward(0.8, 0.1, 0.6)
    assert round(slope, 6) == 2.386249
    assert round(0.8 * slope, 6) == 1.908999
    assert round(gamed(rewarded()), 6) == 0.334075


@pytest.mark.parametrize("noise", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("threshold", [0.0, 0.6, 0.95])
@pytest.mark.parametrize("rho", [0.5, 0.8, 1.1])
def test_the_slope_is_that_of_the_expected_reward(rho: float, threshold: float, noise: float) -> None:
    step = 1e-5
    above, below = (payoffs.expected_reward(at, noise, threshold) for at in (rho + step, rho - step))
    slope = gaming.slope_of_reward(rho, noise, threshold)
    assert slope == pytest.approx((above - below) / (2 * step), abs=1e-6)
    assert gaming.slope_of_reward(rho, 1e-9, threshold) == pytest.approx(
        gaming.slope_of_reward(rho, 0.0, threshold), abs=1e-9
    )


def test_all_or_nothing_is_the_limit_of_ever_higher_thresholds() -> None:
    nearly = gaming.slope_of_reward(0.9, 0.1, 1 - 1e-7)
    assert gaming.slope_of_reward(0.9, 0.1, 1.0) == pytest.approx(nearly, rel=1e-5)


def test_gaming_for_money_adds_to_that_for_joint_results_and_has_a_limit() -> None:
    both = rewarded().with_changes({f"agencies.agency_{n}.joint_weight": 1.0 for n in (0, 1)})
    assert gamed(both) == pytest.approx(gamed(rewarded()) + 0.5 * 0.7 / 4)
    assert gamed(rewarded(most_gaming=0.2)) == 0.2
    assert gamed(rewarded({**PRIZE, "of_full_cost": 2.0})) == pytest.approx(2 * gamed(rewarded()))
    assert gamed(rewarded({**PRIZE, "of_full_cost": 2.0}, most_gaming=0.5)) == 0.5


def test_money_that_does_not_go_by_the_report_is_not_gamed() -> None:
    for kind in ({"kind": "subsidy", "of_full_cost": 1.0}, {"kind": "penalty", "of_full_cost": 1.0}):
        assert gamed(rewarded(kind)) == 0
    assert gamed(rewarded(games_money=False)) == 0
    assert gamed(rewarded().with_changes({"forms.informal.governance.signs": False})) == 0


def test_at_fixed_effort_gaming_for_money_changes_reports_and_nobodys_life() -> None:
    fixed = {"decisions.rule": "fixed", "decisions.fixed_effort": 0.5, "measurement.lag": 0}
    honest, gamed_run = (run(rewarded(games_money=it).with_changes(fixed), 1) for it in (False, True))
    assert gamed_run.weekly.equals(honest.weekly)
    assert (gamed_run.agencies["true"].dropna() == honest.agencies["true"].dropna()).all()
    last = honest.agencies["week"] == 59
    assert (gamed_run.agencies["reported"] > honest.agencies["reported"])[last].all()


def test_it_is_said() -> None:
    assert "Where money is paid by what they report, they overstate results for it." in measured(rewarded())
    assert not any("overstate" in line for line in measured(rewarded(games_money=False)))
