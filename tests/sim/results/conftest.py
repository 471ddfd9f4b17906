"""A run of a busy town, whose tables the tests read."""

from __future__ import annotations

import pytest

from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town


@pytest.fixture(scope="module")
def result() -> Result:
    return run(busy_town(), seed=3, trace=20)


@pytest.fixture(scope="module")
def apart() -> Result:
    """Return the same run with localities kept apart."""
    return run(busy_town(), seed=3, by_locality=True)
