"""Errors of ``joinup``, all derived from :class:`JoinupError`.

==========================  ====================================================================
error                       when
==========================  ====================================================================
``ScenarioError``           input cannot be used; `problems` lists everything that is wrong
``ArgumentError``           an argument of a call has a wrong type (also a ``TypeError``)
``StudyError``              a study is missing, in use, or was run with other code
``DamageError``             a study was changed or lost in part since it was stored
``NoResultsError``          no run of a study has results
``RunFailedError``          a run could not be finished; the message says how to repeat it
``ExtensionError``          a rule, mechanism, incentive or measure of yours went wrong
``InvariantError``          an accounting identity failed: a bug in joinup
``StorageError``            a study could not be stored; what was stored before is kept
``ResultsNotWrittenError``  results could not be written
``RunsNotStoredError``      the same, with the results in `runs`
``UnfinishedError``         an analysis was stopped before its runs were finished
``MissingExtraError``       a package is not installed; the message names the extra that contains it
==========================  ====================================================================

``StudyError`` and ``ArgumentError`` are ``ScenarioError``s: catching that one catches all wrong input.
"""

from joinup.experiments.run.errors import ResultsNotWrittenError, RunFailedError, RunsNotStoredError
from joinup.experiments.study.errors import (
    DamageError,
    NoResultsError,
    StorageError,
    StudyError,
    UnfinishedError,
)
from joinup.sim.errors import (
    ArgumentError,
    ExtensionError,
    InvariantError,
    JoinupError,
    Problem,
    ScenarioError,
)
from joinup.sim.extras import MissingExtraError

__all__ = [
    "ArgumentError",
    "DamageError",
    "ExtensionError",
    "InvariantError",
    "JoinupError",
    "MissingExtraError",
    "NoResultsError",
    "Problem",
    "ResultsNotWrittenError",
    "RunFailedError",
    "RunsNotStoredError",
    "ScenarioError",
    "StorageError",
    "StudyError",
    "UnfinishedError",
]
