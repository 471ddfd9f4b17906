"""The contents of a results folder (the contract; its ``README.txt`` repeats them).

``run.json``
    Enough to repeat the run: the scenario and its baselines with all values, seeds, versions,
    the command line; and warnings and interventions. ``joinup.sim.Scenario.parse`` reads the scenario.
``weekly.parquet``, ``agencies.parquet`` and so on
    The tables of the scenario's first replicate, for people, and in ``simulated`` in simulated clients: see
    :mod:`joinup.experiments.run.stored_result`.
``replicates.parquet``
    Every measure of every run, for all people: run, seed, kind, outcome, group, value.
``differences.parquet``
    Scenario minus baseline: baseline, kind, outcome, group, mean, low, high, runs, verdict.
``key_questions.parquet``
    The key questions of the 2001 report: risk, question, what is assumed, what the runs show.
``observables.parquet``
    The model's series beside published ones: run, seed, observable, week, value.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.statistics import Difference
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.measures_table import Key, RunMeasures
from joinup.experiments.run.questions.answers import key_answers
from joinup.experiments.run.replay import replay_record
from joinup.experiments.run.replicates import Replicates
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.stored_result import (
    ONE_RUN,
    README,
    SCENARIO,
    result_record,
    tables_text,
    units_text,
    write_record,
    write_result,
)
from joinup.experiments.run.table_files import write_frame
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.text.words import count
from joinup.sim.versions import versions

TABLES = {name: table.about for name, table in ONE_RUN.items()}
"""The tables of one run, with their contents."""

ACROSS = {
    "replicates": "every measure of every run: run, seed, kind, outcome, group, value",
    "differences": "scenario minus baseline, pair by pair: mean, 95% confidence interval, verdict",
    "key_questions": "the key questions of 2001: what the scenario assumes and what the runs show",
    "observables": "the model's series to compare with published ones: run, seed, observable, week, value",
}
"""The tables over all runs."""


def identity(request: RunRequest) -> str:
    """Return the identity of a request: everything that can change a file of its results."""
    content = {
        "scenario": _plain(request.scenario),
        "seed": request.seed,
        "replicates": request.replicates,
        "baselines": {name: _plain(scenario) for name, scenario in request.baselines.items()},
        "replay": replay_record(request),
        "versions": versions(),
    }
    if code := [one.identity for one in request.scenario.extensions_at_hand]:
        content["code"] = code
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_contents(folder: Path, *, request: RunRequest, replicates: Replicates, findings: Findings) -> None:
    """Write every file of the results into a folder."""
    write_result(folder, replicates.first)
    runs = {SCENARIO: replicates.runs, **replicates.baselines}
    write_frame(folder, "replicates", measures_table(runs))
    write_frame(folder, "differences", differences_table(findings.differences))
    write_frame(folder, "key_questions", _questions_table(findings))
    write_frame(folder, "observables", _series_table(runs))
    (folder / README).write_text(_readme(request, replicates.first), encoding="utf-8")
    write_record(folder, _run_record(request, replicates, findings))


def _plain(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json")


def measures_table(runs: dict[str, tuple[RunMeasures, ...]]) -> pd.DataFrame:
    """Return every measure of every run: run, seed, kind, outcome, group, value."""
    rows = [
        (run, kept.seed, *key[:2], key.part, value)
        for run, replicates in runs.items()
        for kept in replicates
        for key, value in kept.values.items()
    ]
    return pd.DataFrame(rows, columns=["run", "seed", "kind", "outcome", "group", "value"])


def differences_table(differences: dict[str, dict[Key, Difference]]) -> pd.DataFrame:
    """Return every difference from every baseline, with its interval and its verdict."""
    rows = []
    for baseline, found in differences.items():
        for key, gap in found.items():
            mean = gap.estimate
            told = (mean.mean, mean.low, mean.high, mean.runs, gap.worth, str(gap.verdict))
            rows.append((baseline, *key, *told))
    columns = [
        "baseline",
        "kind",
        "outcome",
        "group",
        "mean",
        "low",
        "high",
        "runs",
        "worth_having",
        "verdict",
    ]
    return pd.DataFrame(rows, columns=columns)


def _questions_table(findings: Findings) -> pd.DataFrame:
    rows = [
        (one.question.number, one.question.risk, one.question.text, one.assumes, one.shows, one.answered)
        for one in key_answers(findings)
    ]
    return pd.DataFrame(rows, columns=["number", "risk", "question", "assumes", "shows", "answered"])


def _series_table(runs: dict[str, tuple[RunMeasures, ...]]) -> pd.DataFrame:
    kept = [
        (run, one.seed, name, values)
        for run, replicates in runs.items()
        for one in replicates
        for name, values in one.series.items()
    ]
    if not kept:
        return pd.DataFrame(columns=["run", "seed", "observable", "week", "value"])
    lengths = [len(values) for *_, values in kept]
    return pd.DataFrame(
        {
            "run": np.repeat([run for run, *_ in kept], lengths),
            "seed": np.repeat([seed for _, seed, *_ in kept], lengths),
            "observable": np.repeat([name for *_, name, _ in kept], lengths),
            "week": np.concatenate([np.arange(length) for length in lengths]),
            "value": np.concatenate([values for *_, values in kept]),
        }
    )


def _run_record(request: RunRequest, replicates: Replicates, findings: Findings) -> dict[str, Any]:
    return {
        **result_record(replicates.first),
        "identity": identity(request),
        "command": _command(request),
        "replicates": request.replicates,
        "seeds": [kept.seed for kept in replicates.runs],
        "changes": request.changes,
        "asked": list(request.asked),
        "trace": request.trace,
        "replay": replay_record(request),
        "session": None if request.session is None else _plain(request.session.scenario),
        "scale": None if findings.scale is None else findings.scale.facts,
        "yardstick": None if findings.yardstick is None else findings.yardstick.facts,
        "spreads": [one.facts for one in findings.spreads],
        "warnings": findings.warnings,
        "warm_up": [
            {"run": name, "seed": one.seed, "slopes": one.slopes, "still_moving": sorted(one.still_moving)}
            for name, runs in {SCENARIO: replicates.runs, **replicates.baselines}.items()
            for one in runs
        ],
        "baselines": {
            name: {"hash": scenario.hash, "scenario": _plain(scenario)}
            for name, scenario in request.baselines.items()
        },
    }


def _command(request: RunRequest) -> str:
    return request.command(seed=request.seed, replicates=request.replicates, baselines=request.baselines)


def _about_session(request: RunRequest) -> str:
    if request.session is None:
        return ""
    decided = count(len(request.session.log), "decision")
    return (
        f"\nThis is a saved session, rerun; run.json lists its decisions ({decided}).\n"
        "'as_written' is the same without the decisions, 'none' that without joint working.\n"
    )


def _readme(request: RunRequest, first: Result) -> str:
    across = "\n".join(f"  {f'{name}.parquet':<22} {about}" for name, about in ACROSS.items())
    return f"""\
Results of joinup, scenario {request.scenario.name}, seed {request.seed}

To repeat the run:
  {_command(request)}
run.json holds all values of the scenario and its baselines, should the file have changed.
{_about_session(request)}
{units_text(first)}
Week 0 is the first week after the warm-up. columns.csv describes every column, with its unit;
the Parquet files contain the units as well.

Tables of the scenario's first run (seed {request.seed}). If localities are kept apart, the weekly
tables and the ledger are by locality.
{tables_text()}

Over all runs:
{across}

In these, 'run' is 'scenario' or the name of a baseline, and 'kind' is the kind of value:
  outcome           an outcome by client group
  scorecard         a measure of the seven risks; 'group' is the group, cause or week, if any
  use               share of places in use; 'group' is the agency
  money             totals in GBP, and weeks of need discounted as money is
  cost              GBP by category ('outcome') and payer ('group'); cost_discounted: discounted
  received          incentive payments by payee
  net               GBP that a payer pays, incentives included, less incentives received
  agency            mean joint effort of an agency while it was a member
  funding           given, spent, lapsed, left by funding window
  value             differences only: incremental cost, weeks of need avoided, net benefit
"""
