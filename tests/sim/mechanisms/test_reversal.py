"""A form can be undone, locality by locality, and the one before comes back (ODD 4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import partnership

CERTAIN = {"partnership.transition.reversal": 1.0}
HALF: dict[str, Any] = {"decisions": {"rule": "fixed", "fixed_effort": 0.5}}
MERGER: dict[str, Any] = {"events": [{"name": "merger", "week": 10, "set": {"partnership.form": "merged"}}]}


def undone(form: str = "formal", **parts: Any) -> Scenario:
    """Return two like agencies whose form is undone after a year."""
    return partnership(2, form=form, weeks=130, **HALF, **parts).with_changes(CERTAIN)


def form_of(engine: Engine) -> str:
    return list(engine.scenario.forms)[int(engine.state.form[0])]


def test_what_was_before_comes_back_after_a_year() -> None:
    engine = Engine(undone(), 1)
    engine.advance(52)
    assert form_of(engine) == "formal" and engine.state.active[0] == 1
    engine.advance(1)
    assert form_of(engine) == "none" and engine.state.active[0] == 0
    assert not engine.state.agency["member"].any() and not engine.state.link["joint"].any()


def test_half_of_the_routine_goes() -> None:
    engine = Engine(undone(), 1)
    engine.advance(52)
    before = engine.state.agency["routine"].copy()
    engine.advance(1)
    spec, routine = engine.world.spec, engine.scenario.routine
    lost = spec["turnover_week"] * (1 - routine.handover) + routine.decay
    assert (before > 0.1).all()
    assert engine.state.agency["routine"] == pytest.approx(before / 2 * (1 - lost))


def test_a_form_that_comes_back_is_set_up_and_paid_for_again() -> None:
    """A merger of week 10 is undone in week 62: ``formal`` takes 13 weeks and a hundredth of the budget."""
    scenario = undone(**MERGER)
    engine, changed = Engine(scenario, 1), []
    for week in range(130):
        before = form_of(engine)
        engine.advance(1)
        if form_of(engine) != before:
            changed.append((week, form_of(engine)))
    assert changed == [(10, "merged"), (62, "formal")], "once for each change"
    budget = sum(agency.places * agency.place_cost * 52 for agency in scenario.agencies)
    costs = run(scenario, 1).ledger.query("category == 'set_up'").groupby("week")["gbp"].sum()
    again = costs[costs.index >= 62]
    assert again.index.tolist() == list(range(62, 75))
    assert again.sum() == pytest.approx(0.01 * budget)


def test_members_decide_in_the_week_in_which_a_form_comes_back() -> None:
    efforts = [0.5] * 4 + [0.25] * 5
    scenario = undone(**MERGER).with_changes({"decisions.fixed_effort": efforts})
    engine = Engine(scenario, 1)
    engine.advance(62)
    engine.state.agency["effort"] = 0.9
    engine.state.agency["left"] = [[1, 0]]
    engine.advance(1)
    assert engine.state.agency["effort"].tolist() == [[0.25, 0.25]], "who had left decides too"
    assert engine.state.set_up_since.tolist() == [62]


def test_a_change_of_form_by_an_event_counts_its_own_years() -> None:
    late: dict[str, Any] = {"events": [{"name": "merger", "week": 52, "set": {"partnership.form": "merged"}}]}
    engine = Engine(undone(**late), 1)
    engine.advance(53)
    assert form_of(engine) == "merged"
    engine.advance(52)
    assert form_of(engine) == "formal"


def test_localities_go_back_with_the_yearly_chance() -> None:
    """Of 400 localities at .3 a year 120 go back after one year, 204 after two (within 4 s.e.)."""
    scenario = undone(population=many(400)).with_changes({"partnership.transition.reversal": 0.3})
    engine = Engine(scenario, 5)
    gone = []
    for weeks in (53, 52):
        engine.advance(weeks)
        gone.append(int((engine.state.form == list(scenario.forms).index("none")).sum()))
    assert gone[0] == pytest.approx(120, abs=4 * (400 * 0.3 * 0.7) ** 0.5)
    assert gone[1] == pytest.approx(204, abs=4 * (400 * 0.51 * 0.49) ** 0.5)


def many(localities: int) -> dict[str, Any]:
    """Return people in so many localities, two in each."""
    return {
        "clients": 2 * localities,
        "needs": [{"name": "help"}],
        "groups": [{"name": "everyone", "share": 1.0, "needs": {"help": 1.0}, "onset": 0.01}],
        "localities": [{"name": "place", "count": localities}],
    }


def test_a_locality_shows_the_form_that_it_has() -> None:
    model = Model(undone(), rng=1)
    model.run_for(53)
    assert model.partnership().graph["form"] == "none"
    assert model.parameters.partnership.form == "formal"


def test_in_the_first_edition_nothing_is_undone() -> None:
    assert partnership(2, form="formal").form_in_force.transition.reversal == 0
    second = partnership(2, form="formal", schema_version=2)
    assert second.form_in_force.transition.reversal == 0.02
