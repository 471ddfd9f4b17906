"""``joinup compare``: options beside each other, with the same draws, and what each is worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import typer
from rich.console import Console

from joinup.cli.compare_text import Comparison, Sharpness, print_comparison
from joinup.cli.exit_codes import ExitCode
from joinup.cli.progress import watched
from joinup.cli.text import as_json
from joinup.experiments.analysis.breakeven import outcome_column
from joinup.experiments.analysis.compare import Arms, compare, compare_study
from joinup.experiments.analysis.methods.cost_effectiveness import acceptability_curve, incremental_analysis
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, measure_values, paired_differences
from joinup.experiments.analysis.methods.shapley import contributions
from joinup.experiments.analysis.methods.stopping import FEWEST, Advice, Next, advise
from joinup.experiments.analysis.options import Option, options_of
from joinup.experiments.analysis.storage import Execution, kept_in
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.study import open_study
from joinup.sim.errors import Problem, ScenarioError

SHAPLEY_MEASURES = ("outcome.resolved.all", WEEKS, "money.public_cost", NET_BENEFIT)


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """A comparison as it was asked for on the command line.

    Attributes
    ----------
    words
        A scenario and options, or a study.
    vary, settings, weeks, clients
        As in :func:`joinup.experiments.analysis.options_of`.
    by
        With a study: the path whose values are the options.
    reference
        Label of the option that others are compared with.
    replicates, seed
        Runs of each option and seed of the first.
    until, outcome, most
        Half-width wanted, of which figure, and replicates at most.
    worth
        Value of a week spared.
    shapley
        Whether to work out what each partner contributes.
    out, workers, accept_changes
        Where and how runs are made.
    json, every
        Whether to print JSON, and whether to print every figure.
    """

    words: tuple[str, ...]
    vary: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    weeks: int | None = None
    clients: int | None = None
    by: str | None = None
    reference: str | None = None
    replicates: int = 20
    seed: int = 1
    until: float | None = None
    outcome: str = "net_benefit"
    most: int = 1000
    value_of_week: float | None = None
    shapley: bool = False
    out: Path | None = None
    workers: int | None = None
    accept_changes: bool = False
    json: bool = False
    every: bool = False
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))


def compare_command(request: CompareRequest) -> None:
    """Play what is to be compared, and say what differs.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked; nothing is run then.
    """
    if request.until is not None and not (isfinite(request.until) and request.until > 0):
        raise ScenarioError([Problem((), f"--until {request.until:g}: the half-width must be above 0")])
    if (Path(request.words[0]) / LEDGER).is_file():
        _of_study(request)
        return
    if request.by is not None:
        raise ScenarioError([Problem((), f"--by needs a study, and '{request.words[0]}' is none")])
    options = options_of(
        request.words[0],
        request.words[1:],
        vary=request.vary,
        settings=request.settings,
        weeks=request.weeks,
        clients=request.clients,
    )
    if len(options) < 2 and not request.shapley:
        text = "there is nothing to compare with: name another option, such as none, or give --vary"
        raise ScenarioError([Problem((), text)])
    reference = _reference(request, [option.label for option in options])
    advice = None
    with watched(request.console) as watch:
        execution = Execution(
            request.out or kept_in("compare"),
            request.workers,
            request.accept_changes,
            watch.show,
            watch.stopper,
        )
        arms = None
        if len(options) > 1:
            arms, advice = sharpened(request, options, reference, execution)
        partners = None
        if request.shapley and not execution.stopped:
            runs = request.replicates if arms is None else arms.draws
            partners = contributions(
                options[0], measures=SHAPLEY_MEASURES, replicates=runs, seed=request.seed, execution=execution
            )
    sharpness = None
    if advice is not None and request.until is not None:
        sharpness = Sharpness(request.outcome, request.until, request.most, advice)
    _tell(Comparison(arms, reference, sharpness, partners), request)
    if execution.stopped:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _of_study(request: CompareRequest) -> None:
    wrong = {
        "further options": len(request.words) > 1,
        "--vary": bool(request.vary),
        "--set": bool(request.settings),
        "--weeks": request.weeks is not None,
        "--clients": request.clients is not None,
        "--until": request.until is not None,
        "--shapley": request.shapley,
        "--out": request.out is not None,
    }
    problems = [
        Problem((), f"{name} cannot be combined with a study: its runs are made already")
        for name, given in wrong.items()
        if given
    ]
    if problems:
        raise ScenarioError(problems)
    arms = compare_study(open_study(request.words[0]), request.by, value_of_week=request.value_of_week)
    _tell(Comparison(arms, _reference(request, list(arms.labels))), request)


def _reference(request: CompareRequest, labels: list[str]) -> str:
    if request.reference is None:
        return "none" if "none" in labels else labels[0]
    if request.reference not in labels:
        raise ScenarioError([Problem.unknown((), "option", request.reference, labels)])
    return request.reference


def sharpened(
    request: CompareRequest, options: list[Option], reference: str, execution: Execution
) -> tuple[Arms, Advice | None]:
    """Play the options, and go on until the answer is sharp enough if that was asked for."""
    measure = outcome_column(request.outcome)

    def played(replicates: int) -> Arms:
        return compare(
            options,
            replicates=replicates,
            seed=request.seed,
            value_of_week=request.value_of_week,
            execution=execution,
        )

    if request.until is None:
        return played(request.replicates), None
    arms = played(min(max(FEWEST, request.replicates), request.most))
    if measure != NET_BENEFIT and measure not in arms.measures:
        raise ScenarioError([Problem.unknown((), "outcome", request.outcome, (NET_BENEFIT, *arms.measures))])
    while True:
        advice = _widest(arms, reference, measure, request.until, request.most)
        if advice.next is not Next.MORE or execution.stopped or advice.runs <= arms.draws + arms.lost:
            return arms, advice
        arms = played(advice.runs)


def _widest(arms: Arms, reference: str, measure: str, target: float, most: int) -> Advice:
    """Return the advice for the difference that is known least well."""
    theirs = measure_values(arms, reference, measure)
    advice = [
        advise(measure_values(arms, label, measure) - theirs, target=target, most=most)
        for label in arms.labels
        if label != reference
    ]
    return max(advice, key=lambda one: one.half_width)


def _tell(found: Comparison, request: CompareRequest) -> None:
    if not request.json:
        print_comparison(found, every=request.every)
        return
    arms = found.arms
    as_json(
        {
            "options": None if arms is None else list(arms.labels),
            "reference": found.reference,
            "draws": None if arms is None else arms.draws,
            "draws_are": None if arms is None else arms.kind,
            "lost": None if arms is None else arms.lost,
            "value_of_week": None if arms is None else arms.value_of_week,
            "until": None if found.sharpness is None else found.sharpness.facts,
            "differences": None if arms is None else paired_differences(arms, reference=found.reference),
            "incremental_analysis": None if arms is None else incremental_analysis(arms),
            "acceptability_curve": None if arms is None else acceptability_curve(arms),
            "contributions": found.partners,
            "studies": [] if arms is None else [str(folder) for folder in arms.studies],
        }
    )
