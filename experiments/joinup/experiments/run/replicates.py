"""Replicates of a scenario and its baselines, each pair with the same draws.

Replicate ``r`` of every scenario has the seed ``seed + r``: any of them can be repeated on its
own, and a scenario and its baseline have the same random draws. Runs share nothing and the compiled
weeks release the interpreter's lock, so threads run several at a time with the same result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event, Lock
from typing import NamedTuple

from joinup.experiments.run.errors import RunFailedError
from joinup.experiments.run.measures_table import RunMeasures, measures_of
from joinup.experiments.run.request import RunRequest
from joinup.sim.errors import JoinupError, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.observables import needs_localities
from joinup.sim.results.result import Result
from joinup.sim.run import run


class StoppedError(JoinupError):
    """A run was stopped because another one failed or the user interrupted."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """All runs of a request.

    Attributes
    ----------
    first
        The scenario's first replicate with all its tables.
    runs
        Measures of the scenario, one entry for each replicate.
    baselines
        The same of each baseline, by name.
    """

    first: Result
    runs: tuple[RunMeasures, ...]
    baselines: dict[str, tuple[RunMeasures, ...]]


class Replicate(NamedTuple):
    """One run to make: of a baseline, or of the scenario itself (None)."""

    baseline: str | None
    scenario: Scenario
    seed: int


def run_replicates(request: RunRequest, *, progress: Callable[[int, int], None] | None = None) -> Replicates:
    """Make all runs of a request.

    Parameters
    ----------
    request
        What to run.
    progress
        Called with the weeks run so far and the weeks in all, from any thread.

    Raises
    ------
    RunFailedError
        If a run fails; says how to repeat it.
    """
    stop = Event()
    replicates = _replicates(request)
    progressed = _Counter(sum(_weeks(one) for one in replicates), progress).add
    cores = os.cpu_count() or 1
    # The first run compiles what is not compiled yet; only then may others start beside it. So it has
    # all cores to itself, and shares its localities among them.
    first = _result_of(request, replicates[0], progressed, stop, trace=request.trace, threads=cores)

    def reduced(one: Replicate) -> RunMeasures:
        return measures_of(_result_of(request, one, progressed, stop))

    with ThreadPoolExecutor(cores) as pool:
        futures = [pool.submit(reduced, one) for one in replicates[1:]]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
            _raise_first([future.exception() for future in futures if future.done()])
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    found = [measures_of(first), *(future.result() for future in futures)]

    def of(name: str | None) -> tuple[RunMeasures, ...]:
        return tuple(kept for one, kept in zip(replicates, found, strict=True) if one.baseline == name)

    return Replicates(first, of(None), {name: of(name) for name in request.baselines})


def _raise_first(errors: list[BaseException | None]) -> None:
    for error in errors:
        if error is not None:
            raise error


def _replicates(request: RunRequest) -> list[Replicate]:
    seeds = range(request.seed, request.seed + request.replicates)
    scenarios = [(None, request.scenario), *request.baselines.items()]
    return [Replicate(name, scenario, seed) for name, scenario in scenarios for seed in seeds]


def _weeks(one: Replicate) -> int:
    return one.scenario.warm_up_weeks + one.scenario.weeks


class _Counter:
    """Adds up the weeks that threads report."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None) -> None:
        self._total, self._progress = total, progress
        self._made = 0
        self._lock = Lock()

    def add(self, weeks: int) -> None:
        with self._lock:
            self._made += weeks
            if self._progress is not None:
                self._progress(self._made, self._total)


def _result_of(
    request: RunRequest,
    one: Replicate,
    progressed: Callable[[int], None],
    stop: Event,
    *,
    trace: int = 0,
    threads: int = 1,
) -> Result:
    so_far = 0

    def progress(weeks: int) -> None:
        nonlocal so_far
        if stop.is_set():
            raise StoppedError
        progressed(weeks - so_far)
        so_far = weeks

    try:
        return run(
            one.scenario,
            one.seed,
            # A session keeps localities apart, and its tables are to be the same.
            by_locality=request.session is not None or needs_localities(one.scenario),
            trace=trace,
            threads=threads,
            progress=progress,
        )
    except (ScenarioError, StoppedError):
        raise
    except (JoinupError, MemoryError) as error:
        reason = str(error) or f"not enough memory for {one.scenario.population.clients:,} clients"
        raise RunFailedError(f"{reason}. {_to_repeat(request, one)}") from error
    except Exception as error:
        error.add_note(_to_repeat(request, one))
        raise


def _to_repeat(request: RunRequest, one: Replicate) -> str:
    names = () if one.baseline is None else (one.baseline,)
    which = "the scenario" if one.baseline is None else f"baseline '{one.baseline}'"
    command = request.command(seed=one.seed, replicates=1, baselines=names)
    return f"This was {which} with seed {one.seed}; to repeat it: {command}"
