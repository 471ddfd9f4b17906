"""A comparison of options: what differs, how surely, and what it is worth."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from joinup.experiments.analysis.methods.paired import paired_differences
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.arguments import path_if_given, texts
from joinup.experiments.report.files import place_given, written
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count, listing

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

INTERVALS = {
    "replicate": "±: 95% confidence interval",
    "setting": "in brackets: where 8 settings in 10 lie",
    "structure": "in brackets: from the least to the most",
}
"""What intervals are, by the kind of draws."""

HEADLINES = ("need_weeks", "resolved", "public_cost", "net_benefit")
"""Measures that a chart and a screen show."""


@dataclass(frozen=True, repr=False)
class Comparison(Shown, PairedDraws):
    """Options compared draw by draw.

    Comparisons come from :func:`joinup.compare` and :func:`joinup.open`.

    Attributes
    ----------
    precision
        How narrow the intervals are, if a half-width was asked for.
    contributions
        What each partner contributes, if that was asked for.
    structures
        Of a comparison of structures, what each says by itself: one row a structure, option and measure, with
        the value of each factor, the difference and its interval of chance or doubt.
    factors
        Of a comparison of structures, by how much each factor moves an option's difference.

    Examples
    --------
    >>> import joinup as ju
    >>> found = ju.compare("town", "none", "merged", replicates=2, weeks=26, clients=200, workers=0)
    >>> found.verdicts.columns.tolist()
    ['town', 'merged']
    >>> again = ju.open(found.save("kept"))
    >>> again.table.equals(found.table), repr(again) == repr(found)
    (True, True)
    """

    precision: Precision | None = None
    contributions: pd.DataFrame | None = None
    structures: pd.DataFrame | None = None
    factors: pd.DataFrame | None = None

    @property
    def table(self) -> pd.DataFrame:
        """How every option differs from the reference, measure by measure: one row an option and measure."""
        return paired_differences(self)

    @property
    def verdicts(self) -> pd.DataFrame:
        """In a word: one row a measure, one column an option.

        ``better`` or ``worse`` than the reference (``higher`` or ``lower`` where neither is better by
        itself), ``cannot tell`` (the 95 % confidence interval includes 0) or ``the same``.
        """
        from joinup.experiments.report.text.comparison import verdict_table

        return verdict_table(self)

    def plot(self, outcomes: str | Sequence[str] = HEADLINES) -> Chart:
        """Draw how options differ from the reference.

        Parameters
        ----------
        outcomes
            Up to four measures, such as ``resolved`` or ``net_benefit``.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        ScenarioError
            If there is no such measure, or nothing to compare with.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.comparison_report import comparison_chart

        return comparison_chart(self, texts(outcomes, "outcomes"))

    def report(self, *, out: str | os.PathLike[str] | None = None) -> Path:
        """Write it as one web page that opens offline: differences, noise, cost and effect, its chart.

        Parameters
        ----------
        out
            Folder for the page, ``comparison.html``; this folder if not given.

        Returns
        -------
        Path
            The page.

        Raises
        ------
        StorageError
            If it cannot be written.
        ArgumentError
            If an argument is of a wrong type.
        """
        from joinup.experiments.report.comparison_report import comparison_page

        place = (path_if_given(out, "out") or Path()) / "comparison.html"
        page = comparison_page(self, self.precision, self.contributions, self.structures, self.factors)
        return written(place, page.encode())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Store it as a folder of Parquet files, which :func:`joinup.open` opens again.

        Parameters
        ----------
        path
            The folder. A comparison that is in it is replaced; a folder with anything else is not.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ScenarioError
            If the folder holds something else.
        ResultsNotWrittenError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        from joinup.experiments.analysis.stored_comparison import write_comparison

        beside = (self.precision, self.contributions, self.structures, self.factors)
        return write_comparison(place_given(path), self, *beside)

    def _card(self) -> Card:
        from joinup.experiments.report.text.comparison import headlines

        others = [label for label in self.labels if label != self.reference]
        each = "the same draws in all" if self.kind == "replicate" else "each averaged over its replicates"
        said = [
            f"{count(self.draws, self.kind)}, {each}. Differences from '{self.reference}';"
            f" {INTERVALS[self.kind]}."
        ]
        if self.lost:
            said.append(f"{count(self.lost, self.kind)} left out: a run has no result.")
        if self.scale is not None:
            said.append(self.scale.sentence)
        if self.precision is not None:
            reached = "reached" if self.precision.facts["reached"] else "not reached"
            said.append(f"Precision of ±{self.precision.target:,g} in {self.precision.outcome}: {reached}.")
        if self.contributions is not None:
            said.append("contributions: what each partner adds (Shapley values).")
        return Card(
            f"Comparison of {listing(self.labels)}",
            tuple(said),
            ("", self.reference, *others),
            headlines(self),
            ("found.table", ".verdicts", ".plot()", ".report()", ".save('folder')"),
        )
