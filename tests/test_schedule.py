"""The schedule of a week in the documentation is the order in which the code runs."""

from __future__ import annotations

import ast
import copy
import inspect

import pytest

from scenarios import schedule as module
from scenarios.schedule import Source, schedule
from sim import JointWorkingModel
from sim.kernels import moving, week
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
    names = [kernel for step in schedule() for kernel in step.kernels]
    for module_name in dict.fromkeys(name.partition(".")[0] for name in names):
        kernels = getattr(week, module_name)
        for name in [n.partition(".")[2] for n in names if n.startswith(f"{module_name}.")]:
            whole, full = getattr(kernels, name), f"{module_name}.{name}"

            def told(*arguments: object, _whole: object = whole, _name: str = full) -> object:
                ran.append(_name)
                assert callable(_whole)
                return _whole(*arguments)

            monkeypatch.setattr(kernels, name, told)
    monkeypatch.setattr(week, "prepare", week.prepare.py_func)
    monkeypatch.setattr(week, "capacity_and_links", week.capacity_and_links.py_func)
    model.step()
    assert ran == names


@pytest.mark.parametrize("way", ["play_weeks", "play_locality_week", "_play_week"])
def test_a_week_played_in_another_order_is_an_error(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source.read()
    changed = copy.deepcopy(source)
    functions = changed.engine if way in changed.engine else changed.compiled
    calls = [node for node in ast.walk(functions[way]) if isinstance(node, ast.Call)]
    kernels = [call for call in calls if isinstance(call.func, ast.Attribute)]
    kernels[-1].func = ast.Attribute(ast.Name("moving"), moving.leave.__name__)
    monkeypatch.setattr(module.Source, "read", classmethod(lambda cls: changed))
    with pytest.raises(ValueError, match="play different weeks"):
        schedule()
