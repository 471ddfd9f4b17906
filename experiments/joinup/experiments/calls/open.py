"""``ju.open``: whatever joinup has stored, by its file or folder."""

from __future__ import annotations

import os
from pathlib import Path

from joinup.experiments.arguments import path_if_given
from joinup.experiments.calls.study import Study, study_at
from joinup.experiments.run.results_folder import MADE_BY, record_of
from joinup.experiments.run.stored_result import StoredTables
from joinup.experiments.session.files import load_session
from joinup.experiments.session.resume import resume
from joinup.experiments.session.session import Session
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.posteriors import Posterior, read_posterior
from joinup.scenarios.files import SUFFIXES
from joinup.scenarios.load import load
from joinup.scenarios.scenario import Scenario
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.results.result import Result

POSTERIOR = "posterior.json"
SESSION = "session.json"


def open(path: str | os.PathLike[str]) -> Study | Result | Session | Posterior | Scenario:
    """Open what was stored: a study, a result, a session, a posterior or a scenario.

    Parameters
    ----------
    path
        The folder of a study, of results, of an exported session or of a calibration; or the file of a
        session (JSON), a posterior (JSON or Parquet) or a scenario (YAML).

    Returns
    -------
    Study, Result, Session, Posterior or Scenario
        A session is run up to where it was, and can be continued.

    Raises
    ------
    ScenarioError
        If there is nothing, or nothing of joinup; with everything that is wrong with a file.
    ArgumentError
        If it is no path.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.open(ju.new("quay")).name
    'quay'
    >>> study = ju.sweep("town", vary={"trust.start": 0.4}, weeks=26, clients=200, workers=0, out=True)
    >>> len(ju.open("studies/town").runs)
    1
    """
    place = path_if_given(path, "path", "the path of a file or folder") or Path()
    if not place.exists():
        raise ScenarioError([Problem((), f"there is no file and no folder '{place}'")])
    if (place / LEDGER).is_file():
        return study_at(place)
    if record_of(place).get("made_by") == MADE_BY:
        return Result(StoredTables(place))
    if (place / SESSION).is_file():
        place /= SESSION
    # A posterior is two files of one name; see joinup.experiments.study.posteriors.
    if (place / POSTERIOR).is_file() or place.with_suffix(".parquet").is_file():
        return read_posterior(place)
    if place.suffix == ".json":
        return resume(load_session(place))
    if place.suffix in SUFFIXES:
        return load(place)
    text = f"'{place}' holds no study, result, session, posterior or scenario of joinup"
    raise ScenarioError([Problem((), text)])
