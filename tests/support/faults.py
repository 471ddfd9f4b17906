"""Workers in which something goes wrong with the runs of certain seeds."""

from __future__ import annotations

import os
import signal
import time
from typing import Any
from unittest.mock import patch

from joinup.experiments.study.chunks import Chunk, ChunkReport, run_chunk
from joinup.sim import run as run_module
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result

KILLS, RAISES, HANGS = 102, 103, 104
"""Seeds whose run kills its worker, raises, or never ends."""


def run_with_faults(chunk: Chunk) -> ChunkReport:
    """Run a chunk; runs of some seeds go wrong."""
    real = run_module.run

    def run(scenario: Scenario, seed: int, **options: Any) -> Result:
        if seed == KILLS:
            os.kill(os.getpid(), signal.SIGKILL)
        if seed == RAISES:
            raise ValueError("the model broke down")
        while seed == HANGS:
            time.sleep(0.1)
        return real(scenario, seed, **options)

    with patch.object(run_module, "run", run):
        return run_chunk(chunk)


def run_slowly(chunk: Chunk) -> ChunkReport:
    """Run a chunk, with time to be interrupted between runs."""
    time.sleep(0.2)
    return run_chunk(chunk)
