"""Everything that is measured, target by target."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import targets
from benchmarks.breakdown import stages_of_a_run, steps_of_a_week
from benchmarks.contenders import draw_only, scan_in_numpy, simulate, simulate_in_mesa, stream_only, town
from benchmarks.measurement import NS, Timing, in_turn, memory, seconds_of_command
from benchmarks.targets import Measured, Target
from joinup.sim.engine import Engine


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the measurements are.

    Attributes
    ----------
    divide
        All numbers of clients are divided by this.
    times
        Rounds in which contenders take turns.
    commands
        Whether the commands are timed too, with a first compilation.
    """

    divide: int = 1
    times: int = 5
    commands: bool = True


@dataclass(slots=True)
class Findings:
    """What a run of the suite found.

    Attributes
    ----------
    measured
        One entry per target.
    growth
        Clients and ns of CPU per client-week, by contender.
    floor
        ns per client-week of what cannot be avoided and of NumPy, by name.
    steps
        ns per client-week of the steps of a week, by name and what they do.
    stages
        Seconds of the stages of a small run from the command line.
    """

    measured: list[Measured] = field(default_factory=list)
    growth: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    floor: dict[str, float] = field(default_factory=dict)
    steps: dict[tuple[str, str], float] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)

    def add(self, target: Target, found: float, how: str, spread: float | None = None) -> None:
        """Note what was found for a target."""
        self.measured.append(Measured(target, found, spread, how))


def measure(sizes: Sizes, say: Callable[[str], None]) -> Findings:
    """Make all measurements.

    Parameters
    ----------
    sizes
        How large they are.
    say
        Called with what is being measured.
    """
    found = Findings()
    simulate(town(1000, 2))
    whole_runs = (_against_mesa, _large, _growth, _two_cores, _set_up, _memory)
    for part in (*whole_runs, _floor, _steps, _stages, _commands):
        say(part.__doc__ or "")
        part(found, sizes)
    return found


def _per_client_week(timing: Timing, clients: int, weeks: int) -> float:
    return timing.median / clients / weeks * NS


