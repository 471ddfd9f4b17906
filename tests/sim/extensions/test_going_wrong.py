"""What goes wrong in what users add is told with its place, or kept until compiled code has returned."""

from __future__ import annotations

import ctypes
import pickle
import random
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.sim.compiled.callbacks import address_of_callback, call_out, callback, heard
from joinup.sim.compiled.compiler import compiled
from joinup.sim.engine import Engine
from joinup.sim.errors import ExtensionError, InvariantError
from joinup.sim.extensions.decorators import incentive, mechanism, rule
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import busy_town


def in_force(function: Any, **changes: Any) -> Scenario:
    """Return a short run of the town with a mechanism of a test's own."""
    mechanism(after="effort", agency={"seen": 0.0})(function)
    short = {"weeks": 4, "warm_up_weeks": 4, f"extensions.{function.__name__}": {}}
    return busy_town().with_changes(short | changes)


EVEN = {"population.localities": [{"name": "north"}, {"name": "south"}]}
"""Two localities that two threads share."""


def stepped(scenario: Scenario) -> None:
    Model(scenario.with_changes({"warm_up_weeks": 0}), seed=1).step()


def returns_something(here: Any) -> Any:
    return 3


def writes_nan(here: Any) -> None:
    here.agencies["effort"][1] = np.nan


def writes_nan_elsewhere(here: Any) -> None:
    here.agencies["performance"][2] = np.nan


def writes_infinity(here: Any) -> None:
    here.agencies["pressure"][0] = np.inf


def chooses_what_there_is_not(here: Any) -> None:
    here.agencies["choice"][0] = 99


def counts_who_is_not_there(here: Any) -> None:
    here.agencies["waiting"] += 10


def trusts_too_much(here: Any) -> None:
    here.links["trust"][0, 1] = 2.0


def forgets_a_number(here: Any) -> None:
    here.memory.agency["seen"] = np.nan


def writes_another_shape(here: Any) -> None:
    here.agencies["effort"] = np.zeros(7)


def touches_the_neighbours(here: Any) -> None:
    whole = here.agencies.base
    whole["effort"] = 0.25


def writes_to_clients(here: Any) -> None:
    here.clients["needs"] = 0


def writes_to_settings(here: Any) -> None:
    here.settings["service"]["fatigue"] = 0.0


def writes_to_what_is_declared(here: Any) -> None:
    here.declared["place_cost"] = 0.0


def draws_for_all(here: Any) -> None:
    draw = np.asarray(here.week).__class__.__module__
    __import__(draw).random.random()


def draws_by_library(here: Any) -> None:
    pd.Series([1, 2]).sample(1)


def wrong_mask(here: Any) -> None:
    here.make_aware([True])


def divides_by_zero(here: Any) -> None:
    number = 1
    here.memory.agency["seen"] = number // 0


@pytest.mark.parametrize("run_or_step", [lambda scenario: run(scenario, 1), stepped], ids=["run", "step"])
@pytest.mark.parametrize(
    ("function", "message"),
    [
        (returns_something, "a mechanism returns nothing"),
        (writes_nan, "effort of 'housing' is nan, not between 0 and 1"),
        (writes_nan_elsewhere, "performance of 'clinic' is nan, not a finite number"),
        (writes_infinity, "pressure of 'adviser' is inf, not a finite number"),
        (chooses_what_there_is_not, "choice of an agency is not between 0 and 10"),
        (counts_who_is_not_there, "waiting of an agency has changed"),
        (trusts_too_much, "trust of 'adviser' and 'housing' is 2.0, not between 0 and 1"),
        (forgets_a_number, "own column 'seen' of each agency is no finite number"),
        (writes_another_shape, "could not broadcast"),
        (touches_the_neighbours, "it has changed other localities"),
        (writes_to_clients, "read-only"),
        (writes_to_settings, "read-only"),
        (writes_to_what_is_declared, "read-only"),
        (draws_for_all, "it has drawn from a global random generator"),
        (draws_by_library, "it has drawn from a global random generator"),
        (wrong_mask, "one truth value for each of"),
        (divides_by_zero, "ZeroDivisionError"),
    ],
)
def test_a_bad_mechanism_is_reported_with_its_place(
    function: Any, message: str, run_or_step: Callable[[Scenario], None]
) -> None:
    told = rf"test_going_wrong.py, line \d+: mechanism '{function.__name__}', week -?\d+, locality 'north': "
    with pytest.raises(ExtensionError, match=told + f".*{message}"):
        run_or_step(in_force(function))


