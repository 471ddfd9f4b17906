"""Agencies choose their joint effort as model.md 4.1 says: pay-offs, rules, incentives.

Expectations are exact: they are taken from the probabilities with which the model drew, never
from the draws.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

Floats = npt.NDArray[np.float64]
QUARTER = 13
SLOTS, SLOT_COST, FULL_EFFORT = 20.0, 700.0, 0.10
FULL_COST = FULL_EFFORT * SLOTS * SLOT_COST * QUARTER
FIRST = "agency_0"


def partnership(
    agencies: int = 2,
    *,
    form: str = "informal",
    agency: dict[str, Any] | None = None,
    incentives: tuple[dict[str, Any], ...] = (),
    weeks: int = QUARTER,
    people: int | None = None,
    **parts: Any,
) -> Scenario:
    """Return like agencies with the default weights, i = .1 each, in a partnership from week 0."""
    role = {"needs": ["help"], "places": SLOTS, "place_cost": SLOT_COST, "intrinsic": 0.1} | (agency or {})
    named = [{"name": f"{item['kind']}_{n}"} | item for n, item in enumerate(incentives)]
    tree: dict[str, Any] = {
        "name": "efforts",
        "weeks": weeks,
        "warm_up_weeks": 0,
        "population": {
            "clients": 200 if people is None else people // 10,
            "people": people,
            "needs": [{"name": "help"}],
            "groups": [{"name": "everyone", "share": 1.0, "needs": {"help": 1.0}, "onset": 0.01}],
        },
        "agencies": [{"name": f"agency_{n}"} | role for n in range(agencies)],
        "partnership": {"form": form},
        "incentives": named,
    }
    return Scenario.parse(tree | parts)


def expected_effort(result: Result, *, quarter: int = 0, agency: str = FIRST) -> float:
    """Return the mean effort of a decision under the probabilities with which it was drawn."""
    table = result.decisions.query("quarter == @quarter and agency == @agency")
    assert table["probability"].sum() == pytest.approx(1, abs=1e-12)
    return float((table["effort"] * table["probability"]).sum())


def pay_offs(scenario: Scenario, *, quarter: int = 0, agency: str = FIRST) -> Floats:
    table = run(scenario, seed=1).decisions.query("quarter == @quarter and agency == @agency")
    return table["pay_off"].to_numpy(dtype=float)


SUBSIDY = {"kind": "subsidy", "of_full_cost": 1.0}

CREDIT_OF_HALF = "lead_agency"  # the lead's
WHOLE_CREDIT = "merged"
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


# Rules of choice.


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


def _seats(rule: dict[str, Any], partner: dict[str, Any], **parts: Any) -> Scenario:
    """Return two agencies, each with its own rule."""
    scenario = partnership(**parts)
    return scenario.with_changes(
        {f"agencies.agency_0.{key}": value for key, value in rule.items()}
        | {f"agencies.agency_1.{key}": value for key, value in partner.items()}
    )


def test_aspirations_approach_a_constant_pay_off() -> None:
    """V35: a_t = pi + alpha^t (a_0 - pi); the chance to search follows the shortfall."""
    scenario = _seats(
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
    scenario = _seats(
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
    result = run(_seats(seat, {}, weeks=6 * QUARTER), seed=1)
    played = result.agencies.query("agency == @FIRST").set_index("week")["effort"]
    assert [float(played[QUARTER * q]) for q in range(6)] == pytest.approx([0.2, 0.9, 0.45, 0.45, 0.45, 0.45])
    assert played.groupby(played.index // QUARTER).nunique().eq(1).all()


def test_partners_expect_a_fixed_agency_to_do_what_it_did() -> None:
    decisions = {"beliefs": "expected", "complementarity": 0.5}
    seat = {"rule": "fixed", "fixed_effort": 0.9}
    result = run(
        _seats(seat, {}, agency={"joint_weight": 2.0}, decisions=decisions, weeks=2 * QUARTER), seed=1
    )
    offered = result.decisions.query("agency == 'agency_1'").pivot_table(
        index="effort", columns="quarter", values="pay_off"
    )
    x = offered.index.to_numpy(dtype=float)
    gain = 2 * 0.8 * 0.5 * (0.5 * 0.9 + 0.5 * np.sqrt(0.9 * x))
    trust = run(_seats(seat, {}, weeks=2 * QUARTER), seed=1).links.query("quarter == 0")["trust"]
    nearer = 0.5 * (float(trust.iloc[1]) - 0.3)
    assert (offered[1] - offered[0]).to_numpy() == pytest.approx(gain + nearer * x, abs=1e-12)


def test_management_that_does_not_back_joint_work_makes_willingness_idle() -> None:
    backed = {"rule": "fixed", "fixed_effort": 0.8, "manager_support": 0.25}
    result = run(_seats(backed, {}), seed=1)
    assert result.agencies.query("agency == @FIRST")["effort"].iloc[0] == pytest.approx(0.2)


# Money.

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
    with_reward = run(_seats(*seats, incentives=(reward,), **parts), seed=1)
    rows = with_reward.decisions.query("quarter == 1 and agency == @FIRST")
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
    changes = result.agencies.query("agency == @FIRST").set_index("week")["effort"].diff().fillna(0)
    assert all(int(str(week)) % QUARTER == 0 for week in changes[changes != 0].index)
    assert run(partnership(form="none", weeks=5 * QUARTER), seed=1).decisions.empty
