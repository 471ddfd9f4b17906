"""Run a design and yield the measures of runs as they finish, without storing a study."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from joinup.experiments.arguments import named, real_if_given, whole_if_given
from joinup.experiments.run.measures_table import RunMeasures
from joinup.experiments.study.chunks import Chunk, ChunkReport, Job
from joinup.experiments.study.design import Design
from joinup.experiments.study.executors import ClusterLike, Executor, check_cluster
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.sweep import executor_for
from joinup.sim.errors import ArgumentError

CHUNK = 10
"""Runs that go out together."""

type Finished = tuple[Job, RunMeasures | None, str | None]
"""A run that was made, and its measures or why it has none."""


@dataclass(frozen=True, slots=True)
class StreamedRun:
    """A run and its measures.

    Attributes
    ----------
    point, replicate
        Which run of the design.
    changes
        What its point changes.
    measures
        Its measures; None if it has none.
    error
        Why it has none.
    """

    point: int
    replicate: int
    changes: Mapping[str, Any]
    measures: RunMeasures | None
    error: str | None = None


def stream(
    design: Design,
    *,
    workers: int | None = None,
    cluster: ClusterLike | None = None,
    time_limit: float | None = None,
) -> Iterator[StreamedRun]:
    """Run a design; yield every run as it finishes, in no particular order.

    Parameters
    ----------
    design
        What to run.
    workers
        Processes on this machine (default: one a core); 0 runs everything in this process.
    cluster
        Address of a Dask scheduler, in place of processes.
    time_limit
        Seconds that a run may take.

    Raises
    ------
    ScenarioError
        If values of a point are not allowed; nothing is run then.
    ArgumentError
        If it is no design.

    Examples
    --------
    >>> import joinup as ju
    >>> small = ju.design("town", vary={"trust.start": [0.1, 0.5]}, weeks=26, clients=200)
    >>> sorted(run.changes["trust.start"] for run in ju.stream(small, workers=0))
    [0.1, 0.5]
    """
    if not isinstance(design, Design):
        raise ArgumentError(named("design"), design, "a Design, as joinup.design makes")
    check_cluster(cluster)
    whole_if_given(workers, "workers")
    real_if_given(time_limit, "time_limit", above=0)
    for _ in design.scenarios():
        pass
    executor = executor_for(workers, cluster, design.runs)
    size = max(1, min(CHUNK, design.runs // (2 * executor.places)))
    with closing(run_chunks(_chunks(design, time_limit, size), executor)) as finished:
        for job, measures, error in finished:
            replicate = job.seed - design.seed
            yield StreamedRun(job.point, replicate, design.points[job.point], measures, error)


def run_chunks(chunks: Iterator[Chunk], executor: Executor) -> Generator[Finished]:
    """Run chunks that send their measures back; yield each run with its measures, or why it has none.

    The executor is closed at the end, and at once if the caller stops iterating.
    """
    kill = True
    try:
        yield from _finished(chunks, executor)
        kill = False
    finally:
        executor.close(kill=kill)


def _finished(todo: Iterator[Chunk], executor: Executor) -> Iterator[Finished]:
    again: list[Chunk] = []
    alone: list[Chunk] = []
    under_way = 0
    while True:
        while under_way < executor.places:
            chunk = again.pop() if again else next(todo, None)
            if chunk is None:
                break
            executor.submit(chunk)
            under_way += 1
        if under_way == 0:
            # A worker that dies can take others' runs with it; alone, a run is to blame itself.
            if not alone:
                return
            executor.submit(alone.pop())
            under_way += 1
        for chunk, report in executor.finished(1.0):
            under_way -= 1
            if isinstance(report, ChunkReport):
                for job, outcome in zip(chunk.jobs, report.outcomes, strict=True):
                    yield job, report.measures.get(job.run), outcome.error
            elif chunk.jobs[1:]:
                again += [replace(chunk, jobs=(job,)) for job in chunk.jobs]
            elif chunk.attempt < 2 and not report.timed_out:
                alone.append(replace(chunk, attempt=chunk.attempt + 1))
            else:
                yield chunk.jobs[0], None, report.reason


def _chunks(design: Design, time_limit: float | None, size: int) -> Iterator[Chunk]:
    jobs = [
        Job(f"{point} {replicate}", point, design.seed + replicate)
        for point in range(len(design.points))
        for replicate in range(design.replicates)
    ]
    version = model_version()
    for start in range(0, len(jobs), size):
        part = tuple(jobs[start : start + size])
        changes = {job.point: design.points[job.point] for job in part}
        yield Chunk(design.scenario, changes, part, version, None, time_limit=time_limit)
