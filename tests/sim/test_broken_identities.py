"""A run stops in the week in which an accounting identity breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import InvariantError
from joinup.sim.mechanisms.awareness.flows import BECAME_AWARE
from joinup.sim.mechanisms.journeys.flows import (
    ABANDONED,
    COMPLETIONS,
    DISSATISFIED,
    EXITS_LAPSED,
    EXITS_SEEKING,
    HAND_OFFS_SUCCEEDED,
    LAPSED_AFTER_HAND_OFF,
    ONSETS,
    PRESENTED,
    RESOLVED,
    RETURNED,
    STARTED_SERVICE,
)
from joinup.sim.mechanisms.ledger import kernels as ledger
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.model import Model
from tests.support.scenarios import engine_at, plain_town

Corruption = Callable[[Engine], None]


def flow(*changes: tuple[int, int]) -> Corruption:
    def corrupt(engine: Engine) -> None:
        for number, by in changes:
            engine.record.flow[1, 0, number] += by

    return corrupt


def stock(number: int, by: int) -> Corruption:
    def corrupt(engine: Engine) -> None:
        engine.state.stock[1, 0, number] += by

    return corrupt


def negative_stock(engine: Engine) -> None:
    engine.state.stock[1, 0, k.LAPSED] = -1


def agency(field: str, by: float) -> Corruption:
    def corrupt(engine: Engine) -> None:
        engine.state.agency[field][1, 2] += by

    return corrupt


def no_place(engine: Engine) -> None:
    engine.state.agency["places"][1, 2] = 0
    engine.state.agency["starts_week"][1, 2] = 1


def money(line: int) -> Corruption:
    def corrupt(engine: Engine) -> None:
        engine.record.money[1, line] += 1.0

    return corrupt


def negative_bill(engine: Engine) -> None:
    outreach = [n for n, line in enumerate(ledger_lines(engine.scenario)) if line.category == "outreach"]
    engine.record.money[1, outreach[0]] = -1.0


CORRUPTIONS: list[tuple[str, Corruption, str]] = [
    ("a client appears", stock(k.NO_NEED, 1), "clients in states add up to all clients"),
    ("a client vanishes", stock(k.IN_SERVICE, -1), "clients in states add up to all clients"),
    ("fewer than nobody", negative_stock, "clients in states add up to all clients"),
    ("one resolved too many", flow((RESOLVED, 1)), "change of NO_NEED"),
    ("one onset forgotten", flow((ONSETS, -1)), "change of NO_NEED"),
    ("one return too many", flow((RETURNED, 1)), "change of SEEKING"),
    ("one service too many", flow((STARTED_SERVICE, 1)), "change of WAITING"),
    ("one completion too many", flow((COMPLETIONS, 1)), "change of IN_SERVICE"),
    ("one lost too many", flow((LAPSED_AFTER_HAND_OFF, 1)), "change of LAPSED"),
    ("presented, not received", flow((PRESENTED, 1), (EXITS_SEEKING, -1)), "presented"),
    (
        "handed on, not completed",
        flow((HAND_OFFS_SUCCEEDED, 1), (ABANDONED, 1), (EXITS_LAPSED, 1)),
        "completions",
    ),
    ("one dissatisfied too many", flow((DISSATISFIED, 1)), "natural exits and dissatisfied"),
    ("one aware too many", flow((BECAME_AWARE, 1)), "awareness"),
    ("effort from nowhere", agency("effort", 0.1), "staff time adds up to contracted time"),
    ("overhead from nowhere", agency("overhead", 0.01), "staff time adds up to contracted time"),
    ("an agency's list grows", agency("waiting", 1), "agencies' clients add up to states"),
    ("an agency serves a ghost", agency("in_service", 1), "agencies' clients add up to states"),
    ("a place held by nobody", stock(k.HELD_COUNT, 1), "agencies' clients add up to states"),
    ("a service without a place", no_place, "services start only where a place is free"),
    ("a pound too much for staff", money(4), "staff cost by category adds up to cost by place"),
    ("a pound too much for failure", money(-1), "failure demand by payer adds up to its cost"),
    ("an outreach bill below zero", negative_bill, "payments are not negative"),
]


@pytest.mark.parametrize(
    ("corrupt", "identity"), [(c, i) for _, c, i in CORRUPTIONS], ids=[n for n, _, _ in CORRUPTIONS]
)
def test_a_corrupted_week_breaks_the_identity_that_it_should(corrupt: Corruption, identity: str) -> None:
    engine = engine_at(plain_town(), 9)
    assert ledger.find_broken_invariant(*engine.handles, 0, 2) == (-1, -1)
    corrupt(engine)
    broken, locality = ledger.find_broken_invariant(*engine.handles, 0, 2)
    assert broken >= 0
    assert (ledger.INVARIANTS[broken], locality) == (identity, 1)
    engine.check_invariants()
    ledger.check(*engine.handles, 8, 0, 2)
    ledger.check(*engine.handles, 9, 0, 2)
    with pytest.raises(InvariantError, match=f"week 8, locality 1: broken identity: {identity}"):
        engine.check_invariants()


def test_every_identity_has_a_corruption_that_breaks_it() -> None:
    assert {identity for _, _, identity in CORRUPTIONS} == set(ledger.INVARIANTS)


@pytest.mark.parametrize("tables", [True, False], ids=["week by week", "in one call"])
def test_a_run_stops_in_the_week_in_which_an_identity_breaks(tables: bool) -> None:
    engine = Engine(plain_town(), 1, tables=tables)
    engine.advance(26)
    engine.state.agency["in_service"][1, 0] += 1
    with pytest.raises(InvariantError, match="week 0, locality 1"):
        engine.advance(10)


def test_a_stepped_model_stops_in_the_week_in_which_an_identity_breaks() -> None:
    model = Model(plain_town())
    model.run_for(3)
    model.engine.state.agency["waiting"][0, 1] += 1
    with pytest.raises(InvariantError, match="week 3, locality 0"):
        model.step()
