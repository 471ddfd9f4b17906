"""The stages of ``joinup run town``, timed in a fresh process: ``python -m benchmarks.stages FOLDER``.

Everything is imported late, so that each import can be timed.
"""

import gc
import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

IMPORTS = {
    "importing Numba": "numba",
    "importing pandas and PyArrow": "pandas",
    "importing SciPy": "scipy.special",
    "importing all the rest": "joinup.experiments.run.runs",
}

PARTS = {
    ("replicates", "run_replicates"): "running the replicates",
    ("findings", "find"): "comparing them",
    ("runs", "write_contents"): "writing the tables",
    ("summary", "print_summary"): "printing the summary",
}
"""Functions that the command calls, by module of ``joinup.experiments.run``, and what they do."""


def main() -> None:
    """Do what the command does, write into a folder, and print the seconds of each stage to stderr."""
    seconds: dict[str, float] = {}

    def timed[T](stage: str, action: Callable[..., T]) -> Callable[..., T]:
        def doing(*values: Any, **named: Any) -> T:
            at = time.perf_counter()
            try:
                return action(*values, **named)
            finally:
                seconds[stage] = time.perf_counter() - at

        return doing

    timed("importing the command line", importlib.import_module)("joinup.cli.main")
    from joinup.cli.main import app
    from joinup.cli.memory import SELDOM

    gc.set_threshold(SELDOM)
    for stage, module in IMPORTS.items():
        timed(stage, importlib.import_module)(module)
    from joinup.scenarios.load import load
    from joinup.sim.run import run

    week = timed("reading the scenario", load)("town").with_changes({"weeks": 1, "warm_up_weeks": 0})
    timed("loading compiled code", run)(week, seed=1)
    for (place, name), stage in PARTS.items():
        owner = importlib.import_module(f"joinup.experiments.run.{place}")
        setattr(owner, name, timed(stage, getattr(owner, name)))
    whole = "checking it and its baselines"
    timed(whole, app)(["run", "town", "--out", sys.argv[1]], standalone_mode=False)
    seconds[whole] -= sum(seconds[stage] for stage in PARTS.values())
    print(json.dumps(seconds), file=sys.stderr)
    gc.freeze()


if __name__ == "__main__":
    main()
