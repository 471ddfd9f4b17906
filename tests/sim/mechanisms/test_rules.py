"""Agencies choose their joint effort by the rules of model.md 4.1."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import QUARTER, WHOLE_CREDIT, expected_effort, pair, partnership, pay_offs


def test_without_precision_every_effort_is_as_likely_and_with_it_only_the_best() -> None:
    uniform = run(partnership(decisions={"precision": 0.0}), seed=1)
    assert expected_effort(uniform) == pytest.approx(0.5, abs=1e-12)
    sharp = partnership(agency={"joint_weight": 2.0}, decisions={"precision": "infinite"})
    best = int(np.argmax(pay_offs(sharp)))
    assert 0 < best < 10
    assert expected_effort(run(sharp, seed=1)) == pytest.approx(best / 10, abs=1e-12)


@pytest.mark.parametrize(
    ("joint_weight", "reply"),
    [(0.0, 0.0), (2.25, 0.3), (4.0, 1.0)],
    ids=["corner at nothing", "inside", "corner at all"],
)
def test_best_reply_is_the_corner_or_the_interior_optimum(joint_weight: float, reply: float) -> None:
    # Slope: -1 + w m / 2 + i + eta tau = w m / 2 - 0.75; best where it meets c x.
    scenario = partnership(
        agency={"joint_weight": joint_weight}, decisions={"rule": "best_reply", "effort_cost": 0.5}
    )
    result = run(scenario, seed=1)
    assert expected_effort(result) == pytest.approx(reply, abs=1e-12)
    assert result.effort_gap["effort"].iloc[0] == pytest.approx(reply, abs=1e-12)


def test_free_riding_in_a_linear_game_and_the_subsidy_that_mends_it() -> None:
    """V28: joint pay-off m per head, A m > 1 > m; nobody gives, all should; s = (A - 1) m mends it."""
    agency = {"own_weight": 1.0, "joint_weight": 2.0, "measurability": 1.0, "intrinsic": 0.0}
    rule = {"rule": "best_reply", "effort_cost": 0.0, "trust_weight": 0.0}
    alone = run(partnership(4, agency=agency, decisions=rule), seed=1)
    assert (alone.effort_gap["effort"] == 0).all()
    assert (alone.effort_gap["best_effort"] == 1).all()
    per_head = 2.0 / 4
    enough = {"kind": "subsidy", "of_full_cost": 3 * per_head}
    mended = run(partnership(4, agency=agency, decisions=rule, incentives=(enough,)), seed=1)
    assert (mended.effort_gap["effort"] == 1).all()


def test_attractions_follow_experience_weighting() -> None:
    """V33: constant pay-offs 1 and 1.5; rho = 0 sums them up at rate phi, rho = phi averages."""
    agency = {"intrinsic": 1.5, "own_weight": 1.0}
    pay_off = np.array([1.0, 1.5])
    for memory, limit in ((0.0, 10 * pay_off), (0.9, pay_off)):
        weighting = {"foregone": 1.0, "experience_decay": memory}
        decisions = {
            "rule": "ewa",
            "grid": 2,
            "effort_cost": 0.0,
            "trust_weight": 0.0,
            "precision": 1.0,
            "experience_weighting": weighting,
        }
        engine = Engine(partnership(agency=agency, decisions=decisions, weeks=40 * QUARTER), 1)
        for quarter in range(40):
            engine.advance(QUARTER)
            found = engine.state.attraction[0, 0]
            expected = limit + (pay_off - limit) * 0.9**quarter
            assert found == pytest.approx(expected, rel=1e-9)
        if memory == 0.9:
            assert engine.state.chance[0, 0, 1] == pytest.approx(0.622459, abs=1e-6)


def test_attractions_discount_what_was_not_tried() -> None:
    """A_j <- [phi N A_j + (delta + (1 - delta) 1{j chosen}) pi_j] / (rho N + 1), N <- rho N + 1."""
    decisions = {
        "rule": "ewa",
        "grid": 3,
        "trust_weight": 0.0,
        "precision": 2.0,
        "experience_weighting": {"foregone": 0.5, "decay": 0.8, "experience_decay": 0.7, "experience": 2.0},
    }
    scenario = partnership(agency={"joint_weight": 1.0}, decisions=decisions, weeks=8 * QUARTER)
    engine = Engine(scenario, 3)
    attraction, experience = np.zeros(0), 2.0
    chosen = -1
    for quarter in range(8):
        before = engine.state.agency["effort"][0, 1]
        engine.advance(QUARTER)
        x = np.array([0.0, 0.5, 1.0])
        pay_off = 1 - x + 0.8 / 2 * (x + before) + 0.1 * x - 0.25 * x * x
        if quarter == 0:
            attraction = pay_off
        else:
            tried = np.where(np.arange(3) == chosen, 1.0, 0.5)
            attraction = (0.8 * experience * attraction + tried * pay_off) / (0.7 * experience + 1)
            experience = 0.7 * experience + 1
        assert engine.state.attraction[0, 0] == pytest.approx(attraction, rel=1e-12)
        weights = np.exp(2.0 * attraction)
        assert engine.state.chance[0, 0] == pytest.approx(weights / weights.sum(), rel=1e-12)
        chosen = int(engine.state.agency["choice"][0, 0])


def test_aspirations_approach_a_constant_pay_off() -> None:
    """V35: a_t = pi + alpha^t (a_0 - pi); the chance to search follows the shortfall."""
    scenario = pair(
        {"rule": "aspiration", "intrinsic": 0.5, "joint_weight": 1.0, "measurability": 1.0},
        {"rule": "fixed", "fixed_effort": [0.8] * 10 + [0.0] * 10},
        decisions={"grid": 2, "effort_cost": 0.0, "trust_weight": 0.0},
        weeks=20 * QUARTER,
    )
    engine = Engine(scenario, 1)
    aspiration = 1.0
    for quarter in range(20):
        engine.advance(QUARTER)
        # Efforts of both options pay the same; the partner's last effort decides how much.
        pay_off = 1.4 if 1 <= quarter <= 10 else 1.0
        assert engine.state.payoff[0, 0] == pytest.approx([pay_off, pay_off], abs=1e-12)
        search = 0.05 + 0.5 * max(0.0, (aspiration - pay_off) / aspiration)
        aspiration = 0.75 * aspiration + 0.25 * pay_off
        assert engine.state.agency["aspiration"][0, 0] == pytest.approx(aspiration, abs=1e-12)
        assert engine.state.chance[0, 0].min() == pytest.approx(search / 2, abs=1e-12)
    assert aspiration == pytest.approx(1 + 0.75**9 * (1.4 - 0.4 * 0.75**10 - 1), abs=1e-12)


def _stag_hunt(precision: float, *, helped: bool) -> float:
    """Return where the chance of joint work settles: joint 4p against own 3."""
    helping = {"kind": "subsidy", "of_full_cost": 4.0, "ends": 5 * QUARTER}
    scenario = partnership(
        form=WHOLE_CREDIT,
        agency={"own_weight": 3.0, "joint_weight": 4.0, "measurability": 1.0, "intrinsic": 0.0},
        decisions={
            "grid": 2,
            "beliefs": "expected",
            "complementarity": 1.0,
            "effort_cost": 0.0,
            "trust_weight": 0.0,
            "precision": precision,
        },
        incentives=(helping,) if helped else (),
        weeks=60 * QUARTER,
    )
    engine = Engine(scenario, 1)
    engine.advance(60 * QUARTER)
    assert engine.state.chance[0, 0] == pytest.approx(engine.state.chance[0, 1], abs=1e-12)
    return float(engine.state.chance[0, 0, 1])


def test_a_stag_hunt_has_two_outcomes_if_choice_is_sharp_and_one_if_it_is_not() -> None:
    """V31: at lambda 4 it depends on where one comes from; at lambda 1 it does not."""
    assert _stag_hunt(4.0, helped=False) == pytest.approx(0.0, abs=1e-4)
    assert _stag_hunt(4.0, helped=True) == pytest.approx(0.9722, abs=1e-4)
    assert _stag_hunt(3.55, helped=True) < 0.01
    assert _stag_hunt(1.0, helped=False) == pytest.approx(0.0594, abs=1e-4)
    assert _stag_hunt(1.0, helped=True) == pytest.approx(0.0594, abs=1e-4)


def test_beliefs_do_not_depend_on_the_order_of_the_agencies() -> None:
    scenario = pair(
        {"own_weight": 0.5},
        {"own_weight": 1.5},
        agency={"joint_weight": 1.5},
        weeks=6 * QUARTER,
        decisions={"beliefs": "expected", "complementarity": 0.8},
    )
    tree = scenario.model_dump(mode="json")
    turned = Scenario.parse(tree | {"agencies": tree["agencies"][::-1]})
    names = ["quarter", "agency", "effort"]
    one = run(scenario, seed=1).decisions.sort_values(names).reset_index(drop=True)
    two = run(turned, seed=1).decisions.sort_values(names).reset_index(drop=True)
    assert one["pay_off"].to_numpy() == pytest.approx(two["pay_off"].to_numpy(), rel=1e-12)
    assert one["chosen"].equals(two["chosen"])


def test_a_fixed_series_is_run_quarter_by_quarter_and_its_last_figure_goes_on() -> None:
    series = [0.2, 0.9, 0.45]
    seat = {"rule": "fixed", "fixed_effort": series}
    result = run(pair(seat, {}, weeks=6 * QUARTER), seed=1)
    effort = result.agencies.query("agency == 'agency_0'").set_index("week")["effort"]
    assert [float(effort[QUARTER * q]) for q in range(6)] == pytest.approx([0.2, 0.9, 0.45, 0.45, 0.45, 0.45])
    assert effort.groupby(effort.index // QUARTER).nunique().eq(1).all()


def test_partners_expect_a_fixed_agency_to_do_what_it_did() -> None:
    decisions = {"beliefs": "expected", "complementarity": 0.5}
    seat = {"rule": "fixed", "fixed_effort": 0.9}
    result = run(pair(seat, {}, agency={"joint_weight": 2.0}, decisions=decisions, weeks=2 * QUARTER), seed=1)
    offered = result.decisions.query("agency == 'agency_1'").pivot_table(
        index="effort", columns="quarter", values="pay_off"
    )
    x = offered.index.to_numpy(dtype=float)
    gain = 2 * 0.8 * 0.5 * (0.5 * 0.9 + 0.5 * np.sqrt(0.9 * x))
    trust = run(pair(seat, {}, weeks=2 * QUARTER), seed=1).links.query("quarter == 0")["trust"]
    nearer = 0.5 * (float(trust.iloc[1]) - 0.3)
    assert (offered[1] - offered[0]).to_numpy() == pytest.approx(gain + nearer * x, abs=1e-12)


def test_management_that_does_not_back_joint_work_makes_willingness_idle() -> None:
    backed = {"rule": "fixed", "fixed_effort": 0.8, "manager_support": 0.25}
    result = run(pair(backed, {}), seed=1)
    assert result.agencies.query("agency == 'agency_0'")["effort"].iloc[0] == pytest.approx(0.2)
