"""What all tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from joinup.sim.compiled.warm_up import call_for_help
from joinup.sim.extensions import registry

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in LONG_FIRST])


@pytest.fixture(autouse=True)
def no_extensions_of_other_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test see no extension that others have registered, unless its module asks for them."""
    if not hasattr(getattr(request, "module", None), "WITH_EXTENSIONS"):
        monkeypatch.setattr(registry, "_registered", {})
