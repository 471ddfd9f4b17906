"""Reach from trust, agreement and consent; own links; lead, unit and whoever signs nothing (ODD 7.2)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.partnership.presets import FORMS, PRICES, SHIPPED, price_of
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import SUBSIDY, expected_effort, partnership, pay_offs
from tests.support.villages import partnership_money

SECOND: dict[str, Any] = {"schema_version": 2}
STILL = {"up": 0.0, "down": 0.0, "lost_with_staff": 0.0}

PHI = {
    ("formal", 2): (0.4010, 0.5622, 0.7380),
    ("formal", 4): (0.3574, 0.5268, 0.7263),
    ("formal", 8): (0.2838, 0.4625, 0.7033),
    ("informal", 4): (0.2722, 0.5250, 0.8020),
}
"""phi once set up by form and members, if members agree on goals: with trust .3, .6 and .9."""


def members_of(form: str, agencies: int, trust: float = 0.3, **parts: Any) -> Scenario:
    """Return like agencies, whose trust stays as it is, in a form of the second edition."""
    return partnership(agencies, form=form, weeks=40, trust=STILL | {"start": trust}, **SECOND, **parts)


def after(scenario: Scenario, weeks: int) -> Engine:
    engine = Engine(scenario, 1)
    engine.advance(weeks)
    return engine


@pytest.mark.parametrize(("form", "agencies"), PHI)
def test_reach_follows_trust_and_falls_with_every_member_who_can_say_no(form: str, agencies: int) -> None:
    found = [after(members_of(form, agencies, trust), 27).state.reach[0] for trust in (0.3, 0.6, 0.9)]
    assert found == pytest.approx(PHI[form, agencies], abs=5e-5)


def test_trust_reaches_less_where_members_want_different_things() -> None:
    """``C = 1 - 2 sd(theta)``; one of two without a joint weight makes it 1 - theta."""
    like = members_of("formal", 2, 0.6, agency={"joint_weight": 1.0, "measurability": 1.0, "own_weight": 1.0})
    alone = like.with_changes({"agencies.agency_0.joint_weight": 0.0})
    nobody = alone.with_changes({"agencies.agency_1.joint_weight": 0.0, "agencies.agency_1.own_weight": 0.0})
    agreed = (1 - 0.08 * 0.4) ** 2
    for scenario, consensus in ((like, 1.0), (alone, 0.5), (nobody, 1.0)):
        assert after(scenario, 27).state.reach[0] == pytest.approx((0.3 + 0.5 * 0.6 * consensus) * agreed)


def test_reach_is_taken_when_agencies_decide_and_setting_up_goes_on_weekly() -> None:
    """Formal, four members, trust .3: ``4 + 4 x 3 x .7 = 12.4``, so 12 weeks."""
    engine = Engine(members_of("formal", 4), 1)
    shares = []
    for _ in range(14):
        engine.advance(1)
        shares.append(engine.state.ready[0])
    assert shares == pytest.approx([min(1.0, week / 12) for week in range(14)])
    # A new target in week 14 counts from week 26 on.
    before = float(engine.state.reach[0])
    engine.intervene({"agencies.agency_0.joint_weight": 4.0, "agencies.agency_1.joint_weight": 0.0})
    engine.advance(12)
    assert engine.state.reach[0] == before
    engine.advance(1)
    assert engine.state.reach[0] < before


@pytest.mark.parametrize(
    ("form", "times"),
    [
        ("formal", [0.0208] * 8),
        ("contract_network", [0.004 + 0.0012] * 8),
        ("lead_agency", [0.004 + 0.0024 * 7] + [0.004 + 0.0024] * 7),
        # Half of a running cost of .03 is members' staff.
        ("dedicated_unit", [0.001 + 0.015] * 8),
        ("merged", [0.002] * 8),
    ],
)
def test_members_pay_for_their_own_links(form: str, times: list[float]) -> None:
    table = run(members_of(form, 8), 1).agencies.query("week == 30")
    assert table["overhead_time"].tolist() == pytest.approx(times)


def test_what_a_partnership_says_of_coordination_goes_before_its_form() -> None:
    own = {"coordination": {"base": 0.01, "per_link": 0.001}, "form": "formal"}
    table = run(members_of("formal", 8, partnership=own), 1).agencies.query("week == 30")
    assert table["overhead_time"].tolist() == pytest.approx([0.017] * 8)
    own = own | {"coordination": {"base": 0.01, "per_link": 0.001, "links_charged": "all"}}
    table = run(members_of("formal", 8, partnership=own), 1).agencies.query("week == 30")
    assert table["overhead_time"].tolist() == pytest.approx([0.01 + 0.001 * 28] * 8)


def test_what_a_unit_costs_is_cash_as_far_as_it_has_no_seconded_staff() -> None:
    unit = members_of("dedicated_unit", 2)
    half = partnership_money(run(unit, 1), "coordination").iloc[-1]
    cash = unit.with_changes({"forms.dedicated_unit.governance.seconded": 0.0})
    assert half > 0 and partnership_money(run(cash, 1), "coordination").iloc[-1] == pytest.approx(2 * half)
    assert (run(cash, 1).agencies["overhead_time"] == 0.001).all()


def test_a_lead_takes_motivation_from_the_others_and_not_from_itself() -> None:
    led = members_of("lead_agency", 2, incentives=())
    alone = led.with_changes({"forms.lead_agency.governance.dom": 0.0})
    will = 0.1 + led.decisions.trust_weight * 0.3
    for agency, lost in (("agency_0", 0.0), ("agency_1", 0.3 * will)):
        levels = run(led, 1).decisions.query("quarter == 0 and agency == @agency")["effort"].to_numpy()
        gap = pay_offs(alone, agency=agency) - pay_offs(led, agency=agency)
        assert gap == pytest.approx(lost * levels, abs=1e-12)


@pytest.mark.parametrize("kind", ["subsidy", "reward", "pooled_budget", "joint_target"])
def test_whoever_signs_nothing_can_hold_no_money_but_has_targets(kind: str) -> None:
    given: dict[str, Any] = {
        "subsidy": SUBSIDY,
        "reward": {"kind": "reward", "of_full_cost": 1.0, "threshold": 0.0},
        "pooled_budget": {"kind": "pooled_budget", "share": 1.0},
        "joint_target": {"kind": "joint_target", "weight": 2.0},
    }[kind]
    agency = {"failure_share": 0.5}
    offered = members_of("informal", 2, incentives=(given,), agency=agency)
    without = members_of("informal", 2, agency=agency)
    assert (expected_effort(run(offered, 1)) > expected_effort(run(without, 1))) == (kind == "joint_target")
    assert (run(offered, 1).ledger.query("category == 'incentive'")["gbp"] == 0).all()
    if kind != "reward":
        signs = {"forms.informal.governance.signs": True, "forms.informal.money.decides": "one_manager"}
        signed = offered.with_changes(signs)
        assert expected_effort(run(signed, 1)) > expected_effort(run(without, 1))


def test_every_number_of_the_shipped_forms_lies_in_its_range() -> None:
    assert {len(row) for row in PRICES.values()} == {len(SHIPPED[2]) - 1}
    for name, form in SHIPPED[2].items():
        for path in PRICES:
            price = price_of(name, path)
            value: Any = form
            for part in path.split("."):
                value = getattr(value, part)
            if price is not None:
                low, high = price.range
                assert low <= value <= high, (name, path)


def test_no_form_is_the_best_or_the_worst_in_every_row() -> None:
    """That of reach, set-up time, set-up cost, running cost and time for links with four members."""
    worst: list[set[str]] = []
    best: list[set[str]] = []
    rules = {name: form.governance for name, form in SHIPPED[2].items() if name != "none"}
    rows: tuple[dict[str, float], ...] = (
        {name: -one.reach.base - one.reach.trust * 0.3 for name, one in rules.items()},
        {name: float(one.weeks_to_set_up(4, 0.3)) for name, one in rules.items()},
        {name: one.set_up_cost for name, one in rules.items()},
        {name: one.running_cost for name, one in rules.items()},
        {name: one.specialism_loss_per_partner for name, one in rules.items()},
    )
    for by_name in rows:
        best.append({name for name, value in by_name.items() if value == min(by_name.values())})
        worst.append({name for name, value in by_name.items() if value == max(by_name.values())})
    assert not set.intersection(*best) and not set.intersection(*worst)


def test_a_name_means_the_form_of_the_edition_and_own_changes_of_it_stay() -> None:
    first = partnership(4, form="formal", forms={"formal": {"set_up_weeks": 20}})
    second = first.with_changes(SECOND)
    kept = SHIPPED[2]["formal"].governance.model_copy(update={"set_up_weeks": 20})
    assert second.forms["formal"].governance == kept
    assert second.forms["merged"] == SHIPPED[2]["merged"] and first.forms["merged"] == FORMS["merged"]
    assert second.with_changes({"schema_version": 1}) == first
    file = partnership(4, form="formal", forms={"formal": {"governance": {"veto": 0.1}}}, **SECOND)
    assert file.forms["formal"].governance.veto == 0.1
    assert file.forms["formal"].governance.reach == SHIPPED[2]["formal"].governance.reach


def test_an_own_form_of_the_first_edition_takes_the_same_time_in_total() -> None:
    own = {"family": "formal partnership", "reach": 0.5, "graph": "complete"}
    first = partnership(4, form="own", forms={"own": own}, weeks=20)
    second = first.with_changes(SECOND)
    rules = second.form_in_force.governance
    assert (rules.reach.base, rules.reach.trust, rules.veto) == (0.5, 0.0, 0.0)
    times = [run(one, 1).agencies["overhead_time"].sum() for one in (first, second)]
    assert times[0] == pytest.approx(times[1])
    said = first.with_changes({"partnership.coordination.per_link": 0.002, "partnership.form": "formal"})
    times = [run(said.with_changes(edition), 1).agencies["overhead_time"].sum() for edition in ({}, SECOND)]
    assert times[0] == pytest.approx(times[1])
