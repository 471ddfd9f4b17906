"""A small model that has run for some weeks."""

from __future__ import annotations

import pytest

from joinup.sim.model import Model
from tests.support.scenarios import busy_town


@pytest.fixture
def model() -> Model:
    """Return a busy town after half a year."""
    found = Model(busy_town(), rng=2, trace=300)
    found.run_for(20)
    return found
