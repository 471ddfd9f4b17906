"""Sweep: make every run of a design that is not stored yet, and store the results.

Nothing here depends on who makes the runs, how many at a time, or in which order they come back.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from joinup.experiments.arguments import check_callback, wrong
from joinup.experiments.run.admission import admit
from joinup.experiments.run.scale import CLIENTS, check_scale
from joinup.experiments.study.chunks import STOP, Chunk, ChunkReport
from joinup.experiments.study.design import Design, point_key
from joinup.experiments.study.environment import environment, environment_key
from joinup.experiments.study.executors import Cluster, ClusterLike, Executor, InProcess, Processes
from joinup.experiments.study.identity import model_version, run_identity
from joinup.experiments.study.ledger import STATUSES, Cell, Ledger
from joinup.experiments.study.lock import locked_ledger
from joinup.experiments.study.main_script import check_main_script
from joinup.experiments.study.provenance import SWEEP, design_key, entry, is_known, spans
from joinup.experiments.study.queue import ChunkQueue
from joinup.experiments.study.scale import scale_of
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.temporary import temporary_folder
from joinup.sim.errors import ScenarioError

WAIT_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a sweep.

    Attributes
    ----------
    wanted
        Different runs that the design asks for.
    made
        Of them, those made, earlier ones included.
    now
        Made by this sweep.
    failed
        Made, but without a result.
    seconds
        Time since this sweep began its first run.
    """

    wanted: int
    made: int
    now: int
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Runs a second."""
        return self.now / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds for the rest at this rate; None before the first run."""
        return (self.wanted - self.made) / self.rate if self.rate > 0 else None


class Stopper:
    """Stops a sweep from outside: workers finish their current run."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """Ask the sweep to stop."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether the sweep has been asked to stop."""
        return self._event.is_set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._event.set()


