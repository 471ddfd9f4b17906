"""The schedule of a week in the documentation is the order in which the code runs."""

from __future__ import annotations

import ast
import copy
import inspect
from typing import Any

import pytest

from joinup.scenarios import schedule as module
from joinup.scenarios.schedule import Source, kernel_name, schedule
from joinup.sim import JointWorkingModel
from joinup.sim.kernels import awareness, collecting, moving, week
from tests.builders import plain_town


def test_a_week_has_twelve_steps_that_step_calls_by_name() -> None:
    called = [line.split("(")[0].strip() for line in inspect.getsource(JointWorkingModel.step).splitlines()]
    methods = [line.removeprefix("self._") for line in called if line.startswith("self._")]
    assert len(methods) == 12
    assert [step.name.lower().replace(" ", "_") for step in schedule()] == methods


def test_every_step_says_what_happens_and_calls_compiled_functions() -> None:
    for step in schedule():
        assert step.about.endswith("."), step.name
        assert step.kernels, step.name


def test_the_order_read_from_the_source_is_the_order_in_which_a_step_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = JointWorkingModel(plain_town({"warm_up_weeks": 0}), rng=1)
    ran: list[str] = []
    everywhere = JointWorkingModel._everywhere

    def told_of_steps(self: JointWorkingModel, *steps: object) -> None:
        for step in steps:
            ran.append(kernel_name(step))
            everywhere(self, step)

    monkeypatch.setattr(JointWorkingModel, "_everywhere", told_of_steps)
    for kernel in (awareness.advertise, collecting.keep_episodes, collecting.collect):

        def told(*arguments: object, _whole: Any = kernel) -> object:
            ran.append(kernel_name(_whole))
            return _whole(*arguments)

        monkeypatch.setattr(inspect.getmodule(kernel.py_func), kernel.__name__, told)
    model.step()
    assert ran == [kernel for step in schedule() for kernel in step.kernels]


@pytest.mark.parametrize("way", ["_play", "play_stretch"])
def test_a_week_played_in_another_order_is_an_error(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = copy.deepcopy(Source.read())
    functions = changed.engine if way in changed.engine else changed.compiled
    calls = [node for node in ast.walk(functions[way]) if isinstance(node, ast.Call)]
    calls[-1].func = ast.Attribute(ast.Name("moving"), moving.leave.__name__)
    ast.copy_location(calls[-1].func, calls[-1])
    monkeypatch.setattr(module.Source, "read", classmethod(lambda cls: changed))
    with pytest.raises(ValueError, match="play different weeks"):
        schedule()


def test_compiled_steps_in_another_order_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week, "STEPS", week.STEPS[::-1])
    with pytest.raises(ValueError, match="play different weeks"):
        schedule()
