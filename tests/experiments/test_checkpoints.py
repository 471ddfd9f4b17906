"""Checkpoints are small, and going back to one and on again is as if nobody had gone on."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from joinup.experiments.session.log import RUN
from joinup.experiments.session.session import Session
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.written import TABLES, Rows, Standing, rows_of
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from tests.support.scenarios import busy_town

TO_GO_BACK_TO = (-30, -26, 0, 7, 13, 20, 39, 51, 52)
"""First and last week, before and after an intervention, at the start of a quarter and within one."""

BUNDLES = ("world", "state", "record")
WAVES = [{"name": f"place_{n}", "share": 1 + n % 3, "partnership_starts": 3 * n} for n in range(5)]


def town(**changes: Any) -> Scenario:
    """Return a town whose warm-up does not begin with a quarter, and where decisions are made within one."""
    return busy_town({"warm_up_weeks": 30, "measurement.lag": 17, **changes})


WAYS: dict[str, Callable[[], Engine]] = {
    "all that is kept": lambda: Engine(town(), 3, by_locality=True, trace=9),
    "in waves, with a network": lambda: Engine(
        town(**{"population.localities": WAVES, "population.contacts": {"kind": "small_world"}}), 3
    ),
    "without tables": lambda: Engine(town(), 3, tables=False, threads=2),
}


def run_to(engine: Engine, week: int) -> None:
    """Run up to a week, with a change of form and a shock on the way."""
    while engine.week < week:
        if engine.week == 9:
            engine.intervene({"partnership.form": "merged", "service.abandonment": 0.2})
            engine.shock(0.3)
        engine.advance(1)


def all_that_is_there(engine: Engine) -> dict[Any, Any]:
    """Return everything a run holds that matters between two weeks, down to the bits."""
    arrays = {
        (type(bundle), name): (array.shape, array.dtype, array.tobytes())
        for bundle in (getattr(engine, name) for name in BUNDLES)
        for name, array in bundle._asdict().items()
        if name not in TABLES or rows_of(name) is not Rows.SCRATCH
    }
    plain = {name: value for name, value in vars(engine).items() if name not in (*BUNDLES, "handles")}
    for name in ("episodes", "traced"):
        plain[name] = [rows.tobytes() for rows in plain[name]]
    return {**arrays, **plain, "lengths": engine.written.lengths}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_a_run_that_is_back_where_it_stood_holds_the_same_bits_and_goes_on_with_the_same(
    way: Callable[[], Engine],
) -> None:
    engine = way()
    stood = {}
    for week in TO_GO_BACK_TO:
        run_to(engine, week)
        stood[week] = pickle.dumps(engine.standing()), all_that_is_there(copy.deepcopy(engine))
    at_the_end = all_that_is_there(engine)
    for week, (standing, then) in stood.items():
        back = engine.back_at(pickle.loads(standing))
        assert all_that_is_there(back) == then, f"back in week {week}"
        run_to(back, 52)
        assert all_that_is_there(back) == at_the_end, f"on again from week {week}"
        assert all_that_is_there(engine) == at_the_end, "who goes back shares nothing with who went on"


def test_a_copy_has_tables_as_long_as_the_originals() -> None:
    engine = Engine(town(), 3, by_locality=True, trace=9)
    engine.advance(45)
    engine.make_room(100)
    lengths = engine.written.lengths
    assert lengths["weekly"] == lengths["agencies"] == 2 * 82 and lengths["links"] == 164 // k.QUARTER + 2
    for copied in (copy.deepcopy(engine), pickle.loads(pickle.dumps(engine))):
        assert all_that_is_there(copied) == all_that_is_there(engine)
        assert not copied.record.weekly[45:].any() and np.isnan(copied.record.choices[6:]).all()
    engine.advance(1)
    assert engine.back_at(copied.standing()).written.lengths == lengths


def size(kept: Engine | Standing) -> int:
    return len(pickle.dumps(kept))


def test_a_standing_takes_as_much_room_in_a_long_run_as_in_a_short_and_late_as_early() -> None:
    sizes = []
    for weeks in (60, 2000):
        engine = Engine(town(weeks=weeks), 3, by_locality=True)
        for week in (4, 30, 56):
            run_to(engine, week)
            sizes.append(size(engine.standing()))
    # What the change of form says is a few hundred bytes.
    assert max(sizes) < 1.01 * min(sizes)


def test_a_pickle_grows_with_the_weeks_run_and_not_with_the_length_of_the_run() -> None:
    short, long = (Engine(town(weeks=weeks), 3, by_locality=True) for weeks in (60, 2000))
    sizes = []
    for week in (4, 30, 56):
        for engine in (short, long):
            run_to(engine, week)
        assert size(long) == pytest.approx(size(short), rel=0.001)
        sizes.append(size(short))
    a_week = short.record.weekly[0].nbytes + short.record.ledger[0].nbytes + short.record.agencies[0].nbytes
    for earlier, later in pairwise(sizes):
        assert 26 * a_week < later - earlier < 1.5 * 26 * a_week


def test_a_session_goes_back_to_each_checkpoint_and_on_with_the_same_bits() -> None:
    session = Session(busy_town({"weeks": 65, "events": []}), seed=3, traced=5)
    stood = {}
    while not session.is_over:
        if session.week == 20:
            session.decide({"partnership.form": "merged"}, who="room")
        if session.week == 30:
            session.what_if("other", "Otherwise", {"service.abandonment": 0.3}, who="room")
        session.run_for(1)
        stood[session.week] = {
            name: all_that_is_there(copy.deepcopy(arm.engine)) for name, arm in session.arms.items()
        }
    assert session._checkpoints.weeks == (0, 13, 26, 39, 52, 65)
    for week in (65, 52, 40, 39):
        session.rewind(week)
        assert {name: all_that_is_there(arm.engine) for name, arm in session.arms.items()} == stood[week]
    session.run_for(26)
    assert {name: all_that_is_there(arm.engine) for name, arm in session.arms.items()} == stood[65]
    session.rewind(26)
    for name in (RUN, "as_written", "none"):
        assert all_that_is_there(session.arms[name].engine) == stood[26][name]
