"""What a command does while runs are played: a progress line, and a clean stop at Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from joinup.experiments.study.sweep import Progress, Stopper


class SweepProgress:
    """A line on standard error: runs made, rate, time left; and what Ctrl-C sets.

    Attributes
    ----------
    stopper
        Set by the first Ctrl-C.
    """

    def __init__(self, console: Console) -> None:
        self.stopper = Stopper()
        from rich.progress import BarColumn, Progress, TextColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("Starting workers", total=None, told="")

    def __enter__(self) -> SweepProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Show how far the sweep is."""
        told = f"{progress.made:,} of {progress.wanted:,} runs, {progress.rate:,.3g} a second"
        if progress.seconds_left is not None:
            told += f", {duration(progress.seconds_left)} left"
        if progress.failed:
            told += f", {progress.failed:,} without a result"
        self._bar.update(
            self._task, description="Playing", completed=progress.made, total=progress.wanted, told=told
        )


@contextmanager
def watched(console: Console) -> Iterator[SweepProgress]:
    """Show progress while runs are played, and let Ctrl-C end them after the runs under way."""
    with SweepProgress(console) as watch, _interruptible(watch.stopper, console):
        yield watch


@contextmanager
def _interruptible(stopper: Stopper, console: Console) -> Iterator[None]:
    """Let the first Ctrl-C end the sweep after the runs under way, and the second at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        if stopper.is_set:
            raise KeyboardInterrupt
        stopper.stop()
        console.print("Stopping after the runs under way; what is made is kept. Ctrl-C again stops at once.")

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def duration(seconds: float) -> str:
    """Write a time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
