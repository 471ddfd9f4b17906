"""``joinup compare``: options beside each other, with the same draws, and what each is worth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path

import typer
from rich.console import Console

from joinup.cli.compare_text import print_comparison
from joinup.cli.exit_codes import ExitCode
from joinup.cli.progress import watched
from joinup.cli.text import as_json
from joinup.experiments.analysis.breakeven import outcome_column
from joinup.experiments.analysis.compare import compare, compare_study, reference_of
from joinup.experiments.analysis.comparison import Comparison, Precision
from joinup.experiments.analysis.methods.cost_effectiveness import acceptability_curve, incremental_analysis
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, measure_values
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
    reference_of([option.label for option in options], request.reference)
    with watched(request.console) as watch:
        execution = Execution(
            request.out or kept_in("compare"),
            request.workers,
            request.accept_changes,
            watch.show,
            watch.stopper,
        )
        found = sharpened(request, options, execution)
        if request.shapley and not execution.stopped:
            partners = contributions(
                options[0],
                measures=SHAPLEY_MEASURES,
                replicates=found.draws,
                seed=request.seed,
                execution=execution,
            )
            found = replace(found, contributions=partners)
    _tell(found, request)
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
    found = compare_study(
        open_study(request.words[0]),
        request.by,
        reference=request.reference,
        value_of_week=request.value_of_week,
    )
    _tell(found, request)


def sharpened(request: CompareRequest, options: list[Option], execution: Execution) -> Comparison:
    """Run the options, with more replicates until the intervals are narrow enough if that was asked for."""
    measure = outcome_column(request.outcome)

    def played(replicates: int) -> Comparison:
        return compare(
            options,
            replicates=replicates,
            seed=request.seed,
            reference=request.reference,
            value_of_week=request.value_of_week,
            execution=execution,
        )

    if request.until is None or len(options) < 2:
        return played(request.replicates)
    found = played(min(max(FEWEST, request.replicates), request.most))
    if measure != NET_BENEFIT and measure not in found.measures:
        allowed = (NET_BENEFIT, *found.measures)
        raise ScenarioError([Problem.unknown((), "outcome", request.outcome, allowed)])
    while True:
        advice = _widest(found, measure, request.until, request.most)
        if advice.next is not Next.MORE or execution.stopped or advice.runs <= found.draws + found.lost:
            precision = Precision(request.outcome, measure, request.until, request.most, advice)
            return replace(found, precision=precision)
        found = played(advice.runs)


def _widest(found: Comparison, measure: str, target: float, most: int) -> Advice:
    """Return the advice for the difference that is known least well."""
    theirs = measure_values(found, found.reference, measure)
    advice = [
        advise(measure_values(found, label, measure) - theirs, target=target, most=most)
        for label in found.labels
        if label != found.reference
    ]
    return max(advice, key=lambda one: one.half_width)


def _tell(found: Comparison, request: CompareRequest) -> None:
    if not request.json:
        print_comparison(found, every=request.every)
        return
    several = len(found.labels) > 1
    as_json(
        {
            "options": list(found.labels) if several else None,
            "reference": found.reference,
            "draws": found.draws if several else None,
            "draws_are": found.kind if several else None,
            "lost": found.lost if several else None,
            "value_of_week": found.value_of_week if several else None,
            "until": None if found.precision is None else found.precision.facts,
            "differences": found.table if several else None,
            "incremental_analysis": incremental_analysis(found) if several else None,
            "acceptability_curve": acceptability_curve(found) if several else None,
            "contributions": found.contributions,
            "studies": [str(folder) for folder in found.studies] if several else [],
        }
    )
