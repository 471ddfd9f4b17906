"""Each form of joint working has its own price."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.partnership.forms import Form
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.villages import BASE, JOINT, PER_LINK, fixed, partnership_money, same, slopes, village


def links_of(kind: str, members: int) -> int:
    """Return the links of model.md's table of forms."""
    return {
        "shared": members * (members - 1) // 2,
        "contract": members,
        "broker": members,
        "lead": members - 1,
        "single": 0,
    }[kind]


TABLE: dict[str, tuple[str, float, str, str, int, float, float]] = {
    # family, reach, credit, kind, set-up weeks, set-up cost, pooled share
    "none": ("none", 0.0, "equal", "none", 0, 0.0, 0.0),
    "informal": ("informal partnership", 0.35, "equal", "shared", 0, 0.0, 0.0),
    "formal": ("formal partnership", 0.6, "equal", "shared", 13, 0.01, 0.0),
    "contract_network": ("formal partnership", 0.6, "equal", "contract", 26, 0.03, 0.0),
    "lead_agency": ("formal partnership", 0.8, "half_to_lead", "lead", 13, 0.02, 0.0),
    "dedicated_unit": ("realigned boundaries", 0.9, "half_to_lead", "broker", 26, 0.05, 0.5),
    "merged": ("realigned boundaries", 1.0, "whole", "single", 52, 0.10, 0.0),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_shipped_forms_are_those_of_the_table(name: str) -> None:
    form: Form = FORMS[name]
    found = (
        form.family,
        form.governance.reach.base,
        form.governance.credit,
        form.governance.kind,
        form.governance.set_up_weeks,
        form.governance.set_up_cost,
        form.money.pooled_share,
    )
    assert found == TABLE[name]
    assert set(FORMS) == set(TABLE)
    assert (form.money.decides == "one_manager") == (name in ("lead_agency", "dedicated_unit", "merged"))
    assert (form.access.kind == "single_gateway") == (name == "merged")


@pytest.mark.parametrize("members", [2, 3, 4, 6])
@pytest.mark.parametrize("form", JOINT)
def test_staff_time_for_links_goes_with_the_shape_of_the_form(form: str, members: int) -> None:
    result = run(village(members, weeks=2, partnership__form=form), 1)
    overhead = BASE + PER_LINK * links_of(FORMS[form].governance.kind, members)
    assert result.agencies["overhead_time"].to_numpy() == pytest.approx(overhead, abs=1e-12)


def test_links_of_a_formal_partnership_grow_with_the_square_of_its_members() -> None:
    def overhead(form: str, members: int) -> float:
        table = run(village(members, weeks=1, partnership__form=form), 1).agencies
        return float(table["overhead_time"].iloc[0]) - BASE

    assert overhead("formal", 12) == pytest.approx(66 / 15 * overhead("formal", 6))
    assert overhead("lead_agency", 12) == pytest.approx(11 / 5 * overhead("lead_agency", 6))
    assert overhead("merged", 12) == 0


@pytest.mark.parametrize("form", JOINT)
def test_setting_up_costs_its_share_of_a_years_budget_in_the_first_weeks(form: str) -> None:
    paid = partnership_money(run(village(partnership__form=form), 1), "set_up")
    budget = 4 * 20 * 700.0 * 52
    assert paid.sum() == pytest.approx(FORMS[form].governance.set_up_cost * budget)
    assert list(paid.index) == list(range(FORMS[form].governance.set_up_weeks))
    assert paid.nunique() <= 1 or np.ptp(paid) < 1e-6


@pytest.mark.parametrize("form", JOINT)
def test_only_a_dedicated_unit_has_a_running_cost(form: str) -> None:
    paid = partnership_money(run(village(partnership__form=form), 1), "coordination").sum()
    assert paid == pytest.approx(2 * 0.02 * 4 * 20 * 700.0 * 52 if form == "dedicated_unit" else 0.0)


@pytest.mark.parametrize("form", JOINT)
def test_only_a_merger_loses_capacity_at_first(form: str) -> None:
    dip = run(village(partnership__form=form), 1).agencies.groupby("week")["dip_time"].mean()
    assert (dip.loc[:25] == (0.10 if form == "merged" else 0.0)).all()
    assert (dip.loc[26:] == 0).all()


@pytest.mark.parametrize("form", ["none", *JOINT])
def test_generic_working_loses_speed(form: str) -> None:
    """``rate = mu (1 - e_max x - overhead - dip)(1 - specialism loss)``."""
    engine = Engine(village(weeks=60, partnership__form=form).with_changes(fixed(0.5)), 1)
    engine.advance(26 + 60)
    loss = {"dedicated_unit": 0.02, "merged": 0.06}.get(form, 0.0)
    time = 1.0
    if form != "none":
        time -= 0.05 + BASE + PER_LINK * links_of(FORMS[form].governance.kind, 4)
    rate = engine.state.agency["rate"][0]
    assert rate == pytest.approx(1 / 8 * time * (1 - loss), abs=1e-12)


@pytest.mark.parametrize("form", JOINT)
def test_trust_in_an_informal_partnership_goes_with_staff_twice_as_fast(form: str) -> None:
    still = {"trust.up": 0.0, "trust.down": 0.0}
    result = run(village(weeks=65, partnership__form=form).with_changes(still), 1)
    quarterly = 1 - (1 - 0.136) ** 0.25
    factor = 2 if form == "informal" else 1
    # Trust is frozen while nothing is reached yet, that is in the first week of a set-up only.
    expected = 0.3 * (1 - 0.5 * factor * quarterly) ** np.arange(1, 6)
    found = result.links.groupby("quarter")["trust"].mean().to_numpy()
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("form", JOINT)
def test_credit_for_joint_results_is_shared_as_the_form_says(form: str) -> None:
    plain = village(weeks=13, warm_up=0, partnership__form=form, partnership__lead="agency_1")
    target = {"incentives": [{"name": "it", "kind": "joint_target", "weight": 1.0}]}
    before, after = slopes(plain), slopes(plain.with_changes(target))
    credit = {name: (after[name] - before[name]) / 0.8 for name in before}
    lead, others = {
        "lead_agency": (0.5, 0.5 / 3),
        "dedicated_unit": (0.5 / 4, 0.5 / 4),
        "merged": (1.0, 1.0),
    }.get(form, (0.25, 0.25))
    expected = {name: lead if name == "agency_1" else others for name in before}
    assert credit == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("form", JOINT)
def test_own_targets_of_several_sponsors_stay_in_force_in_a_contract_network_only(form: str) -> None:
    two = village(weeks=13, warm_up=0, partnership__form=form)
    before, after = slopes(two), slopes(two.with_changes({"partnership.sponsors": 5}))
    fall = 0.1 * 3 if form == "contract_network" else 0.0
    assert {name: before[name] - after[name] for name in before} == pytest.approx(
        dict.fromkeys(before, fall), abs=1e-9
    )


@pytest.mark.parametrize("form", JOINT)
def test_a_merger_is_harder_to_use_for_the_groups_it_names(form: str) -> None:
    plain = village(partnership__form=form).with_changes(fixed(0.0))
    named = plain.with_changes({"partnership.merger_loses": ["little_english"]})

    def presented(scenario: Scenario) -> float:
        runs = [run(scenario, seed).weekly.query("group == 'little_english'") for seed in range(4)]
        return sum(float(r["presented"].sum()) for r in runs) / sum(float(r["seeking"].sum()) for r in runs)

    if form == "merged":
        assert presented(named) < presented(plain)
        most = [run(scenario, 1).weekly.query("group == 'most_people'") for scenario in (plain, named)]
        assert most[1]["presented"].sum() == pytest.approx(most[0]["presented"].sum(), rel=0.05)
    else:
        assert same(run(plain, 1), run(named, 1))


@pytest.mark.parametrize("form", JOINT)
def test_half_of_the_budgets_of_a_dedicated_unit_is_pooled(form: str) -> None:
    shares = run(village(partnership__form=form), 1).agencies["pooled_share"].unique()
    assert list(shares) == [0.5 if form == "dedicated_unit" else 0.0]
