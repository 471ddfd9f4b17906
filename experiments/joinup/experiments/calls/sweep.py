"""``ju.design`` and ``ju.sweep``: many variants of a scenario, run and stored in a study."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from joinup.experiments.analysis.storage import STUDIES
from joinup.experiments.arguments import (
    Changes,
    Folder,
    Measures,
    ScenarioLike,
    named,
    path_if_given,
    real_if_given,
    whole,
    whole_if_given,
    wrong,
)
from joinup.experiments.calls.study import Study
from joinup.experiments.run.request import changed
from joinup.experiments.study.choices import ChoicesLike
from joinup.experiments.study.design import Design
from joinup.experiments.study.design_options import Over, TableLike, Vary, design_of
from joinup.experiments.study.estimate import SweepEstimate
from joinup.experiments.study.estimate import estimate as estimate_design
from joinup.experiments.study.executors import ClusterLike, check_cluster
from joinup.experiments.study.posteriors import Posterior
from joinup.experiments.study.sampling import Method
from joinup.experiments.study.sweep import Progress, Stopper, run_design
from joinup.scenarios.load import load
from joinup.sim.errors import ArgumentError
from joinup.sim.seeds import Seed

METHOD: Method = "sobol"
POINTS = 64


def design(
    scenario: ScenarioLike,
    *,
    vary: Vary | None = None,
    choices: ChoicesLike | None = None,
    over: Over | None = None,
    method: Method | str = METHOD,
    points: int = POINTS,
    sample_seed: Seed = 0,
    table: TableLike | None = None,
    posterior: Posterior | str | os.PathLike[str] | None = None,
    ensemble: int | None = None,
    structures: bool = False,
    replicates: int = 1,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    measures: Measures | None = None,
) -> Design:
    """Make a design: points, each of which changes a scenario, times replicates. Nothing is run.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    vary
        Values to combine with each other: by path, one or several of each, such as
        ``{"partnership.form": ["none", "merged"]}``; or texts ``path=a,b,c`` or ``path=low:high:n``.
    choices
        Named options that change several things at once, to combine with every point, as in
        :func:`joinup.compare`; analyses call them the path ``option``.
    over
        Ranges to sample: ``levers`` (those of the scenario's levers), ``declared`` (all that it states), a
        path, or by path ``{"trust.start": (0.1, 0.5)}``; or texts ``path=low:high``.
    method
        How ranges are sampled: ``sobol``, ``latin_hypercube``, ``morris``, or ``saltelli`` for Sobol
        indices.
    points
        Size of the sample; for ``saltelli`` its base points, for ``morris`` its trajectories.
    sample_seed
        Seed of the sample; runs have seeds of their own.
    table
        Points in place of `vary` and `over`: a DataFrame, a table that :func:`joinup.table` read, or its file
        (CSV, TSV, workbook, Parquet), of one row a point and one column a path. An empty cell leaves the
        scenario's value as it is.
    posterior
        Points from a posterior of ``calibrate`` in place of `over`: itself or its file.
    ensemble
        Members in place of `over` and `points`: each draws a value of everything that has a plausible range
        and is not varied, from the seed; with `posterior` each takes one of its draws.
    structures
        Whether every point is run in every named structure of the model too, sixteen ways to build it,
        edition 1 and learning agents: options, which analyses call the path ``option``.
    replicates, seed
        Runs of each point, and the seed of the first. Replicate r has the same seed at every point.
    changes, weeks, clients
        What is changed in the scenario at every point, as in :func:`joinup.run`.
    measures
        Measures of your own to keep of every run: functions decorated with :func:`joinup.measure`, or their
        names.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> ju.design("town", vary={"partnership.form": ["none", "merged"]}, replicates=10).runs
    20
    >>> ju.design("town", over={"trust.start": (0.1, 0.5)}, vary={"baseline": "none"}, points=8).runs
    8
    """
    ours = changed(
        load(scenario), asked=scenario, changes=changes, weeks=weeks, clients=clients, measures=measures
    )
    made = design_of(
        ours.scenario,
        vary=vary,
        choices=choices,
        over=over,
        method=method,
        points=points,
        sample_seed=sample_seed,
        table=table,
        posterior=posterior,
        ensemble=ensemble,
        structures=structures,
        replicates=replicates,
        seed=seed,
    )
    return replace(made, asked=ours.asked)


def sweep(
    scenario: ScenarioLike | Design,
    *,
    vary: Vary | None = None,
    choices: ChoicesLike | None = None,
    over: Over | None = None,
    method: Method | str = METHOD,
    points: int = POINTS,
    sample_seed: Seed = 0,
    table: TableLike | None = None,
    posterior: Posterior | str | os.PathLike[str] | None = None,
    ensemble: int | None = None,
    structures: bool = False,
    replicates: int = 1,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    measures: Measures | None = None,
    out: Folder | None = None,
    workers: int | None = None,
    cluster: ClusterLike | None = None,
    shard: str | tuple[int, int] | None = None,
    weekly: bool = False,
    time_limit: float | None = None,
    retry_failed: bool = False,
    accept_changes: bool = False,
    any_scale: bool = False,
    withdraw: int | Sequence[int] | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Study:
    """Run many variants of a scenario and store them in a study; finished runs are never repeated.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario; or a whole design, in place of all
        that makes one (`vary` to `measures`).
    vary, choices, over, method, points, sample_seed, table, posterior, ensemble, structures, replicates, seed
        What the design is made of; see :func:`joinup.design`.
    changes, weeks, clients, measures
        What is changed in the scenario at every point, and what else is kept of a run; see there.
    out
        The study's folder; True is the default one, under ``studies``. A temporary one if not given.
    workers
        Processes on this machine (one a core if not given); 0 runs everything in this process.
    cluster
        Address of a Dask scheduler whose workers see the study's folder, or a ``Client`` of one, in place of
        processes.
    shard
        ``"i/n"`` or ``(i, n)``: run only part i of n (counted from 1), to be merged later.
    weekly
        Whether to store weekly series as well.
    time_limit
        Seconds that a run may take.
    retry_failed
        Whether to repeat runs that failed, crashed or timed out.
    withdraw
        Points to take out of the study, by their number: their runs are neither made nor read any more.
    accept_changes
        Whether to continue with a study after its code or scenario changed; all runs are then repeated.
    any_scale
        Whether to go on where the number of simulated clients changes the answer: where each stands for
        several people, and a pilot of half as many finds another level of need by more than 5 %.
    progress
        Called with the progress of the sweep whenever some runs are finished.
    stopper
        To stop the sweep from another thread or a signal.

    Returns
    -------
    Study
        The study; incomplete if the sweep was stopped.

    Raises
    ------
    ScenarioError
        If values are not allowed, the study cannot be used, or the number of simulated clients changes the
        answer; nothing is stored then.
    ArgumentError
        If an argument is of a wrong type.
    StorageError
        If results cannot be stored any more; what was stored is kept.

    Examples
    --------
    >>> import joinup as ju
    >>> forms = {"partnership.form": ["none", "merged"]}
    >>> study = ju.sweep("town", vary=forms, replicates=2, weeks=26, clients=200, workers=0)
    >>> study.summaries()[["partnership.form", "seed"]].values.tolist()
    [['none', 1], ['none', 2], ['merged', 1], ['merged', 2]]
    """
    workers = whole_if_given(workers, "workers")
    time_limit = real_if_given(time_limit, "time_limit", above=0)
    part = shard_of(shard)
    points_out = withdraw if isinstance(withdraw, Sequence) else () if withdraw is None else (withdraw,)
    taken_out = [whole(one, "withdraw") for one in points_out]
    check_cluster(cluster)
    if isinstance(scenario, Design):
        given = {
            "vary": vary,
            "choices": choices,
            "over": over,
            "table": table,
            "posterior": posterior,
            "ensemble": ensemble,
            "structures": structures or None,
            "changes": changes,
            "weeks": weeks,
            "clients": clients,
            "measures": measures,
            "replicates": None if replicates == 1 else replicates,
            "seed": None if seed == 1 else seed,
        }
        for argument, value in given.items():
            if value is not None:
                raise wrong(argument, "a Design has its own; give a scenario to make another of")
        made = scenario
    else:
        made = design(
            scenario,
            vary=vary,
            choices=choices,
            over=over,
            method=method,
            points=points,
            sample_seed=sample_seed,
            table=table,
            posterior=posterior,
            ensemble=ensemble,
            structures=structures,
            replicates=replicates,
            seed=seed,
            changes=changes,
            weeks=weeks,
            clients=clients,
            measures=measures,
        )
    study = run_design(
        made,
        study=study_folder(made, out),
        workers=workers,
        cluster=cluster,
        shard=part,
        weekly=weekly,
        time_limit=time_limit,
        retry_failed=retry_failed,
        accept_changes=accept_changes,
        any_scale=any_scale,
        withdraw=taken_out,
        progress=progress,
        stopper=stopper,
    )
    return Study(study.folder)


def estimate(design: Design, *, workers: int | None = None, weekly: bool = False) -> SweepEstimate:
    """Estimate runs, time and disk space of a sweep, and list parameters without effect.

    Parameters
    ----------
    design
        The design.
    workers, weekly
        As in :func:`joinup.sweep`.

    Returns
    -------
    SweepEstimate
        Runs, time, disk space, and paths without effect on the scenario.

    Raises
    ------
    ScenarioError
        If values of a point are not allowed.
    ArgumentError
        If an argument is of a wrong type.
    RunFailedError
        If a run fails.

    Examples
    --------
    >>> import joinup as ju
    >>> design = ju.design("town", vary={"trust.start": [0.2, 0.4]}, weeks=26, clients=200)
    >>> found = ju.estimate(design, workers=2)
    >>> found.runs, found.workers
    (2, 2)
    """
    if not isinstance(design, Design):
        raise ArgumentError(named("design"), design, "a Design, as joinup.design makes")
    given = whole_if_given(workers, "workers")
    return estimate_design(
        design, workers=(os.cpu_count() or 1) if given is None else max(1, given), weekly=weekly
    )


def study_folder(made: Design, out: Folder | None) -> Path | None:
    """Return the folder for a design's study; None for a temporary one."""
    return STUDIES / made.scenario.name if out is True else path_if_given(out, "out")


def shard_of(given: str | tuple[int, int] | None) -> tuple[int, int] | None:
    """Return which part of how many is to be run.

    Raises
    ------
    ScenarioError
        If it is not a valid part.

    Examples
    --------
    >>> shard_of("1/4")
    (1, 4)
    """
    if given is None:
        return None
    if not isinstance(given, str | Iterable):
        raise ArgumentError(named("shard"), given, "which part of how many, such as '1/4' or (1, 4)")
    parts = given.split("/") if isinstance(given, str) else [str(part) for part in given]
    if len(parts) == 2 and all(part.strip().isdecimal() for part in parts):
        part, whole = int(parts[0]), int(parts[1])
        if 1 <= part <= whole:
            return part, whole
    raise wrong("shard", "write i/n, with i from 1 to n, such as 1/4", given=given)
