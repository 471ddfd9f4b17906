"""``ju.open``: open anything that joinup has stored, by its file or folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.stored_calibration import holds_calibration, read_calibration
from joinup.experiments.analysis.stored_comparison import holds_comparison, read_comparison
from joinup.experiments.arguments import named, path_if_given
from joinup.experiments.calls.findings import shown_as
from joinup.experiments.calls.session import Session, resumed
from joinup.experiments.calls.study import Study, study_at
from joinup.experiments.run.result import Result
from joinup.experiments.run.results_folder import MADE_BY, record_of
from joinup.experiments.run.runs import Runs
from joinup.experiments.run.stored_result import StoredTables
from joinup.experiments.run.stored_runs import holds_runs, read_runs
from joinup.experiments.session.files import load_session
from joinup.experiments.study.design import MARK, Design, read_design
from joinup.experiments.study.manifest import LEDGER
from joinup.experiments.study.posteriors import Posterior, read_posterior
from joinup.scenarios.files import SUFFIXES
from joinup.scenarios.load import load
from joinup.scenarios.scenario import Scenario
from joinup.sim.errors import ArgumentError, Problem, ScenarioError

if TYPE_CHECKING:
    from joinup.experiments.calls.calibrate import Calibration

POSTERIOR = "posterior.json"
SESSION = "session.json"


def open(
    path: str | os.PathLike[str],
) -> Study | Result | Runs | Comparison | Calibration | Session | Design | Posterior | Scenario:
    """Open anything that joinup has stored, as the object that was saved.

    Parameters
    ----------
    path
        The folder of a study, a result, runs, a comparison, a calibration or an exported session; or the file
        of a session or design (JSON), a posterior (JSON or Parquet) or a scenario (YAML).

    Returns
    -------
    Study, Result, Runs, Comparison, Calibration, Session, Design, Posterior or Scenario
        A session is run again up to the week in which it was saved, and can be continued.

    Raises
    ------
    ScenarioError
        If nothing is there, or nothing that joinup has stored; listing every problem of a file.
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
    place = path_if_given(path, "path", "the path of a file or folder")
    if place is None:
        raise ArgumentError(named("path"), path, "the path of a file or folder")
    if not place.exists():
        raise ScenarioError([Problem((), f"there is no file and no folder '{place}'")])
    if (place / LEDGER).is_file():
        return study_at(place)
    if record_of(place).get("made_by") == MADE_BY:
        return read_runs(place) if holds_runs(place) else Result(StoredTables(place))
    if holds_comparison(place):
        return Comparison(**read_comparison(place))
    if holds_calibration(place):
        from joinup.experiments.calls.calibrate import Calibration

        return shown_as(Calibration, read_calibration(place))
    if (place / SESSION).is_file():
        place /= SESSION
    # A posterior is two files of one name; see joinup.experiments.study.posteriors.
    if (place / POSTERIOR).is_file() or place.with_suffix(".parquet").is_file():
        return read_posterior(place)
    if place.suffix == ".json":
        return read_design(place) if _is_design(place) else resumed(load_session(place))
    if place.suffix in SUFFIXES:
        return load(place)
    text = f"'{place}' holds no study, result, session, design, posterior or scenario of joinup"
    raise ScenarioError([Problem((), text)])


def _is_design(place: Path) -> bool:
    """Return whether a JSON file is marked as a design; its reader reports what else is wrong."""
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and MARK in content
