"""Progress on standard error while runs are under way, and a clean stop at Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from joinup.experiments.report.terminal import console_of

if TYPE_CHECKING:
    from rich.console import Console

    from joinup.experiments.study.sweep import Progress, Stopper

PATIENCE = 3.0
"""Seconds without visible progress after which a message explains why."""

LONG = 5.0
"""Seconds of preparation that are reported afterwards."""


class RunProgress:
    """A progress bar over the weeks of all runs, and a message if the start takes long.

    Parameters
    ----------
    quiet
        Whether to print nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = console_of(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Preparing", total=None)
        self._timer = Timer(PATIENCE, self._explain)
        self._timer.daemon = True
        self._ready = False
        self._since = monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._bar.stop()

    def show(self, made: int, wanted: int) -> None:
        """Show how many of all weeks have been run."""
        if not self._ready:
            self._ready = True
            self._timer.cancel()
            took = monotonic() - self._since
            if took > LONG:
                self._say(f"Ready after {took:.0f} seconds.")
        self._bar.update(self._task, description="Running weeks", completed=made, total=wanted)

    def _explain(self) -> None:
        self._say("Compiling the model; on a new machine this takes up to a minute ...")

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._console.print(text, soft_wrap=True)


class SweepProgress:
    """A line on standard error with runs finished, rate and time left; Ctrl-C sets its stopper.

    Attributes
    ----------
    stopper
        Set by the first Ctrl-C.
    """

    def __init__(self, console: Console) -> None:
        from joinup.experiments.study.sweep import Stopper

        self.stopper = Stopper()
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[text]}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("Starting workers", total=None, text="")

    def __enter__(self) -> SweepProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Show how far the sweep has got."""
        text = f"{progress.made:,} of {progress.wanted:,} runs, {progress.rate:,.3g} a second"
        if progress.seconds_left is not None:
            text += f", {duration(progress.seconds_left)} left"
        if progress.failed:
            text += f", {progress.failed:,} without a result"
        self._bar.update(
            self._task, description="Running", completed=progress.made, total=progress.wanted, text=text
        )


@contextmanager
def watched(console: Console | None = None) -> Iterator[SweepProgress]:
    """Show progress; let Ctrl-C stop after the runs under way."""
    console = console or console_of(stderr=True)
    with SweepProgress(console) as watch, _interruptible(watch.stopper, console):
        yield watch


@contextmanager
def _interruptible(stopper: Stopper, console: Console) -> Iterator[None]:
    """Let the first Ctrl-C stop after the runs under way, and the second at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        if stopper.is_set:
            raise KeyboardInterrupt
        stopper.stop()
        console.print(
            "Stopping after the runs under way; finished runs are stored. Ctrl-C again stops at once."
        )

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def duration(seconds: float) -> str:
    """Write a duration in words."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
