"""What all tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from joinup.sim.compiled.compiler import FOLDER
from joinup.sim.compiled.warm_up import SMALLEST, call_for_help
from joinup.sim.engine import Engine
from joinup.sim.extensions import registry
from joinup.sim.parameters import Scenario

settings.register_profile("joinup", deadline=None, derandomize=True)
settings.load_profile("joinup")

LONG_FIRST = (
    "tests/verification/test_verification.py",
    "tests/browser/",
    "tests/test_docs.py",
    "tests/experiments/",
)
"""Where the tests are that take longest: in the end nobody should wait for one of them alone."""

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 * 2**30
"""Bytes, several times what all tests write."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory, where there is room: studies wait for the disk at every step."""
    if hasattr(config, "workerinput") or config.option.basetemp or "PYTEST_DEBUG_TEMPROOT" in os.environ:
        return
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the kernels beside the collection of tests, or else every worker does so by itself."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        call_for_help()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let one worker compile, with the helper, while the others wait: none compiles what another does."""
    if hasattr(session.config, "workerinput") and FOLDER.is_dir():
        with FileLock(FOLDER / "tests.lock"):
            Engine(Scenario.parse(SMALLEST), 1).advance(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in LONG_FIRST])


@pytest.fixture(autouse=True)
def no_extensions_of_other_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test see no extension that others have registered, unless its module asks for them."""
    if not hasattr(getattr(request, "module", None), "WITH_EXTENSIONS"):
        monkeypatch.setattr(registry, "_registered", {})
