"""One run of a study, to be repeated: its scenario, its seed and a label."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from joinup.experiments.study.design import at_point
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ledger import reading
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import number

FEWEST_LETTERS = 4
"""Shortest prefix of a run's identity that may be used for it, if it is unique."""


class StoredRun(NamedTuple):
    """A run of a study.

    Attributes
    ----------
    scenario
        The scenario as the run's point changes it.
    seed
        Seed of its draws.
    label
        Its label: study, point with its changes, replicate.
    """

    scenario: Scenario
    seed: int
    label: str


def open_run(folder: str | Path, run: str | int) -> StoredRun:
    """Return the scenario, seed and label of a run of a study.

    Parameters
    ----------
    folder
        The study.
    run
        The run's number in the study's table ``runs`` (from 0), its identity there, or the start of that.

    Raises
    ------
    StudyError
        If there is no such study or run, or its point gives another scenario in this version of joinup.

    Examples
    --------
    >>> scenario, seed, label = open_run("studies/forms", 12)  # doctest: +SKIP
    """
    study = open_study(folder)
    found = study.runs.iloc[place_of(study, run)]
    point = int(found["point"])
    with reading(study.folder) as ledger:
        changes = ledger.changes([point])[point]
        ((kept,),) = ledger.query("select hash from points where point = ?", (point,))
    try:
        scenario = at_point(study.scenario, changes)
    except ScenarioError as error:
        raise StudyError(f"'{folder}', point {point}: {error}") from None
    if scenario.hash != kept:
        text = "is another scenario in this version of joinup, so that its runs cannot be run again"
        raise StudyError(f"'{folder}', point {point}: {text}")
    changed = ", ".join(f"{path} = {number(value)}" for path, value in changes.items()) or "nothing changed"
    label = f"{study.folder.name}: point {point} ({changed}), replicate {int(found['replicate'])}"
    if found["version"] not in (None, model_version()):
        label += "; run by another version of the model, so figures may differ"
    return StoredRun(scenario, int(found["seed"]), label)


def place_of(study: StoredStudy, run: str | int) -> int:
    """Return the place in the table ``runs`` of a run that is named by it, or by its identity.

    Raises
    ------
    StudyError
        If there is no such run.
    """
    runs = study.runs
    if isinstance(run, int) or run.isdecimal():
        if not 0 <= int(run) < len(runs):
            raise StudyError(f"'{study.folder}' has no run {run}: it has runs 0 to {len(runs) - 1}")
        return int(run)
    named = runs.index[runs["run"].str.startswith(run)].tolist() if len(run) >= FEWEST_LETTERS else []
    # Points with the same scenario share a run; any of them will do.
    if not named or runs["run"][named].nunique() > 1:
        which = "no run" if not named else "more than one run"
        raise StudyError(f"'{study.folder}' has {which} whose identity begins with '{run}'")
    return int(named[0])
