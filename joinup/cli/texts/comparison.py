"""What ``joinup compare`` prints: differences, noise, cost-effectiveness, contributions."""

from __future__ import annotations

from typing import Any

from joinup.cli.texts.lines import heading, line, table
from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.methods.cost_effectiveness import acceptability_curve, incremental_analysis
from joinup.experiments.report.sections import is_numeric
from joinup.experiments.report.text.comparison import comparison_sections, in_short


def print_comparison(found: Comparison, *, every: bool) -> None:
    """Print what was found."""
    several = len(found.labels) > 1
    if several:
        for sentence in in_short(found):
            line(sentence)
    if found.scale is not None:
        line(found.scale.sentence)
    sections = comparison_sections(
        found, found.precision, found.contributions, found.structures, found.factors, every=every
    )
    for section in sections:
        heading(section.heading)
        if (shown := section.table) is not None:
            left = [place for place in range(len(shown.columns)) if not is_numeric(shown, place)]
            table(shown.columns, shown.rows, left=left)
        for sentence in section.sentences:
            line(sentence)
    if several:
        for folder in found.studies:
            line(f"The runs are in '{folder}'; they are never repeated.")


def as_data(found: Comparison) -> dict[str, Any]:
    """Return what was found for other programs."""
    several = len(found.labels) > 1
    of_draws = several and found.structures is None
    return {
        "options": list(found.labels) if several else None,
        "reference": found.reference,
        "draws": found.draws if several else None,
        "draws_are": found.kind if several else None,
        "lost": found.lost if several else None,
        "value_of_week": found.value_of_week if several else None,
        "scale": None if found.scale is None else found.scale.facts,
        "until": None if found.precision is None else found.precision.facts,
        "differences": found.table if several else None,
        "incremental_analysis": incremental_analysis(found) if of_draws else None,
        "acceptability_curve": acceptability_curve(found) if of_draws else None,
        "contributions": found.contributions,
        "structures": found.structures,
        "factors": found.factors,
        "studies": [str(folder) for folder in found.studies] if several else [],
    }
