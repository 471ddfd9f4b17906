"""What may be changed while a run is under way, what it does, and what is written down about it."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import InvariantError, ScenarioError
from joinup.sim.mechanisms.ledger.kernels import INVARIANTS
from tests.support.scenarios import busy_town, engine_at, plain_town


def refused(engine: Engine, **changes: object) -> list[tuple[object, str]]:
    with pytest.raises(ScenarioError) as caught:
        engine.intervene({path.replace("__", "."): value for path, value in changes.items()})
    return [(problem.path, problem.message) for problem in caught.value.problems]


def test_the_people_the_places_and_the_clock_are_fixed() -> None:
    engine = engine_at(plain_town(), 5)
    text = "cannot change while a run is under way"
    assert refused(engine, weeks=9, service__abandonment=0.1, agencies__clinic__needs=["home"]) == [
        (("weeks",), f"'weeks' {text}"),
        (("agencies.clinic.needs",), f"'agencies.clinic.needs' {text}"),
    ]
    assert engine.scenario.service.abandonment == 0.05 and engine.interventions == []


def test_no_payer_comes_or_goes() -> None:
    engine = engine_at(plain_town({"money.outside_failure_shares": {"insurers": 0.0}}), 5)
    text = "cannot bring in or drop a payer while a run is under way"
    path = "money.outside_failure_shares.charity"
    assert refused(engine, money__outside_failure_shares__charity=0.0) == [((path,), f"'{path}' {text}")]
    assert engine.interventions == []


def test_what_was_done_is_written_down_with_week_and_author() -> None:
    engine = engine_at(plain_town(), 5)
    engine.intervene({"service.abandonment": 0.1})
    engine.shock(0.5)
    engine.advance(2)
    engine.intervene({"agencies.housing.places": 3}, who="board")
    engine.shock(0.25, ("clinic",), who="board")
    assert engine.interventions == [
        {"week": 5, "who": "user", "set": {"service.abandonment": 0.1}},
        {"week": 5, "who": "user", "turnover_shock": 0.5},
        {"week": 7, "who": "board", "set": {"agencies.housing.places": 3}},
        {"week": 7, "who": "board", "turnover_shock": 0.25},
    ]
    busy = engine_at(busy_town(), 31)
    assert [one["who"] for one in busy.interventions] == ["event merger", "event leavers"]


def test_another_form_sets_up_from_the_week_of_the_change() -> None:
    engine = engine_at(plain_town({"partnership.form": "formal", "partnership.starts": 2}), 9)
    engine.state.agency["left"] = engine.state.agency["worse"] = 1
    engine.intervene({"service.abandonment": 0.1})
    assert engine.state.set_up_since.tolist() == [2, 2]
    assert (engine.state.agency["left"] == 1).all() and (engine.state.agency["worse"] == 1).all()
    engine.intervene({"partnership.form": "merged"})
    assert (engine.state.agency["left"] == 0).all() and (engine.state.agency["worse"] == 0).all()
    engine.advance(3)
    engine.intervene({"service.abandonment": 0.2})
    engine.advance(1)
    assert engine.state.set_up_since.tolist() == [9, 9], "only a change of form sets up anew"


def test_contacts_are_for_life() -> None:
    engine = engine_at(plain_town({"population.contacts.kind": "small_world"}), 5)
    before, starts = engine.world.neighbours.copy(), engine.world.neighbour_start.copy()
    engine.intervene({"service.abandonment": 0.1})
    assert len(before) > 0 and (engine.world.neighbours == before).all()
    assert engine.world.neighbour_start.tolist() == starts.tolist()


def test_routine_and_trust_leave_with_staff() -> None:
    changes = {
        "routine.handover": 0.5,
        "trust.lost_with_staff": 0.5,
        "partnership.form": "formal",
        "forms.formal.trust_loss": 0.6,
    }
    engine = engine_at(plain_town(changes), 5)
    agency, link = engine.state.agency, engine.state.link
    agency["routine"], link["trust"] = 0.8, 0.4
    engine.shock(0.5, ("housing",))
    assert agency["routine"] == pytest.approx(np.array([[0.8, 0.8 * 0.75, 0.8]] * 2))
    kept = 0.4 * (1 - 0.5 * 0.5 * 0.6)
    expected = np.full((3, 3), 0.4)
    expected[1, :] = expected[:, 1] = kept
    assert link["trust"] == pytest.approx(np.array([expected] * 2))
    engine.shock(0.5)
    assert agency["routine"] == pytest.approx(np.array([[0.6, 0.45, 0.6]] * 2))


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_is_a_whole_number_of_63_bits(seed: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        Engine(plain_town(), seed)
    [problem] = caught.value.problems
    assert problem.message == f"seed {seed} is not between 0 and 2^63 - 1"
    assert Engine(plain_town(), 0).seed == 0 and Engine(plain_town(), 2**63 - 1).seed == 2**63 - 1


def test_a_run_continues_beyond_its_length_with_empty_tables_to_write_in() -> None:
    engine = engine_at(plain_town(), 52)
    length = len(engine.record.weekly)
    assert length == 78
    engine.make_room(0)
    assert len(engine.record.weekly) == length
    engine.make_room(1)
    record = engine.record
    for table in (record.weekly, record.ledger, record.exposed, record.advertising, record.funding):
        assert len(table) == 2 * length and (table[length:] == 0).all()
    assert len(record.agencies) == 2 * length and (record.agencies[length:] == 0).all()
    quarters = 2 * length // k.QUARTER + 2
    assert len(record.links) == quarters and (record.links[length // k.QUARTER + 2 :] == 0).all()
    state = engine.state
    decided = (record.payoffs, record.chances, record.choices, record.best)
    for table in (*decided, state.true_quarter, state.reported_quarter):
        assert len(table) == quarters and np.isnan(table[length // k.QUARTER + 2 :]).all()
    engine.make_room(500)
    assert len(engine.record.weekly) == 578


def test_a_broken_identity_stops_the_run_and_names_the_first() -> None:
    engine = engine_at(plain_town(), 5)
    engine.check_invariants()
    engine.record.broken[0] = (1, 9)
    engine.record.broken[1] = (0, 7)
    with pytest.raises(InvariantError) as caught:
        engine.check_invariants()
    assert str(caught.value) == f"week 7, locality 1: broken identity: {INVARIANTS[0]}"
    engine.record.broken[1] = -1
    with pytest.raises(InvariantError, match="week 9, locality 0: broken identity: "):
        engine.check_invariants()
    engine.record.broken[0] = (0, -3)
    with pytest.raises(InvariantError, match="week -3, locality 0: broken identity: "):
        engine.check_invariants()
