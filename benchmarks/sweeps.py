"""What a run costs in a sweep, beside the bare model and Mesa's own batch runner.

``uv run python -m benchmarks.sweeps`` writes ``docs/explanation/performance-of-sweeps.md``; ``--quick``
runs everything once at a small size and writes nothing.

Every way of running many runs gets a process of its own, which reports the processor time that it and its
workers took, the time on the clock and the most memory that it held.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import simulate_in_mesa, town
from benchmarks.report import machine

CLIENTS, WEEKS = 1000, 52
POINTS: dict[str, list[Any]] = {
    "partnership.form": ["formal", "merged"],
    "service.repeated_assessment": [0.0, 0.1, 0.2, 0.3, 0.4],
}
PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "performance-of-sweeps.md"
WANTED = 0.25
"""Most overhead of runner and store over the bare model with its summary."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some runs took.

    Attributes
    ----------
    runs
        How many there were.
    processor, wall
        Seconds of processor time, workers included, and on the clock; without starting up.
    megabytes
        Most memory of the process that started them.
    """

    runs: int
    processor: float
    wall: float
    megabytes: float

    @property
    def milliseconds(self) -> float:
        """Milliseconds of processor time for a run."""
        return 1000 * self.processor / self.runs


def bare(runs: int) -> None:
    """Make runs one after another in this process; keep nothing."""
    from joinup.sim.run import run

    scenario = town(CLIENTS, WEEKS)
    for seed in range(runs):
        run(scenario, seed)


def summarised(runs: int) -> None:
    """Make runs one after another and work out every figure of each; keep nothing."""
    from joinup.experiments.run.measures_table import measures_of
    from joinup.sim.run import run

    scenario = town(CLIENTS, WEEKS)
    for seed in range(runs):
        measures_of(run(scenario, seed))


def swept(runs: int, *, weekly: bool = False, workers: int = 2) -> None:
    """Sweep ten points into a study."""
    from joinup.experiments.study.sampling import factorial
    from joinup.experiments.study.sweep import run_design

    replicates = max(1, runs // 10)
    design = factorial(town(CLIENTS, WEEKS), POINTS, replicates=replicates)
    with tempfile.TemporaryDirectory() as folder:
        study = run_design(design, study=Path(folder) / "study", workers=workers, weekly=weekly)
        if study.counts != {"done": 10 * replicates}:
            raise RuntimeError(f"not every run was made: {study.counts}")


def swept_weekly(runs: int) -> None:
    """Sweep ten points into a study, weekly series included."""
    swept(runs, weekly=True)


def in_batches_of_mesa(runs: int) -> None:
    """Run the same model by Mesa's batch runner, every week kept as it does, two processes."""
    import mesa

    from joinup.sim.model import Model

    mesa.batch_run(
        Model,
        {"scenario": [town(CLIENTS, WEEKS)]},
        rng=list(range(runs)),
        max_steps=WEEKS,
        number_processes=2,
        display_progress=False,
        data_collection_period=1,
    )


def idiomatic(runs: int) -> None:
    """Run the second implementation, one Mesa agent for each client, run after run."""
    scenario = town(CLIENTS, WEEKS)
    for _ in range(runs):
        simulate_in_mesa(scenario)


WAYS: dict[str, Callable[[int], None]] = {
    "bare": bare,
    "summarised": summarised,
    "swept": swept,
    "swept_weekly": swept_weekly,
    "in_batches_of_mesa": in_batches_of_mesa,
    "idiomatic": idiomatic,
}


def _seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def _report(name: str, runs: int) -> None:
    """Run and print what it took, as JSON (in a process of its own)."""
    summarised(2)  # Whatever is compiled or imported at first is not counted.
    before, started = _seconds(), time.perf_counter()
    WAYS[name](runs)
    wall = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps([runs, _seconds() - before, wall, most]))


