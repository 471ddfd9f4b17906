"""The commands on studies: many runs, kept and analysed.

They join the ``joinup`` command of :mod:`experiments.cli`. What is heavy is imported by the command
that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli_base import Wanted, app, reporting

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value everywhere; may be repeated."),
]


@app.command()
@reporting
def sweep(
    scenario: Wanted,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary", metavar="PATH=A,B,C|PATH=LOW:HIGH:N",
            help="Values to combine with each other; may be repeated.",
        ),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over", metavar="levers|declared|PATH|PATH=LOW:HIGH",
            help="Ranges to sample: those of the levers, all that the scenario declares, or one; may be"
            " repeated.",
        ),
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="sobol|latin_hypercube|saltelli|morris", help="How to sample ranges.")
    ] = "sobol",
    points: Annotated[int, typer.Option(min=1, help="Size of the sample.")] = 64,
    sample_seed: Annotated[int, typer.Option(min=0, help="Seed of the sample.")] = 0,
    table: Annotated[Path | None, typer.Option(metavar="CSV", help="A file of points instead.")] = None,
    replications: Annotated[int, typer.Option(min=1, help="Runs of each point.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first replication.")] = 1,
    settings: Settings = None,
    weeks: Annotated[int | None, typer.Option(min=1, help="Weeks to run.")] = None,
    clients: Annotated[int | None, typer.Option(min=1, help="Clients to simulate.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The study's folder.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes (default: one a core).")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://host:8786.")
    ] = None,
    shard: Annotated[str | None, typer.Option(metavar="I/N", help="Play only part I of N.")] = None,
    weekly: Annotated[bool, typer.Option("--weekly", help="Keep weekly series as well.")] = False,
    time_limit: Annotated[
        float | None, typer.Option(min=0.001, metavar="SECONDS", help="What a run may take.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Make runs without a result again.")
    ] = False,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes", help="Go on although code or scenario have changed; make all runs anew."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and what cannot matter.")
    ] = False,
) -> None:
    """Play many variants of a scenario into a study; what a study has is not made again."""
    from experiments.commands.sweep import SweepRequest, sweep_command
    from experiments.designs.asking import Question

    sweep_command(
        SweepRequest(
            scenario=scenario,
            question=Question(
                vary=tuple(vary or ()), over=tuple(over or ()), method=method, points=points,
                sample_seed=sample_seed, table=table, replications=replications, seed=seed,
            ),
            settings=tuple(settings or ()), weeks=weeks, clients=clients, out=out, workers=workers,
            cluster=cluster, shard=shard, weekly=weekly, time_limit=time_limit, retry_failed=retry_failed,
            accept_changes=accept_changes, dry_run=dry_run,
        )
    )  # fmt: skip


@app.command()
@reporting
def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="PART...", help="Studies to merge.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the new study.")],
) -> None:
    """Merge studies that were played in parts (--shard)."""
    from experiments.studies.merging import merge as merged

    study = merged(parts, out)
    typer.echo(f"{study.counts.get('done', 0):,} finished runs are in '{out}'.")


@app.command()
@reporting
def export(
    study: StudyFolder,
    to: Annotated[str, typer.Option(metavar="csv|xlsx|netcdf|parquet", help="Format.")] = "csv",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the files.")] = None,
) -> None:
    """Write a study's tables for other programs."""
    from experiments.studies import open_study
    from experiments.studies.exporting import export as exported

    for file in exported(open_study(study), to, out or study / "export"):
        typer.echo(f"Wrote {file}")
