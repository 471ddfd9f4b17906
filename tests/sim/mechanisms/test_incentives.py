"""Money and incentives work on choices as model.md 4.1 says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import (
    FIRST,
    FULL_EFFORT,
    QUARTER,
    SLOT_COST,
    SLOTS,
    SUBSIDY,
    Floats,
    expected_effort,
    pair,
    partnership,
    pay_offs,
)

FULL_COST = FULL_EFFORT * SLOTS * SLOT_COST * QUARTER

MONEY: dict[str, dict[str, Any]] = {
    "subsidy": {"kind": "subsidy", "of_full_cost": 0.6},
    "failure_grant": {"kind": "failure_grant", "of_full_cost": 0.4},
    "reward": {"kind": "reward", "of_full_cost": 0.8},
    "penalty": {"kind": "penalty", "of_full_cost": 0.7},
}


def money_pay_offs(incentive: dict[str, Any], *, people: int | None = None) -> Floats:
    """Return what an incentive pays by effort, at 0.9 of the target and half of the own target."""
    engine = Engine(partnership(incentives=(incentive,), people=people, measurement={"target": 30.0}), 1)
    engine.advance(1)
    agency = engine.state.agency
    agency["target"] = 30.0 / engine.scenario.people_per_client
    agency["reported"] = 0.9 * agency["target"]
    agency["performance"] = 0.4
    efforts = np.linspace(0, 1, 11)
    return np.array([payoffs.money_pay_off(*engine.handles[:2], 1, 0, 0, float(x)) for x in efforts])


@pytest.mark.parametrize("kind", MONEY)
def test_money_is_measured_in_the_cost_of_full_joint_effort(kind: str) -> None:
    """X GBP is the same as X / (e_max C place_cost 13) of full cost, whatever people a client is."""
    share = MONEY[kind]
    pounds = {"kind": kind, "gbp": share["of_full_cost"] * FULL_COST}
    plain = money_pay_offs(share)
    assert np.abs(plain).max() > 0.1
    assert money_pay_offs(pounds) == pytest.approx(plain, abs=1e-12)
    # A client stands for ten people: places and money of the file are for people.
    assert money_pay_offs(pounds, people=2000) == pytest.approx(plain, abs=1e-12)


def test_the_price_level_changes_no_decision() -> None:
    def all_kinds(level: float) -> Scenario:
        kinds = [{"kind": kind, "gbp": 800.0 * level} for kind in MONEY]
        charge = {"kind": "charge", "rate": 25.0 * level}
        return partnership(
            3, incentives=(*kinds, charge), agency={"place_cost": SLOT_COST * level}, weeks=8 * QUARTER
        )

    before, after = run(all_kinds(1.0), seed=2), run(all_kinds(1.8), seed=2)
    assert after.decisions["chosen"].equals(before.decisions["chosen"])
    assert after.decisions["pay_off"].to_numpy() == pytest.approx(
        before.decisions["pay_off"].to_numpy(), rel=1e-12
    )
    assert after.weekly.equals(before.weekly)
    paid = [float(result.ledger.query("category == 'incentive'")["gbp"].sum()) for result in (before, after)]
    assert paid[1] == pytest.approx(1.8 * paid[0])


def test_the_salience_of_money_scales_what_it_pays() -> None:
    base = pay_offs(partnership())
    full = pay_offs(partnership(incentives=(SUBSIDY,))) - base
    half = pay_offs(partnership(incentives=(SUBSIDY,), decisions={"money_salience": 0.5})) - base
    assert full == pytest.approx(np.linspace(0, 1, 11), abs=1e-12)
    assert half == pytest.approx(full / 2, abs=1e-12)


@pytest.mark.parametrize("mean", [0.2, 0.6, 0.79, 1.0, 1.3])
@pytest.mark.parametrize("spread", [0.02, 0.1, 0.4])
@pytest.mark.parametrize("threshold", [0.0, 0.6, 0.95])
def test_the_expected_reward_is_the_integral_over_noise(mean: float, spread: float, threshold: float) -> None:
    def inside(z: float) -> float:
        share = min(1.0, max(0.0, (z - threshold) / (1 - threshold)))
        return share * float(norm.pdf(z, mean, spread))

    limits = (mean - 9 * spread, mean + 9 * spread)
    kinks = [at for at in (threshold, 1.0) if limits[0] < at < limits[1]]
    integral, _ = quad(inside, *limits, points=kinks or None, limit=200)
    assert payoffs.expected_reward(mean, spread, threshold) == pytest.approx(integral, abs=1e-8)


def test_a_reward_pays_more_for_effort_that_raises_joint_intensity() -> None:
    """``R E[clip((rho(x) + noise - th) / (1 - th), 0, 1)]``, rho(x) = rho (1 + (J(x) - J_last) / 2)."""
    reward = {"kind": "reward", "of_full_cost": 2.0}
    seats: tuple[dict[str, Any], dict[str, Any]] = ({}, {"rule": "fixed", "fixed_effort": 0.5})
    parts: dict[str, Any] = {
        "form": "informal",
        "weeks": 3 * QUARTER,
        "agency": {"joint_weight": 1.0},
        "measurement": {"lag": 0, "target": 2.0, "noise": 0.1},
    }
    with_reward = run(pair(*seats, incentives=(reward,), **parts), seed=1)
    rows = with_reward.decisions.query("quarter == 1 and agency == 'agency_0'")
    at = with_reward.agencies.query("week == 12").set_index("agency")
    routine, ratio = at["routine"].astype(float), float(at["reported"][FIRST]) / 2.0
    assert 0.4 < ratio < 1.6
    x = rows["effort"].to_numpy(dtype=float)
    mine, theirs = 1 - (1 - x) * (1 - routine[FIRST]), 1 - 0.5 * (1 - routine["agency_1"])
    rho = ratio * (1 + 0.5 * (0.35 * np.sqrt(mine * theirs) - at["joint_intensity"][FIRST]))
    paid = np.array([2.0 * payoffs.expected_reward(level, 0.1, 0.6) for level in rho])
    trust = float(with_reward.links.query("quarter == 0")["trust"].iloc[0])
    rest = 1 - x + 0.8 / 2 * (x + 0.5 * trust) + (0.1 + 0.5 * trust) * x - 0.25 * x * x
    assert rows["pay_off"].to_numpy(dtype=float) == pytest.approx(rest + paid, abs=1e-9)
    assert np.ptp(paid) > 0.01


def test_a_charge_pays_off_by_the_weeks_that_clients_waited_after_hand_offs() -> None:
    scenario = partnership(incentives=({"kind": "charge", "rate": 40.0},), weeks=QUARTER)
    engine = Engine(scenario, 1)
    engine.advance(QUARTER)
    engine.state.agency["delay_last"][:] = 21
    x = 0.7
    charged = payoffs.money_pay_off(*engine.handles[:2], QUARTER, 0, 0, x)
    assert charged == pytest.approx(40.0 * 21 * x / FULL_COST, rel=1e-12)


def test_a_penalty_makes_joint_effort_dear_where_the_own_target_is_missed() -> None:
    """``- p max(0, 1 - own performance last quarter (1 - e_max x) / own target)``."""
    penalty = {"kind": "penalty", "of_full_cost": 0.7}
    engine = Engine(partnership(agency={"own_target": 0.9}, incentives=(penalty,)), 1)
    engine.advance(QUARTER)
    for performance, x in ((0.5, 0.8), (0.95, 0.2), (0.95, 1.0)):
        engine.state.agency["performance"][:] = performance
        found = payoffs.money_pay_off(*engine.handles[:2], QUARTER, 0, 0, x)
        missed = max(0.0, 1 - performance * (1 - FULL_EFFORT * x) / 0.9)
        assert found == pytest.approx(-0.7 * missed, abs=1e-12)


def _sum_of_pay_offs(engine: Engine, x: float) -> float:
    """Return the members' pay-offs added up if all make the same effort and see it."""
    engine.state.agency["effort"][:] = x
    roles = engine.state.agency.shape[1]
    return sum(
        float(payoffs.pay_off(*engine.handles[:2], engine.week, 0, role, x, k.OBSERVED))
        for role in range(roles)
    )