def cost(name: str, runs: int) -> Cost:
    """Return what a way of running takes for some runs."""
    command = [sys.executable, "-m", "benchmarks.sweeps", "--way", name, str(runs)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(*json.loads(printed.splitlines()[-1]))


def page(small: int = 1, say: Callable[[str], None] = print) -> str:
    """Measure everything and return the page.

    Parameters
    ----------
    small
        All numbers of runs are divided by this.
    say
        Called with what is being measured.
    """
    found: dict[str, Cost] = {}
    for label, name, runs in (
        ("bare", "bare", 1000),
        ("summary", "summarised", 1000),
        ("few", "swept", 2000),
        ("many", "swept", 10_000),
        ("weekly", "swept_weekly", 2000),
        ("mesa", "in_batches_of_mesa", 1000),
        ("idiomatic", "idiomatic", 200),
    ):
        say(f"{name}, {runs // small:,} runs")
        found[label] = cost(name, max(10, runs // small))
    rows = [(WAYS_IN_WORDS[label], one) for label, one in found.items()]
    lines = [
        f"| {what} | {one.runs:,} | {one.milliseconds:.2f} | {one.runs / one.wall:,.0f}"
        f" | {one.megabytes:,.0f} |"
        for what, one in rows
    ]
    said = "\n\n".join(textwrap.fill(part, 110) for part in _in_words(found))
    return "\n".join([INTRODUCTION, *machine(), "", COLUMNS, *lines, "", said, ""])


INTRODUCTION = f"""# Performance of sweeps

Measured by `uv run python -m benchmarks.sweeps`, which writes this page: `town` with {CLIENTS:,} clients for
{WEEKS} weeks, ten points. Each row is a process of its own; processor time includes workers. Compilation and
first imports are not counted, starting workers is.

## The machine
"""

COLUMNS = """## What a run costs

| what | runs | ms of processor time a run | runs a second on the clock | most memory, MB |
|---|---|---|---|---|"""

WAYS_IN_WORDS = {
    "bare": "the bare model",
    "summary": "the bare model and its summary (every figure of a run)",
    "few": "a sweep, two workers",
    "many": "a larger sweep, two workers",
    "weekly": "a sweep with weekly series kept, two workers",
    "mesa": "`mesa.batch_run` with this model, every week kept, two processes",
    "idiomatic": "idiomatic Mesa, one object for each client",
}

FLAT = 20.0
"""Megabytes by which a process may differ between two sizes without being said to grow."""


def _in_words(found: dict[str, Cost]) -> list[str]:
    """Return what the table says."""
    model, summary, few, many = (found[label] for label in ("bare", "summary", "few", "many"))
    # Starting workers is paid once; what a further run costs is the slope between two sizes.
    slope = 1000 * (many.processor - few.processor) / max(1, many.runs - few.runs)
    over = slope / summary.milliseconds - 1
    growth = many.megabytes - few.megabytes
    flat = "flat" if abs(growth) < FLAT else "**not flat**"
    return [
        f"A further run of a sweep, beyond the cost of starting two workers, takes {slope:.2f} ms of"
        " processor time: reading the point, the run, its summary, its part of a segment and of the ledger."
        f" That is {over:+.0%} against the bare model and its summary (wanted: less than {WANTED:.0%}:"
        f" {'met' if over < WANTED else '**missed**'}), and {slope / model.milliseconds - 1:+.0%} against the"
        f" bare model alone. With weekly series a run takes"
        f" {found['weekly'].milliseconds - few.milliseconds:+.2f} ms more.",
        f"The sweeping process held {growth:+.0f} MB more for {many.runs:,} runs than for {few.runs:,}: its"
        f" memory is {flat} in the number of runs.",
        f"A run in a sweep takes 1/{found['idiomatic'].milliseconds / slope:,.0f} of the processor time of"
        f" one of the idiomatic Mesa model, and 1/{found['mesa'].milliseconds / slope:,.1f} of that of one of"
        " this model in `mesa.batch_run`, which runs it week by week through Mesa's own step, keeps every"
        " week in memory and has no store.",
    ]


def main() -> None:
    """Measure and write the page, or run one way for it."""
    if "--way" in sys.argv:
        _report(sys.argv[-2], int(sys.argv[-1]))
    elif "--quick" in sys.argv:
        print(page(small=200, say=lambda text: print(text, file=sys.stderr)))
    else:
        PAGE.write_text(page(say=lambda text: print(text, file=sys.stderr)), encoding="utf-8")


if __name__ == "__main__":
    main()
