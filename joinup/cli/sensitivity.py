"""``joinup sensitivity``: what matters for an outcome, and what a conclusion turns on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from joinup.cli.sweep import SweepRequest, sweep_command
from joinup.experiments.analysis.outcome_names import outcome_named
from joinup.experiments.analysis.sensitivity import MORRIS, SALTELLI, Sensitivity, sensitivity
from joinup.experiments.analysis.storage import STUDIES
from joinup.experiments.report.sections import page_of, print_sections
from joinup.experiments.report.text.sensitivity import sensitivity_sections
from joinup.experiments.run.request import prepare
from joinup.experiments.study.design import FORM
from joinup.experiments.study.design_options import DesignOptions
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.study import Study, open_study
from joinup.scenarios.words import capital, count, title


@dataclass(frozen=True, slots=True)
class SensitivityRequest:
    """What was asked.

    Attributes
    ----------
    wanted
        A study's folder, or the name or file of a scenario.
    outcome, between
        As in :func:`joinup.experiments.analysis.sensitivity.sensitivity`.
    sweep
        For a scenario: how its study is to be made.
    indices
        Base points of a second study, for Sobol indices of the parameters that screening finds.
    most
        How many parameters that second study has at most.
    """

    wanted: str
    outcome: str
    between: tuple[str, ...]
    sweep: SweepRequest
    indices: int | None
    most: int


def sensitivity_command(request: SensitivityRequest) -> None:
    """Do what was asked.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    """
    if (Path(request.wanted) / LEDGER).is_file():
        if request.sweep.question.over or request.indices is not None:
            raise StudyError("--over and --indices are for a scenario; a study has been made already")
        _tell(open_study(request.wanted), request)
        return
    asked = prepare(
        request.wanted,
        settings=request.sweep.settings,
        weeks=request.sweep.weeks,
        clients=request.sweep.clients,
    )
    folder = request.sweep.out or STUDIES / f"{asked.scenario.name}-sensitivity"
    question = _question(request, asked.scenario.partnership.form)
    if question.method not in (MORRIS, SALTELLI):
        raise StudyError(f"--method {question.method}: sensitivity needs morris or saltelli")
    first = folder / question.method
    sweep_command(replace(request.sweep, scenario=request.wanted, question=question, out=first))
    found = _tell(open_study(first), request)
    if request.indices is None or question.method == SALTELLI:
        return
    chosen = most_important(found, request.most)
    if not chosen:
        typer.echo("No parameter does more than luck: there is nothing to work out Sobol indices of.")
        return
    second = replace(
        question, over=_with_ranges(found, question.over, chosen), method=SALTELLI, points=request.indices
    )
    typer.echo(f"\nSobol indices of the {count(len(chosen), 'parameter')} that matter most:")
    sweep_command(replace(request.sweep, scenario=request.wanted, question=second, out=folder / SALTELLI))
    _tell(open_study(folder / SALTELLI), request)


def _question(request: SensitivityRequest, form: str) -> DesignOptions:
    """Return how the study is made: declared ranges, and the scenario's form against none, if not said."""
    question = request.sweep.question
    vary = question.vary or ((f"{FORM}={form},none",) if form != "none" else ())
    return replace(question, over=question.over or ("declared",), vary=vary)


def _with_ranges(found: Sensitivity, over: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """Return ranges of the chosen parameters: as they were given, if they were."""
    given = {text.partition("=")[0].strip(): text for text in over if "=" in text}
    return tuple(given.get(path, path) for path in chosen)


def most_important(found: Sensitivity, most: int) -> list[str]:
    """Return the parameters that do more than luck to the last figure told: the difference, if any."""
    table = found.answers[-1].table
    return [str(path) for path in table["path"][table["beyond_noise"]].head(most)]


def _tell(study: Study, request: SensitivityRequest) -> Sensitivity:
    outcome = outcome_named(request.outcome, study.summaries().columns)
    found = sensitivity(study, outcome, request.between)
    name = capital(title(study.scenario))
    print_sections(page_of(f"{name}: what matters for {outcome.title}", sensitivity_sections(found)))
    return found