def _against_mesa(found: Findings, sizes: Sizes) -> None:
    """Compare with the idiomatic Mesa model."""
    for target, clients, times in (
        (targets.SMALL, 1000, 2 * sizes.times),
        (targets.MESA_10K, 10_000, sizes.times),
        (targets.MESA_100K, 100_000, max(1, sizes.times // 4)),
    ):
        scenario = town(max(100, clients // sizes.divide), 52)
        size = scenario.population.clients
        timings = in_turn(
            {"joinup": partial(simulate, scenario), "Mesa": partial(simulate_in_mesa, scenario)}, times=times
        )
        ours, mesa = timings["joinup"], timings["Mesa"]
        how = f"{ours.median * 1000:.2f} ms against {mesa.median:.2f} s, set-up included"
        found.add(target, mesa.median / ours.median, how, max(ours.spread, mesa.spread))
        found.growth.setdefault("idiomatic Mesa", []).append((size, _per_client_week(mesa, size, 52)))


def _large(found: Findings, sizes: Sizes) -> None:
    """Run five years of a million clients, and of the whole country."""
    clients = 1_000_000 // sizes.divide
    half = max(1, sizes.times // 2)
    timing = in_turn({"joinup": lambda: simulate(town(clients, 260))}, times=half)["joinup"]
    how = f"{timing.median:.2f} s in localities of 10 000, set-up included"
    found.add(targets.MILLION, _per_client_week(timing, clients, 260), how, timing.spread)
    one = in_turn({"joinup": lambda: simulate(town(clients, 260, localities=1))}, times=1)["joinup"]
    found.floor["joinup, all clients in one locality"] = _per_client_week(one, clients, 260)
    national = town(3_700_000 // sizes.divide, 260, localities=81)
    wall = in_turn({"joinup": lambda: simulate(national, threads=2)}, times=half)["joinup"]
    how = f"{wall.median:.1f} s of CPU; set-up included"
    found.add(targets.NATIONAL, wall.wall_median, how)


def _growth(found: Findings, sizes: Sizes) -> None:
    """Grow from ten thousand clients to ten million."""
    curve = []
    for clients in (10_000, 100_000, 1_000_000, 10_000_000):
        size = clients // sizes.divide
        times = max(1, min(sizes.times, 1_000_000 // clients))
        timing = in_turn({"joinup": partial(simulate, town(size, 52))}, times=times)["joinup"]
        curve.append((float(size), _per_client_week(timing, size, 52)))
    found.growth["joinup"] = curve
    costs = [cost for _, cost in curve]
    how = ", ".join(f"{cost:.1f} ns at {clients:,.0f}" for clients, cost in curve)
    found.add(targets.GROWTH, max(costs) / min(costs), how)


def _two_cores(found: Findings, sizes: Sizes) -> None:
    """Compare two threads with one."""
    clients = 1_000_000 // sizes.divide
    year, five_years = (_with_threads(clients, weeks, sizes.times) for weeks in (52, 260))
    one, two = year
    how = (
        f"52 weeks: {one.wall_median:.2f} and {two.wall_median:.2f} s; CPU {one.median:.2f} and "
        f"{two.median:.2f} s; 260 weeks: {_times_faster(five_years):.2f} times"
    )
    found.add(targets.TWO_CORES, _times_faster(year), how)


def _with_threads(clients: int, weeks: int, times: int) -> tuple[Timing, Timing]:
    scenario = town(clients, weeks, localities=100)
    runs = {"one": lambda: simulate(scenario), "two": lambda: simulate(scenario, threads=2)}
    timings = in_turn(runs, times=times)
    return timings["one"], timings["two"]


def _times_faster(timings: tuple[Timing, Timing]) -> float:
    one, two = timings
    return one.wall_median / two.wall_median


def _set_up(found: Findings, sizes: Sizes) -> None:
    """Set up a million clients."""
    scenario = town(1_000_000 // sizes.divide, 52)
    timing = in_turn({"set-up": lambda: Engine(scenario, 1, tables=False)}, times=sizes.times)["set-up"]
    found.add(targets.SET_UP, timing.median, "attributes, lists, mixing", timing.spread)


def _memory(found: Findings, sizes: Sizes) -> None:
    """Weigh memory, each size in a process of its own."""
    small, large = 1_000_000 // sizes.divide, 10_000_000 // sizes.divide
    for target, contacts in ((targets.MEMORY, False), (targets.MEMORY_CONTACTS, True)):
        few, most_few = memory(small, 13, contacts=contacts)
        many, most_many = memory(large, 13, contacts=contacts)
        each = (most_many - most_few) / (large - small)
        how = f"growth from 1 to 10 million clients, while it runs; {each:.0f} at the peak of the set-up"
        found.add(target, (many - few) / (large - small), how)
    _, peak = memory(large, 52)
    found.add(targets.TEN_MILLION, peak / 1e9, "peak of a fresh process, interpreter and libraries included")


def _floor(found: Findings, sizes: Sizes) -> None:
    """Find the floor: bare draws and memory; and NumPy alone."""
    clients, weeks = 1_000_000 // sizes.divide, 26
    columns: list[npt.NDArray[Any]] = [np.zeros(clients, np.uint16), np.zeros(clients, np.uint8)]
    timings = in_turn(
        {
            "bare draws: the two of every client and week": lambda: draw_only(clients, weeks),
            "bare memory: reading the two columns of the scan": lambda: stream_only(columns, weeks),
            "NumPy alone, only the weekly scan": lambda: scan_in_numpy(clients, weeks),
        },
        times=sizes.times,
    )
    for name, timing in timings.items():
        found.floor[name] = _per_client_week(timing, clients, weeks)


def _steps(found: Findings, sizes: Sizes) -> None:
    """Time every step of a week."""
    found.steps = steps_of_a_week(1_000_000 // sizes.divide, 52)


def _stages(found: Findings, sizes: Sizes) -> None:
    """Time every stage of a command."""
    found.stages = stages_of_a_run(sizes.times)


def _commands(found: Findings, sizes: Sizes) -> None:
    """Time the command line."""
    if not sizes.commands:
        return
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        for target, times, arguments in (
            (targets.HELP, sizes.times, ("--help",)),
            (targets.FIRST, 1, ("run", "town")),
            (targets.LATER, sizes.times, ("run", "town")),
        ):
            taken = sorted(seconds_of_command(*arguments, cache=cache) for _ in range(times))
            wall, processor = taken[len(taken) // 2]
            found.add(target, wall, f"{processor:.1f} s of CPU in all processes together")
