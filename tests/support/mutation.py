"""A plugin of pytest for mutation tests, where every error is tried in a copy of one warm process.

What functions remember from before the error was put in would hide it, so they forget it first.
Compiled kernels are kept: no error goes in there. Tests that notice most come first, since the
first to fail ends the trial, and tests with drawn examples draw fewer.
"""

from __future__ import annotations

import gc
import sys
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from joinup.sim.compiled.compiler import FOLDER
from joinup.sim.compiled.warm_up import STARTED

HOME = str(Path(__file__).parents[2])
REMEMBERING = type(lru_cache(print))
COMPILED = ("joinup.sim.compiled.compiler", "joinup.sim.randomness", "joinup.sim.compiled.warm_up")

FIRST = (
    "test_arrays",
    "test_world",
    "test_baselines",
    "test_declarations",
    "test_changes",
    "test_paths",
    "test_clients",
)

settings.register_profile(
    "mutation", deadline=None, derandomize=True, max_examples=20, phases=[Phase.explicit, Phase.generate]
)


def pytest_configure() -> None:
    # The tool waits for its own processes only: no other may be started to help compiling.
    (FOLDER / STARTED).touch()


def pytest_sessionstart() -> None:
    for name, module in list(sys.modules.items()):
        if name in COMPILED or not (getattr(module, "__file__", None) or "").startswith(HOME):
            continue
        for thing in list(vars(module).values()):
            if isinstance(thing, REMEMBERING):
                thing.cache_clear()
    # What is there already need not be looked through for rubbish in every copy of the process.
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))
