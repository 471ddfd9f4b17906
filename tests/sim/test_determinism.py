"""Same scenario, same seed: the same result, bit for bit, however it is run (model.md 5)."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from joinup.sim.compiled.threads import share_out
from joinup.sim.engine import Engine
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.results.run_tables import RunTables
from joinup.sim.run import run
from tests.support.scenarios import busy_town

ALWAYS = ("weekly", "ledger", "campaigns", "funding", "complaints", "summary", "targets")
"""Tables that every run has."""

WITH_TABLES = ("agencies", "links", "decisions", "effort_gap", "episodes", "scorecard")
"""Tables that a run has if they are asked for."""

WAVES = [{"name": f"place_{n}", "share": 1 + n % 3, "partnership_starts": 3 * n} for n in range(5)]
TOWNS = {
    "busy": busy_town(),
    "in waves": busy_town(
        {
            "population.localities": WAVES,
            "population.clients": 500,
            "weeks": 45,
            "population.contacts": {"kind": "small_world"},
            "decisions.rule": "aspiration",
        }
    ),
}


@pytest.fixture(params=list(TOWNS.values()), ids=list(TOWNS))
def town(request: pytest.FixtureRequest) -> Scenario:
    found: Scenario = request.param
    return found


def assert_same(one: Result, other: Result, tables: tuple[str, ...] = (*ALWAYS, *WITH_TABLES)) -> None:
    for name in tables:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True, obj=name)


def digest(result: Result) -> str:
    """Return one number for every figure of every table."""
    found = hashlib.sha256()
    for name in (*ALWAYS, *WITH_TABLES):
        found.update(getattr(result, name).to_csv(float_format="%r").encode())
    return found.hexdigest()


def test_the_same_seed_gives_the_same_result(town: Scenario) -> None:
    assert_same(run(town, seed=3), run(town, seed=3))


def test_another_seed_gives_another_result(town: Scenario) -> None:
    one, other = run(town, seed=3), run(town, seed=4)
    assert not one.weekly.equals(other.weekly)
    high_word = run(town, seed=3 + 2**40)
    assert not one.weekly.equals(high_word.weekly), "all 63 bits of a seed count"


def test_a_different_figure_is_noticed(town: Scenario) -> None:
    one, other = run(town, seed=3), run(town, seed=3)
    gbp = other.ledger["gbp"].to_numpy(copy=True)
    gbp[7] = np.nextafter(gbp[7], np.inf)
    other.ledger["gbp"] = gbp
    with pytest.raises(AssertionError):
        assert_same(one, other)


def test_the_tables_asked_for_change_nothing_in_those_that_are_always_there(town: Scenario) -> None:
    in_one_call = run(town, seed=3, tables=False)
    assert_same(run(town, seed=3), in_one_call, ALWAYS)
    assert in_one_call.agencies.empty
    assert in_one_call.episodes.empty


def test_a_model_stepped_week_by_week_gives_the_whole_run(town: Scenario) -> None:
    model = Model(town, rng=3)
    for _ in range(town.weeks):
        model.step()
    assert_same(model.result(), run(town, seed=3))


def test_a_model_run_for_a_time_gives_the_whole_run(town: Scenario) -> None:
    model = Model(town, rng=3)
    model.run_for(20)
    model.run_for(town.weeks - 20)
    assert_same(model.result(), run(town, seed=3))


@pytest.mark.parametrize("tables", [True, False], ids=["with tables", "in one call"])
@pytest.mark.parametrize("chunk", [1, 7, 13])
def test_a_run_may_be_cut_anywhere_in_the_warm_up_too(town: Scenario, chunk: int, tables: bool) -> None:
    engine = Engine(town, 3, tables=tables)
    left = town.warm_up_weeks + town.weeks
    while left > 0:
        engine.advance(min(chunk, left))
        left -= chunk
    kept = ALWAYS + WITH_TABLES if tables else ALWAYS
    assert_same(Result(RunTables(engine)), run(town, seed=3, tables=tables), kept)


def test_a_result_taken_half_way_is_the_first_half_and_stays_it(town: Scenario) -> None:
    model = Model(town, rng=3)
    model.run_for(25)
    half = model.result()
    model.run_for(10)
    first_weeks = run(town, seed=3).weekly.query("week < 25")
    pd.testing.assert_frame_equal(half.weekly, first_weeks, check_exact=True)


def test_progress_is_reported_and_changes_nothing(town: Scenario) -> None:
    told: list[int] = []
    assert_same(run(town, seed=3, progress=told.append), run(town, seed=3))
    assert told == sorted(told)
    assert told[-1] == town.weeks + town.warm_up_weeks


# Copies ----------------------------------------------------------------------------------------

Copy = Callable[[Model], Model]


def pickled(model: Model) -> Model:
    found: Model = pickle.loads(pickle.dumps(model))
    return found


@pytest.mark.parametrize("copy_of", [copy.deepcopy, pickled], ids=["deepcopied", "pickled"])
@pytest.mark.parametrize("weeks", [0, 11, 26])
def test_a_copy_goes_on_as_the_original_does(town: Scenario, copy_of: Copy, weeks: int) -> None:
    model = Model(town, rng=3, trace=4)
    for _ in range(weeks):
        model.step()
    twin = copy_of(model)
    assert (twin.time, twin.running, twin.week) == (model.time, True, weeks)
    assert (twin.engine.seed, twin.scenario.name, twin.scenario.hash) == (3, "test_town", town.hash)
    twin.run_for(town.weeks - weeks)
    model.run_for(town.weeks - weeks)
    assert digest(twin.result()) == digest(model.result()) == digest(run(town, seed=3))
    pd.testing.assert_frame_equal(
        twin.datacollector.get_model_vars_dataframe(),
        model.datacollector.get_model_vars_dataframe(),
        check_exact=True,
    )
    assert len(twin.datacollector.get_model_vars_dataframe()) == town.weeks
    assert twin.result().journeys == model.result().journeys
    assert (twin.time, twin.running) == (model.time, False)
    assert [agency.effort for agency in twin.agencies] == [agency.effort for agency in model.agencies]


@pytest.mark.parametrize("copy_of", [copy.deepcopy, pickled], ids=["deepcopied", "pickled"])
def test_a_copy_shares_nothing_with_the_original(copy_of: Copy) -> None:
    model = Model(busy_town(), rng=3)
    model.run_for(11)
    twin = copy_of(model)
    before = digest(twin.result())
    model.intervene({"service.abandonment": 1.0})
    model.run_for(12)
    assert digest(twin.result()) == before
    assert twin.parameters.service.abandonment == 0.05
    assert {agency.model for agency in twin.agencies} == {twin}
    assert len(twin.datacollector.model_vars["waiting"]) == 11
    twin.run_for(41)
    assert digest(twin.result()) == digest(run(busy_town(), seed=3))


def test_what_is_copied_together_belongs_together() -> None:
    model = Model(busy_town(), rng=3)
    twin, engine = copy.deepcopy((model, model.engine))
    assert twin.engine is engine is not model.engine


class Watcher:
    """What a Mesa user might have looking on."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.weeks: list[int] = []
        model.schedule_event(self.look, at=6.0)

    def look(self) -> None:
        self.weeks.append(self.model.week)


