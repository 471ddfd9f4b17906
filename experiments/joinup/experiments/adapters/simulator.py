"""``ju.simulator``: the model as a function from parameters to outcomes, for whatever calls functions.

Optimisers, approximate Bayesian computation and neural inference all ask for the same: a function, the names
and ranges of what it takes, and draws from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from joinup.experiments.adapters.space import Numbers, Space, space_of
from joinup.experiments.analysis.outcome_names import VALUE_OF_WEEK, Outcome, measures_named, outcomes_named
from joinup.experiments.arguments import Changes as ChangesLike
from joinup.experiments.arguments import ScenarioLike, named, texts, whole, wrong
from joinup.experiments.run.request import changed
from joinup.experiments.study.chunks import Chunk, Job
from joinup.experiments.study.design import Changes, at_point, scenarios_at
from joinup.experiments.study.design_options import Over, Vary
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.stream import run_chunks
from joinup.experiments.study.sweep import executor_for
from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.seeds import Seed, seed_of

MOST_KEPT = 1000
"""Scenarios kept between checking all points and running them (90 kB each); further ones are built twice."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that failed.

    Attributes
    ----------
    point
        What the point changed: values by path.
    seed
        Seed of its draws.
    error
        Why it failed.
    """

    point: Changes
    seed: int
    error: str


@dataclass(frozen=True, eq=False, repr=False)
class Simulator:
    """A scenario as a function from parameters to outcomes; :func:`joinup.simulator` makes them.

    It can be pickled, and gives the same numbers in whatever process, order and company a point is run.

    Attributes
    ----------
    scenario
        What the points change.
    space
        What is varied.
    described
        The outcomes by the names that were asked for.
    replicates, stacked, seed, common_draws, workers
        As in :func:`joinup.simulator`.
    failures
        The runs of the latest call that failed: point, seed and error of each.
    """

    scenario: Scenario
    space: Space
    described: Mapping[str, Outcome]
    replicates: int = 1
    stacked: bool = False
    seed: int = 1
    common_draws: bool = True
    workers: int = 0
    failures: list[Failure] = field(init=False, default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the parameters, in the order of a point's numbers: ranges first, then choices."""
        return self.space.names

    @property
    def bounds(self) -> tuple[tuple[float, float], ...]:
        """Lowest and highest value of each parameter; of a choice, the places of its values from 0."""
        return tuple((axis.low, axis.high) for axis in self.space.axes)

    @property
    def choices(self) -> Mapping[str, tuple[Any, ...]]:
        """The values of each parameter that is a choice, by path."""
        return self.space.choices

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, in the order in which they come back."""
        return tuple(self.described)

    def __repr__(self) -> str:
        runs = f"{self.replicates} replicate{'s' if self.replicates > 1 else ''} from seed {self.seed}"
        return (
            f"<simulator of '{self.scenario.name}': {len(self.names)} parameters to"
            f" {', '.join(self.outcomes)}; {runs}>"
        )

    def prior(self, points: int, seed: Seed = 0) -> Numbers:
        """Return points drawn independently and uniformly from the ranges, one row a point.

        Parameters
        ----------
        points
            How many.
        seed
            Seed of the draws.
        """
        return self.space.draw(points, seed)

    def with_seed(self, seed: Seed) -> Simulator:
        """Return the same with other draws."""
        return replace(self, seed=seed_of(seed, named("seed")))

    def __call__(self, theta: object = None, /, **values: Any) -> Numbers:
        """Run the scenario at one point or at many.

        Parameters
        ----------
        theta
            One point: as many numbers as there are names, or values by path. Many: an array of one row a
            point, or a DataFrame of one column a path. What values by path leave out stays as it is.
        **values
            One point, by keywords.

        Returns
        -------
        numpy.ndarray
            The outcomes ``(outcomes,)`` of one point, or ``(points, outcomes)`` of many; if stacked,
            ``(replicates, outcomes)`` or ``(points, replicates, outcomes)``. A point with a run that failed,
            and an outcome that a run does not define (a mean of nothing), is NaN; `failures` says why runs
            failed.

        Raises
        ------
        ScenarioError
            With every point whose values are not allowed; nothing is run then.
        ArgumentError
            If points are of a wrong type.
        """
        if theta is not None and values:
            raise wrong("theta", "give a point by itself or by keywords, not both")
        points, are_many = self.space.points(values if theta is None else theta)
        found = self._run(points)
        if not self.stacked:
            found = found.mean(axis=1)
        return found if are_many else found[0]

    def _run(self, points: list[Changes]) -> Numbers:
        """Return the outcomes of every run (points, replicates, outcomes); equal points are run once."""
        rows: dict[str, list[int]] = {}
        for number, point in enumerate(points):
            rows.setdefault(repr(sorted(point.items())), []).append(number)
        equal = {numbers[0]: numbers for numbers in rows.values()}
        seeds = {rows[key][0]: self._first_seed(key) for key in rows}
        kept: dict[int, Scenario] = {}
        for number, scenario in scenarios_at(self.scenario, ((one, points[one]) for one in equal)):
            if len(kept) < MOST_KEPT:
                kept[number] = scenario

        def chunks() -> Iterator[Chunk]:
            for number in equal:
                scenario = kept.pop(number, None) or at_point(self.scenario, points[number])
                yield self._chunk(scenario, number, seeds[number])

        found = np.full((len(points), self.replicates, len(self.described)), np.nan)
        failed: dict[tuple[int, int], Failure] = {}
        executor = executor_for(self.workers if len(equal) > 1 else 0, None, len(equal))
        with closing(run_chunks(chunks(), executor)) as finished:
            for job, measures, error in finished:
                point = points[job.point]
                if measures is None:
                    failed[job.point, job.seed] = Failure(point, job.seed, str(error))
                    continue
                week = point.get(VALUE_OF_WEEK, self.scenario.money.value_of_week)
                values = [one.of_run(measures, value_of_week=week) for one in self.described.values()]
                found[equal[job.point], job.seed - seeds[job.point]] = values
        self.failures[:] = [failed[run] for run in sorted(failed)]
        return found

    def _first_seed(self, key: str) -> int:
        """Return the seed of a point's first replicate."""
        if self.common_draws:
            return self.seed
        # Of the point and not of its place, so that a point has its draws in whatever company it is run.
        digest = hashlib.blake2b(f"{self.seed}:{key}".encode(), digest_size=7)
        return int.from_bytes(digest.digest())

    def _chunk(self, scenario: Scenario, number: int, seed: int) -> Chunk:
        """Return the runs of a point. The scenario is that of the point, so that it is built only once."""
        jobs = tuple(Job(str(seed + one), number, seed + one) for one in range(self.replicates))
        return Chunk(scenario, {number: {}}, jobs, model_version(), None)


