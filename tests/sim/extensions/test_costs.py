"""What extensions cost those who have none."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import pytest

from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.extensions import registry
from joinup.sim.run import run
from tests.support.scenarios import busy_town


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that somebody looks through the installed packages."""
    asked: list[str] = []

    def entry_points(*, group: str) -> Any:
        asked.append(group)
        return metadata.entry_points(group=group)

    monkeypatch.setattr(registry, "entry_points", entry_points)
    registry._installed.cache_clear()
    return asked


def test_nobody_looks_through_the_installed_packages_for_what_is_shipped(looked_through: list[str]) -> None:
    town = load("town").with_changes({"weeks": 2, "warm_up_weeks": 0, "population.clients": 50})
    for rule in ("best_reply", "ewa", "aspiration", "fixed", "logit"):
        run(town.with_changes({"decisions.rule": rule, "partnership.form": "merged"}), 1)
    assert len(busy_town().incentives) == 7, "all shipped kinds"
    assert not looked_through
    with pytest.raises(ScenarioError, match="nobody"):
        town.with_changes({"decisions.rule": "nobody"})
    assert looked_through == [registry.INSTALLED], "once, for what is not known"
