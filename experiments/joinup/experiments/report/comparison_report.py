"""A comparison as a chart and as one web page that needs nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.paired import difference_of, paired_differences
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.report import html
from joinup.experiments.report.chart import Chart
from joinup.experiments.report.difference_chart import Panel, difference_chart
from joinup.experiments.report.text.comparison import comparison_sections, in_short, rows_of
from joinup.experiments.run.summary_differences import DifferenceRow
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.rows import column
from joinup.scenarios.describe.description import Section
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import capital, count, listing, title

MOST_PANELS = 4
SHOWN = ("need_weeks", "resolved", "public_cost", "net_benefit")


def comparison_chart(arms: PairedDraws, outcomes: Sequence[str] = SHOWN) -> Chart:
    """Return how options differ from the reference in some measures.

    Raises
    ------
    ScenarioError
        If there is no such measure, or nothing to compare with.
    """
    labels = [label for label in arms.labels if label != arms.reference]
    if not labels:
        raise ScenarioError([Problem((), "there is one option only: differences cannot be drawn")])
    table = paired_differences(arms)
    found = {(one["option"], one["measure"]): one for one in table.to_dict("records")}
    measures = [_panel(row, labels, found) for row in _rows(arms, outcomes[:MOST_PANELS])]
    return difference_chart("differences", labels, f"'{arms.reference}'", measures, stamp=stamp_of(arms))


def stamp_of(arms: PairedDraws) -> str:
    """Return a comparison's stamp: scenario, number of draws and version of the model."""
    return f"{arms.scenario.name}, {count(arms.draws, arms.kind)}, joinup {model_version()}"


def _rows(arms: PairedDraws, outcomes: Sequence[str]) -> list[DifferenceRow]:
    by_name = rows_of(arms)
    problems = [Problem.unknown((), "measure", name, by_name) for name in outcomes if name not in by_name]
    if problems:
        raise ScenarioError(problems)
    return [by_name[name] for name in outcomes]


def _panel(
    row: DifferenceRow, labels: Sequence[str], found: dict[tuple[str, str], dict[Hashable, Any]]
) -> Panel:
    rows = tuple(difference_of(found[label, column(row.key)]) for label in labels)
    return Panel(row.label.strip(), row.writer, rows)


def comparison_page(
    arms: PairedDraws,
    precision: Precision | None = None,
    contributions: pd.DataFrame | None = None,
    structures: pd.DataFrame | None = None,
    factors: pd.DataFrame | None = None,
) -> str:
    """Return a comparison as one web page."""
    found = comparison_sections(arms, precision, contributions, structures, factors)
    several = len(arms.labels) > 1
    parts = [("In short", html.paragraphs(in_short(arms)))] if several else []
    if several:
        parts.append(("Chart", comparison_chart(arms).html()))
    parts += [(one.heading, _content(one)) for one in found]
    heading = f"{capital(title(arms.scenario))}: {listing(arms.labels)} compared"
    return html.page(heading, f"Comparison of {stamp_of(arms)}.", parts, stamp_of(arms))


def _content(section: Section) -> str:
    shown = "" if section.table is None else html.table(section.table, section.heading, quiet=True)
    return shown + html.paragraphs(section.sentences)
