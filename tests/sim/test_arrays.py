"""Every array of a run is of the kind and shape that `sim/joinup/sim/arrays/layout.py` says beside its name.

An array of another kind may well hold the same figures, but it takes other memory for each client and
means that every kernel is compiled anew.
"""

from __future__ import annotations

import inspect
import re
from typing import Any, NamedTuple

import numpy as np
import pytest

from joinup.sim.arrays import layout as k
from joinup.sim.arrays.record import quarters_for
from joinup.sim.engine import Engine
from joinup.sim.kernels.classes import count_classes
from joinup.sim.mechanisms.ledger.lines import ledger_lines, outside_shares
from joinup.sim.parameters import Scenario
from tests.support.scenarios import busy_town, plain_town

COMMENT = re.compile(r"^    (\w+): Any  # (\w+)(?: \(([^)]*)\))?", re.MULTILINE)

TRACED = 3

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


class Described(NamedTuple):
    """What the comment beside a field says."""

    field: str
    kind: np.dtype[Any]
    shape: str


def described(bundle: Any) -> list[Described]:
    """Return what is said of every array of a bundle."""
    found = COMMENT.findall(inspect.getsource(type(bundle)))
    assert [field for field, _, _ in found] == list(bundle._fields)
    return [Described(field, np.dtype(getattr(k, kind, kind)), shape) for field, kind, shape in found]


def sizes_of(engine: Engine) -> dict[str, int]:
    """Return how many there are of everything that the comments name."""
    scenario = engine.scenario
    people, groups, roles = scenario.population, len(scenario.population.groups), len(scenario.agencies)
    weeks = scenario.weeks + scenario.warm_up_weeks
    network = people.contacts.kind == "small_world"
    efforts, grid = scenario.decisions.fixed_effort, scenario.decisions.grid
    return {
        "N": people.clients,
        "L": sum(place.count for place in people.localities),
        "G": groups,
        "G + 1": groups + 1,
        "2 G": 2 * groups,
        "A": roles,
        "D": len(people.access),
        "X": grid if isinstance(grid, int) else len(grid),
        "K": len(scenario.incentives),
        "F": len(scenario.funding),
        "C": len(scenario.campaigns),
        "Q": len(scenario.consultations),
        "O": len(outside_shares(scenario)),
        "needs": len(people.needs),
        "deadlines": len(scenario.measurement.deadlines),
        "efforts": len(efforts) if isinstance(efforts, tuple) else 1,
        "arrivals": max(len(group.arrivals.per_week) if group.arrivals else 1 for group in people.groups),
        "starts": people.clients + 1 if network else 1,
        "contacts": int(engine.world.neighbour_start[-1]),
        "most": int(engine.state.tickets["most"].sum()),
        "classes": count_classes(groups, roles),
        "weeks": weeks,
        "quarters": quarters_for(weeks),
        "weeks at once": k.WEEKS_AT_ONCE,
        "lines": len(ledger_lines(scenario)),
        "P": 1,
        "flows": len(k.FLOWS),
        "stocks + flows": len(k.STOCKS) + len(k.FLOWS),
        "AGENCY_COLUMNS": len(k.AGENCY_COLUMNS),
        "capacity": k.WEEKS_AT_ONCE * TRACED * k.TRACE_ROWS_A_WEEK,
    }


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_array_is_of_the_kind_and_shape_that_is_written_beside_it(scenario: Scenario) -> None:
    engine = Engine(scenario, 1, trace=TRACED)
    sizes = sizes_of(engine)
    for bundle in (engine.world, engine.state, engine.record):
        for field, kind, shape in described(bundle):
            array = getattr(bundle, field)
            named = [size.strip() for size in shape.split(",") if size.strip()]
            wanted = tuple(int(size) if size.isdigit() else sizes[size] for size in named)
            assert (field, array.dtype, array.shape) == (field, kind, wanted)
            assert array.flags.c_contiguous, field


def test_tables_that_are_not_wanted_have_no_rows_however_long_the_run_goes_on() -> None:
    scenario = busy_town()
    engine = Engine(scenario, 1, tables=False)
    for weeks in (1, scenario.warm_up_weeks + scenario.weeks):
        engine.advance(weeks)
        lengths = {name: len(getattr(engine.record, name)) for name in NOT_ALWAYS_KEPT}
        assert lengths == dict.fromkeys(NOT_ALWAYS_KEPT, 0)
        assert len(engine.record.weekly) >= engine.time_index
