"""Workers in which something goes wrong with the runs of certain seeds."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from joinup.experiments.study.chunks import Chunk, ChunkReport, run_chunk
from joinup.experiments.study.executors import Processes
from joinup.sim import run as run_module
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result

KILLS, RAISES, HANGS = 102, 103, 104
"""Seeds whose run kills its worker, raises, or never ends."""


def run_with_faults(chunk: Chunk) -> ChunkReport:
    """Run a chunk; runs of some seeds go wrong, and no other run is stopped for taking long."""
    real = run_module.run

    def run(scenario: Scenario, seed: int, **options: Any) -> Result:
        if seed == KILLS:
            os.kill(os.getpid(), signal.SIGKILL)
        if seed == RAISES:
            raise ValueError("the model broke down")
        while seed == HANGS:
            time.sleep(0.1)
        # However busy the machine is: only the run that hangs is to reach the limit.
        return real(scenario, seed, **{**options, "progress": None})

    with patch.object(run_module, "run", run):
        return run_chunk(chunk)


class ShortForHangs(Processes):
    """Processes that kill a chunk soon if it has a run that hangs, and no other: its runs may be slow."""

    def submit(self, chunk: Chunk) -> None:
        if not any(job.seed == HANGS for job in chunk.jobs):
            chunk = replace(chunk, time_limit=None)
        super().submit(chunk)


def run_slowly(chunk: Chunk) -> ChunkReport:
    """Run a chunk, with time to be interrupted between runs."""
    time.sleep(0.2)
    return run_chunk(chunk)
