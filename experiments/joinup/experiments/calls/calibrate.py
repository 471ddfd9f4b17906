"""``ju.calibrate``: parameters fitted to a scenario's published figures, and the posterior."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from joinup.experiments.analysis import calibrate as calibrations
from joinup.experiments.analysis.calibrate import calibrate_ranges
from joinup.experiments.analysis.fit_targets import Observations, observations_of
from joinup.experiments.analysis.storage import folder_of
from joinup.experiments.arguments import (
    Changes,
    Folder,
    ScenarioLike,
    collected,
    named,
    real_if_given,
    texts,
    whole,
    whole_if_given,
    wrong,
)
from joinup.experiments.calls.execution import execution_of
from joinup.experiments.calls.findings import shown_as
from joinup.experiments.report.files import place_given
from joinup.experiments.run.request import changed
from joinup.experiments.study.design_options import Over, ranges_of
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.seeds import Seed, seed_of
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count, number

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

CHART = "posterior-predictive"


class Calibration(Shown, calibrations.Calibration):
    """A scenario fitted to published figures: what :func:`joinup.calibrate` returns.

    Attributes
    ----------
    posterior
        The values that agree with them; `posterior.draws` is their table.
    missed
        Published figures that even the fitted model misses: outside 95 % of its runs, discrepancy included;
        with the model's mean.
    informed
        What was learnt about each parameter: one row a parameter.
    together
        Pairs of parameters whose values are known together only, with their rank correlation.
    series
        For each observable fitted to, its weekly series in every run of the posterior (runs, weeks).
    observations
        What was fitted to.
    fitted
        How it went.
    scenario
        What was fitted.
    files
        Where the posterior and its chart are stored, the posterior's facts first; empty if they are not.
    """

    @property
    def table(self) -> pd.DataFrame:
        """What was learnt about each parameter: one row a parameter."""
        return self.informed

    def plot(self) -> Chart:
        """Draw published values and runs of the fitted model, week by week; needs Matplotlib."""
        from joinup.experiments.report.predictive_chart import chart_of

        return chart_of(self, f"{self.scenario.name} {self.scenario.hash[:8]}, joinup {model_version()}")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Store it as a folder, which :func:`joinup.open` opens again; sweeps take its posterior.

        Parameters
        ----------
        path
            The folder. A calibration that is in it is replaced; a folder with anything else is not.

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
        from joinup.experiments.analysis.stored_calibration import write_calibration

        return write_calibration(place_given(path), self)

    def _card(self) -> Card:
        said = [
            f"{count(len(self.observations.used), 'published figure')}, of which the fitted model misses"
            f" {number(len(self.missed))}."
        ]
        said += [
            f"Known together only: {one} and {other} ({rank:+.2f})." for one, other, rank in self.together[:2]
        ]
        if self.posterior.scale is not None:
            said.append(self.posterior.scale.sentence)
        columns = ["path", "mean", "low", "high", "prior_low", "prior_high", "learnt"]
        rows = tuple(
            (path, f"{mean:,.4g}", f"{low:,.4g} to {high:,.4g}", f"{least:,.4g} to {most:,.4g}", learnt)
            for path, mean, low, high, least, most, learnt in self.informed[columns].itertuples(index=False)
        )
        return Card(
            f"Calibration of '{self.scenario.name}': {count(len(self.posterior.draws), 'draw')}",
            tuple(said),
            ("Parameter", "Mean", "95% of draws", "Looked for in", "Learnt"),
            rows,
            ("found.posterior", ".informed", ".plot()", ".save(folder)"),
        )


def calibrate(
    scenario: ScenarioLike,
    fit: Over,
    *,
    to: str | list[str] | tuple[str, ...] | None = None,
    error: float | None = None,
    points: int | None = None,
    waves: int = 2,
    draws: int = 256,
    replicates: int = 4,
    seed: Seed = 1,
    sample_seed: Seed = 0,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    out: Folder | None = None,
    workers: int | None = None,
    accept_changes: bool = False,
    any_scale: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Calibration:
    """Fit parameters to published figures, by history matching and rejection.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    fit
        The parameters to fit: paths, whose ranges the scenario declares; ranges by path, such as
        ``{"trust.start": (0.1, 0.5)}``; or texts ``path=low:high``. The prior is uniform over the ranges.
    to
        Observables by name, or single figures as ``"NAME@DATE"``; all except those held out if not given.
    error
        Model error to allow for: a standard deviation, as a share of each figure. By grade of evidence if not
        given.
    points
        Points in each wave (12 per parameter, at least 32, if not given).
    waves
        Waves of history matching.
    draws
        Candidate points for the posterior.
    replicates, seed
        Replicates of each point, and the seed of the first. Their spread is noise, which real figures have
        too.
    sample_seed
        Seed of the samples.
    changes, weeks, clients
        Changes of the scenario, as in :func:`joinup.run`.
    out
        Folder for the runs, the posterior and a chart of it; True is the default one, in ``studies``. If not
        given, runs are temporary and the posterior is not stored.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    Calibration
        The posterior, and what was learnt about each parameter.

    Raises
    ------
    ScenarioError
        Listing every problem with the arguments, held-out figures included; nothing is run then. Also if
        no values in the ranges agree with the figures.
    ArgumentError
        If an argument has the wrong type.
    UnfinishedError
        If it was stopped before it was finished.

    Examples
    --------
    >>> import joinup as ju
    >>> found = ju.calibrate(
    ...     "rough_sleepers",
    ...     "population.groups.new_to_the_street.presenting",
    ...     weeks=120,
    ...     clients=300,
    ...     points=8,
    ...     waves=1,
    ...     draws=32,
    ...     replicates=2,
    ...     error=0.5,
    ...     workers=0,
    ...     any_scale=True,
    ... )
    >>> found.informed["path"].tolist()
    ['population.groups.new_to_the_street.presenting']
    """
    points, waves = whole_if_given(points, "points", least=8), whole(waves, "waves", least=1)
    draws, replicates = whole(draws, "draws", least=16), whole(replicates, "replicates", least=1)
    seed, sample_seed = seed_of(seed, named("seed")), seed_of(sample_seed, named("sample_seed"))
    error = real_if_given(error, "error", above=0)
    ours = changed(load(scenario), asked=scenario, changes=changes, weeks=weeks, clients=clients)
    ranges, observations = _checked(ours.scenario, fit, texts(to, "to"), error)
    execution = execution_of(
        out,
        "calibrate",
        workers=workers,
        accept_changes=accept_changes,
        any_scale=any_scale,
        progress=progress,
        stopper=stopper,
    )
    fitted = calibrate_ranges(
        ours.scenario,
        ranges,
        observations,
        points=points,
        waves=waves,
        draws=draws,
        replicates=replicates,
        seed=seed,
        sample_seed=sample_seed,
        asked=ours.asked,
        execution=execution,
    )
    found = shown_as(Calibration, fitted)
    if out is None or not len(found.posterior.draws):
        return found
    return replace(found, files=_stored(ours.scenario, found, folder_of(execution, ours.scenario)))


def _checked(
    scenario: Scenario, fit: Over, to: tuple[str, ...], error: float | None
) -> tuple[list[Range], Observations]:
    problems: list[Problem] = []
    ranges: list[Range] = []
    observations = Observations((), ())
    with collected(problems):
        ranges = ranges_of(scenario, fit, argument="fit")
    paths = [one.path for one in ranges]
    for path in dict.fromkeys(path for path in paths if paths.count(path) > 1):
        problems += wrong("fit", "given twice", given=path).problems
    if not ranges and not problems:
        problems += wrong("fit", "name at least one parameter to fit").problems
    with collected(problems):
        observations = observations_of(scenario, to, error=error)
    if problems:
        raise ScenarioError(problems)
    return ranges, observations


def _stored(scenario: Scenario, found: Calibration, folder: Path) -> tuple[Path, ...]:
    """Store the posterior and a chart of its predictions; return the files, that of its facts first."""
    from joinup.experiments.report.predictive_chart import alternative_text, predictive_chart, save_chart

    facts = found.posterior.save(folder)
    alternative = alternative_text(found)
    stamp = f"joinup {model_version()}; {folder.name}; {scenario.name} {scenario.hash[:8]}"
    charts = save_chart(
        predictive_chart(scenario, found, stamp=stamp),
        folder,
        name=CHART,
        title=f"{scenario.name}: posterior predictive",
        alternative=alternative,
    )
    text = folder / f"{CHART}.txt"
    text.write_text(f"{alternative}\n", encoding="utf-8")
    return (facts, facts.with_suffix(".parquet"), *charts, text)
