"""Parts of the kernels against plain versions: the scan, the smallest few, draws many at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from joinup.sim import randomness, schedule
from joinup.sim.arrays.codes import STATES
from joinup.sim.compiled.warm_up import IN_ORDER, SMALLEST, STARTED
from joinup.sim.engine import Engine
from joinup.sim.kernels import collection
from joinup.sim.kernels.classes import class_code, count_classes, state_of
from joinup.sim.kernels.scan import SPARSE, list_those_below
from joinup.sim.kernels.smallest import offer, put_in_order
from joinup.sim.parameters import Scenario
from joinup.sim.run import run

SEED = 2**40 + 7


@settings(max_examples=40, deadline=None)
@given(
    first=st.integers(0, 200),
    clients=st.integers(1, 2500),
    limits=st.lists(st.integers(0, 2**32 - 1), min_size=4, max_size=4),
    small=st.booleans(),
)
@example(first=0, clients=1, limits=[0, 0, 0, 0], small=False)
@example(first=63, clients=1100, limits=[2**32 - 1] * 4, small=False)
def test_the_scan_lists_exactly_those_who_draw_below_their_limit(
    first: int, clients: int, limits: list[int], small: bool
) -> None:
    """Small limits let whole blocks be passed over; both ways give the plain answer."""
    table = np.array([limit % SPARSE if small else limit for limit in limits], np.uint32)
    end = first + clients
    column = np.random.default_rng(clients).integers(64, 68, end).astype(np.uint16)
    events, event_draw = np.full(end + 5, -1, np.int32), np.zeros(end + 5, np.uint32)
    found = list_those_below(column, 3, table, events, event_draw, 5, first, end, SEED, -3, randomness.MOVE)
    drawn = [
        int(randomness.screening_draw(SEED, client, -3, randomness.MOVE)) for client in range(first, end)
    ]
    expected = [first + n for n, u in enumerate(drawn) if u < table[column[first + n] & 3]]
    assert events[5 : 5 + found].tolist() == expected
    assert event_draw[5 : 5 + found].tolist() == [drawn[client - first] for client in expected]
    assert (events[:5] == -1).all()


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(1, 20))
def test_the_smallest_few_are_kept_in_order(numbers: list[int], wanted: int) -> None:
    heap, size = np.empty(wanted, np.uint64), 0
    for number in numbers:
        size = offer(heap, size, np.uint64(number))
    put_in_order(heap, size)
    assert heap[:size].tolist() == sorted(numbers)[:wanted]


def test_draws_made_together_are_the_draws_made_one_by_one() -> None:
    clients = np.array([0, 3, 64, 70_000, 2**31 - 1], np.int32)
    together = np.zeros(5, np.uint32)
    randomness.fill_draws(together, clients, 5, SEED, 2**31 + 5, -20, randomness.RECURRENCE)
    one_by_one = [int(randomness.draw(SEED, int(c), 2**31 + 5, -20, randomness.RECURRENCE)) for c in clients]
    assert together.tolist() == one_by_one


@pytest.mark.parametrize(("groups", "roles"), [(1, 1), (3, 5), (24, 16)])
def test_a_class_tells_its_state(groups: int, roles: int) -> None:
    seen = set()
    for state in range(len(STATES)):
        for group in range(groups):
            for role in range(roles):
                for last in range(roles + 1):
                    code = class_code(state, group, role % 2, last % 2, role, last, groups, roles)
                    assert state_of(code, groups) == state
                    seen.add(code)
    assert max(seen) == count_classes(groups, roles) - 1 < 2**16


# Compiling -------------------------------------------------------------------------------------


def test_every_step_is_compiled_and_the_smallest_scenario_is_one() -> None:
    assert set(IN_ORDER) == set(schedule.STEPS)
    assert len(IN_ORDER) == len(schedule.STEPS)
    engine = Engine(Scenario.parse(SMALLEST), 1)
    engine.advance(1)
    assert engine.week == 1


def test_functions_that_run_and_collect_a_stretch_are_compiled_once_beforehand() -> None:
    run(Scenario.parse(SMALLEST), seed=1)
    assert len(schedule.run_stretch.signatures) == len(collection.collect.signatures) == 1


@pytest.mark.slow
def test_a_first_run_compiles_with_a_helper_where_the_package_cannot_be_written_to(tmp_path: Path) -> None:
    """The helper leaves nothing behind but compiled code, in the folder of the user."""
    code = (
        "from joinup import Scenario, run\nfrom joinup.sim.compiled.warm_up import SMALLEST, _helpers\n"
        "print(int(run(Scenario.parse(SMALLEST), seed=1).weekly.no_need.sum()), len(_helpers))"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.getcwd()}
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert found.stdout.split()[1] == "0"
    folder = next((tmp_path / "joinup").glob("kernels-*"))
    if (os.cpu_count() or 1) > 1:
        assert (folder / STARTED).exists()
    assert len(list(folder.rglob("*.nbc"))) > len(schedule.STEPS)


@pytest.mark.slow
def test_the_benchmarks_run(tmp_path: Path) -> None:
    """Whether they can be made, at a small size; how fast anything is, is for their report."""
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--docs", str(tmp_path)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    page = (tmp_path / "explanation" / "performance.md").read_text()
    assert page.count("| at least ") + page.count("| at most ") == 11
    assert (tmp_path / "images" / "growth.svg").read_text().startswith("<svg")
