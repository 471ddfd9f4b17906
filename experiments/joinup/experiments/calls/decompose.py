"""``ju.decompose``: what each part of a form of joint working is worth, for whom."""

from __future__ import annotations

from collections.abc import Callable

from joinup.experiments.analysis.compare import compare_ensemble, compare_options
from joinup.experiments.analysis.decomposition import NONE, Decomposition, arms_of
from joinup.experiments.arguments import Changes, Folder, ScenarioLike, named, whole, whole_if_given
from joinup.experiments.calls.compare import USUAL_REPLICATES
from joinup.experiments.calls.execution import execution_of
from joinup.experiments.run.request import changed
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.scenarios.load import load
from joinup.sim.errors import ArgumentError
from joinup.sim.seeds import Seed, seed_of


def decompose(
    scenario: ScenarioLike,
    form: str | None = None,
    *,
    ensemble: int | None = None,
    replicates: int | None = None,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    out: Folder | None = None,
    workers: int | None = None,
    accept_changes: bool = False,
    any_scale: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Decomposition:
    """Switch off one part of a form of joint working at a time, and show what each is worth, by group.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    form
        The form; the scenario's own if not given.
    ensemble
        Members of an ensemble, as in :func:`joinup.compare`: parts are then told over doubt, not chance.
    replicates, seed
        Replicates of each arm (20 if not given; with `ensemble` one of each member), and the seed of the
        first.
    changes, weeks, clients
        Changes of every arm, as in :func:`joinup.run`.
    out
        Folder for the runs; True is the default one, in ``studies``. A temporary one if not given.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    Decomposition
        Each part's worth in weeks of need, by group; what they add up to; what is their interaction.

    Raises
    ------
    ScenarioError
        Listing every problem with what was asked; nothing is run then.
    ArgumentError
        If an argument has the wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> found = ju.decompose("town", "lead_agency", replicates=2, weeks=26, clients=200, workers=0)
    >>> found.comparison.reference
    'none'
    """
    ensemble = whole_if_given(ensemble, "ensemble", least=1)
    usual = USUAL_REPLICATES if ensemble is None else 1
    replicates = usual if replicates is None else whole(replicates, "replicates", least=1)
    seed = seed_of(seed, named("seed"))
    if form is not None and not isinstance(form, str):
        raise ArgumentError(named("form"), form, "the name of a form of joint working, such as 'merged'")
    ours = changed(load(scenario), asked=scenario, changes=changes, weeks=weeks, clients=clients)
    form = ours.scenario.partnership.form if form is None else form
    parts, options = arms_of(ours.scenario, form, ours.asked)
    execution = execution_of(
        out,
        "decompose",
        workers=workers,
        accept_changes=accept_changes,
        any_scale=any_scale,
        progress=progress,
        stopper=stopper,
    )
    if ensemble is not None:
        found = compare_ensemble(
            options, members=ensemble, replicates=replicates, seed=seed, reference=NONE, execution=execution
        )
    else:
        found = compare_options(
            options, replicates=replicates, seed=seed, reference=NONE, execution=execution
        )
    return Decomposition(form, parts, found)
