"""The idiomatic Mesa model that benchmarks compare with: ordinary draws in all its parts, and only there."""

from __future__ import annotations

import pytest

from benchmarks.contenders import simulate_in_mesa, town
from joinup.sim import randomness
from tests.oracle import arrivals, chance, client


def test_the_idiomatic_mesa_model_runs_without_exact_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of it asks for one: each would cost it time that a model of its own would not spend."""

    def exact(probability: float) -> int:
        raise AssertionError(f"an exact threshold was asked for {probability}")

    monkeypatch.setattr(randomness, "threshold", exact)
    played = simulate_in_mesa(town(100, 3))
    assert played.week == 3
    assert vars(arrivals)["below"] is vars(client)["below"] is chance.below
