"""Where chunks are run: here, in processes of this machine, or on a cluster.

Executors carry chunks to workers and reports back, and say so when a worker was lost. They know nothing
of designs or studies, and what they carry is the same for all of them, so results are too.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from joinup.experiments.arguments import named, wrong
from joinup.experiments.study.chunks import Chunk, ChunkReport, run_chunk
from joinup.sim.errors import ArgumentError, JoinupError
from joinup.sim.extras import extra, require

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
WATCH_SECONDS = 0.5
GRACE_SECONDS = 30.0
SECONDS_TO_ANSWER = 5.0


@dataclass(frozen=True, slots=True)
class LostChunk:
    """A chunk whose worker died, or was killed because it took too long."""

    reason: str
    timed_out: bool = False


class Executor(Protocol):
    """Runs chunks."""

    @property
    def places(self) -> int:
        """Number of chunks that can be under way."""
        ...

    def submit(self, chunk: Chunk) -> None:
        """Send out a chunk."""
        ...

    def finished(self, seconds: float) -> list[tuple[Chunk, ChunkReport | LostChunk]]:
        """Return finished chunks, waiting at most some seconds for the first."""
        ...

    def close(self, *, kill: bool = False) -> None:
        """Stop the workers; with `kill`, in the middle of their runs."""
        ...


class InProcess:
    """Runs every chunk in this process, at once."""

    places = 1

    def __init__(self) -> None:
        self._back: list[tuple[Chunk, ChunkReport | LostChunk]] = []

    def submit(self, chunk: Chunk) -> None:
        """Run a chunk."""
        self._back.append((chunk, run_chunk(chunk)))

    def finished(self, seconds: float) -> list[tuple[Chunk, ChunkReport | LostChunk]]:
        """Return the chunks finished since last asked."""
        back, self._back = self._back, []
        return back

    def close(self, *, kill: bool = False) -> None:
        """Do nothing: there are no workers."""


class Processes:
    """Runs chunks in processes of this machine (pebble): a worker that dies takes only its own chunk.

    Parameters
    ----------
    workers
        How many processes.
    run
        The function that runs a chunk.
    grace
        Seconds that a chunk may take beyond the time limits of its runs before its worker is killed.
    """

    def __init__(
        self, workers: int, *, run: Callable[[Chunk], ChunkReport] = run_chunk, grace: float = GRACE_SECONDS
    ) -> None:
        from multiprocessing import get_context

        from pebble import ProcessPool

        self.places = workers + 1
        self._run, self._grace = run, grace
        self._under_way: dict[Future[ChunkReport], Chunk] = {}
        self._threads = _one_thread()
        self._threads.__enter__()
        self._pool = ProcessPool(
            max_workers=workers,
            context=get_context("spawn"),
            initializer=_open_worker,
            initargs=[os.getpid()],
        )

    def submit(self, chunk: Chunk) -> None:
        """Send out a chunk."""
        limit = None
        if chunk.time_limit is not None:
            limit = self._grace + chunk.time_limit * len(chunk.jobs)
        future = self._pool.schedule(self._run, args=[chunk], timeout=limit)
        self._under_way[future] = chunk

    def finished(self, seconds: float) -> list[tuple[Chunk, ChunkReport | LostChunk]]:
        """Return finished chunks, waiting at most some seconds for the first."""
        done, _ = wait(list(self._under_way), timeout=seconds, return_when=FIRST_COMPLETED)
        return [(self._under_way.pop(future), self._result(future)) for future in done]

    def _result(self, future: Future[ChunkReport]) -> ChunkReport | LostChunk:
        from pebble import ProcessExpired

        try:
            return future.result()
        except TimeoutError:
            return LostChunk("its worker had to be killed", timed_out=True)
        except ProcessExpired as died:
            return LostChunk(f"its worker died (exit code {died.exitcode})")

    def close(self, *, kill: bool = False) -> None:
        """Stop the workers."""
        if kill:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._threads.__exit__(None, None, None)


ClusterLike = str | Any
"""The address of a Dask scheduler, or a ``distributed.Client``."""


def check_cluster(cluster: ClusterLike | None) -> None:
    """Make sure, before anything is stored, that a cluster can be used if there is one.

    Raises
    ------
    MissingExtraError
        If there is one and Dask is not installed.
    ArgumentError
        If it is no cluster.
    ScenarioError
        If it is no address, or nothing answers there.
    """
    if cluster is None:
        return
    require("distributed")
    if not isinstance(cluster, str):
        if not hasattr(cluster, "run_on_scheduler"):
            expected = "the address of a Dask scheduler, or a Client of one"
            raise ArgumentError(named("cluster"), cluster, expected)
        return
    host, _, port = cluster.rpartition("://")[2].rpartition(":")
    if not host or not port.isdecimal():
        raise wrong("cluster", "write a scheduler's address, such as tcp://host:8786", given=cluster)
    try:
        socket.create_connection((host, int(port)), timeout=SECONDS_TO_ANSWER).close()
    except (OSError, OverflowError) as error:
        raise wrong("cluster", f"no cluster answers ({_reason(error)})", given=cluster) from None


def _reason(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


class Cluster:
    """Runs chunks on a cluster (Dask distributed). Its workers must see the study's folder.

    Parameters
    ----------
    scheduler
        Its address, for instance ``tcp://10.0.0.1:8786``, or a ``Client``, which stays open. Its settings are
        left as they were.
    run
        The function that runs a chunk.
    """

    def __init__(self, scheduler: ClusterLike, *, run: Callable[[Chunk], ChunkReport] = run_chunk) -> None:
        with extra():
            from distributed import Client

        self._client: Any = scheduler
        self._is_own = isinstance(scheduler, str)
        try:
            if self._is_own:
                self._client = Client(scheduler, timeout="15s", set_as_default=False)
            # A run that kills its worker must end as a failed run, not go from worker to worker.
            self._failures: int = self._client.run_on_scheduler(_allow_failures, number=0)
        except OSError as error:
            raise JoinupError(f"no cluster answers at {scheduler}: {error}") from None
        self._run = run
        self._event = threading.Event()
        self._dask: dict[Any, Chunk] = {}

    @property
    def places(self) -> int:
        """Number of chunks that can be under way: two for every thread there is now."""
        threads: int = sum(self._client.nthreads().values())
        return max(2, 2 * threads)

    def submit(self, chunk: Chunk) -> None:
        """Send out a chunk."""
        future: Any = self._client.submit(self._run, chunk, pure=False, retries=0)
        future.add_done_callback(lambda _: self._event.set())
        self._dask[future] = chunk

    def finished(self, seconds: float) -> list[tuple[Chunk, ChunkReport | LostChunk]]:
        """Return finished chunks, waiting at most some seconds for the first."""
        self._event.wait(seconds)
        self._event.clear()
        done = [future for future in self._dask if future.done()]
        return [(self._dask.pop(future), self._report(future)) for future in done]

    def _report(self, future: Any) -> ChunkReport | LostChunk:
        from distributed import KilledWorker

        try:
            found: ChunkReport = future.result()
        except KilledWorker as died:
            return LostChunk(f"its worker died ({died.last_worker.address})")
        return found

    def close(self, *, kill: bool = False) -> None:
        """Leave the cluster; what is under way there is cancelled."""
        self._client.cancel(list(self._dask), force=kill)
        with suppress(OSError):
            self._client.run_on_scheduler(_allow_failures, number=self._failures)
        if self._is_own:
            self._client.close()


def _allow_failures(dask_scheduler: Any, number: int) -> int:
    """Let a run end so many workers before it counts as failed; return how many it was."""
    before: int = dask_scheduler.allowed_failures
    dask_scheduler.allowed_failures = number
    return before


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let processes that are started within use one thread each (before they import numpy)."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _open_worker(parent: int) -> None:
    """Prepare a worker: the parent decides about Ctrl-C, and no worker outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
