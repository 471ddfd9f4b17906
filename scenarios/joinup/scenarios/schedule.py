"""The schedule of a week, read from the code (ODD 3).

`JointWorkingModel.step` makes one call for each of the twelve steps; the engine's `_play` plays the
same steps for stretches of weeks in compiled code, in the order of `week.STEPS`. Both are read from
their source, so that the table of the documentation is the order in which the code runs, and a
difference between them is an error.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from joinup.scenarios.words import capital, plain_name
from joinup.sim import engine, model
from joinup.sim.kernels import week


@dataclass(frozen=True, slots=True)
class Step:
    """One of the twelve steps of a week.

    Attributes
    ----------
    name
        The step in words.
    about
        What happens, from the docstring of its method.
    kernels
        The compiled functions that it calls, in order.
    """

    name: str
    about: str
    kernels: tuple[str, ...]


def schedule() -> tuple[Step, ...]:
    """Return the steps of a week in the order in which `JointWorkingModel.step` takes them.

    Raises
    ------
    ValueError
        If another way to play a week calls other functions, or in another order.
    """
    source = Source.read()
    steps = tuple(
        Step(
            name=capital(plain_name(name.removeprefix("_"))),
            about=_first_line(source.methods[name]),
            kernels=tuple(source.kernels_of(source.methods[name])),
        )
        for name in _called_on_self(source.methods["step"])
    )
    stepped = [kernel for step in steps for kernel in step.kernels]
    played = list(source.kernels_of(source.engine["_play"]))
    if stepped != played:
        raise ValueError(f"step() and _play() play different weeks: {stepped} and {played}")
    return steps


def kernel_name(kernel: Any) -> str:
    """Return a compiled function as ``module.name``."""
    return f"{kernel.__module__.rpartition('.')[2]}.{kernel.__name__}"


@dataclass(frozen=True, slots=True)
class Source:
    """The functions in which a week is written down: the model's, the engine's, the compiled ones."""

    methods: dict[str, ast.FunctionDef]
    engine: dict[str, ast.FunctionDef]
    compiled: dict[str, ast.FunctionDef]

    @classmethod
    def read(cls) -> Source:
        """Read them from their modules."""
        return cls(
            _functions(inspect.getsource(model)),
            _functions(inspect.getsource(engine)),
            _functions(inspect.getsource(week)),
        )

    def kernels_of(self, function: ast.FunctionDef) -> Iterator[str]:
        """Yield the kernels that a function names, as ``module.name``, in order."""
        for owner, name in _names_in(function):
            if owner == "week" and name in self.compiled:
                yield from self.kernels_of(self.compiled[name])
            elif owner == "week" and isinstance(getattr(week, name), tuple):
                yield from map(kernel_name, getattr(week, name))
            elif name == "call_step":
                yield from map(kernel_name, week.STEPS)
            elif owner in ("engine", "self") and name in self.engine:
                yield from self.kernels_of(self.engine[name])
            elif owner in _kernel_modules():
                yield f"{owner}.{name}"


def _kernel_modules() -> set[str]:
    found = {name: module for name, module in vars(week).items() if inspect.ismodule(module)}
    return {name for name, module in found.items() if module.__name__ == f"joinup.sim.kernels.{name}"}


def _functions(source: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _names_in(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """Return the names in a function's body, in order, each with the name that it is looked up in."""
    found: list[tuple[int, int, str, str]] = []
    for node in (node for line in function.body for node in ast.walk(line)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.append((node.lineno, node.col_offset, node.value.id, node.attr))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append((node.lineno, node.col_offset, "", node.func.id))
    return [(owner, name) for _, _, owner, name in sorted(found)]


def _name_of(call: ast.Call) -> tuple[str, str]:
    """Return on what a function is called, if on anything, and its name."""
    if isinstance(call.func, ast.Name):
        return "", call.func.id
    if not isinstance(call.func, ast.Attribute):
        return "", ""
    owner = call.func.value
    if isinstance(owner, ast.Attribute):
        return owner.attr, call.func.attr
    return owner.id if isinstance(owner, ast.Name) else "", call.func.attr


def _called_on_self(function: ast.FunctionDef) -> list[str]:
    return [name for owner, name in map(_name_of, _calls(function)) if owner == "self"]


def _first_line(function: ast.FunctionDef) -> str:
    return (ast.get_docstring(function) or "").partition("\n")[0]
