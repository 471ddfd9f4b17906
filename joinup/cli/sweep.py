"""``joinup sweep``: play a design into a study, or say what that would take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console

from joinup.cli.exit_codes import ExitCode
from joinup.cli.progress import duration, watched
from joinup.experiments.analysis.storage import STUDIES
from joinup.experiments.report.terminal import printable
from joinup.experiments.run.request import prepare
from joinup.experiments.study.design import Design
from joinup.experiments.study.design_options import DesignOptions, design_of
from joinup.experiments.study.ledger import DONE
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.study import Study, open_study
from joinup.experiments.study.sweep import sweep
from joinup.scenarios.words import count
from joinup.sim.errors import Problem, ScenarioError

MOST_FAILURES = 5


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """A sweep as it was asked for on the command line.

    Attributes
    ----------
    scenario, settings, weeks, clients
        The scenario and what changes it at every point.
    question
        What the design is made of.
    out
        The study's folder.
    workers, cluster, shard
        Who plays what.
    weekly, time_limit, retry_failed, accept_changes
        As in :func:`joinup.experiments.sweep`.
    dry_run
        Whether only to say what it would take.
    """

    scenario: str
    question: DesignOptions
    settings: tuple[str, ...] = ()
    weeks: int | None = None
    clients: int | None = None
    out: Path | None = None
    workers: int | None = None
    cluster: str | None = None
    shard: str | None = None
    weekly: bool = False
    time_limit: float | None = None
    retry_failed: bool = False
    accept_changes: bool = False
    dry_run: bool = False
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))


def sweep_command(request: SweepRequest) -> None:
    """Do what was asked.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked; nothing is run then.
    """
    asked = prepare(request.scenario, settings=request.settings, weeks=request.weeks, clients=request.clients)
    shard = _shard(request.shard)
    design = design_of(asked.scenario, request.question)
    out = request.out or STUDIES / asked.scenario.name
    if request.dry_run:
        _say_what_it_takes(request, design, out)
        return
    _say_size(request, design)
    with watched(request.console) as watch:
        study = sweep(
            design,
            study=out,
            workers=request.workers,
            cluster=request.cluster,
            shard=shard,
            weekly=request.weekly,
            time_limit=request.time_limit,
            retry_failed=request.retry_failed,
            accept_changes=request.accept_changes,
            asked=asked.asked,
            progress=watch.show,
            stopper=watch.stopper,
        )
    _say_what_came(study, out)
    if watch.stopper.is_set and not study.is_complete:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    part, slash, whole = text.partition("/")
    if slash and part.isdigit() and whole.isdigit() and 1 <= int(part) <= int(whole):
        return int(part), int(whole)
    raise ScenarioError([Problem((), f"--shard {text}: write i/n, with i from 1 to n, such as 1/4")])


def _say_size(request: SweepRequest, design: Design) -> None:
    request.console.print(_size(design), soft_wrap=True)


def _size(design: Design) -> str:
    each = count(design.replicates, "replicate")
    return f"{count(len(design.points), 'point')}, {each}: {count(design.runs, 'run')}."


def _say_what_it_takes(request: SweepRequest, design: Design, out: Path) -> None:
    from joinup.experiments.study.estimate import estimate

    workers = (os.cpu_count() or 1) if request.workers is None else max(1, request.workers)
    found = estimate(design, workers=workers, weekly=request.weekly)
    typer.echo(_size(design))
    if (out / LEDGER).is_file():
        made = open_study(out).counts.get(DONE, 0)
        typer.echo(f"'{out}' holds {made:,} finished runs; those asked for again cost nothing.")
    each = f"{found.seconds_a_run * 1000:,.3g} ms a run"
    time = duration(found.minutes * 60)
    typer.echo(f"About {time} with {workers} workers ({each}), and {found.megabytes:,.3g} MB on disk.")
    for path in found.without_effect:
        typer.echo(
            f"Warning: '{path}' makes no difference at all to this scenario (seed {design.seed}, everything"
            " else as it stands)."
        )
    typer.echo("Nothing was stored. Give the command without --dry-run to start.")


def _say_what_came(study: Study, out: Path) -> None:
    wanted = sum(study.counts.values()) + study.pending
    typer.echo(f"{study.counts.get(DONE, 0):,} of {wanted:,} runs are in '{out}'.")
    failures = study.failures()
    for row in failures.head(MOST_FAILURES).itertuples():
        typer.echo(printable(f"Point {row.point}, replicate {row.replicate}: {row.status}: {row.error}"))
        typer.echo(printable(f"  to repeat it: {row.repeat}"))
    if len(failures) > MOST_FAILURES:
        typer.echo(f"and {len(failures) - MOST_FAILURES:,} more without a result.")
    if study.pending:
        typer.echo(f"{study.pending:,} are still to be made: give the same command again.")