def simulator(
    scenario: ScenarioLike,
    *,
    outcomes: str | Iterable[str],
    over: Over | None = None,
    vary: Vary | None = None,
    replicates: int = 1,
    stacked: bool = False,
    seed: Seed = 1,
    common_draws: bool = True,
    changes: ChangesLike | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    workers: int = 0,
) -> Simulator:
    """Make a scenario a function from parameters to outcomes. Nothing is stored.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    outcomes
        What comes back, such as ``resolved``, ``reached.shift_workers`` or ``net_benefit``: one or several.
        Measures of your own are outcomes too.
    over
        Parameters with a range, as in :func:`joinup.design`: ``levers``, ``declared``, a path, or by path
        ``{"trust.start": (0.1, 0.5)}``.
    vary
        Parameters with a list of values to choose from, as in :func:`joinup.design`:
        ``{"partnership.form": ["none", "merged"]}``. In an array a value is its place in the list, from 0.
    replicates
        Runs of each point, with different draws.
    stacked
        Whether replicates come back one by one, rather than their mean.
    seed
        Seed of the first replicate; replicate r (from 0) has the seed ``seed + r``.
    common_draws
        Whether all points have the same draws (common random numbers), so that they differ by their
        parameters alone: best for optimising and for sensitivity. If not, a point's first seed is derived
        from `seed` and its values, so that noise is independent between points, as inference needs it.
    changes, weeks, clients
        What is changed in the scenario at every point, as in :func:`joinup.run`.
    workers
        Processes on this machine that share the points of one call; 0 runs them in this process.

    Returns
    -------
    Simulator
        A function of one point or many, with `names`, `bounds`, `choices`, `outcomes`, `prior` and
        `failures`. It can be pickled.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> over = {"trust.start": (0.1, 0.6), "agencies.housing.places": (12, 40)}
    >>> small = {"weeks": 26, "clients": 200}
    >>> simulate = ju.simulator("town", over=over, outcomes=["resolved", "net_benefit"], **small)
    >>> simulate.names, simulate.bounds
    (('trust.start', 'agencies.housing.places'), ((0.1, 0.6), (12.0, 40.0)))
    >>> simulate({"trust.start": 0.3}).shape
    (2,)
    >>> simulate(simulate.prior(4, seed=7)).shape
    (4, 2)
    """
    workers, replicates = whole(workers, "workers"), whole(replicates, "replicates", least=1)
    seed = seed_of(seed, named("seed"))
    names = texts(outcomes, "outcomes")
    if not names:
        raise wrong("outcomes", "name at least one, such as resolved")
    if len({*names}) < len(names):
        raise wrong("outcomes", "one is given twice")
    kept = measures_named(names)
    ours = changed(load(scenario), changes=changes, weeks=weeks, clients=clients, measures=kept).scenario
    return Simulator(
        scenario=ours,
        space=space_of(ours, vary, over),
        described=dict(zip(names, outcomes_named(ours, names), strict=True)),
        replicates=replicates,
        stacked=stacked,
        seed=seed,
        common_draws=common_draws,
        workers=workers,
    )
