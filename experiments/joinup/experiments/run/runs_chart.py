"""The chart of replicates beside their baselines: how the scenario differs from each."""

from __future__ import annotations

from collections.abc import Sequence

from joinup.experiments.report.chart import Chart
from joinup.experiments.report.difference_chart import Panel, difference_chart
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.summary_differences import COSTS, ROWS, VALUE, DifferenceRow
from joinup.experiments.study.identity import model_version
from joinup.sim.errors import Problem, ScenarioError

MOST_PANELS = 4


def row_named(outcome: str, rows: Sequence[DifferenceRow] = (*ROWS, *COSTS, *VALUE)) -> DifferenceRow:
    """Return a measure by its name in tables.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    by_name = {row.key.name: row for row in rows}
    if outcome not in by_name:
        raise ScenarioError([Problem.unknown((), "measure", outcome, by_name)])
    return by_name[outcome]


def runs_chart(found: Findings, outcomes: Sequence[str]) -> Chart:
    """Return how a scenario differs from its baselines in some measures.

    Raises
    ------
    ScenarioError
        If there is no such measure or no baseline.
    """
    if not found.differences:
        raise ScenarioError([Problem((), "there is no baseline: differences cannot be drawn")])
    rows = [row_named(outcome) for outcome in outcomes[:MOST_PANELS]]
    measures = [
        Panel(row.label.strip(), row.writer, tuple(gaps[row.key] for gaps in found.differences.values()))
        for row in rows
    ]
    request = found.request
    stamp = (
        f"{request.scenario.name}, {request.replicates} replicates from seed {request.seed},"
        f" joinup {model_version()}"
    )
    labels = [f"less {name}" for name in found.differences]
    return difference_chart("differences", labels, "each baseline", measures, stamp=stamp)