def run_design(
    design: Design,
    *,
    study: str | Path | None = None,
    workers: int | None = None,
    cluster: ClusterLike | None = None,
    executor: Executor | None = None,
    shard: tuple[int, int] | None = None,
    weekly: bool = False,
    time_limit: float | None = None,
    retry_failed: bool = False,
    accept_changes: bool = False,
    any_scale: bool = False,
    withdraw: Sequence[int] = (),
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> StoredStudy:
    """Run a design and store it in a study, as :func:`joinup.sweep` does.

    Parameters
    ----------
    design
        What to run.
    study
        The study's folder; a temporary one if not given.
    executor
        Something else that runs chunks, in place of processes and clusters; it is closed at the end.
    shard
        ``(i, n)``: run only part i of n (counted from 1).
    workers, cluster, weekly, time_limit, retry_failed, accept_changes, any_scale, withdraw, progress, stopper
        As in :func:`joinup.sweep`.

    Raises
    ------
    ScenarioError
        If values are not allowed, the study cannot be used, or the number of simulated clients changes the
        answer; nothing is stored then.
    StorageError
        If results cannot be stored any more; what was stored is kept.

    Examples
    --------
    >>> from joinup.experiments.study.design import factorial
    >>> from joinup.scenarios.load import load
    >>> town = load("town").with_changes({"population.clients": 200, "weeks": 4})
    >>> run_design(factorial(town, {"trust.start": [0.2, 0.4]}), workers=0).runs["status"].tolist()
    ['done', 'done']
    """
    check_callback(progress, "progress")
    is_elsewhere = cluster is not None or executor is not None
    if not is_elsewhere and workers != 0:
        check_main_script()
    at_once = 1 if is_elsewhere else workers
    _admit(design, None if study is None else Path(study), workers=at_once)
    folder = Path(study) if study is not None else temporary_folder()
    folder = folder.absolute()
    scale = scale_of(design, folder, stopped=lambda: stopper is not None and stopper.is_set)
    check_scale(scale, any_scale=any_scale)
    version, here = model_version(), environment_key(environment())
    hashes = [scenario.hash for _, scenario in design.scenarios()]
    keys = [point_key(point) for point in design.points]
    changes = [json.dumps(dict(sorted(point.items())), allow_nan=False) for point in design.points]
    with locked_ledger(folder, design, weekly=weekly, accept_changes=accept_changes, scale=scale) as ledger:
        with ledger.transaction():
            numbers = ledger.number_points(list(zip(keys, changes, hashes, strict=True)))
            if retry_failed:
                ledger.forget([status for status in STATUSES if status != "done"])
            ledger.ask(_cells(design, numbers, hashes, version, here, shard))
            ledger.withdraw(_numbered(numbers, withdraw))
            noted = _entry(design, numbers, keys, shard, withdraw)
            if not is_known(noted, ledger.calls()):
                ledger.note_call(noted)
        template = Chunk(
            design.scenario,
            {},
            (),
            version,
            str(folder),
            environment=here,
            weekly=weekly,
            time_limit=time_limit,
        )
        run_waiting(
            ledger,
            template,
            workers=workers,
            cluster=cluster,
            executor=executor,
            progress=progress,
            stopper=stopper,
        )
    return open_study(folder)


def _entry(
    design: Design,
    numbers: Sequence[int],
    keys: Sequence[str],
    shard: tuple[int, int] | None,
    withdraw: Sequence[int],
) -> dict[str, Any]:
    """Return what provenance has of a sweep."""
    seeds = range(design.seed, design.seed + design.replicates)
    made = {"key": design_key(keys, seeds), "kind": design.kind, "sample_seed": design.sample_seed}
    return entry(
        SWEEP, asked=design.asked, points=numbers, seeds=seeds, design=made, shard=shard, withdrawn=withdraw
    )


def _numbered(numbers: Sequence[int], withdraw: Sequence[int]) -> Sequence[int]:
    """Return the points to take out, if the sweep asks for them.

    Raises
    ------
    ScenarioError
        With every one that it does not ask for.
    """
    strangers = [number for number in withdraw if number not in numbers]
    if strangers:
        there = f"points {spans(numbers)}"
        text = [wrong("withdraw", f"the sweep asks for {there}", given=number) for number in strangers]
        raise ScenarioError([problem for error in text for problem in error.problems])
    return withdraw


def _admit(design: Design, folder: Path | None, *, workers: int | None) -> None:
    """Refuse a design that this machine cannot run, before anything is made of it."""
    largest = design.scenario
    given = (point.get(CLIENTS) for point in design.points)
    most = max((number for number in given if isinstance(number, int)), default=0)
    if most > largest.population.clients:
        largest = largest.with_changes({CLIENTS: most})
    at_once = (os.cpu_count() or 1) if workers is None else max(1, workers)
    admit(largest, design.runs, at_once=at_once, folder=folder, stored=True)


def _cells(
    design: Design,
    numbers: Sequence[int],
    hashes: Sequence[str],
    version: str,
    here: str,
    shard: tuple[int, int] | None,
) -> Iterator[Cell]:
    for number, found in zip(numbers, hashes, strict=True):
        for replicate in range(design.replicates):
            place = number * design.replicates + replicate
            if shard is not None and place % shard[1] != shard[0] - 1:
                continue
            seed = design.seed + replicate
            yield Cell(number, seed, run_identity(found, seed, version, here), version)


def run_waiting(
    ledger: Ledger,
    template: Chunk,
    *,
    workers: int | None = None,
    cluster: ClusterLike | None = None,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> None:
    """Make the runs that a ledger asks for and has not; see :func:`run_design`.

    Parameters
    ----------
    template
        What all chunks have in common.
    """
    if pending := ledger.count_pending():
        chosen = executor or executor_for(workers, cluster, pending)
        _run_all(ledger, template, executor=chosen, progress=progress, stopper=stopper or Stopper())


def executor_for(workers: int | None, cluster: ClusterLike | None, runs: int) -> Executor:
    """Return the executor for a number of runs: a cluster, processes, or this process.

    Raises
    ------
    JoinupError
        If processes cannot be started from the script that is run.
    """
    if cluster is not None:
        return Cluster(cluster)
    wanted = (os.cpu_count() or 1) if workers is None else workers
    if wanted == 0:
        return InProcess()
    check_main_script()
    return Processes(min(wanted, runs))


def _run_all(
    ledger: Ledger,
    template: Chunk,
    *,
    executor: Executor,
    progress: Callable[[Progress], None] | None,
    stopper: Stopper,
) -> None:
    stop = Path(template.folder or "") / STOP
    stop.unlink(missing_ok=True)
    queue = ChunkQueue(ledger, template)
    before = ledger.counts()
    wanted = sum(before.values()) + ledger.count_pending()
    started = perf_counter()
    now = failed = under_way = 0
    kill = True
    try:
        while True:
            if stopper.is_set and not stop.exists():
                stop.touch()
            while under_way < executor.places and not stopper.is_set:
                chunk = queue.next(executor.places)
                if chunk is None:
                    break
                executor.submit(chunk)
                under_way += 1
            if under_way == 0:
                suspect = None if stopper.is_set else queue.next_alone()
                if suspect is None:
                    break
                executor.submit(suspect)
                under_way += 1
            for chunk, report in executor.finished(WAIT_SECONDS):
                under_way -= 1
                outcomes = queue.take_back(chunk, report)
                ledger.finish(outcomes, report.files if isinstance(report, ChunkReport) else None)
                now += len(outcomes)
                failed += sum(one.segment is None for one in outcomes)
                if progress is not None:
                    gone = failed + sum(n for status, n in before.items() if status != "done")
                    made = sum(before.values()) + now
                    progress(Progress(wanted, made, now, gone, perf_counter() - started))
        kill = False
    finally:
        executor.close(kill=kill)
        stop.unlink(missing_ok=True)
