"""The tables of a study with title, provenance, and unit and meaning of every column."""

from __future__ import annotations

import pandas as pd

from joinup.experiments.study.design import BASELINE
from joinup.experiments.study.dictionary import measure_attributes, parameter_attributes
from joinup.experiments.study.segments import MONEY, SUMMARIES, WEEKLY
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.tables.columns import Column
from joinup.scenarios.tables.kinds import OPTION
from joinup.scenarios.tables.writer import Described
from joinup.sim.results.columns import GBP, NAME, WEEK
from joinup.sim.text.words import count, title

POINTS, RUNS = "points", "runs"

ABOUT = {
    POINTS: "what each point changes in the scenario; an empty cell leaves its value as it is",
    RUNS: "every run that was asked for, and what became of it",
    SUMMARIES: "figures of every finished run, for the people represented",
    MONEY: "GBP by payer and category of every finished run, for the people represented",
    WEEKLY: "every finished run week by week, for the people represented",
}
"""What each table of a study holds."""

_OWN = (
    ("point", "number", "number of the point"),
    ("replicate", "number", "number of the run among those of its point; the same draws at every point"),
    ("seed", "number", "seed of the run's draws"),
    ("run", NAME, "identity of the run: hash of scenario, seed, the model's version, environment"),
    ("status", NAME, "done, failed, crashed, timed out or waiting"),
    ("seconds", "seconds", "time that the run took"),
    ("finished", "date and time", "when the run was finished"),
    ("host", NAME, "machine that made the run"),
    ("attempts", "number", "how often the run was tried"),
    ("error", NAME, "what went wrong"),
    ("version", NAME, "version of joinup and of the model's code"),
    ("environment", NAME, "key of what else can move a figure: Python, NumPy, Numba, kind of machine"),
    ("payer", NAME, "who pays"),
    ("category", NAME, "what for"),
    ("gbp", GBP, "amount, undiscounted"),
    ("gbp_discounted", GBP, "amount, discounted"),
    ("week", WEEK, "week, from 0 after the warm-up"),
    (BASELINE, NAME, "baseline that is run in place of the scenario"),
    (OPTION, NAME, "named option that the point has"),
)
OWN = {name: Column(name, unit=unit, about=about) for name, unit, about in _OWN}
"""Columns that the tables of every study have."""


def described(study: StoredStudy, tables: dict[str, pd.DataFrame]) -> list[Described]:
    """Return a study's tables with their descriptions."""
    scenario = study.scenario
    runs = count(len(study.runs), "run")
    origin = f"joinup {study.facts['version']}; scenario '{scenario.name}'; {runs}"
    found = []
    for name, frame in tables.items():
        columns = [_column(study, str(one)) for one in frame]
        facts = {"title": f"{title(scenario)}: {name}", "description": ABOUT[name], "provenance": origin}
        found.append(Described(name, frame, columns, facts))
    return found


def _column(study: StoredStudy, name: str) -> Column:
    """Return the description of a column of a study."""
    if name in OWN:
        return OWN[name]
    changed = name in study.points.columns
    said = parameter_attributes(study.scenario, name) if changed else measure_attributes(name)
    return Column(name, unit=said["units"], about=f"{said['long_name']}: {said['description']}")
