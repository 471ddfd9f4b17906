"""Estimate of a sweep: runs, time and disk space from a few runs, and parameters without effect."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from joinup.experiments.run.errors import RunFailedError
from joinup.experiments.run.measures_table import measures_of
from joinup.experiments.study.chunks import STOP, Chunk, Job, run_chunk
from joinup.experiments.study.design import Design, at_point
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ledger import DONE
from joinup.experiments.study.segments import KINDS
from joinup.sim.parameters import Scenario
from joinup.sim.results.observables import needs_localities
from joinup.sim.run import run
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

TIMED_RUNS = 4


@dataclass(frozen=True, slots=True, repr=False)
class SweepEstimate(Shown):
    """Estimated runs, time and disk space of a sweep.

    Attributes
    ----------
    points, runs
        Size of the design.
    seconds_a_run
        Processor time of a run, storing it included.
    bytes_a_run
        Disk space of its results.
    workers
        Processes that the estimate is for.
    without_effect
        Paths whose lowest and highest value give the same run, figure by figure.
    """

    points: int
    runs: int
    seconds_a_run: float
    bytes_a_run: float
    workers: int
    without_effect: tuple[str, ...]

    @property
    def minutes(self) -> float:
        """Estimated minutes."""
        return self.minutes_with(self.workers)

    @property
    def megabytes(self) -> float:
        """Disk space."""
        return self.runs * self.bytes_a_run / 1e6

    def minutes_with(self, workers: int) -> float:
        """Return how long it takes with another number of workers, each on a core of its own."""
        return self.runs * self.seconds_a_run / max(1, workers) / 60

    def plot(self) -> Chart:
        """Draw how long the sweep takes with more or fewer workers.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.design_chart import time_chart

        return time_chart(self.runs, self.minutes_with, max(1, self.workers))

    def _card(self) -> Card:
        said = [
            f"About {self.minutes:,.1f} minutes with {count(self.workers, 'worker')}:"
            f" {self.seconds_a_run:,.2f} seconds of processor time a run.",
            f"About {self.megabytes:,.1f} MB on disk.",
        ]
        said += [
            f"'{path}' makes no difference to the scenario as it stands." for path in self.without_effect[:5]
        ]
        title = f"Estimate of a sweep: {count(self.points, 'point')}, {count(self.runs, 'run')}"
        return Card(title, tuple(said), calls=("ju.sweep(design)", "estimate.plot()"))


def estimate(design: Design, *, workers: int, weekly: bool = False) -> SweepEstimate:
    """Run a few points of a design and estimate what all of them will take.

    Raises
    ------
    ScenarioError
        If values of a point are not allowed.
    RunFailedError
        If a run fails.
    """
    for _ in design.scenarios():
        pass
    places = np.unique(np.linspace(0, len(design.points) - 1, TIMED_RUNS).astype(int)).tolist()
    jobs = tuple(Job(str(place), place, design.seed) for place in places)
    changes = {place: design.points[place] for place in places}
    # The first run compiles what is not compiled yet; it is not timed.
    run_chunk(Chunk(design.scenario, changes, jobs[:1], model_version(), None))
    with tempfile.TemporaryDirectory(prefix="joinup-estimate-") as place:
        folder = Path(place)
        for kind in KINDS:
            (folder / kind).mkdir()
        started = perf_counter()
        report = run_chunk(
            Chunk(
                design.scenario,
                changes,
                jobs,
                model_version(),
                str(folder),
                segment="timed.parquet",
                weekly=weekly,
            )
        )
        seconds = (perf_counter() - started) / len(jobs)
        for outcome in report.outcomes:
            if outcome.status != DONE:
                raise RunFailedError(f"a run failed: {outcome.error}")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.name != STOP and path.is_file())
    return SweepEstimate(
        points=len(design.points),
        runs=design.runs,
        seconds_a_run=seconds,
        bytes_a_run=size / len(jobs),
        workers=workers,
        without_effect=tuple(without_effect(design)),
    )


def without_effect(design: Design) -> list[str]:
    """Return the paths whose extremes make no difference to a run of the scenario as it stands.

    With common random numbers a parameter that has no effect changes nothing, bit for bit; so one
    pair of runs is enough. It may still matter where other parameters have other values.
    """
    found = []
    for path in design.paths:
        values = [point[path] for point in design.points if path in point]
        numbers = [value for value in values if isinstance(value, int | float)]
        ends = (min(numbers), max(numbers)) if len(numbers) == len(values) else (values[0], values[-1])
        if ends[0] != ends[1] and _same(design.scenario, {path: ends[0]}, {path: ends[1]}, design.seed):
            found.append(path)
    return found


def _same(scenario: Scenario, one: Mapping[str, Any], other: Mapping[str, Any], seed: int) -> bool:
    found = []
    for changes in (one, other):
        changed = at_point(scenario, changes)
        found.append(measures_of(run(changed, seed, by_locality=needs_localities(changed))).values)
    keys = {*found[0], *found[1]}
    missing = float("nan")
    return all(
        np.array_equal(found[0].get(key, missing), found[1].get(key, missing), equal_nan=True) for key in keys
    )
