"""``ju.sensitivity``: which parameters matter, and which decide whether one option is better than another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from joinup.experiments.analysis.outcome_names import outcome_columns, outcome_named
from joinup.experiments.analysis.sensitivity import MORRIS, SALTELLI
from joinup.experiments.analysis.storage import STUDIES
from joinup.experiments.arguments import (
    Changes,
    Folder,
    ScenarioLike,
    named,
    path_if_given,
    texts,
    whole,
    whole_if_given,
    wrong,
)
from joinup.experiments.calls.findings import Sensitivity
from joinup.experiments.calls.study import OUTCOME, Study, pair_of, study_given
from joinup.experiments.calls.sweep import design, sweep
from joinup.experiments.run.request import changed
from joinup.experiments.study.design import FORM, Design, point_key
from joinup.experiments.study.design_options import DECLARED, Over, Vary
from joinup.experiments.study.errors import UnfinishedError
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.seeds import Seed

METHODS = (MORRIS, SALTELLI)


def sensitivity(
    study: Study | ScenarioLike,
    *,
    outcome: str = OUTCOME,
    between: str | Sequence[str] | None = None,
    over: Over | None = None,
    vary: Vary | None = None,
    method: str = MORRIS,
    points: int = 10,
    indices: int | None = None,
    most: int = 6,
    replicates: int = 2,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    workers: int | None = None,
    any_scale: bool = False,
    out: Folder | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Sensitivity:
    """Find which parameters matter for an outcome, and for a difference between two options.

    Parameters
    ----------
    study
        A Morris or Saltelli study, or its folder; or a scenario, its name or file, which is swept first.
    outcome
        The outcome to examine, such as ``resolved`` or ``net_benefit``.
    between
        Two options, as ``"merged,none"`` or a pair: which parameters decide whether the first is better?
    over
        For a scenario: ranges to sample, as in :func:`joinup.design`; all that it declares if not given.
    vary
        For a scenario: the options; its form and ``none`` if not given.
    method
        For a scenario: ``morris`` (screening of many parameters) or ``saltelli`` (Sobol indices of a few).
    points
        For a scenario: trajectories (Morris) or base points (Saltelli).
    indices
        For a scenario, after Morris screening: also estimate Sobol indices of the parameters that matter
        most, from this many base points.
    most
        Maximum number of parameters to estimate Sobol indices for.
    replicates, seed
        For a scenario: replicates of each point, and the seed of the first.
    changes, weeks, clients
        For a scenario: changes of it, as in :func:`joinup.run`.
    out
        For a scenario: folder for the studies; True is the default one, in ``studies``, of which each design
        has its own. Temporary ones if not given.
    workers, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    Sensitivity
        The sensitivities; its `refined` holds the Sobol indices, if `indices` was given.

    Raises
    ------
    StudyError
        If the study is of another kind.
    ScenarioError
        Listing every problem with what was asked.
    ArgumentError
        If an argument has the wrong type.
    UnfinishedError
        If it was stopped.

    Examples
    --------
    >>> import joinup as ju
    >>> over = ["trust.start", "trust.up"]
    >>> found = ju.sensitivity("town", over=over, points=2, weeks=26, clients=200, workers=0)
    >>> found.method, sorted(found.answers[-1].table["path"])
    ('morris', ['trust.start', 'trust.up'])
    """
    pair_of(between)
    points, most = whole(points, "points", least=1), whole(most, "most", least=1)
    indices = whole_if_given(indices, "indices", least=2)
    if (stored := study_given(study)) is not None:
        for argument, value in (("over", over), ("vary", vary), ("indices", indices)):
            if value is not None:
                raise wrong(argument, "is for a scenario; the runs of a study are finished")
        return replace(stored.sensitivity(outcome=outcome, between=between), study=stored)
    assert not isinstance(study, Study)
    if method not in METHODS:
        problem = f"{named('method')} {method}: sensitivity needs morris or saltelli"
        raise ScenarioError([Problem((), problem, METHODS, nearest(method, METHODS))])
    ours = changed(load(study), asked=study, changes=changes, weeks=weeks, clients=clients)
    outcome_named(outcome, outcome_columns(ours.scenario))
    form = ours.scenario.partnership.form
    ranges: Over = over if over is not None else (DECLARED,)
    if vary is None and form != "none":
        vary = {FORM: [form, "none"]}

    def designed(ranges: Over, method: str, points: int) -> Design:
        return design(
            study,
            vary=vary,
            over=ranges,
            method=method,
            points=points,
            replicates=replicates,
            seed=seed,
            changes=changes,
            weeks=weeks,
            clients=clients,
        )

    first = designed(ranges, method, points)
    # Another design on the same scenario is another study; more replicates go into the same.
    usual = STUDIES / f"{ours.scenario.name}-sensitivity-{_key(first)}"
    folder = path_if_given(usual if out is True else out, "out")

    def swept(wanted: Design) -> Sensitivity:
        made = sweep(
            wanted,
            workers=workers,
            any_scale=any_scale,
            out=None if folder is None else folder / wanted.kind,
            progress=progress,
            stopper=stopper,
        )
        if stopper is not None and stopper.is_set and not made.is_complete:
            raise UnfinishedError(f"stopped: {made.pending:,} runs remain")
        return replace(made.sensitivity(outcome=outcome, between=between), study=made)

    found = swept(first)
    if indices is None or method == SALTELLI:
        return found
    chosen = most_important(found, most)
    if not chosen:
        return found
    return replace(found, refined=swept(designed(_with_ranges(ranges, chosen), SALTELLI, indices)))


def _key(designed: Design) -> str:
    """Return a short text that designs share if they have the same scenario and points."""
    text = designed.scenario.hash + "".join(point_key(point) for point in designed.points)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def most_important(found: Sensitivity, most: int) -> list[str]:
    """Return the parameters with an effect beyond noise on the difference, or else on the outcome."""
    table = found.answers[-1].table
    return [str(path) for path in table["path"][table["beyond_noise"]].head(most)]


def _with_ranges(over: Over, chosen: Sequence[str]) -> dict[str, tuple[float, float] | None] | list[str]:
    """Return the ranges of the chosen parameters, as given where they were."""
    if isinstance(over, dict):
        return {path: over.get(path) for path in chosen}
    given = {text.partition("=")[0].strip(): text for text in texts(over, "over") if "=" in text}
    return [given.get(path, path) for path in chosen]
