"""What can go wrong when a scenario is run and its results are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinup.sim.errors import JoinupError

if TYPE_CHECKING:
    from joinup.experiments.run.runs import Runs


class RunFailedError(JoinupError):
    """A run that could not be finished, with the command that repeats it."""


class ResultsNotWrittenError(JoinupError):
    """Results that could not be written: a full disk, no permission."""


class RunsNotStoredError(ResultsNotWrittenError):
    """Runs that could not be stored.

    Attributes
    ----------
    runs
        The runs, which are not lost.
    """

    def __init__(self, text: str, runs: Runs) -> None:
        super().__init__(text)
        self.runs = runs
