"""Every array of a run is of the kind and shape that its column declares, whatever has happened to the run.

An array of another kind may well hold the same figures, but it takes other memory for each client and
means that every kernel is compiled anew.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest

from joinup.sim.arrays.agencies import AGENCY_FIGURES
from joinup.sim.arrays.codes import FLOWS, STOCKS
from joinup.sim.arrays.columns import AXES, Column, allocate, columns, record
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.sizes import quarters_for, sizes_of
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.arrays.written import MOVES_A_WEEK, WEEKS_AT_ONCE
from joinup.sim.engine import Engine
from joinup.sim.kernels.classes import count_classes
from joinup.sim.mechanisms.ledger.lines import ledger_lines, outside_shares
from joinup.sim.parameters import Scenario
from tests.support.scenarios import busy_town, plain_town

TRACED = 3
BYTES_OF_A_CLIENT = 29
"""What the reference page and the architecture page say, besides what is seldom touched."""

BUNDLES: tuple[type[NamedTuple], ...] = (World, State, Record)

PLACES = {"population.localities": [{"name": "north", "count": 4}, {"name": "south"}]}

NOT_ALWAYS_KEPT = ("agencies", "links", "payoffs", "chances", "choices", "best")

SCENARIOS = {
    "without what need not be": plain_town(PLACES),
    "everything at once": busy_town(
        PLACES
        | {
            "measurement.deadlines": [4, 8, 12, 20],
            "decisions.fixed_effort": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
            "decisions.grid": [0, 0.25, 0.5, 0.75, 0.8, 0.9, 1],
            "population.groups.most.arrivals": {"kind": "fixed", "per_week": [1, 2, 3, 4, 5, 6, 7, 8]},
        }
    ),
    "with a network": plain_town(PLACES | {"population.contacts": {"kind": "small_world"}}),
}


def lengths(engine: Engine) -> dict[str, int]:
    """Return how many there are along every axis, counted without what lays arrays out."""
    scenario = engine.scenario
    people, groups, roles = scenario.population, len(scenario.population.groups), len(scenario.agencies)
    weeks = scenario.weeks + scenario.warm_up_weeks
    network = people.contacts.kind == "small_world"
    efforts, grid = scenario.decisions.fixed_effort, scenario.decisions.grid
    return {
        "one": 1,
        "client": people.clients,
        "locality": sum(place.count for place in people.localities),
        "agency": roles,
        "group": groups,
        "need": len(people.needs),
        "dimension": len(people.access),
        "effort": grid if isinstance(grid, int) else len(grid),
        "form": len(scenario.forms),
        "incentive": len(scenario.incentives),
        "fund": len(scenario.funding),
        "campaign": len(scenario.campaigns),
        "consultation": len(scenario.consultations),
        "navigator": len(scenario.navigators),
        "prevention": len(scenario.prevention),
        "outside_payer": len(outside_shares(scenario)),
        "account": 3,
        "deadline": len(scenario.measurement.deadlines),
        "extension": 0,
        "byte": 0,
        "given_quarter": len(efforts) if isinstance(efforts, tuple) else 1,
        "given_week": max(len(group.arrivals.per_week) if group.arrivals else 1 for group in people.groups),
        "contact_start": people.clients + 1 if network else 1,
        "contact": int(engine.world.neighbour_start[-1]),
        "list": groups + 2,
        "ticket": int(engine.state.tickets["most"].sum()),
        "class": count_classes(groups, roles),
        "awareness_class": 2 * groups,
        "stock": len(STOCKS),
        "flow": len(FLOWS),
        "count": len(STOCKS) + len(FLOWS),
        "line": len(ledger_lines(scenario)),
        "identity": 2,
        "complaint": 2,
        "last_13_weeks": 13,
        "last_52_weeks": 52,
        "last_105_weeks": 105,
        "week": weeks,
        "quarter": quarters_for(weeks),
        "detailed_week": weeks,
        "detailed_quarter": quarters_for(weeks),
        "stretch_week": WEEKS_AT_ONCE,
        "kept_locality": 1,
        "agency_figure": len(AGENCY_FIGURES),
        "link_figure": 3,
        "fund_figure": 3,
        "pot": 2,
        "move": WEEKS_AT_ONCE * TRACED * MOVES_A_WEEK,
    }


def assert_as_declared(engine: Engine) -> None:
    sizes = lengths(engine)
    bundles: tuple[NamedTuple, ...] = engine.world, engine.state, engine.record
    for bundle in bundles:
        for column in columns(type(bundle)):
            array = getattr(bundle, column.name)
            wanted = tuple(sizes[axis] for axis in column.axes)
            assert (column.name, array.dtype, array.shape) == (column.name, column.dtype, wanted)
            assert array.flags.c_contiguous, column.name


def every_column() -> Iterator[Column]:
    """Yield the columns of all bundles and the parts of their records."""
    for bundle in BUNDLES:
        for column in columns(bundle):
            yield column
            yield from column.parts


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_array_is_of_the_kind_and_shape_that_its_column_declares(scenario: Scenario) -> None:
    engine = Engine(scenario, 1, trace=TRACED)
    assert_as_declared(engine)
    engine.advance(30)
    assert_as_declared(engine)
    assert_as_declared(copy.deepcopy(engine))
    assert_as_declared(pickle.loads(pickle.dumps(engine)))
    standing = engine.standing()
    engine.intervene({"service.creaming": 0.5})
    assert_as_declared(engine)
    assert_as_declared(engine.back_at(standing))


def test_columns_are_the_fields_and_records_are_their_parts() -> None:
    for bundle in BUNDLES:
        assert tuple(column.name for column in columns(bundle)) == bundle._fields
    for column in every_column():
        if column.parts:
            assert column.dtype == record(column.parts)
            assert column.dtype.names == tuple(part.name for part in column.parts)


def test_every_column_says_what_it_is_and_every_axis_is_run_along() -> None:
    for column in every_column():
        assert column.about, column.name
        assert not column.about.endswith("."), column.name
    assert {axis for column in every_column() for axis in column.axes} == set(AXES)


def test_a_client_takes_as_many_bytes_as_is_said() -> None:
    of_clients = [column for column in columns(State) if column.axes == ("client",)]
    assert sum(one.dtype.itemsize for one in of_clients if not one.seldom_touched) == BYTES_OF_A_CLIENT
    engine = Engine(plain_town(), 1)
    held = sum(getattr(engine.state, one.name).nbytes for one in of_clients if not one.seldom_touched)
    assert held == BYTES_OF_A_CLIENT * engine.scenario.population.clients


def test_an_array_is_empty_until_it_is_written_to() -> None:
    sizes = dict.fromkeys(AXES, 2)
    state = allocate(State, sizes)
    for column in columns(State):
        wanted = np.full((2,) * len(column.axes), column.initial, column.dtype)
        np.testing.assert_array_equal(getattr(state, column.name), wanted)
    assert (state.head == -1).all()
    assert np.isnan(state.true_quarter).all()


def test_values_that_do_not_fit_are_refused() -> None:
    sizes = {**dict.fromkeys(AXES, 2), **sizes_of(plain_town())}
    with pytest.raises(ValueError, match="reshape"):
        allocate(State, sizes, reach=[0.0] * (sizes["locality"] + 1))


def test_an_unknown_axis_is_refused() -> None:
    with pytest.raises(
        ValueError, match="column 'visits': there is no axis 'clients'; there are one, client"
    ):
        Column("visits", "u2", "visits so far", axes=("clients",))


def test_tables_that_are_not_wanted_have_no_rows_however_long_the_run_goes_on() -> None:
    scenario = busy_town()
    engine = Engine(scenario, 1, tables=False)
    for weeks in (1, scenario.warm_up_weeks + scenario.weeks):
        engine.advance(weeks)
        rows = {name: len(getattr(engine.record, name)) for name in NOT_ALWAYS_KEPT}
        assert rows == dict.fromkeys(NOT_ALWAYS_KEPT, 0)
        assert len(engine.record.weekly) >= engine.time_index
