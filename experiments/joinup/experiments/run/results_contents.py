"""What is in the folder of a run's results (the contract; ``README.txt`` repeats it there).

``run.json``
    Enough to repeat the run: the scenario and its baselines with all values, seeds, versions,
    the command line; and warnings and interventions. ``joinup.sim.Scenario.parse`` reads the scenario.
``weekly.parquet``, ``agencies.parquet`` and so on
    The tables of the scenario's first replicate, in simulated clients.
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
from joinup.experiments.run.results_folder import MADE_BY, RECORD
from joinup.scenarios.words import count
from joinup.sim.parameters import Scenario
from joinup.sim.versions import versions

SCENARIO = "scenario"

TABLES = {
    "weekly": "stocks at the end of each week and flows of the week, by client group",
    "agencies": "each agency at the end of each week; times are shares of contracted staff time",
    "links": "each pair of agencies at the end of each quarter",
    "decisions": "the options of each agency each quarter: effort, pay-off, probability, whether chosen",
    "campaigns": "publicity: spending, advertising stock and share exposed, by week",
    "ledger": "every payment: week, payer, payee, category, GBP",
    "funding": "what each funding window gave, what was spent, left and lapsed, by week",
    "episodes": "every episode of need: onset, end, weeks waited, needs, agencies, outcome",
    "complaints": "dissatisfied clients and complaints by week and group",
    "scorecard": "the measures of the seven risks with their definitions",
    "summary": "outcomes by client group over the whole run",
}
"""The tables of one run and what each is about."""

ACROSS = {
    "replicates": "every measure of every run: run, seed, kind, outcome, group, value",
    "differences": "scenario minus baseline, pair by pair: mean, 95 % interval, verdict",
    "key_questions": "the key questions of 2001: what the scenario assumes and what the runs show",
    "observables": "the model's series to lay beside published ones: run, seed, observable, week, value",
}
"""The tables over all runs."""


def identity(request: RunRequest) -> str:
    """Return what tells a run from others: everything that can change a file of its results."""
    content = {
        "scenario": _plain(request.scenario),
        "seed": request.seed,
        "replicates": request.replicates,
        "baselines": {name: _plain(scenario) for name, scenario in request.baselines.items()},
        "replay": replay_record(request),
        "versions": versions(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_contents(folder: Path, *, request: RunRequest, replicates: Replicates, findings: Findings) -> None:
    """Write every file of the results into a folder."""
    for name in TABLES:
        _write(folder, name, getattr(replicates.first, name))
    runs = {SCENARIO: replicates.runs, **replicates.baselines}
    _write(folder, "replicates", measures_table(runs))
    _write(folder, "differences", differences_table(findings.differences))
    _write(folder, "key_questions", _questions_table(findings))
    _write(folder, "observables", _series_table(runs))
    (folder / "README.txt").write_text(_readme(request), encoding="utf-8")
    record = _run_record(request, replicates, findings.warnings)
    record["files"] = sorted([*(file.name for file in folder.iterdir()), RECORD])
    text = json.dumps(record, indent=1, allow_nan=False, default=str)
    (folder / RECORD).write_text(text, encoding="utf-8")


def _write(folder: Path, name: str, table: pd.DataFrame) -> None:
    table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")


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
    """Return every difference from every baseline: mean, ends of its interval, replicates, verdict."""
    rows = []
    for baseline, found in differences.items():
        for key, gap in found.items():
            mean = gap.estimate
            rows.append((baseline, *key, mean.mean, mean.low, mean.high, mean.runs, str(gap.verdict)))
    columns = ["baseline", "kind", "outcome", "group", "mean", "low", "high", "runs", "verdict"]
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


def _run_record(request: RunRequest, replicates: Replicates, warnings: list[str]) -> dict[str, Any]:
    first = replicates.first.run_record
    return {
        "made_by": MADE_BY,
        "identity": identity(request),
        "command": _command(request),
        "name": request.scenario.name,
        "hash": request.scenario.hash,
        "seed": request.seed,
        "replicates": request.replicates,
        "seeds": [kept.seed for kept in replicates.runs],
        "changes": request.changes,
        "replay": replay_record(request),
        "weeks": request.scenario.weeks,
        "warm_up_weeks": request.scenario.warm_up_weeks,
        "clients": request.scenario.population.clients,
        "people_per_client": request.scenario.people_per_client,
        "versions": versions(),
        "warnings": warnings,
        "interventions": first["interventions"],
        "scenario": _plain(request.scenario),
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
        f"\nThis is a saved session played again; run.json lists what was decided in it ({decided}).\n"
        "'as_written' is the same with nothing decided, 'none' that without joint working.\n"
    )


def _readme(request: RunRequest) -> str:
    def listed(tables: dict[str, str]) -> str:
        return "\n".join(f"  {f'{name}.parquet':<22} {about}" for name, about in tables.items())

    each = request.scenario.people_per_client
    stands = "one person" if each == 1 else f"{each:,.4g} people"
    return f"""\
Results of joinup, scenario {request.scenario.name}, seed {request.seed}

To repeat the run:
  {_command(request)}
run.json holds all values of the scenario and its baselines, should the file have changed.
{_about_session(request)}
Tables of the scenario's first run (seed {request.seed}). Counts are of simulated clients, each
of whom stands for {stands}; money is for the simulated clients. Week 0 is the first week after
the warm-up. If the scenario tells localities apart, so do the weekly tables and the ledger.
{listed(TABLES)}

Over all runs, for all people:
{listed(ACROSS)}

In these, 'run' is 'scenario' or the name of a baseline, and 'kind' says what a value is:
  outcome           an outcome by client group
  scorecard         a measure of the seven risks; 'group' is the group, cause or week, if any
  use               share of places in use; 'group' is the agency
  money             totals in GBP, and weeks of unmet need discounted as money is
  cost              GBP by category ('outcome') and payer ('group'); cost_discounted: discounted
  received          incentive payments by payee
  net               GBP that a body pays, incentives included, less incentives received
  agency            mean joint effort of an agency while it was a member
  funding           given, spent, lapsed, left by funding window
  value             differences only: incremental cost, weeks of unmet need avoided, net benefit
"""
