"""Runs of a study that are still to be made, cut into chunks."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from joinup.experiments.study.chunks import Chunk, ChunkReport, Job
from joinup.experiments.study.errors import StorageError
from joinup.experiments.study.executors import LostChunk
from joinup.experiments.study.ledger import CRASHED, TIMED_OUT, Cell, Ledger, RunOutcome

CHUNK_SECONDS = 8.0
"""How long a chunk should take: long against what sending it costs, short against patience."""

LARGEST_CHUNK = 500
FIRST_CHUNK = 2
BLOCK = 10_000
"""Runs read from the ledger at a time."""

SEGMENTS = 64
"""Names of segments reserved at a time: each reservation waits for the disk."""


class ChunkQueue:
    """Runs still to be made, divided into chunks of suitable length.

    Parameters
    ----------
    ledger
        The study's ledger.
    template
        What all chunks have in common.
    """

    def __init__(self, ledger: Ledger, template: Chunk) -> None:
        self._ledger = ledger
        self._template = template
        self._block: list[Cell] = []
        self._last = (-1, -1)
        self._again: list[Chunk] = []
        self._alone: list[Chunk] = []
        self._seconds: float | None = None
        self._left = ledger.count_pending()
        self._names: list[str] = []

    def next(self, places: int) -> Chunk | None:
        """Return the next chunk; None if there is none."""
        if self._again:
            return self._named(self._again.pop())
        if not self._block:
            self._block = self._ledger.pending(after=self._last, at_most=BLOCK)
            if not self._block:
                return None
            self._last = self._block[-1][:2]
        size = FIRST_CHUNK
        if self._seconds is not None:
            size = int(CHUNK_SECONDS / max(self._seconds, 1e-6))
        # Towards the end chunks get smaller, so that no worker is idle while another has many left.
        size = max(1, min(size, LARGEST_CHUNK, -(-self._left // (2 * places))))
        cells, self._block = self._block[:size], self._block[size:]
        self._left -= len(cells)
        jobs = tuple(Job(cell.run, cell.point, cell.seed) for cell in cells)
        changes = self._ledger.changes({cell.point for cell in cells})
        return self._named(replace(self._template, jobs=jobs, changes=changes))

    def next_alone(self) -> Chunk | None:
        """Return a run to be tried once more, alone; None if there is none."""
        return self._named(self._alone.pop()) if self._alone else None

    def _named(self, chunk: Chunk) -> Chunk:
        """Return a chunk with a segment of its own to write, which the ledger knows beforehand."""
        if not self._names:
            self._names = [f"{uuid.uuid4().hex}.parquet" for _ in range(SEGMENTS)]
            self._ledger.reserve(self._names)
        return replace(chunk, segment=self._names.pop())

    def take_back(self, chunk: Chunk, report: ChunkReport | LostChunk) -> list[RunOutcome]:
        """Return the outcomes of a chunk's runs; runs whose worker was lost are tried one by one.

        A worker that dies can take others' runs with it. So a run whose worker was lost is tried again
        in the end, alone; only if that worker dies too is the run to blame.
        """
        if isinstance(report, ChunkReport):
            if report.storage_error is not None:
                raise StorageError(
                    f"the results cannot be stored: {report.storage_error.lower()}. What was stored is kept;"
                    " make room and give the same command again"
                )
            times = [one.seconds for one in report.outcomes if one.seconds is not None]
            if times:
                mean = sum(times) / len(times)
                self._seconds = mean if self._seconds is None else (self._seconds + mean) / 2
            return list(report.outcomes)
        if len(chunk.jobs) > 1:
            self._again += [replace(chunk, jobs=(job,)) for job in reversed(chunk.jobs)]
            return []
        if chunk.attempt < 2 and not report.timed_out:
            self._alone.append(replace(chunk, attempt=chunk.attempt + 1))
            return []
        return [_lost(chunk, report)]


def _lost(chunk: Chunk, report: LostChunk) -> RunOutcome:
    """Return the outcome of a run that took its worker with it."""
    text = report.reason
    if report.timed_out and chunk.time_limit is not None:
        text = f"took more than {chunk.time_limit:g} seconds; {text}"
    return RunOutcome(
        run=chunk.jobs[0].run,
        status=TIMED_OUT if report.timed_out else CRASHED,
        segment=None,
        seconds=None,
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        host="",
        attempts=chunk.attempt,
        error=text,
        version=chunk.version,
        environment=chunk.environment,
    )
