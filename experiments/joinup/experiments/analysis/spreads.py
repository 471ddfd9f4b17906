"""Play a scenario beside its baselines over doubt and over structures, for the summary of its runs."""

from __future__ import annotations

from collections.abc import Iterator

from joinup.experiments.analysis.compare import compare_ensemble
from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, gap
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.storage import Execution
from joinup.experiments.analysis.structures import compare_structures
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.spreads import SpreadOfDifference
from joinup.experiments.study.structures import structures_of
from joinup.sim.results.outcomes import ALL

OURS = "scenario"

FEW = 50_000_000
"""Weeks of clients that are played sooner than other processes have started: some seconds."""


def spreads_of(
    request: RunRequest, *, ensemble: int | None, structures: bool
) -> tuple[SpreadOfDifference, ...]:
    """Return a scenario's differences from its baselines beyond chance.

    Parameters
    ----------
    request
        What is run; members of an ensemble are run once each, structures as often as the scenario.
    ensemble
        Members of an ensemble; none if not given.
    structures
        Whether structures are run.
    """
    options = [Option(OURS, request.scenario, {}, request.asked)]
    options += [Option(name, other, {}) for name, other in request.baselines.items()]
    built = len(structures_of(request.scenario)) if structures else 0
    times = (ensemble or 0) + built * request.replicates
    execution = Execution(any_scale=True, workers=_workers(request, times))
    found: list[SpreadOfDifference] = []
    if ensemble is not None:
        found += _differences(
            compare_ensemble(options, members=ensemble, seed=request.seed, execution=execution)
        )
    if structures:
        compared = compare_structures(
            options, replicates=request.replicates, seed=request.seed, execution=execution
        )
        found += _differences(compared)
    return tuple(found)


def _workers(request: RunRequest, times: int) -> int | None:
    """Return 0, this process, if that is done before others have started; else as many as there are cores."""
    scenario = request.scenario
    weeks = (scenario.warm_up_weeks + scenario.weeks) * scenario.population.clients
    runs = times * (1 + len(request.baselines))
    return 0 if weeks * runs < FEW else None


def _differences(arms: Comparison) -> Iterator[SpreadOfDifference]:
    groups = [group.name for group in arms.scenario.population.groups]
    for baseline in arms.labels[1:]:
        for group in (*groups, ALL):
            measure = WEEKS.removesuffix(ALL) + group
            found = gap(arms, OURS, baseline, measure)
            yield SpreadOfDifference.of(found, baseline=baseline, measure="need_weeks", group=group)
        found = gap(arms, OURS, baseline, NET_BENEFIT)
        yield SpreadOfDifference.of(found, baseline=baseline, measure="net_benefit", group=ALL)
