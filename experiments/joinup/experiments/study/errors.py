"""Errors of studies, other than those of their scenarios."""

from __future__ import annotations

from joinup.sim.errors import JoinupError, Problem, ScenarioError


class StudyError(ScenarioError):
    """A study that cannot be used as asked: missing, in use, or of other code or another scenario."""

    def __init__(self, text: str) -> None:
        super().__init__([Problem((), text)])


class StorageError(JoinupError):
    """Results that could not be stored: a full disk, no permission. What was stored before is kept."""


class DamageError(JoinupError):
    """A study of which something was changed or lost since it was stored: it cannot be used as asked."""


class NoResultsError(JoinupError):
    """A study none of whose runs has results."""


class DamageWarning(UserWarning):
    """Runs of a study are left out, since their results were changed or lost since they were stored."""


class UnfinishedError(JoinupError):
    """An analysis that was stopped before its runs were finished. Finished runs are stored."""
