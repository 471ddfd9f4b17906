"""Errors of running a scenario and storing its results."""

from __future__ import annotations

from typing import Any

from joinup.sim.errors import JoinupError


class RunFailedError(JoinupError):
    """A run that could not be finished, with the command that repeats it."""


class ResultsNotWrittenError(JoinupError):
    """Results that could not be written: a full disk, no permission."""


class RunsNotStoredError(ResultsNotWrittenError):
    """The results of runs could not be stored.

    Attributes
    ----------
    runs
        The :class:`joinup.experiments.run.runs.Runs`, whose results are not lost.
    """

    def __init__(self, text: str, runs: Any) -> None:
        super().__init__(text)
        self.runs = runs
