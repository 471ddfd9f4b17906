"""``ju.compare``: options on the same random draws, their differences, precision and value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from joinup.experiments.analysis.breakeven import checked_column, outcome_column
from joinup.experiments.analysis.compare import compare_ensemble, compare_options, compare_study, reference_of
from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, measure_values
from joinup.experiments.analysis.methods.shapley import contributions
from joinup.experiments.analysis.methods.stopping import FEWEST, Advice, Next, advise
from joinup.experiments.analysis.options import OPTION, OptionLike, options_of
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.analysis.structures import compare_structures
from joinup.experiments.arguments import (
    Changes,
    Folder,
    ScenarioLike,
    named,
    real_if_given,
    whole,
    whole_if_given,
    wrong,
)
from joinup.experiments.calls.execution import execution_of
from joinup.experiments.calls.study import Study, study_given
from joinup.experiments.study.choices import ChoicesLike
from joinup.experiments.study.design_options import Vary
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.scenarios.load import instead_of_model
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.seeds import Seed, seed_of

USUAL_REPLICATES = 20
"""Replicates of each option: as many as a verdict needs."""

SHAPLEY_MEASURES = ("outcome.resolved.all", WEEKS, "money.public_cost", NET_BENEFIT)


def compare(
    scenario: ScenarioLike | Study,
    *options: OptionLike | Sequence[OptionLike],
    vary: Vary | None = None,
    choices: ChoicesLike | None = None,
    ensemble: int | None = None,
    structures: bool = False,
    by: str | None = None,
    reference: str | None = None,
    replicates: int | None = None,
    seed: Seed = 1,
    until: float | None = None,
    outcome: str = "net_benefit",
    most: int = 1000,
    value_of_week: float | None = None,
    shapley: bool = False,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    out: Folder | None = None,
    workers: int | None = None,
    accept_changes: bool = False,
    any_scale: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Comparison:
    """Compare options on the same random draws: the same people with the same noise in each.

    Parameters
    ----------
    scenario
        The first option: the name of a shipped scenario, the path of a file, or a scenario. Or a study, or
        its folder, whose points are compared.
    *options
        The options to compare it with, one by one or in a list: ``"none"``, ``"none_same_money"`` or
        ``"no_programme"`` (its baselines), a form of joint working such as ``"merged"``, ``"PATH=VALUE"``,
        changes ``{path: value}``, another scenario by name, file or itself.
    vary
        Values to compare instead, as in :func:`joinup.design`; each combination is an option.
    choices
        Options that change several things at once, beside the others: changes by name, such as
        ``{"merged and open": {"partnership.form": "merged", "trust.start": 0.5}}``; or a table (DataFrame,
        or a file that :func:`joinup.table` reads) with a column ``option`` and one column a path.
    ensemble
        Members of an ensemble, as in :func:`joinup.design`: every option is run with the values of each, and
        differences are told over members: doubt, not chance. `replicates` is then one of each member if not
        given.
    structures
        Whether options are run in every named structure of the model, of the second edition: sixteen ways to
        build it, edition 1 and learning agents. Differences are then told over structures, neither chance
        nor doubt; with `ensemble`, each structure has its members.
    by
        With a study: the path whose values are the options; the one that was crossed if not given.
    reference
        The option that differences are taken from; ``none`` if it is among them, else the first.
    replicates, seed
        Replicates of each option (20 if not given), and the seed of the first.
    until
        Add replicates until the 95 % confidence interval of the difference is within ± this.
    outcome
        The measure that `until` applies to.
    most
        With `until`: maximum number of replicates.
    value_of_week
        Value of one person-week of need avoided [GBP]; the scenario's if not given.
    shapley
        Whether to estimate each partner's contribution (Shapley values; at most six partners).
    changes, weeks, clients
        Changes of every option, as in :func:`joinup.run`.
    out
        Folder for the studies of the runs; True is the default one, in ``studies``. A temporary one if not
        given.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    Comparison
        The options draw by draw; its `table` lists their differences.

    Raises
    ------
    ScenarioError
        Listing every problem with what was asked; nothing is run then.
    ArgumentError
        If an argument has the wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> found = ju.compare("town", "none", "merged", replicates=2, weeks=26, clients=200, workers=0)
    >>> found.labels, found.reference
    (('town', 'none', 'merged'), 'none')
    """
    ensemble = whole_if_given(ensemble, "ensemble", least=1)
    usual = USUAL_REPLICATES if ensemble is None else 1
    replicates = usual if replicates is None else whole(replicates, "replicates", least=1)
    most = whole(most, "most", least=2)
    seed = seed_of(seed, named("seed"))
    until = real_if_given(until, "until", above=0)
    value_of_week = real_if_given(value_of_week, "value_of_week", least=0)
    if not isinstance(outcome, str):
        raise ArgumentError(named("outcome"), outcome, "the name of an outcome, such as net_benefit")
    others = _one_by_one(options)
    if (study := study_given(scenario)) is not None:
        given = {
            "options": others,
            "vary": vary,
            "choices": choices is not None,
            "ensemble": ensemble,
            "structures": structures,
            "changes": changes,
            "weeks": weeks,
            "clients": clients,
            "until": until,
            "shapley": shapley,
            "out": None if out is True else out,
        }
        _refuse_with_a_study([argument for argument, value in given.items() if value])
        return compare_study(study, by, reference=reference, value_of_week=value_of_week)
    assert not isinstance(scenario, Study)
    if by is not None:
        raise wrong("by", f"needs a study, which '{scenario}' is not")
    found = options_of(
        scenario, others, vary=vary, choices=choices, changes=changes, weeks=weeks, clients=clients
    )
    if len(found) < 2 and not shapley:
        text = f"there is nothing to compare with: name another option, such as none, or use {named('vary')}"
        raise ScenarioError([Problem((), text)])
    reference_of([option.label for option in found], reference)
    beyond_chance = "structures" if structures else None if ensemble is None else "ensemble"
    if beyond_chance is not None and (until is not None or shapley):
        raise wrong(beyond_chance, f"cannot be combined with {named('until')} or {named('shapley')}")
    if until is not None:
        checked_column(found[0].scenario, outcome)
    execution = execution_of(
        out,
        "compare",
        workers=workers,
        accept_changes=accept_changes,
        any_scale=any_scale,
        progress=progress,
        stopper=stopper,
    )

    if structures:
        return compare_structures(
            found,
            members=ensemble,
            replicates=replicates,
            seed=seed,
            reference=reference,
            value_of_week=value_of_week,
            execution=execution,
        )
    if ensemble is not None:
        return compare_ensemble(
            found,
            members=ensemble,
            replicates=replicates,
            seed=seed,
            reference=reference,
            value_of_week=value_of_week,
            execution=execution,
        )

    def run(replicates: int) -> Comparison:
        return compare_options(
            found,
            replicates=replicates,
            seed=seed,
            reference=reference,
            value_of_week=value_of_week,
            execution=execution,
        )

    if until is None or len(found) < 2:
        compared = run(replicates)
    else:
        compared = _precise(run, replicates, outcome, until, most, lambda: execution.stopped)
    if not shapley or execution.stopped:
        return compared
    partners = contributions(
        found[0], measures=SHAPLEY_MEASURES, replicates=compared.draws, seed=seed, execution=execution
    )
    return replace(compared, contributions=partners)


def _one_by_one(options: Iterable[OptionLike | Sequence[OptionLike]]) -> list[OptionLike]:
    """Return options given one by one or in lists."""
    found: list[OptionLike] = []
    for option in options:
        if isinstance(option, str | os.PathLike | Scenario | Mapping):
            found.append(option)
        elif isinstance(option, Sequence):
            found += option
        else:
            raise ArgumentError(named("options"), option, OPTION + instead_of_model(option))
    return found


def _refuse_with_a_study(given: Sequence[str]) -> None:
    problems = [
        Problem((), f"{named(argument)} cannot be combined with a study: its runs are finished")
        for argument in given
    ]
    if problems:
        raise ScenarioError(problems)


def _precise(
    run: Callable[[int], Comparison],
    replicates: int,
    outcome: str,
    until: float,
    most: int,
    stopped: Callable[[], bool],
) -> Comparison:
    """Run the options with more and more replicates until confidence intervals are narrow enough."""
    measure = outcome_column(outcome)
    found = run(min(max(FEWEST, replicates), most))
    if measure != NET_BENEFIT and measure not in found.measures:
        raise ScenarioError([Problem.unknown((), "outcome", outcome, (NET_BENEFIT, *found.measures))])
    while True:
        advice = _widest(found, measure, until, most)
        if advice.next is not Next.MORE or stopped() or advice.runs <= found.draws + found.lost:
            return replace(found, precision=Precision(outcome, measure, until, most, advice))
        found = run(advice.runs)


def _widest(found: Comparison, measure: str, until: float, most: int) -> Advice:
    """Return the advice for the least precise difference."""
    theirs = measure_values(found, found.reference, measure)
    advice = [
        advise(measure_values(found, label, measure) - theirs, target=until, most=most)
        for label in found.labels
        if label != found.reference
    ]
    return max(advice, key=lambda one: one.half_width)
