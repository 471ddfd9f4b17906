"""What ``joinup`` raises on purpose, all below :class:`JoinupError`.

==========================  ====================================================================
error                       when
==========================  ====================================================================
``ScenarioError``           input cannot be used; `problems` has one entry for each thing wrong
``ArgumentError``           an argument of a call is of a wrong type (also a ``TypeError``)
``StudyError``              a study is not there, is in use, or is of other code
``RunFailedError``          a run could not be finished; says how to repeat it
``InvariantError``          an accounting identity failed: a defect of joinup
``StorageError``            a study could not be stored; what was stored is kept
``ResultsNotWrittenError``  results could not be written
``RunsNotStoredError``      the same; `runs` has what was found
``UnfinishedError``         an analysis was stopped before its runs were finished
``MissingExtraError``       a package is not installed; says which extra brings it
==========================  ====================================================================

``StudyError`` and ``ArgumentError`` are ``ScenarioError``s: whoever catches that one has all wrong input.
"""

from joinup.experiments.run.errors import ResultsNotWrittenError, RunFailedError, RunsNotStoredError
from joinup.experiments.study.errors import StorageError, StudyError, UnfinishedError
from joinup.sim.errors import ArgumentError, InvariantError, JoinupError, Problem, ScenarioError
from joinup.sim.extras import MissingExtraError

__all__ = [
    "ArgumentError",
    "InvariantError",
    "JoinupError",
    "MissingExtraError",
    "Problem",
    "ResultsNotWrittenError",
    "RunFailedError",
    "RunsNotStoredError",
    "ScenarioError",
    "StorageError",
    "StudyError",
    "UnfinishedError",
]