@pytest.mark.parametrize("copy_of", [copy.deepcopy, pickled], ids=["deepcopied", "pickled"])
def test_events_of_mesa_come_after_the_week_in_a_copy_as_in_the_original(copy_of: Copy) -> None:
    model = Model(busy_town(), rng=3)
    model.run_for(3)
    watchers = [Watcher(model), Watcher(copy_of(model))]
    for watcher in watchers:
        watcher.model.run_for(5)
    assert [watcher.weeks for watcher in watchers] == [[6], [6]]


def test_an_intervention_survives_copying() -> None:
    model = Model(busy_town(), rng=3)
    model.run_for(11)
    model.intervene({"partnership.form": "dedicated_unit", "service.abandonment": 0.3})
    twin = pickled(model)
    model.run_for(41)
    twin.run_for(41)
    assert digest(twin.result()) == digest(model.result())
    assert twin.result().run_record == model.result().run_record


ELSEWHERE = """
import pickle, sys
from tests.support.scenarios import busy_town
from tests.sim.test_determinism import digest
from joinup import run
with open(sys.argv[1], "rb") as file:
    model = pickle.load(file)
model.run_for(32)
print(digest(model.result()))
print(digest(run(busy_town(), seed=3)))
"""


def test_another_process_with_another_hash_seed_goes_on_identically(tmp_path: Path) -> None:
    model = Model(busy_town(), rng=3)
    model.run_for(20)
    file = tmp_path / "model.pickle"
    file.write_bytes(pickle.dumps(model))
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": os.getcwd()}
    found = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert found.stdout.split() == [digest(run(busy_town(), seed=3))] * 2