def test_the_line_is_the_one_that_went_wrong() -> None:
    first = divides_by_zero.__code__.co_firstlineno
    with pytest.raises(ExtensionError, match=f"line {first + 2}: "):
        run(in_force(divides_by_zero), 1)


def test_what_happens_late_is_seen_too() -> None:
    def goes_astray(here: Any) -> None:
        if here.week >= 26:
            here.agencies.base["effort"] = 0.25

    with pytest.raises(ExtensionError, match="week 26, locality 'north': it has changed other localities"):
        run(in_force(goes_astray, weeks=52), 1)


def test_what_a_thread_does_beside_it_is_no_fault_of_an_extension() -> None:
    def does_nothing(here: Any) -> None:
        """Leave everything alone."""

    scenario = in_force(does_nothing, weeks=52, **EVEN)
    assert len(Engine(scenario.with_changes({"warm_up_weeks": 0}), 1, threads=2)._blocks()) == 1, "at first"
    assert run(scenario, 1, threads=2) == run(scenario, 1)


def test_what_goes_wrong_leaves_in_order_what_compiled_code_finds_its_way_by() -> None:
    """The week goes on to its end, and compiled code would look for clients beyond the end of a list."""

    def raises_with_wrong_counts(here: Any) -> None:
        here.agencies["waiting"] += 10
        here.agencies["choice"] = 99
        raise RuntimeError("at last")

    engine = Engine(in_force(raises_with_wrong_counts, warm_up_weeks=0), 1)
    with pytest.raises(ExtensionError, match="at last"):
        engine.advance(1)
    assert engine.state.agency["choice"].max() < len(engine.world.grid)
    assert engine.state.agency["waiting"].max() < 10


def test_what_another_thread_draws_is_no_fault_of_an_extension() -> None:
    """The threads of a cluster's worker draw when they like, and its slow first call gives them time."""

    def takes_long(here: Any) -> None:
        """Let other threads come to their turn."""
        here.memory.agency["seen"] = sum(range(1_000_000)) % 2

    run_is_over = threading.Event()

    def draw() -> None:
        while not run_is_over.wait(0.001):
            random.random()
            np.random.random()  # noqa: NPY002

    drawing = threading.Thread(target=draw)
    drawing.start()
    try:
        run(in_force(takes_long), 1)
    finally:
        run_is_over.set()
        drawing.join()


def too_short(choice: Any) -> Any:
    return [1.0]


def unlikely(choice: Any) -> Any:
    return np.full(len(choice.efforts), 0.5)


def undecided(choice: Any) -> Any:
    return np.full(len(choice.efforts), np.nan)


def in_words(choice: Any) -> Any:
    return "the first"


def pushes_itself(choice: Any) -> Any:
    choice.row["effort"] = 1.0


def pushes_partners(choice: Any) -> Any:
    choice.here.links["trust"] = 1.0


@pytest.mark.parametrize("run_or_step", [lambda scenario: run(scenario, 1), stepped], ids=["run", "step"])
@pytest.mark.parametrize(
    ("function", "message"),
    [
        (too_short, r"one probability for each of the 11 efforts, not an array of shape \(1,\)"),
        (unlikely, "add up to 1"),
        (undecided, "add up to 1; these are .nan"),
        (in_words, "one probability for each of the 11 efforts, not 'the first'"),
        (pushes_itself, "read-only"),
        (pushes_partners, "read-only"),
    ],
)
def test_a_bad_rule_is_reported_with_its_place(
    function: Any, message: str, run_or_step: Callable[[Scenario], None]
) -> None:
    rule()(function)
    scenario = busy_town().with_changes(
        {"weeks": 4, "warm_up_weeks": 4, "decisions.rule": function.__name__, "partnership.starts": 0}
    )
    told = rf"line \d+: rule '{function.__name__}', week .*, locality .*: .*{message}"
    with pytest.raises(ExtensionError, match=told):
        run_or_step(scenario)


def nothing_at_all(choice: Any) -> Any:
    return None


def more_than_all(choice: Any) -> Any:
    return 1.5


def unknown(choice: Any) -> Any:
    return np.nan


