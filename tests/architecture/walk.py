"""The walk of a scenario: from a command to the compiled weeks and back, as a real run takes it.

Stations are functions that the scenario passes, or what has become of it: it is loaded, its weeks are
run, measures are taken of its tables, and all runs together show something. At each the modules on the
stack of calls are noted. From one to the next the walk goes up to the call that both have in common, and down
again; at the end it goes up to where it started. What counts is the modules that it passes, and its returns:
every step up from one module into another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile, pairwise, takewhile
from types import CodeType, FrameType
from typing import Any

import joinup as ju
from joinup.scenarios.load import load
from joinup.sim import schedule

SIZE = ("--set", "population.clients=200", "--weeks", "26")
"""A town of few people, each simulated: as in the shipped town, no pilot is run."""

TOOL = sys.monitoring.PROFILER_ID

type Stack = list[tuple[str, FrameType | None]]
"""Calls under way, each with its module, from the outermost."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A module on the walk.

    Attributes
    ----------
    module
        Its name.
    depth
        How many modules further down than the first.
    back
        Whether the walk returns to it.
    """

    module: str
    depth: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through the modules.

    Attributes
    ----------
    visits
        Every module that it enters or returns to, in order.
    """

    visits: tuple[Visit, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that it passes, in the order in which it first enters them."""
        return tuple(dict.fromkeys(visit.module for visit in self.visits))

    @property
    def returns(self) -> int:
        """How often it goes back into a module from one further down."""
        return sum(visit.back for visit in self.visits)

    def __str__(self) -> str:
        """Draw it: who calls whom, the returns left out."""
        return "\n".join(f"{'    ' * visit.depth}{visit.module}" for visit in self.visits if not visit.back)


def of_the_command() -> Walk:
    """Follow ``joinup run``: a scenario is loaded, run and measured, and two runs show something."""
    from joinup.cli.main import app
    from joinup.experiments.run.findings import find
    from joinup.experiments.run.measures_table import measures_of

    def command() -> None:
        app(["run", "town", *SIZE, "--replications", "2", "--baseline", "none"], standalone_mode=False)

    return walk(command, "joinup.cli.run", [load, schedule.run_stretch, measures_of, find])


def of_the_call() -> Walk:
    """Follow ``ju.run``: a scenario is loaded and run."""
    call = partial(ju.run, "town", clients=200, weeks=26)
    return walk(call, "joinup.experiments.calls.run", [load, schedule.run_stretch])


def walk(
    run: Callable[[], object],
    start: str,
    stations: Sequence[Callable[..., Any]],
    *,
    packages: Sequence[str] = ("joinup",),
) -> Walk:
    """Follow a call past stations and back to where it started.

    Parameters
    ----------
    run
        The call.
    start
        The module that the walk starts in.
    stations
        Functions, plain or compiled, in the order in which they are called.
    packages
        The packages whose modules count.
    """
    ahead = list(stations)
    stacks: list[Stack] = []

    def called(code: CodeType, offset: int, function: object, argument: object) -> None:
        if ahead and function is ahead[0] and (stack := _stack(sys._getframe(1), start, packages)):
            stacks.append([*stack, (ahead.pop(0).__module__, None)])

    sys.monitoring.use_tool_id(TOOL, "walk")
    sys.monitoring.register_callback(TOOL, sys.monitoring.events.CALL, called)
    sys.monitoring.set_events(TOOL, sys.monitoring.events.CALL)
    try:
        run()
    finally:
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)
    assert not ahead, f"not called from {start}: {ahead[0]}"
    return Walk(tuple(_visits(stacks)))


def _stack(frame: FrameType | None, start: str, packages: Sequence[str]) -> Stack:
    """Return the calls under way from the start on, each with its module; none if it is not under way."""
    found: Stack = []
    while frame is not None:
        found.append((frame.f_globals.get("__name__", ""), frame))
        frame = frame.f_back
    found = [(module, call) for module, call in reversed(found) if module.partition(".")[0] in packages]
    return list(dropwhile(lambda one: one[0] != start, found))


def _visits(stacks: Sequence[Stack]) -> Iterator[Visit]:
    """Yield each module that is entered or returned to between the stacks, in order."""
    here = stacks[0][:1]
    yield Visit(here[0][0], 0)
    for there in (*stacks, here):
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False)))
        for length in range(len(here), common, -1):
            if here[length - 2][0] != here[length - 1][0]:
                yield Visit(here[length - 2][0], _depth(here[: length - 1]), back=True)
        for length in range(common, len(there)):
            if there[length][0] != there[length - 1][0]:
                yield Visit(there[length][0], _depth(there[: length + 1]))
        here = there


def _depth(stack: Stack) -> int:
    """Return how often one module has called another on a stack."""
    return sum(one != other for (one, _), (other, _) in pairwise(stack))
