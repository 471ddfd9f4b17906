"""Compile the steps of a week at their first use, with a second process helping from the far end.

Compiling takes most of a minute of one processor, once per version and machine. Whoever comes
first starts one helper, which compiles the steps from the last to the first and leaves them in
the folder for compiled code; the first process goes from the first to the last and finds there
what the helper has done. Steps that handle clients come first, then those of agencies, and what
runs and collects a stretch of weeks last: they call different functions, so little is compiled
twice. Without a second processor, or where no process can be started, all is compiled here.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numba

from joinup.sim import schedule
from joinup.sim.compiled.compiler import FOLDER, callable_steps, private
from joinup.sim.kernels import collection

STARTED = "helper-started"
"""Name of the file that says that a helper was started for this version of the kernels."""

ARGUMENTS = (numba.int64, numba.int64, numba.int64)
"""Types of the week, the first locality and the end of the localities."""

OF_CLIENTS = ("awareness", "journeys", "accountability", "outreach_and_consultation")
"""Mechanisms whose kernels handle clients one by one."""

IN_ORDER = sorted(schedule.STEPS, key=lambda step: step.__module__.split(".")[-2] not in OF_CLIENTS)
"""The steps in the order in which they are compiled."""

Kinds = tuple[Any, ...]
"""The types of a function's arguments."""

_helpers: list[subprocess.Popen[bytes]] = []


@contextmanager
def without_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: compiling makes millions of objects, and nearly all are in use."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@cache
def call_for_help() -> None:
    """Start the helper if nothing has been compiled for this version of the kernels yet."""
    if (os.cpu_count() or 1) < 2:
        return
    try:
        (FOLDER / STARTED).touch(exist_ok=False)
        # It imports from where this process does, and not first from the current folder.
        _helpers.append(
            subprocess.Popen(
                [sys.executable, "-P", "-m", "joinup.sim.compiled.warm_up"],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
    except OSError:
        # It was started before, or there is nobody to help.
        return


@cache
def step_addresses(world: Any, state: Any, record: Any) -> Any:
    """Return the steps of a week, compiled for the types of the bundles, as `run_stretch` takes them."""
    with without_collection():
        for function, kinds in _to_compile(world, state, record):
            function.compile(kinds)
    found = callable_steps(schedule.STEPS, (world, state, record, *ARGUMENTS))
    while _helpers:
        helper = _helpers.pop()
        helper.terminate()
        helper.wait()
    return found


def _to_compile(world: Any, state: Any, record: Any) -> list[tuple[Any, Kinds]]:
    """Return what a run calls, in the order in which it is compiled, and with which types."""
    bundles = (world, state, record)
    whole = numba.int64
    found: list[tuple[Any, Kinds]] = [(step, (*bundles, *ARGUMENTS)) for step in IN_ORDER]
    found.append((collection.collect, (*bundles, whole, whole)))
    if private is not None:
        found.append((schedule.run_stretch, (*bundles, whole[::1], whole, *ARGUMENTS, whole)))
    return found


def help_compiling() -> None:
    """Compile from the last to the first."""
    from joinup.sim.arrays.construction import build_world
    from joinup.sim.arrays.written import new_record
    from joinup.sim.compiled.bundles import RecordType, StateType, WorldType
    from joinup.sim.initial_state import empty_state
    from joinup.sim.parameters import Scenario

    scenario = Scenario.parse(SMALLEST)
    world = build_world(scenario, 1)
    state = empty_state(scenario, world)
    record = new_record(scenario, weeks=1, by_locality=False, tables=True, trace=0)
    bundles = tuple(
        kind(tuple((name, numba.typeof(value)) for name, value in bundle._asdict().items()))
        for kind, bundle in ((WorldType, world), (StateType, state), (RecordType, record))
    )
    with without_collection():
        for function, kinds in reversed(_to_compile(*bundles)):
            function.compile(kinds)


SMALLEST: dict[str, Any] = {
    "name": "smallest",
    "weeks": 1,
    "warm_up_weeks": 0,
    "population": {
        "clients": 1,
        "needs": [{"name": "help"}],
        "groups": [{"name": "all", "share": 1.0, "onset": 0.1, "needs": {"help": 1.0}}],
    },
    "agencies": [{"name": "helper", "needs": ["help"], "places": 1, "service_weeks": 1}],
}
"""A scenario with all the types of arrays that there are."""


if __name__ == "__main__":
    help_compiling()
