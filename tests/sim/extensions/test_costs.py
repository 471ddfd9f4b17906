"""What extensions cost those who have none, and what those are told whose extensions cost much."""

from __future__ import annotations

import warnings
from importlib import metadata
from itertools import accumulate, cycle
from typing import Any

import pytest

from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.extensions import calls, extension
from joinup.sim.extensions.decorators import mechanism
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import busy_town


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that somebody looks through the installed packages."""
    asked: list[str] = []

    def entry_points(*, group: str) -> Any:
        asked.append(group)
        return metadata.entry_points(group=group)

    monkeypatch.setattr(extension, "entry_points", entry_points)
    extension.installed.cache_clear()
    return asked


def test_nobody_looks_through_the_installed_packages_for_what_is_shipped(looked_through: list[str]) -> None:
    town = load("town").with_changes({"weeks": 2, "warm_up_weeks": 0, "population.clients": 50})
    for rule in ("best_reply", "ewa", "aspiration", "fixed", "logit"):
        run(town.with_changes({"decisions.rule": rule, "partnership.form": "merged"}), 1)
    assert len(busy_town().incentives) == 7, "all shipped kinds"
    assert not looked_through
    with pytest.raises(ScenarioError, match="nobody"):
        town.with_changes({"decisions.rule": "nobody"})
    assert looked_through == [extension.INSTALLED], "once, for what is not known"


def slow(here: Any, *, growth: float = 0.0) -> None:
    """Leave everything alone."""


def with_slow() -> Scenario:
    mechanism(after="effort")(slow)
    later = {"name": "later", "week": 30, "set": {"extensions.slow.growth": 1.0}}
    whole = {"weeks": 40, "warm_up_weeks": 0, "extensions.slow": {}, "events": [later]}
    return busy_town().with_changes(whole)


def set_clock(monkeypatch: pytest.MonkeyPatch, in_calls: float, between: float) -> None:
    """Let so many seconds pass in each call of an extension, and between two."""
    seconds = accumulate(cycle((in_calls, between)))
    monkeypatch.setattr(calls, "clock", lambda: next(seconds))


def test_slow_plain_python_is_reported_once_a_run_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def stepped(town: Scenario) -> None:
        Model(town, seed=1).run_for(40)

    for run_or_step in (lambda town: run(town, 1), stepped):
        set_clock(monkeypatch, in_calls=9.0, between=1.0)
        with pytest.warns(
            RuntimeWarning, match="'slow' takes [68].% of the run's time .* numba.njit"
        ) as told:
            run_or_step(with_slow())
        [warning] = told
        assert (warning.filename, warning.lineno) == (__file__, slow.__code__.co_firstlineno)


@pytest.mark.parametrize(("in_calls", "between"), [(9e-3, 1e-3), (1.0, 9.0)])
def test_who_is_quick_or_quick_beside_the_rest_is_told_nothing(
    in_calls: float, between: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, in_calls, between)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert run(with_slow(), 1).weeks == 40
