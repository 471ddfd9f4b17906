"""Where the time goes: in the steps of a week, and in the stages of a command."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import town
from benchmarks.measurement import NS, users_environment
from joinup.sim.model import Model

BETWEEN = ("between the steps", "Calendar, publicity, what goes into the tables, Mesa's clock and collector.")


class _Timed(Model):
    """The model with the seconds of processor time that each step has taken."""

    spent: dict[tuple[str, str], float]

    def _everywhere(self, *steps: Any) -> None:
        for step in steps:
            function = step.py_func
            name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
            does = (inspect.getdoc(function) or "").partition("\n")[0]
            at = time.process_time()
            super()._everywhere(step)
            self.spent[name, does] += time.process_time() - at


def steps_of_a_week(clients: int, weeks: int) -> dict[tuple[str, str], float]:
    """Return the nanoseconds per client-week of every step, by its name and what it does.

    Each is called for all localities at once, as in Mesa, so that calling it counts for little.

    Parameters
    ----------
    clients, weeks
        Size of the run.
    """
    model = _Timed(town(clients, weeks), rng=1)
    model.spent = defaultdict(float)
    at = time.process_time()
    model.run_for(weeks)
    whole = time.process_time() - at
    spent = {**model.spent, BETWEEN: whole - sum(model.spent.values())}
    return {step: seconds / clients / weeks * NS for step, seconds in spent.items()}


def stages_of_a_run(times: int) -> dict[str, float]:
    """Return the seconds on the clock of every stage of a later ``joinup run town``: medians.

    Parameters
    ----------
    times
        How often it is run.
    """
    every: dict[str, list[float]] = defaultdict(list)
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.stages", str(Path(folder) / "town")]
            at = time.perf_counter()
            done = subprocess.run(
                command, env=users_environment(), capture_output=True, text=True, check=True
            )
            whole = time.perf_counter() - at
        found = json.loads(done.stderr.splitlines()[-1])
        for stage, seconds in found.items():
            every[stage].append(seconds)
        every["starting and ending the interpreter"].append(whole - sum(found.values()))
    return {stage: median(seconds) for stage, seconds in every.items()}
