"""Progress on standard error while runs are under way."""

from __future__ import annotations

from threading import Lock, Timer
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

PATIENCE = 3.0
"""Seconds after which an explanation is due if nothing seems to happen."""

LONG = 5.0
"""Seconds of preparation that are worth a remark afterwards."""


class RunProgress:
    """A progress bar over the weeks of all runs, and a message if the start takes long.

    Parameters
    ----------
    weeks
        Weeks to be played in all runs together.
    quiet
        Whether to show nothing at all.
    """

    def __init__(self, weeks: int, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Preparing", total=weeks)
        self._timer = Timer(PATIENCE, self._explain)
        self._timer.daemon = True
        self._lock = Lock()
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

    def played(self, weeks: int) -> None:
        """Note that some weeks were played; safe to call from any thread."""
        with self._lock:
            first, self._ready = not self._ready, True
        if first:
            self._timer.cancel()
            took = monotonic() - self._since
            if took > LONG:
                self._say(f"Ready after {took:.0f} seconds.")
            self._bar.update(self._task, description="Playing weeks")
        self._bar.advance(self._task, weeks)

    def _explain(self) -> None:
        self._say("Compiling the model; on a new machine this takes up to a minute ...")

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._console.print(text, soft_wrap=True)
