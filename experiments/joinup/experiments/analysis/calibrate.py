"""Calibrate a scenario: find values of parameters that agree with its published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import kstest, spearmanr

from joinup.experiments.analysis.compare import LOCAL
from joinup.experiments.analysis.fit_targets import Observation, Observations
from joinup.experiments.analysis.methods.history_matching import Calibrated, NothingPlausibleError, fit
from joinup.experiments.analysis.paired_draws import Floats
from joinup.experiments.analysis.storage import Execution, folder_of
from joinup.experiments.arguments import named
from joinup.experiments.run.findings import value_near
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import StudyError, UnfinishedError
from joinup.experiments.study.posteriors import Posterior
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.study import StoredStudy
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.versions import versions

FEWEST_POINTS = 32
POINTS_A_PARAMETER = 12
FEWEST_DRAWS = 20
SURELY = 0.01
"""p-value below which the difference between posterior and prior is not attributed to noise."""
TOGETHER = 0.5
"""Rank correlation from which two parameters are reported as identified only jointly."""


@dataclass(frozen=True)
class Calibration:
    """A scenario fitted to published figures.

    Attributes
    ----------
    posterior
        The values that agree with the published figures.
    missed
        Published figures that the fitted model still misses (outside 95 % of its runs, discrepancy included),
        with the model's mean.
    informed
        What was learnt about each parameter, one row per parameter.
    together
        Pairs of parameters that are identified only jointly, with their rank correlation.
    series
        For each observable fitted to, its weekly series in every run of the posterior (runs, weeks).
    observations
        The published figures that were fitted to.
    fitted
        Waves, draws and diagnostics.
    scenario
        The scenario that was fitted.
    files
        Files of the posterior and its chart, the posterior's facts first; empty if not stored.
    """

    posterior: Posterior
    missed: tuple[tuple[Observation, float], ...]
    informed: pd.DataFrame
    together: tuple[tuple[str, str, float], ...]
    series: dict[str, Floats]
    observations: Observations
    fitted: Calibrated
    scenario: Scenario
    files: tuple[Path, ...] = ()


def calibrate_ranges(
    scenario: Scenario,
    ranges: Sequence[Range],
    observations: Observations,
    *,
    points: int | None = None,
    waves: int = 2,
    draws: int = 256,
    replicates: int = 4,
    seed: int = 1,
    sample_seed: int = 0,
    asked: Sequence[str] = (),
    execution: Execution = LOCAL,
) -> Calibration:
    """Fit parameters to published figures (see :mod:`joinup.experiments.analysis.methods.history_matching`).

    Parameters
    ----------
    scenario, ranges
        The scenario to fit, and the ranges to search; the prior is uniform over them.
    observations
        The figures to fit to (:func:`joinup.experiments.analysis.fit_targets.observations_of`).
    points
        Points run in each wave (default: 12 per parameter, at least 32).
    waves, draws
        Waves of history matching, and candidate points for the posterior.
    replicates, seed
        Replicates of each point and seed of the first. Their spread is noise, which published values have
        too.
    sample_seed
        Seed of samples.
    asked
        The words that name the scenario on the command line.
    execution
        How runs are made and where they are stored.

    Raises
    ------
    ScenarioError
        If no values in the ranges agree with the figures.

    Examples
    --------
    >>> street = load("rough_sleepers").with_changes({"weeks": 120})  # doctest: +SKIP
    >>> over = [range_of(street, "population.groups.new_to_the_street.presenting")]  # doctest: +SKIP
    >>> calibrate_ranges(street, over, observations_of(street)).informed  # doctest: +SKIP
    """
    simulator = _Simulator(scenario, ranges, observations.used, replicates, seed, asked, execution)
    try:
        found = fit(
            simulator,
            parameters=len(ranges),
            published=[one.value for one in observations.used],
            discrepancies=[one.discrepancy for one in observations.used],
            points=points or max(FEWEST_POINTS, POINTS_A_PARAMETER * len(ranges)),
            waves=waves,
            draws=draws,
            seed=sample_seed,
        )
    except NothingPlausibleError as error:
        one = observations.used[error.figure]
        text = (
            "no values in these ranges agree with the published figures: the nearest miss"
            f" {one.observable}@{one.date} ({one.value:,.4g}) by {error.miss:.1f} standard deviations. Widen"
            f" the ranges, fit other parameters, or state a larger {named('error')}"
        )
        raise ScenarioError([Problem((), text)]) from None
    columns = {one.path: one.at(found.kept[:, place]) for place, one in enumerate(ranges)}
    kept = pd.DataFrame(columns)
    facts = {
        "scenario": {
            "name": scenario.name,
            "hash": scenario.hash,
            "asked": list(asked),
            "clients": scenario.population.clients,
            "people_per_client": scenario.people_per_client,
        },
        "scale": None if simulator.scale is None else simulator.scale.facts,
        "versions": versions(),
        "fitted_to": [_as_data(one) for one in observations.used],
        "left_out": list(observations.left_out),
        "method": {
            "name": "history matching with Gaussian-process emulators, then rejection of real runs",
            "waves": [{"points": wave.points, "share_left": wave.share_left} for wave in found.waves],
            "candidate_points": found.candidates,
            "draws_kept": len(kept),
            "effective_draws": found.effective,
            "emulators_predicted": found.predicted,
            "replicates": replicates,
            "seed": seed,
            "sample_seed": sample_seed,
        },
    }
    return Calibration(
        posterior=Posterior(kept, tuple(ranges), facts),
        missed=missed(observations.used, found.simulated),
        informed=informed(ranges, found.kept),
        together=together(ranges, found.kept),
        series=simulator.series(found.kept),
        observations=observations,
        fitted=found,
        scenario=scenario,
    )


def _as_data(one: Observation) -> dict[str, object]:
    return {
        "observable": one.observable,
        "date": str(one.date),
        "week": one.week,
        "value": one.value,
        "discrepancy": one.discrepancy,
        "grade": one.grade,
        "source": one.source,
    }


class _Simulator:
    """Runs points of a scenario, stores them in a study and returns the figures to fit to."""

    def __init__(
        self,
        scenario: Scenario,
        ranges: Sequence[Range],
        used: Sequence[Observation],
        replicates: int,
        seed: int,
        asked: Sequence[str],
        execution: Execution,
    ) -> None:
        self._scenario, self._ranges, self._used = scenario, ranges, used
        self._replicates, self._seed, self._execution = replicates, seed, execution
        self._asked = tuple(asked)
        self._names = list(dict.fromkeys(one.observable for one in used))
        # Without a folder, all waves share a temporary one.
        self._folder = folder_of(execution, scenario)
        self.scale: ScaleEffect | None = None

    def __call__(self, where: Floats) -> Floats:
        """Return the figures of some points (points, replicates, figures)."""
        runs = self._runs(where)
        simulated = np.full((len(where), self._replicates, len(self._used)), np.nan)
        for place, series in enumerate(runs):
            for replicate, weekly in series.items():
                for number, one in enumerate(self._used):
                    simulated[place, replicate, number] = value_near(weekly[one.observable], one.week)
        return simulated

    def series(self, where: Floats) -> dict[str, Floats]:
        """Return the weekly series of the observables fitted to (runs, weeks)."""
        runs = [weekly for series in self._runs(where) for weekly in series.values()] if len(where) else []
        return {name: np.stack([weekly[name] for weekly in runs]) for name in self._names if runs}

    def _runs(self, where: Floats) -> list[dict[int, dict[str, Floats]]]:
        """Return for each point the observables of each replicate that has a result."""
        columns = [one.at(where[:, place]) for place, one in enumerate(self._ranges)]
        paths = [one.path for one in self._ranges]
        points = [dict(zip(paths, row, strict=True)) for row in zip(*columns, strict=True)]
        design = Design(self._scenario, tuple(points), self._replicates, self._seed, asked=self._asked)
        study = self._execution.study(design, weekly=True, place=self._folder)
        self.scale = study.scale
        if self._execution.stopped:
            raise UnfinishedError(f"stopped: {study.pending:,} runs remain")
        numbers = [study.number_of(point) for point in points]
        weekly = self._weekly(study, sorted(set(numbers)))
        return [weekly.get(number, {}) for number in numbers]

    def _weekly(self, study: StoredStudy, numbers: Sequence[int]) -> dict[int, dict[int, dict[str, Floats]]]:
        names = ", ".join(f'weekly."observable.{name}"' for name in self._names)
        table = study.sql(
            f"select cells.point, cells.seed, week, {names} from cells join weekly on weekly.run = cells.run"
            f" where cells.point in ({', '.join(map(str, numbers))}) order by cells.point, cells.seed, week"
        )
        if table.empty:
            raise StudyError(f"no run in '{study.folder}' has a result: see its failures")
        found: dict[int, dict[int, dict[str, Floats]]] = {}
        for place, of_point in table.groupby("point"):
            for one, part in of_point.groupby(of_point["seed"] - self._seed):
                point, replicate = int(str(place)), int(str(one))
                if 0 <= replicate < self._replicates:
                    found.setdefault(point, {})[replicate] = {
                        name: part[f"observable.{name}"].to_numpy(float) for name in self._names
                    }
        return found


def missed(used: Sequence[Observation], simulated: Floats) -> tuple[tuple[Observation, float], ...]:
    """Return the published figures that fitted runs (draws, replicates, figures) miss, with their mean."""
    found = []
    for place, one in enumerate(used):
        runs = simulated[:, :, place]
        if runs.size:
            spread = 1.96 * float(np.hypot(runs.std(), one.discrepancy))
            if abs(one.value - float(runs.mean())) > spread:
                found.append((one, float(runs.mean())))
    return tuple(found)


def informed(ranges: Sequence[Range], kept: Floats) -> pd.DataFrame:
    """Return what was learnt about each parameter.

    Parameters
    ----------
    ranges
        The prior ranges.
    kept
        Draws of the posterior, scaled to 0 and 1 (draws, parameters).

    Returns
    -------
    DataFrame
        One row per parameter: its range, posterior mean and 95 % confidence interval, by how much the
        posterior is narrower than the prior (1 less the ratio of standard deviations), the p-value of the
        difference (Kolmogorov-Smirnov test), and ``learnt``: ``much`` (narrower by half or more), ``a
        little`` or ``nothing``; and ``edge``, the end of the range that the interval reaches, if any.
    """
    rows = []
    for place, one in enumerate(ranges):
        shares = kept[:, place]
        chance = float(kstest(shares, "uniform").pvalue)
        narrower = 1 - float(np.std(shares)) / np.sqrt(1 / 12)
        learnt = "nothing" if chance >= SURELY else "much" if narrower >= 0.5 else "a little"
        values = np.asarray(one.at(shares), dtype=float)
        low, high = np.percentile(values, [2.5, 97.5]).tolist()
        rows.append(
            {
                "path": one.path,
                "prior_low": one.low,
                "prior_high": one.high,
                "mean": float(values.mean()),
                "low": low,
                "high": high,
                "narrower": narrower,
                "chance": chance,
                "learnt": learnt,
                "edge": _edge(shares) if learnt != "nothing" else "",
            }
        )
    return pd.DataFrame(rows)


def _edge(shares: Floats) -> str:
    """Return the end at which draws pile up: a quarter of them in the outer twentieth."""
    if float(np.mean(shares < 0.05)) > 0.25:
        return "low"
    return "high" if float(np.mean(shares > 0.95)) > 0.25 else ""


def together(ranges: Sequence[Range], kept: Floats) -> tuple[tuple[str, str, float], ...]:
    """Return the pairs of parameters that the figures identify only jointly."""
    if len(kept) < FEWEST_DRAWS:
        return ()
    found = []
    for one, other in combinations(range(len(ranges)), 2):
        rank = spearmanr(kept[:, one], kept[:, other])
        if abs(float(rank.statistic)) >= TOGETHER and float(rank.pvalue) < SURELY:
            found.append((ranges[one].path, ranges[other].path, float(rank.statistic)))
    return tuple(found)
