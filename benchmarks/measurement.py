"""Measurements: contenders in turn, so that whatever else the machine does hits all of them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyperf

from benchmarks.contenders import simulate, town

NS = 1e9
"""Nanoseconds in a second."""

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one contender, over repetitions.

    Attributes
    ----------
    processor, wall
        User and system time of this process, and time on the clock.
    """

    processor: pyperf.Benchmark
    wall: pyperf.Benchmark

    @property
    def median(self) -> float:
        """Median seconds of processor time."""
        return float(self.processor.median())

    @property
    def spread(self) -> float:
        """Median absolute deviation over the median."""
        if self.processor.get_nvalue() < 2:
            return 0.0
        return float(self.processor.median_abs_dev() / self.processor.median())

    @property
    def wall_median(self) -> float:
        """Median seconds on the clock."""
        return float(self.wall.median())


def _benchmark(name: str, values: Sequence[float]) -> pyperf.Benchmark:
    metadata = {"name": name, "unit": "second"}
    return pyperf.Benchmark([pyperf.Run(list(values), metadata=metadata, collect_metadata=False)])


def in_turn(contenders: Mapping[str, Action], *, times: int) -> dict[str, Timing]:
    """Time every contender as often as asked, one after the other in each round.

    Parameters
    ----------
    contenders
        What to do, by name.
    times
        Rounds.
    """
    processor: dict[str, list[float]] = {name: [] for name in contenders}
    wall: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(times):
        for name, action in contenders.items():
            at, on_clock = time.process_time(), time.perf_counter()
            action()
            processor[name].append(time.process_time() - at)
            wall[name].append(time.perf_counter() - on_clock)
    return {
        name: Timing(_benchmark(name, processor[name]), _benchmark(name, wall[name])) for name in contenders
    }


def memory(clients: int, weeks: int, *, contacts: bool = False) -> tuple[int, int]:
    """Return the bytes that a fresh process holds after running a town of some size, and at most held."""
    code = f"from benchmarks.measurement import report_memory; report_memory({clients}, {weeks}, {contacts})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kept, peak = map(int, found.stdout.split())
    return kept, peak


def report_memory(clients: int, weeks: int, contacts: bool) -> None:
    """Run a town and print the bytes that this process holds, its run still there, and at most held."""
    changes = {"population.contacts": {"kind": "small_world", "degree": 6}} if contacts else {}
    result = simulate(town(clients, weeks, changes=changes))
    print(_bytes_held("VmRSS"), _bytes_held("VmHWM"))
    del result


def _bytes_held(field: str) -> int:
    """Return what Linux says this process holds (`VmRSS`) or has held at most (`VmHWM`).

    Elsewhere it is the most that was ever held, as `getrusage` says; on Linux that is at least
    what the process held that started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    line = next(line for line in status.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


def users_environment() -> dict[str, str]:
    """Return the environment of a user's machine.

    A machine that is told to keep no compiled modules makes them again at every start; users' do not.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds_of_command(*arguments: str, cache: Path | None = None) -> tuple[float, float]:
    """Return the seconds that a `joinup` command takes on the clock, and of CPU with its helpers.

    Parameters
    ----------
    arguments
        What comes after ``joinup``.
    cache
        Folder for compiled code; the user's own if not given.
    """
    environment = users_environment()
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = str(cache)
    command = [str(Path(sys.executable).with_name("joinup")), *arguments]
    with tempfile.TemporaryDirectory() as folder:
        at, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - at, processor
