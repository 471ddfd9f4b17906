"""What can be wrong with a study, other than its scenario."""

from __future__ import annotations

from joinup.sim.errors import JoinupError, Problem, ScenarioError


class StudyError(ScenarioError):
    """A study that cannot be used as asked: not there, in use, of other code or another scenario."""

    def __init__(self, text: str) -> None:
        super().__init__([Problem((), text)])


class StorageError(JoinupError):
    """Results that could not be stored: a full disk, no permission. What was stored is kept."""


class UnfinishedError(JoinupError):
    """An analysis that was stopped before its runs were finished. What was finished is stored."""