@pytest.mark.parametrize("complementarity", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("joint_weight", [0.0, 0.6, 0.85, 3.0])
@pytest.mark.parametrize("form", ["formal", "lead_agency", "merged"])
def test_the_effort_best_for_the_partnership_is_where_the_pay_offs_add_up_to_most(
    form: str, joint_weight: float, complementarity: float
) -> None:
    """Closed form against 1,001 points; what failure costs counts for all, as under a full pool."""
    scenario = partnership(
        4,
        form=form,
        agency={"joint_weight": joint_weight, "failure_share": 0.25, "own_weight": 1.2},
        decisions={"complementarity": complementarity},
        forms={form: {"one_manager": True, "pooled_share": 1.0}},
    )
    engine = Engine(scenario, 1)
    engine.advance(1)
    found = float(engine.state.agency["best_effort"][0, 0])
    grid = np.linspace(0, 1, 1001)
    totals = [_sum_of_pay_offs(engine, float(x)) for x in grid]
    assert found == pytest.approx(grid[int(np.argmax(totals))], abs=0.0005 + 1e-9)


def test_transfers_do_not_change_what_is_best_for_the_partnership() -> None:
    with_money = run(partnership(3, agency={"joint_weight": 1.0}, incentives=(SUBSIDY,)), seed=1)
    without = run(partnership(3, agency={"joint_weight": 1.0}), seed=1)
    assert with_money.effort_gap["best_effort"].equals(without.effort_gap["best_effort"])
    assert with_money.effort_gap["best_effort"].between(0.01, 0.99).all()


PRESSURES: list[tuple[str, Callable[[], Scenario], Callable[[], Scenario]]] = [
    ("trust", lambda: partnership(trust={"start": 0.6}), lambda: partnership(trust={"start": 0.1})),
    ("the cost of failure", lambda: partnership(agency={"failure_share": 0.5}), lambda: partnership()),
    (
        "a promise, where joint results need both",
        lambda: partnership(
            agency={"joint_weight": 2.0}, decisions={"complementarity": 1.0, "promised": 1.0}
        ),
        lambda: partnership(
            agency={"joint_weight": 2.0}, decisions={"complementarity": 1.0, "promised": 0.2}
        ),
    ),
    (
        "how well joint results are measured",
        lambda: partnership(agency={"joint_weight": 2.0, "measurability": 1.0}),
        lambda: partnership(agency={"joint_weight": 2.0, "measurability": 0.1}),
    ),
    (
        "a small cost of effort",
        lambda: partnership(agency={"joint_weight": 2.0}, decisions={"effort_cost": 0.1}),
        lambda: partnership(agency={"joint_weight": 2.0}, decisions={"effort_cost": 2.0}),
    ),
]


@pytest.mark.parametrize(("what", "more", "less"), PRESSURES, ids=[row[0] for row in PRESSURES])
def test_what_makes_agencies_work_together(
    what: str, more: Callable[[], Scenario], less: Callable[[], Scenario]
) -> None:
    assert expected_effort(run(more(), seed=1)) > expected_effort(run(less(), seed=1)) + 0.005, what


def test_complaints_put_pressure_on_an_agency_to_work_jointly() -> None:
    engine = Engine(partnership(decisions={"pressure_weight": 0.5}, weeks=2 * QUARTER), 1)
    engine.advance(QUARTER)
    state = engine.handles[:2]
    calm = payoffs.pay_off(*state, QUARTER, 0, 0, 0.6, k.PROMISED)
    engine.state.agency["pressure"][0, 0] += 2.0
    pressed = payoffs.pay_off(*state, QUARTER, 0, 0, 0.6, k.PROMISED)
    assert pressed - calm == pytest.approx(0.5 * 2.0 * 0.6, abs=1e-12)


def test_agencies_decide_every_thirteen_weeks_and_without_a_form_never() -> None:
    result = run(partnership(form="formal", weeks=5 * QUARTER), seed=1)
    assert sorted(result.decisions["quarter"].unique()) == [0, 1, 2, 3, 4]
    changes = result.agencies.query("agency == 'agency_0'").set_index("week")["effort"].diff().fillna(0)
    assert all(int(str(week)) % QUARTER == 0 for week in changes[changes != 0].index)
    assert run(partnership(form="none", weeks=5 * QUARTER), seed=1).decisions.empty