# Threads, tracing, localities ------------------------------------------------------------------


@pytest.mark.parametrize("threads", [2, 4, 9])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    scenario = TOWNS["in waves"]
    assert_same(run(scenario, seed=3, threads=threads), run(scenario, seed=3))
    assert_same(run(scenario, seed=3, threads=threads, tables=False), run(scenario, seed=3), ALWAYS)


def test_threads_share_the_localities_and_leave_none_out() -> None:
    places = [{"name": f"place_{n}"} for n in range(4)]
    even = busy_town({"population.localities": places, "population.clients": 400})
    assert Engine(even, 1, threads=2)._blocks() == [(0, 2), (2, 4)]
    assert Engine(even, 1, threads=4)._blocks() == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert share_out(np.array([100, 101]), 2) == [(0, 2)], "no thread for nobody"
    assert Engine(even, 1, threads=4, trace=1)._blocks() == [(0, 4)], "moves are traced in order, by one"
    for threads in range(1, 8):
        blocks = Engine(TOWNS["in waves"], 1, threads=threads)._blocks()
        assert [low for low, _ in blocks[1:]] == [high for _, high in blocks[:-1]]
        assert (blocks[0][0], blocks[-1][1]) == (0, 5)


def test_tracing_clients_changes_nothing(town: Scenario) -> None:
    traced = run(town, seed=3, trace=30)
    assert_same(traced, run(town, seed=3))
    assert len(traced.journeys) == 30
    assert sum(map(len, traced.journeys.values())) > 100


def test_localities_kept_apart_add_up_to_the_whole(town: Scenario) -> None:
    apart, together = run(town, seed=3, by_locality=True), run(town, seed=3)
    counts = [c for c in together.weekly.columns if c not in ("week", "group")]
    sums = apart.weekly.groupby(["week", "group"], sort=False)[counts].sum().reset_index()
    pd.testing.assert_frame_equal(sums, together.weekly, check_exact=True)
    keys = ["week", "payer", "payee", "category"]
    money = [r.ledger.groupby(keys, observed=True)["gbp"].sum() for r in (apart, together)]
    pd.testing.assert_series_equal(money[0], money[1], rtol=1e-12)
    others = [name for name in WITH_TABLES if name != "scorecard"]
    assert_same(apart, together, ("campaigns", "funding", "summary", "targets", *others))
    assert set(apart.weekly.locality) == {place.name for place in town.population.localities}


def test_the_order_of_runs_in_a_process_does_not_matter() -> None:
    first = digest(run(TOWNS["busy"], seed=3))
    for other in TOWNS.values():
        run(other, seed=8)
    assert digest(run(TOWNS["busy"], seed=3)) == first