def one_each(choice: Any) -> Any:
    return np.ones(1)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (nothing_at_all, "share of its money that is paid, 0 to 1, not None"),
        (more_than_all, "not 1.5"),
        (unknown, "not nan"),
        (one_each, r"not an array of shape \(1,\)"),
    ],
)
def test_a_bad_incentive_is_reported_with_its_place(function: Any, message: str) -> None:
    incentive()(function)
    name = function.__name__
    paid = {"levers": [], "incentives": [{"name": "own", "kind": name, "of_full_cost": 0.5}]}
    scenario = busy_town().with_changes({"weeks": 14, "warm_up_weeks": 0, "partnership.starts": 0, **paid})
    with pytest.raises(ExtensionError, match=rf"line \d+: incentive '{name}', week .*{message}"):
        run(scenario, 1)


def test_a_broken_identity_names_what_was_added() -> None:
    def loses_clients(here: Any) -> None:
        here.agencies["in_service"] += 1

    with pytest.raises(InvariantError, match="what the scenario adds .* broken it: loses_clients"):
        run(in_force(loses_clients), 1)


def test_a_run_that_went_wrong_does_not_go_on_and_can_go_back() -> None:
    def fails(here: Any, *, from_week: int = 2) -> None:
        if here.week == from_week:
            raise RuntimeError("no")

    model = Model(in_force(fails, weeks=20), seed=1)
    engine = model.engine
    engine.advance(1)
    standing = pickle.loads(pickle.dumps(engine.standing()))
    with pytest.raises(ExtensionError, match="week 2, locality .north.: no"):
        engine.advance(10)
    model.intervene({"extensions.fails.from_week": 50})
    for broken in (engine, pickle.loads(pickle.dumps(engine))):
        with pytest.raises(ExtensionError, match="start the run anew"):
            broken.advance(1)
    again = engine.back_at(standing)
    again.intervene({"extensions.fails.from_week": 50})
    again.advance(10)
    assert again.week == 11


@pytest.mark.parametrize(
    ("how", "raised"), [(0, KeyboardInterrupt), (1, SystemExit), (2, GeneratorExit)], ids=str
)
def test_what_is_no_error_passes_as_it_is_and_cuts_the_weeks_short(
    how: int, raised: type[BaseException]
) -> None:
    def is_interrupted(here: Any, *, how: int = 0) -> None:
        if here.week == 1:
            raise (KeyboardInterrupt, SystemExit, GeneratorExit)[how]

    scenario = in_force(is_interrupted, weeks=20, warm_up_weeks=0)
    engine = Engine(scenario.with_changes({"extensions.is_interrupted.how": how}), 1)
    with pytest.raises(raised):
        engine.advance(20)
    weeks = engine.record.kept_counts.any(axis=(1, 2, 3))
    assert weeks.tolist() == [True, True] + [False] * (len(weeks) - 2)
    model = Model(engine.opening_scenario, seed=1)
    model.step()
    with pytest.raises(raised):
        model.step()


def test_ctrl_c_while_threads_run_stops_them_all() -> None:
    def is_slow(here: Any) -> None:
        if here.week == 6 and here.name == "south":
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        if here.week >= 6:
            threading.Event().wait(0.02)

    later = {"events": [{"name": "later", "week": 4, "turnover_shock": 0.1}]}
    engine = Engine(in_force(is_slow, weeks=26, warm_up_weeks=0, **later, **EVEN), 1, threads=2)
    engine.advance(4)
    assert engine._blocks() == [(0, 1), (1, 2)]
    with pytest.raises(KeyboardInterrupt):
        engine.advance(22)
    assert not engine.record.kept_counts[20:].any(), "nobody has gone on to week 24"


@compiled
def calls_after_a_signal(signal: int, function: int) -> float:
    call_out(signal, 0, 0, 0, 0, 0.0)
    returned: float = call_out(function, 1, 2, 3, 4, 5.0)
    return returned


def test_ctrl_c_while_compiled_code_runs_is_kept() -> None:
    """Python raises it on the way into the callback, before the first line of it."""
    arrives = address_of_callback(ctypes.pythonapi.PyErr_SetInterrupt)
    kept: list[BaseException] = []
    made = callback(lambda *given: pytest.fail("called"), kept.append)
    with heard(kept.append):
        calls_after_a_signal(arrives, address_of_callback(made))
    assert [type(one) for one in kept] == [KeyboardInterrupt]


def test_other_reports_go_where_they_went(monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", reports.append)

    class Dropped:
        def __del__(self) -> None:
            raise OSError("gone")

    kept: list[BaseException] = []
    with heard(kept.append):
        Dropped()
    assert not kept and [one.exc_type for one in reports] == [OSError]
    assert sys.unraisablehook == reports.append
