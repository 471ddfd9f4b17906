"""``ju.run``: one run of a scenario; or, with replicates, the scenario beside its baselines."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

from joinup.experiments.arguments import (
    Changes,
    Folder,
    ScenarioLike,
    check_callback,
    named,
    path_if_given,
    whole,
    whole_if_given,
    wrong,
)
from joinup.experiments.run.request import changed, prepare
from joinup.scenarios.load import load
from joinup.sim.seeds import Seed, seed_of

if TYPE_CHECKING:
    from joinup.experiments.run.request import RunRequest
    from joinup.experiments.run.result import Result
    from joinup.experiments.run.runs import Runs
    from joinup.experiments.run.spreads import SpreadOfDifference


@overload
def run(
    scenario: ScenarioLike,
    seed: Seed = 1,
    *,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    trace: int = 0,
    by_locality: bool | None = None,
    tables: bool = True,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result: ...


@overload
def run(
    scenario: ScenarioLike,
    seed: Seed = 1,
    *,
    replicates: int,
    baselines: Sequence[ScenarioLike] | ScenarioLike | None = None,
    yardstick: bool = False,
    ensemble: int | None = None,
    structures: bool = False,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    trace: int = 0,
    out: Folder | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs: ...


def run(
    scenario: ScenarioLike,
    seed: Seed = 1,
    *,
    replicates: int | None = None,
    baselines: Sequence[ScenarioLike] | ScenarioLike | None = None,
    yardstick: bool = False,
    ensemble: int | None = None,
    structures: bool = False,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    trace: int = 0,
    out: Folder | None = None,
    by_locality: bool | None = None,
    tables: bool = True,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result | Runs:
    """Run a scenario, warm-up included.

    Without `replicates` this is one run and returns its tables. With `replicates` the scenario is run so
    many times beside its baselines, each replicate with the same draws in all of them, as the command does.

    Parameters
    ----------
    scenario
        The name of a shipped scenario (``available()``), the path of a file, or a scenario.
    seed
        Seed of every draw: the same seed gives the same result, bit for bit. A whole number, a NumPy
        ``SeedSequence`` or ``Generator``; None is 1. Replicate r (from 0) has the seed ``seed + r``.
    replicates
        Runs with different draws.
    baselines
        With `replicates`: what to compare with. ``none`` is the scenario without joint working,
        ``none_same_money`` the same with the money that joint working costs spent on places,
        ``no_programme`` without its extra money too; other scenarios by name, file or as they are; ``off`` or
        an empty list is no comparison. ``none`` and ``no_programme`` if not given.
    yardstick
        With `replicates`: whether the scenario is also run with every member making the same effort, at five
        levels, to find which is best for clients.
    ensemble
        With `replicates`: members of an ensemble, each with other values of what nobody knows, in which the
        scenario is laid beside its baselines too: doubt, told beside chance.
    structures
        With `replicates`: whether the same is done in every named structure of the model.
    changes
        Changes of the scenario: values by path, such as ``{"partnership.form": "merged"}``, or texts such as
        ``"trust.start=0.4"``.
    weeks, clients
        Weeks to run and clients to simulate, if others than the scenario's. The clients stand for as many
        people as before.
    trace
        Clients whose moves are recorded as stories.
    out
        With `replicates`: a folder for the results; True is the default one, under ``results``.
    by_locality
        Whether weekly and money tables keep localities apart (one run only). If not given, they do where an
        observable of the scenario is of some localities only, as in the results of the command.
    tables
        Whether tables by agency, link and decision and the list of episodes are kept (one run only).
    threads
        Threads that share the localities of a large run; one a core if not given. The result does not depend
        on it (one run only).
    progress
        Called now and then with the weeks run so far and the weeks in all.

    Returns
    -------
    Result or Runs
        The tables of one run; with `replicates`, measures with confidence intervals and differences from the
        baselines.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the scenario or the changes; nothing is run then.
    ArgumentError
        If an argument is of a wrong type.
    RunFailedError
        If a run fails.
    ResultsNotWrittenError
        If the results cannot be stored.

    Examples
    --------
    >>> import joinup as ju
    >>> result = ju.run("town", seed=1, changes={"trust.start": 0.4}, weeks=52, clients=200)
    >>> result.weekly["week"].nunique()
    52
    >>> runs = ju.run("town", replicates=2, baselines="none", weeks=26, clients=200)
    >>> runs.seeds, runs.baselines
    ((1, 2), ('none',))
    """
    loaded = load(scenario)
    if replicates is not None:
        request = prepare(
            loaded,
            asked=scenario,
            changes=changes,
            seed=seed,
            weeks=weeks,
            clients=clients,
            replicates=replicates,
            baselines=baselines,
            trace=trace,
        )
        if out is not True:
            out = path_if_given(out, "out")
        return runs_of(
            request, yardstick=yardstick, ensemble=ensemble, structures=structures, out=out, progress=progress
        )
    given = {"baselines": baselines, "out": out, "ensemble": ensemble}
    given |= {"yardstick": yardstick or None, "structures": structures or None}
    for argument, value in given.items():
        if value is not None:
            text = f"give {named('replicates')} as well: one run alone is neither compared nor stored"
            raise wrong(argument, text)
    check_callback(progress, "progress")
    seed, trace = seed_of(seed, named("seed")), whole(trace, "trace")
    threads = (os.cpu_count() or 1) if threads is None else whole(threads, "threads", least=1)
    ours = changed(loaded, changes=changes, weeks=weeks, clients=clients).scenario
    call_for_help()
    from joinup.experiments.run.result import Result
    from joinup.sim.results.observables import needs_localities
    from joinup.sim.run import run as run_once

    in_all = ours.warm_up_weeks + ours.weeks
    found = run_once(
        ours,
        seed,
        by_locality=needs_localities(ours) if by_locality is None else by_locality,
        tables=tables,
        trace=trace,
        threads=threads,
        progress=None if progress is None else lambda made: progress(made, in_all),
    )
    return Result.with_tables_of(found)


def runs_of(
    request: RunRequest,
    *,
    yardstick: bool = False,
    ensemble: int | None = None,
    structures: bool = False,
    out: Folder | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """Make all runs of a request, compute their findings and store them.

    Parameters
    ----------
    request
        What to run.
    yardstick
        Whether common efforts are tried beside those that agencies choose.
    ensemble, structures
        As in :func:`run`.
    out
        A folder for the results; True is the default one; nothing is stored if not given.
    progress
        Called with the weeks run so far and the weeks in all, from any thread.

    Raises
    ------
    ScenarioError
        If the folder cannot be used; nothing is run then.
    RunFailedError
        If a run fails; says how to repeat it.
    RunsNotStoredError
        If the results cannot be written; the error carries them.
    """
    check_callback(progress, "progress")
    ensemble = whole_if_given(ensemble, "ensemble", least=1)
    if (ensemble is not None or structures) and not request.baselines:
        argument = "structures" if structures else "ensemble"
        raise wrong(argument, "there is no baseline to compare with")
    # From here on the model is needed. Whoever helps to compile it starts before all else.
    call_for_help()
    from joinup.experiments.run.findings import find
    from joinup.experiments.run.replicates import run_replicates
    from joinup.experiments.run.runs import Runs, place_for
    from joinup.experiments.run.scale import scale_effect_of
    from joinup.experiments.run.yardstick import yardstick_of

    place = None if out is None else place_for(request, out)
    # A session is what it was: its scale is no choice any more.
    scale = scale_effect_of(request.scenario) if request.session is None else None
    replicates = run_replicates(request, progress=progress)
    beside = yardstick_of(request, replicates.runs, progress=progress) if yardstick else None
    spreads: tuple[SpreadOfDifference, ...] = ()
    if ensemble is not None or structures:
        from joinup.experiments.analysis.spreads import spreads_of

        spreads = spreads_of(request, ensemble=ensemble, structures=structures)
    found = find(request, replicates, scale=scale, yardstick=beside, spreads=spreads)
    runs = Runs(found, replicates)
    return runs if place is None else runs.stored(place)


def call_for_help() -> None:
    """Start a helper that compiles the model from the far end, if nothing has been compiled yet."""
    from joinup.sim.compiled import warm_up

    warm_up.call_for_help()
