"""``joinup sweep``: run a design and store it as a study, or estimate runs, time and disk space."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.exit_codes import ExitCode
from joinup.cli.options import (
    COMMANDS_ON_STUDIES,
    DESIGN,
    OUTPUT,
    RUNS,
    AcceptChanges,
    AnyScale,
    Changes,
    Choices,
    Clients,
    Ensemble,
    Out,
    Over,
    Replicates,
    SampleSeed,
    Scenario,
    Seed,
    Structures,
    Vary,
    Weeks,
    Workers,
)

if TYPE_CHECKING:
    from joinup.experiments.study.design import Design
    from joinup.experiments.study.study import StoredStudy

MOST_FAILURES = 5
"""Failed runs that are listed one by one."""


@command(COMMANDS_ON_STUDIES, call="sweep", other_calls={"dry_run": "estimate"})
def sweep(
    scenario: Scenario,
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    vary: Vary = None,
    choices: Choices = None,
    over: Over = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="sobol|latin_hypercube|saltelli|morris",
            help="Sampling method for ranges.",
            rich_help_panel=DESIGN,
        ),
    ] = "sobol",
    points: Annotated[int, typer.Option(help="Number of points in the sample.", rich_help_panel=DESIGN)] = 64,
    sample_seed: SampleSeed = 0,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Points instead: CSV, TSV, Parquet or a workbook; joinup table shows how it is understood.",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Points from a posterior of joinup calibrate instead.",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    ensemble: Ensemble = None,
    structures: Structures = False,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="Keep a measure of your own as well; may be repeated.",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    replicates: Replicates = 1,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="A Dask scheduler, such as tcp://host:8786.", rich_help_panel=RUNS
        ),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Run only part I of N parts.", rich_help_panel=RUNS)
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Maximum time for one run.", rich_help_panel=RUNS)
    ] = None,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed", help="Repeat runs that failed, timed out or were lost.", rich_help_panel=RUNS
        ),
    ] = False,
    accept_changes: AcceptChanges = False,
    any_scale: AnyScale = False,
    withdraw: Annotated[
        list[int] | None,
        typer.Option(
            metavar="POINT",
            help="Take a point out of the study, by its number; may be repeated.",
            rich_help_panel=RUNS,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Estimate runs, time and disk space; list parameters without effect.",
            rich_help_panel=RUNS,
        ),
    ] = False,
    out: Out = None,
    weekly: Annotated[
        bool, typer.Option("--weekly", help="Store weekly series as well.", rich_help_panel=OUTPUT)
    ] = False,
) -> None:
    """Run many variants of a scenario and store them in a study; finished runs are never repeated."""
    from joinup.cli.progress import watched
    from joinup.experiments.calls.sweep import design, shard_of
    from joinup.experiments.calls.sweep import sweep as swept
    from joinup.experiments.report.terminal import printable
    from joinup.experiments.study.executors import check_cluster
    from joinup.experiments.study.ledger import DONE

    shard_of(shard)
    check_cluster(cluster)
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
    for remark in made.origin.remarks if made.origin is not None else ():
        typer.echo(printable(remark), err=True)
    if dry_run:
        _print_estimate(made, workers, out, weekly=weekly)
        return
    typer.echo(_size(made), err=True)
    with watched() as watch:
        study = swept(
            made,
            out=out or True,
            workers=workers,
            cluster=cluster,
            shard=shard,
            weekly=weekly,
            time_limit=time_limit,
            retry_failed=retry_failed,
            accept_changes=accept_changes,
            any_scale=any_scale,
            withdraw=withdraw,
            progress=watch.show,
            stopper=watch.stopper,
        )
    _print_study(study)
    if watch.stopper.is_set and not study.is_complete:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if study.is_complete and not study.counts.get(DONE, 0):
        raise typer.Exit(ExitCode.RUN_FAILED)


def _size(made: Design) -> str:
    from joinup.sim.text.words import count

    each = count(made.replicates, "replicate")
    return f"{count(len(made.points), 'point')}, {each}: {count(made.runs, 'run')}."


def _print_estimate(made: Design, workers: int | None, out: Path | None, *, weekly: bool) -> None:
    from joinup.cli.progress import duration
    from joinup.experiments.calls.sweep import estimate, study_folder
    from joinup.experiments.study.ledger import DONE
    from joinup.experiments.study.manifest import LEDGER
    from joinup.experiments.study.study import open_study

    found = estimate(made, workers=workers, weekly=weekly)
    typer.echo(_size(made))
    folder = study_folder(made, out or True)
    if folder is not None and (folder / LEDGER).is_file():
        finished = open_study(folder).counts.get(DONE, 0)
        typer.echo(f"'{folder}' holds {finished:,} finished runs; they are not repeated.")
    each = f"{found.seconds_a_run * 1000:,.3g} ms a run"
    time = duration(found.minutes * 60)
    typer.echo(f"About {time} with {found.workers} workers ({each}), and {found.megabytes:,.3g} MB on disk.")
    for path in found.without_effect:
        typer.echo(
            f"Warning: '{path}' has no effect in this scenario (seed {made.seed}, all else unchanged)."
        )
    typer.echo("Nothing was stored. Give the command without --dry-run to start.")


def _print_study(study: StoredStudy) -> None:
    from joinup.experiments.report.terminal import printable
    from joinup.experiments.study.ledger import DONE

    wanted = sum(study.counts.values()) + study.pending
    typer.echo(f"{study.counts.get(DONE, 0):,} of {wanted:,} runs are in '{_shown(study.folder)}'.")
    failures = study.failures()
    for row in failures.head(MOST_FAILURES).itertuples():
        typer.echo(printable(f"Point {row.point}, replicate {row.replicate}: {row.status}: {row.error}"))
        typer.echo(printable(f"  to repeat it: {row.repeat}"))
    if len(failures) > MOST_FAILURES:
        typer.echo(f"and {len(failures) - MOST_FAILURES:,} more without a result.")
    if study.pending:
        typer.echo(f"{study.pending:,} runs remain: repeat the command to continue.")


def _shown(folder: Path) -> Path:
    """Return a folder relative to the current one, if it is inside it."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
