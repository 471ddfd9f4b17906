"""Chunks: some runs at a time for a worker, so that short runs have little overhead.

A worker makes its runs one after another, writes their results as one segment and reports the status of
each. A run that raises or takes too long is reported like any other. Between runs a worker checks whether
the sweep has been asked to stop.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from joinup.experiments.run.measures_table import RunMeasures
from joinup.experiments.study.design import at_point
from joinup.experiments.study.ledger import DONE, FAILED, TIMED_OUT, RunOutcome
from joinup.sim.errors import JoinupError
from joinup.sim.parameters import Scenario

STOP = ".stop"
"""A file of this name in a study's folder asks workers to stop after the current run."""

LONGEST_MESSAGE = 2000


class Job(NamedTuple):
    """One run to make: its identity, its point and its seed."""

    run: str
    point: int
    seed: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some runs for one worker.

    Attributes
    ----------
    scenario
        The scenario that the points change.
    changes
        Changes by point.
    jobs
        The runs.
    version, environment
        Model version and key of the environment required.
    folder
        The study's folder, as the worker sees it; None to send measures back instead.
    segment
        Name of the segment to write, if there is a folder.
    weekly
        Whether to store weekly series.
    time_limit
        Maximum seconds for one run; None for no limit.
    attempt
        Number of attempts at these runs, this one included.
    """

    scenario: Scenario
    changes: Mapping[int, Mapping[str, Any]]
    jobs: tuple[Job, ...]
    version: str
    folder: str | None
    environment: str = ""
    segment: str = ""
    weekly: bool = False
    time_limit: float | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class ChunkReport:
    """The result of a chunk.

    Attributes
    ----------
    outcomes
        One entry per run made.
    left
        Runs not made because the sweep was stopped.
    measures
        Measures by run, if they were to be sent back.
    files
        Hash of every file that was written, by its name in the study's folder.
    storage_error
        Why the results could not be stored; no run counts as finished then.
    """

    outcomes: tuple[RunOutcome, ...]
    left: tuple[Job, ...] = ()
    measures: Mapping[str, RunMeasures] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    storage_error: str | None = None


class TookTooLongError(JoinupError):
    """A run that reached its time limit."""


def run_chunk(chunk: Chunk) -> ChunkReport:
    """Make some runs; write their results as a segment, or send the measures back.

    Raises
    ------
    JoinupError
        If this worker has different code from the sweep, or an environment in which figures may differ.
    """
    from joinup.experiments.study.environment import environment, environment_key
    from joinup.experiments.study.identity import model_version
    from joinup.experiments.study.rows import Rows

    if model_version() != chunk.version:
        text = f"{platform.node()} has model {model_version()}, the sweep {chunk.version}"
        raise JoinupError(f"{text}: install the same code everywhere")
    if chunk.environment not in ("", environment_key(environment())):
        text = f"{platform.node()} has another Python, numpy, numba or kind of machine than the sweep"
        raise JoinupError(f"{text}, so that its figures may differ: install the same everywhere")
    folder = None if chunk.folder is None else Path(chunk.folder)
    rows = Rows(weekly=chunk.weekly)
    scenarios: dict[int, Scenario] = {}
    outcomes: list[RunOutcome] = []
    kept: dict[str, RunMeasures] = {}
    for place, job in enumerate(chunk.jobs):
        if folder is not None and (folder / STOP).exists():
            left = chunk.jobs[place:]
            break
        if job.point not in scenarios:
            scenarios = {job.point: at_point(chunk.scenario, chunk.changes[job.point])}
        outcome, measures = _run_job(chunk, scenarios[job.point], job, rows)
        outcomes.append(outcome)
        if measures is not None and folder is None:
            kept[job.run] = measures
    else:
        left = ()
    if folder is None or not rows:
        return ChunkReport(tuple(outcomes), left, kept)
    from joinup.experiments.study.segments import write_segment

    try:
        files = write_segment(folder, chunk.segment, rows.tables())
    except OSError as error:
        return ChunkReport((), chunk.jobs, storage_error=error.strerror or str(error))
    stored = (one._replace(segment=chunk.segment) if one.status == DONE else one for one in outcomes)
    return ChunkReport(tuple(stored), left, files=files)


def _run_job(chunk: Chunk, scenario: Scenario, job: Job, rows: Any) -> tuple[RunOutcome, RunMeasures | None]:
    from joinup.experiments.run.measures_table import measures_of
    from joinup.sim.results.observables import needs_localities
    from joinup.sim.run import run

    started = perf_counter()
    status, error, found = DONE, None, None
    try:
        result = run(
            scenario,
            job.seed,
            by_locality=needs_localities(scenario),
            progress=_limit(chunk.time_limit, started),
        )
        found = measures_of(result)
        rows.add(job.run, result, found)
    except TookTooLongError as reached:
        status, error = TIMED_OUT, str(reached)
    except Exception as wrong:
        # A failed run is data: the sweep continues, and the ledger records the error.
        status, error = FAILED, f"{type(wrong).__name__}: {wrong}"[:LONGEST_MESSAGE]
    outcome = RunOutcome(
        run=job.run,
        status=status,
        segment=None,
        seconds=perf_counter() - started,
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        host=platform.node(),
        attempts=chunk.attempt,
        error=error,
        version=chunk.version,
        environment=chunk.environment,
    )
    return outcome, found


def _limit(seconds: float | None, started: float) -> Callable[[int], None] | None:
    """Return a function that raises when a run has taken too long."""
    if seconds is None:
        return None

    def check(weeks: int) -> None:
        if perf_counter() - started > seconds:
            raise TookTooLongError(f"took more than {seconds:g} seconds ({weeks:,} weeks were run)")

    return check
