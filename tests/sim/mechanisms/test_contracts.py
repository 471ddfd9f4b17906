"""What a contract changes: price, quality, and what is agreed until it is renewed (ODD 7.2)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.partnership.contracts import efficacy_for, place_cost
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.partnerships import SLOT_COST, SLOTS, SUBSIDY, partnership
from tests.support.villages import partnership_money, same

RULES = "forms.contract_network.governance"
STAFF = ("service", "coordination", "set_up")
STILL = {"up": 0.0, "down": 0.0, "lost_with_staff": 0.0, "start": 0.6}
ALIKE = {"population.variation.efficacy": 0.0, "redress.staff_weeks": 0.0}
NO_TERMS: dict[str, Any] = {f"{RULES}.price": 0.0, f"{RULES}.shading": 0.0, f"{RULES}.term": None}


def contract(changes: dict[str, Any] | None = None, *, weeks: int = 40, **parts: Any) -> Scenario:
    """Return two like agencies under contract in the second edition, with the effort given."""
    fixed: dict[str, Any] = {"decisions": {"rule": "fixed", "fixed_effort": 0.5}, "trust": STILL}
    made = partnership(2, form="contract_network", weeks=weeks, schema_version=2, **(fixed | parts))
    return made.with_changes(ALIKE | (changes or {}))


def after(scenario: Scenario, weeks: int) -> Engine:
    engine = Engine(scenario, 1)
    engine.advance(weeks)
    return engine


def of_staff(result: Result, payer: str = "agency_0") -> Any:
    table = result.ledger.query("payer == @payer and category in @STAFF and payee != 'partnership'")
    return table.groupby("week")["gbp"].sum()


def test_places_of_members_cost_less_and_nothing_else_changes() -> None:
    dear, cheap = (run(contract({f"{RULES}.price": price}), 1) for price in (0.0, 0.08))
    assert of_staff(dear).to_numpy() == pytest.approx(SLOTS * SLOT_COST)
    assert of_staff(cheap).to_numpy() == pytest.approx(SLOTS * SLOT_COST * 0.92)
    assert cheap.agencies.equals(dear.agencies) and cheap.decisions.equals(dear.decisions)
    for category in ("set_up", "coordination"):
        assert partnership_money(cheap, category).equals(partnership_money(dear, category))


def test_the_price_follows_coverage_and_ends_with_the_partnership() -> None:
    engine = after(contract({"partnership.ends": 20}), 10)
    world, state, _ = engine.handles
    assert place_cost(world, state, 0, 0) == pytest.approx(SLOT_COST * 0.92)
    engine.state.agency["coverage"][0, 0] = 0.5
    assert place_cost(world, state, 0, 0) == pytest.approx(SLOT_COST * 0.96)
    engine.advance(12)
    assert place_cost(*engine.handles[:2], 0, 0) == SLOT_COST


def test_extra_places_cost_as_little_and_money_given_is_spent_or_left() -> None:
    money = {"name": "money", "places": {"agency_1": 10}, "recruitment_weeks": 5, "recruits_after": 0}
    result = run(contract({f"{RULES}.price": 0.08, "redress.staff_weeks": 0.5}, funding=[money]), 1)
    table = result.funding.set_index("week")
    paid = result.ledger.query("payer == 'funder' and payee == 'agency_1'").groupby("week")["gbp"].sum()
    paid = paid.reindex(table.index, fill_value=0.0)
    assert table["spent_gbp"].to_numpy() == pytest.approx(paid.to_numpy())
    assert table["given_gbp"].to_numpy() == pytest.approx(10 * SLOT_COST * 0.92)


def test_services_help_less_the_less_their_results_can_be_measured() -> None:
    engine = after(contract({"agencies.agency_1.measurability": 0.0, "partnership.ends": 20}), 10)
    world, state, _ = engine.handles
    engine.state.client["needs_at_onset"][:2] = 1
    found = [efficacy_for(world, state, 0, 0, agency) for agency in (0, 1)]
    assert found == pytest.approx([0.7 * 0.97, 0.7 * 0.85])
    engine.advance(12)
    assert efficacy_for(*engine.handles[:2], 0, 0, 1) == 0.7


def test_who_is_not_covered_is_helped_as_before() -> None:
    engine = after(contract(), 10)
    world, state, _ = engine.handles
    engine.state.client["needs_at_onset"][:2] = (0, 1)
    found = [efficacy_for(world, state, 0, client, 0) for client in (0, 1)]
    assert found == pytest.approx([0.7, 0.7 * 0.97])


def test_who_is_admitted_only_as_before_is_helped_as_before() -> None:
    rule = {"groups": {contract().population.groups[0].name: 0.5}, "otherwise": "as_before"}
    engine = after(contract({"population.eligibility": rule}), 10)
    world, state, _ = engine.handles
    engine.state.client["needs_at_onset"][:2] = 1
    engine.state.client["flags"][0] &= k.FLAG_BITS - k.ELIGIBLE_BIT
    engine.state.client["flags"][1] |= k.ELIGIBLE_BIT
    found = [efficacy_for(world, state, 0, client, 0) for client in (0, 1)]
    assert found == pytest.approx([0.7, 0.7 * 0.97])


def test_a_renewal_while_it_is_set_up_costs_both() -> None:
    paid = partnership_money(run(contract({f"{RULES}.term": 15, f"{RULES}.set_up_weeks": 26}), 1), "set_up")
    set_up = 0.03 * 2 * SLOTS * SLOT_COST * 52
    assert paid.loc[[14, 15, 16]].tolist() == pytest.approx([set_up / 26, set_up / 26 + set_up, set_up / 26])


def test_of_what_cannot_be_measured_a_contract_may_save_all() -> None:
    none = {f"agencies.agency_{n}.measurability": 0.0 for n in (0, 1)}
    full = {f"agencies.agency_{n}.efficacy": 1.0 for n in (0, 1)} | {f"{RULES}.shading": 1.0}
    table = run(contract(none | full), 1).weekly
    assert table.completions.sum() > 10
    assert table.resolved.sum() == 0
    assert table.not_helped.sum() == table.completions.sum()


def test_a_renewal_costs_set_up_again_in_one_week_and_half_of_trust() -> None:
    scenario = contract({f"{RULES}.term": 30, "partnership.starts": 3}, weeks=70)
    paid = partnership_money(run(scenario, 1), "set_up")
    budget = 2 * SLOTS * SLOT_COST * 52
    assert paid[paid.index < 33].sum() == pytest.approx(0.03 * budget)
    assert paid[paid.index >= 32].loc[lambda gbp: gbp > 0].to_dict() == pytest.approx(
        {33: 0.03 * budget, 63: 0.03 * budget}
    )
    engine = Engine(scenario, 1)
    trust = []
    for weeks in (33, 1, 29, 1):
        engine.advance(weeks)
        trust.append(float(engine.state.link["trust"][0, 0, 1]))
    assert trust == pytest.approx([0.6, 0.3, 0.3, 0.15])


GRANT = SUBSIDY | {"kind": "subsidy", "of_full_cost": None, "gbp": 1300.0}
MORE: dict[str, Any] = {"name": "more", "week": 20, "set": {"incentives.subsidy_0.gbp": 2600.0}}


def raised_in(changes: dict[str, Any], *events: dict[str, Any], stepped: bool = False) -> int:
    """Return the week from which the grant that an event raises in week 20 is paid at its new amount."""
    scenario = contract(changes, weeks=60, incentives=(GRANT,), events=list(events or (MORE,)))
    if stepped:
        model = Model(scenario, 1)
        model.run_for(60)
        result = model.result()
    else:
        result = run(scenario, 1)
    table = result.ledger.query("category == 'incentive' and payee == 'agency_0'")
    paid = table.groupby("week")["gbp"].sum()
    return int(paid[paid > 60.0].index.min())


def test_incentives_that_an_event_changes_bite_when_the_contract_is_renewed() -> None:
    term = {f"{RULES}.term": 30, "partnership.starts": 5}
    assert raised_in(term | {f"{RULES}.term": None}) == 20
    assert raised_in(term) == raised_in(term, stepped=True) == 35
    assert raised_in(term | {f"{RULES}.term": 15}) == 20, "a renewal itself"
    assert raised_in(term | {"partnership.form": "formal"}) == 20
    assert raised_in(term | {"partnership.starts": 40}) == 40


def test_they_bite_at_once_when_the_contract_gives_way_to_something_else() -> None:
    term = {f"{RULES}.term": 30, "partnership.starts": 5}
    leave: dict[str, Any] = {"name": "leave", "week": 25, "set": {"partnership.form": "formal"}}
    assert raised_in(term, MORE, leave) == 25
    both = MORE | {"set": MORE["set"] | leave["set"]}
    assert raised_in(term, both) == 20


def test_what_else_an_event_changes_and_what_a_user_changes_does_not_wait() -> None:
    also = MORE | {"set": MORE["set"] | {"money.unmet_need": 77.0}}
    scenario = contract({f"{RULES}.term": 30}, weeks=60, incentives=(GRANT,), events=[also])
    engine = after(scenario, 21)
    assert engine.scenario.money.unmet_need == 77
    assert engine.scenario.get("incentives.subsidy_0.gbp") == 1300
    engine.intervene({"incentives.subsidy_0.gbp": 1950.0})
    assert engine.scenario.get("incentives.subsidy_0.gbp") == 1950
    engine.advance(10)
    assert engine.scenario.get("incentives.subsidy_0.gbp") == 2600
    assert [(one["week"], one["who"]) for one in engine.interventions] == [
        (20, "event more"),
        (21, "user"),
        (30, "event more"),
    ]


def test_whoever_goes_back_finds_what_waits_as_it_was() -> None:
    scenario = contract({f"{RULES}.term": 30}, weeks=60, incentives=(GRANT,), events=[MORE])
    engine = after(scenario, 25)
    standing = engine.standing()
    engine.advance(10)
    again = engine.back_at(standing)
    again.advance(10)
    for one in (engine, again):
        assert one.scenario.get("incentives.subsidy_0.gbp") == 2600
    assert engine.interventions == again.interventions


def test_a_form_without_terms_is_as_before() -> None:
    silent = partnership(2, form="contract_network", weeks=40)
    assert same(run(silent, 1), run(silent.with_changes(NO_TERMS), 1))
    rules = silent.forms["contract_network"].governance
    assert (rules.price, rules.shading, rules.term) == (0, 0, None)


def test_a_description_says_what_a_contract_brings() -> None:
    text = str(describe(contract()))
    assert "Under contract places of members cost 8% less." in text
    assert "Services then help up to 15% less, the less their results can be measured." in text
    assert "Contracts are renewed every 156 weeks" in text
    without = str(describe(contract(NO_TERMS)))
    assert "contract places" not in without and "Contracts are" not in without
