"""There is one list of steps: what a model steps through, a run runs and the documentation prints."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from joinup.sim import schedule
from joinup.sim.compiled import warm_up
from joinup.sim.mechanisms.journeys import arrivals, service
from joinup.sim.model import Model
from joinup.sim.run import run
from joinup.sim.schedule import SCHEDULE, Step
from tests.support.scenarios import plain_town


def test_the_twelve_steps_are_numbered_in_order() -> None:
    numbers = [step.number for step in SCHEDULE]
    assert sorted(set(numbers)) == list(range(1, 13))
    assert all(one <= other for one, other in pairwise(numbers))


def test_every_step_says_what_happens_and_has_kernels() -> None:
    for step in SCHEDULE:
        assert step.what.endswith("."), step.title
        assert step.kernels, step.title


def test_no_kernel_is_run_twice() -> None:
    kernels = [kernel for step in SCHEDULE for kernel in step.kernels]
    assert len(set(kernels)) == len(kernels)
    assert set(kernels) == {*schedule.BEFORE, *schedule.STEPS, *schedule.AFTER}


def test_a_model_steps_through_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[Step] = []
    run_step = Model._run_step

    def noted(self: Model, step: Step) -> Any:
        run.append(step)
        run_step(self, step)

    monkeypatch.setattr(Model, "_run_step", noted)
    Model(plain_town({"warm_up_weeks": 0}), rng=1).step()
    assert run == [step for step in SCHEDULE if step.phase == "in_locality"]


def test_a_run_in_another_order_gives_other_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a compiled run runs is this list and no other."""
    town = plain_town({"weeks": 26, "warm_up_weeks": 0})
    before = run(town, seed=1).weekly
    arrive, leave = (schedule.STEPS.index(kernel) for kernel in (arrivals.arrive, service.leave))
    turned = list(schedule.STEPS)
    turned[arrive], turned[leave] = turned[leave], turned[arrive]
    monkeypatch.setattr(schedule, "STEPS", tuple(turned))
    warm_up.step_addresses.cache_clear()
    try:
        assert not run(town, seed=1).weekly.equals(before)
    finally:
        warm_up.step_addresses.cache_clear()
