"""``ju.Runs``: replicates of a scenario beside its baselines, their findings and their folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from joinup.experiments.arguments import Folder, texts
from joinup.experiments.run.errors import ResultsNotWrittenError, RunsNotStoredError
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.replicates import Replicates
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.result import Result
from joinup.experiments.run.results_contents import (
    differences_table,
    identity,
    measures_table,
    write_contents,
)
from joinup.experiments.run.results_folder import ResultsFolder, claim
from joinup.experiments.run.summary_differences import COSTS, ROWS, VALUE, difference_text
from joinup.sim.parameters import Scenario
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, day, listing

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

SCENARIO = "scenario"
HEADLINES = ("need_weeks", "resolved", "public_cost", "net_benefit")
"""Measures that a chart shows."""

SHOWN = tuple(
    row
    for row in (*ROWS, *COSTS, *VALUE)
    if row.key.name in ("reached", "resolved", "joined_up", "mean_wait_weeks", *HEADLINES)
)
"""Measures on the screen."""


@dataclass(frozen=True, eq=False, repr=False)
class Runs(Shown):
    """Replicates of a scenario and its baselines.

    Counts and money are for all people that the simulated clients stand for.

    Attributes
    ----------
    findings
        Levels, differences and warnings.
    """

    findings: Findings
    _replicates: Replicates

    @property
    def scenario(self) -> Scenario:
        """The scenario, with all changes made."""
        return self.findings.request.scenario

    @property
    def baselines(self) -> tuple[str, ...]:
        """Names of the baselines."""
        return tuple(self.findings.request.baselines)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seed of each replicate, the same for the scenario and its baselines."""
        return tuple(run.seed for run in self._replicates.runs)

    @property
    def first(self) -> Result:
        """The scenario's first replicate with all its tables."""
        return Result.with_tables_of(self._replicates.first)

    @property
    def replicates(self) -> pd.DataFrame:
        """Every measure of every run: run, seed, kind, outcome, group, value."""
        return measures_table({SCENARIO: self._replicates.runs, **self._replicates.baselines})

    @property
    def measures(self) -> pd.DataFrame:
        """Every measure over the replicates of a run: mean, 95 % confidence interval (low, high), runs."""
        runs = {SCENARIO: self.findings.levels, **self.findings.baselines}
        rows = [
            (name, *key, one.mean, one.low, one.high, one.runs)
            for name, levels in runs.items()
            for key, one in levels.items()
        ]
        return pd.DataFrame(
            rows, columns=["run", "kind", "outcome", "group", "mean", "low", "high", "replicates"]
        )

    @property
    def differences(self) -> pd.DataFrame:
        """Scenario minus baseline, pair by pair: mean, 95 % confidence interval (low, high), verdict."""
        return differences_table(self.findings.differences)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know first."""
        return tuple(self.findings.warnings)

    @property
    def folder(self) -> Path | None:
        """Where the results are stored; None if they are not."""
        return self.findings.folder

    def save(self, out: Folder = True) -> Path:
        """Store the results as a folder: tables, what was run and how to repeat it.

        Parameters
        ----------
        out
            The folder; True is the default one, ``results/NAME-HASH-seedN``.

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
        """
        place = place_for(self.findings.request, out)
        self._write(place)
        return place.path

    def _write(self, place: ResultsFolder) -> None:
        request, found = self.findings.request, replace(self.findings, folder=place.path)
        place.write(
            lambda folder: write_contents(
                folder, request=request, replicates=self._replicates, findings=found
            )
        )

    def stored(self, place: ResultsFolder) -> Runs:
        """Return the runs with their results stored in a place.

        Raises
        ------
        RunsNotStoredError
            If they cannot be written.
        """
        try:
            self._write(place)
        except ResultsNotWrittenError as error:
            raise RunsNotStoredError(str(error), self) from error
        return replace(self, findings=replace(self.findings, folder=place.path))

    def plot(self, outcomes: str | Sequence[str] = HEADLINES) -> Chart:
        """Draw how the scenario differs from its baselines.

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
            If there is no such measure, or no baseline.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.run.runs_chart import runs_chart

        return runs_chart(self.findings, texts(outcomes, "outcomes"))

    def _card(self) -> Card:
        found = self.findings
        beside = f", beside {listing(self.baselines)}" if self.baselines else ""
        scenario, many = found.request.scenario, len(self.seeds)
        said = [
            f"{count(scenario.weeks, 'week')} from {day(scenario.start_date)}, seeds"
            f" {self.seeds[0]} to {self.seeds[-1]}: {count(many * (1 + len(self.baselines)), 'run')}, none"
            " failed."
            + (" ±: 95% confidence interval; differences are paired." if many > 1 else " No intervals.")
        ]
        said += [capital(warning).rstrip(".") + "." for warning in self.warnings[:2]]
        rows = []
        for row in SHOWN:
            gaps = (found.differences[name].get(row.key) for name in self.baselines)
            cells = ("" if gap is None else difference_text(gap, row.writer) for gap in gaps)
            level = found.levels.get(row.key)
            rows.append((row.label.strip(), "" if level is None else row.writer.level(level), *cells))
        return Card(
            f"{count(many, 'replicate')} of '{scenario.name}'{beside}",
            tuple(said),
            ("", "Scenario", *(f"Less {name}" for name in self.baselines)),
            tuple(rows),
            ("runs.measures", ".differences", ".first", ".plot()", ".save()"),
        )


def place_for(request: RunRequest, out: Folder) -> ResultsFolder:
    """Find a place for the results of a request before anything is run.

    Raises
    ------
    ScenarioError
        If the folder asked for cannot be used.
    ResultsNotWrittenError
        If the usual place cannot be used.
    """
    scenario = request.scenario
    name = f"{scenario.name}-{scenario.hash[:8]}-seed{request.seed}"
    return claim(None if out is True else Path(out), name=name, identity=identity(request))
