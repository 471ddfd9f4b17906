"""What the admission gate reckons with, measured: time of a client's week and of a run, bytes of a run.

    uv run python -m benchmarks.admission [NAME ...]

Processor time of one thread, so that what else the machine does matters little; the least of three.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import thread_time

import joinup as ju
from joinup.experiments.run.measures_table import measures_of
from joinup.experiments.study.design import Design
from joinup.experiments.study.sweep import run_design
from joinup.sim.parameters import Scenario
from joinup.sim.run import run

CLIENTS = 1000, 40_000
WEEKS = {"weeks": 104, "warm_up_weeks": 52}
REPEATS = 3
RUNS = 16


def seconds(scenario: Scenario) -> float:
    """Return the processor time of a run and of its measures."""
    least = []
    for seed in range(1, REPEATS + 1):
        started = thread_time()
        measures_of(run(scenario, seed, by_locality=True, threads=1))
        least.append(thread_time() - started)
    return min(least)


def stored(scenario: Scenario) -> float:
    """Return the bytes on disk of a run of a study, the ledger included."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "study"
        run_design(Design(scenario, ({},), RUNS), study=place, workers=0, any_scale=True)
        return sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / RUNS


def main(names: list[str]) -> None:
    """Print a line a scenario."""
    print("scenario                    ns a client-week   ms a run   kB stored")
    for name in names or ju.available():
        scenario = ju.load(name)
        people = scenario.population.people or scenario.population.clients
        small, large = (
            scenario.with_changes({"population.clients": clients, "population.people": people, **WEEKS})
            for clients in CLIENTS
        )
        seconds(small)
        few, many = seconds(small), seconds(large)
        weeks = sum(WEEKS.values())
        each = (many - few) / (CLIENTS[1] - CLIENTS[0]) / weeks
        own = few - each * CLIENTS[0] * weeks
        print(f"{name:<28}{each * 1e9:>16.1f}{own * 1e3:>11.1f}{stored(small) / 1e3:>12.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
