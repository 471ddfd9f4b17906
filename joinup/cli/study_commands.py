"""The commands on studies: many runs, kept and analysed.

They join the ``joinup`` command of :mod:`joinup.cli.main`. What is heavy is imported by the command
that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import Wanted, app, reporting

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value everywhere; may be repeated."),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first replicate.")]
OfEachPoint = Annotated[
    int, typer.Option("--replications", "--replicates", min=1, metavar="N", help="Runs of each point.")
]
Weeks = Annotated[int | None, typer.Option(min=1, help="Weeks to run.")]
Clients = Annotated[int | None, typer.Option(min=1, help="Clients to simulate.")]
StudyOut = Annotated[Path | None, typer.Option(metavar="DIR", help="The study's folder.")]
Workers = Annotated[int | None, typer.Option(min=0, help="Processes (default: one a core).")]
AcceptChanges = Annotated[
    bool,
    typer.Option(
        "--accept-changes", help="Go on although code or scenario have changed; make all runs anew."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
@reporting
def sweep(
    scenario: Wanted,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=A,B,C|PATH=LOW:HIGH:N",
            help="Values to combine with each other; may be repeated.",
        ),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="levers|declared|PATH|PATH=LOW:HIGH",
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
    posterior: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Points from a posterior of joinup calibrate instead.")
    ] = None,
    replicates: OfEachPoint = 1,
    seed: Seed = 1,
    settings: Settings = None,
    weeks: Weeks = None,
    clients: Clients = None,
    out: StudyOut = None,
    workers: Workers = None,
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
    accept_changes: AcceptChanges = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and what cannot matter.")
    ] = False,
) -> None:
    """Play many variants of a scenario into a study; what a study has is not made again."""
    from joinup.cli.sweep import SweepRequest, sweep_command
    from joinup.experiments.study.design_options import DesignOptions

    sweep_command(
        SweepRequest(
            scenario=scenario,
            question=DesignOptions(
                vary=tuple(vary or ()),
                over=tuple(over or ()),
                method=method,
                points=points,
                sample_seed=sample_seed,
                table=table,
                posterior=posterior,
                replicates=replicates,
                seed=seed,
            ),
            settings=tuple(settings or ()),
            weeks=weeks,
            clients=clients,
            out=out,
            workers=workers,
            cluster=cluster,
            shard=shard,
            weekly=weekly,
            time_limit=time_limit,
            retry_failed=retry_failed,
            accept_changes=accept_changes,
            dry_run=dry_run,
        )
    )


@app.command()
@reporting
def compare(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO|STUDY [OPTION...]",
            help="A scenario and what to compare it with: none, no_programme, a form such as merged,"
            " PATH=VALUE, another scenario or file; or a study.",
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="PATH=A,B,C", help="Compare these values instead; may be repeated."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="PATH", help="With a study: what makes the options.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="OPTION", help="What differences are taken from (default: none).")
    ] = None,
    replicates: Annotated[
        int, typer.Option("--replications", "--replicates", min=1, metavar="N", help="Runs of each option.")
    ] = 20,
    seed: Seed = 1,
    until: Annotated[
        float | None,
        typer.Option(metavar="HALF-WIDTH", help="Add replicates until the interval is within ±this."),
    ] = None,
    outcome: Annotated[str, typer.Option(metavar="NAME", help="The figure that --until is about.")] = (
        "net_benefit"
    ),
    most: Annotated[int, typer.Option(min=2, help="Replicates at most, with --until.")] = 1000,
    value_of_week: Annotated[
        float | None, typer.Option(min=0, metavar="GBP", help="Worth of a week (default: as the scenario).")
    ] = None,
    shapley: Annotated[
        bool, typer.Option("--shapley", help="Say what each partner contributes (at most six).")
    ] = False,
    settings: Settings = None,
    weeks: Weeks = None,
    clients: Clients = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the runs.")] = None,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    every: Annotated[bool, typer.Option("--all", help="Print every figure.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare options with the same draws: differences, noise, cost-effectiveness, contributions."""
    from joinup.cli.compare import CompareRequest, compare_command

    compare_command(
        CompareRequest(
            words=tuple(words),
            vary=tuple(vary or ()),
            settings=tuple(settings or ()),
            weeks=weeks,
            clients=clients,
            by=by,
            reference=reference,
            replicates=replicates,
            seed=seed,
            until=until,
            outcome=outcome,
            most=most,
            value_of_week=value_of_week,
            shapley=shapley,
            out=out,
            workers=workers,
            accept_changes=accept_changes,
            json=as_json,
            every=every,
        )
    )


@app.command()
@reporting
def breakeven(
    scenario: Wanted,
    between: Annotated[
        str, typer.Option(metavar="A,B", help="Two options: from where on is A better than B?")
    ],
    path: Annotated[
        str | None, typer.Option(metavar="PATH", help="The parameter; without it, the week is looked for.")
    ] = None,
    low: Annotated[float | None, typer.Option(help="Its lowest value (default: as declared).")] = None,
    high: Annotated[float | None, typer.Option(help="Its highest value.")] = None,
    steps: Annotated[int, typer.Option(min=2, max=101, help="Values to begin with.")] = 7,
    outcome: Annotated[str, typer.Option(metavar="NAME", help="What better means.")] = "net_benefit",
    replicates: Annotated[
        int,
        typer.Option(
            "--replications", "--replicates", min=1, metavar="N", help="Runs of each option and value."
        ),
    ] = 40,
    seed: Seed = 1,
    settings: Settings = None,
    weeks: Weeks = None,
    clients: Clients = None,
    out: StudyOut = None,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    as_json: AsJson = False,
) -> None:
    """Find the value of a parameter, or the week, from which one option is better than another."""
    from joinup.cli.breakeven import BreakevenRequest, breakeven_command

    breakeven_command(
        BreakevenRequest(
            scenario=scenario,
            between=between,
            path=path,
            low=low,
            high=high,
            steps=steps,
            outcome=outcome,
            settings=tuple(settings or ()),
            weeks=weeks,
            clients=clients,
            replicates=replicates,
            seed=seed,
            out=out,
            workers=workers,
            accept_changes=accept_changes,
            json=as_json,
        )
    )


@app.command()
@reporting
def calibrate(
    scenario: Wanted,
    fit: Annotated[
        list[str], typer.Option("--fit", metavar="PATH|PATH=LOW:HIGH", help="What to fit; may be repeated.")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="OBSERVABLE|OBSERVABLE@DATE",
            help="Published figures to fit to (default: all that are not kept apart); may be repeated.",
        ),
    ] = None,
    error: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="How far a good model may miss (default: by grade of evidence)."),
    ] = None,
    points: Annotated[int | None, typer.Option(min=8, help="Points of each wave.")] = None,
    waves: Annotated[int, typer.Option(min=1, max=10, help="Waves of history matching.")] = 2,
    draws: Annotated[int, typer.Option(min=16, help="Points to choose from in the end.")] = 256,
    replicates: OfEachPoint = 4,
    seed: Seed = 1,
    sample_seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 0,
    settings: Settings = None,
    weeks: Weeks = None,
    clients: Clients = None,
    out: StudyOut = None,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
) -> None:
    """Fit parameters to published figures; keep what agrees as a posterior to sweep over."""
    from joinup.cli.calibrate import CalibrateRequest, calibrate_command

    calibrate_command(
        CalibrateRequest(
            scenario=scenario,
            fit=tuple(fit),
            to=tuple(to or ()),
            error=error,
            points=points,
            waves=waves,
            draws=draws,
            replicates=replicates,
            seed=seed,
            sample_seed=sample_seed,
            settings=tuple(settings or ()),
            weeks=weeks,
            clients=clients,
            out=out,
            workers=workers,
            accept_changes=accept_changes,
        )
    )


@app.command()
@reporting
def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="PART...", help="Studies to merge.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the new study.")],
) -> None:
    """Merge studies that were played in parts (--shard)."""
    from joinup.experiments.study.merge import merge as merged

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
    from joinup.experiments.study.export import export as exported
    from joinup.experiments.study.study import open_study

    for file in exported(open_study(study), to, out or study / "export"):
        typer.echo(f"Wrote {file}")


Outcome = Annotated[
    str, typer.Option("--outcome", metavar="NAME", help="What to judge by, such as resolved or net_benefit.")
]
Option = Annotated[
    str | None, typer.Option("--option", metavar="PATH", help="What is chosen between; what --vary crossed.")
]
MarkdownFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.md", help="Write Markdown in place of printing.")
]
USUAL = "unmet_need_weeks"


@app.command()
@reporting
def sensitivity(
    study: Annotated[str, typer.Argument(metavar="STUDY|NAME|FILE", help="A study, or a scenario to sweep.")],
    outcome: Outcome = USUAL,
    between: Annotated[
        str | None, typer.Option(metavar="A,B", help="Two options: is A better than B, and what decides?")
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="levers|declared|PATH|PATH=LOW:HIGH",
            help="For a scenario: ranges to sample (default: declared); may be repeated.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="PATH=A,B", help="For a scenario: options (default: its form, none)."),
    ] = None,
    method: Annotated[str, typer.Option(metavar="morris|saltelli", help="How to sample.")] = "morris",
    points: Annotated[int, typer.Option(min=1, help="Trajectories or base points.")] = 10,
    indices: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="Then Sobol indices, from N base points.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Parameters to work out Sobol indices of.")] = 6,
    replicates: OfEachPoint = 2,
    seed: Seed = 1,
    settings: Settings = None,
    weeks: Weeks = None,
    clients: Clients = None,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the studies made.")] = None,
) -> None:
    """Say which parameters matter, and which decide whether one option is better than another."""
    from joinup.cli.sensitivity import SensitivityRequest, sensitivity_command
    from joinup.cli.sweep import SweepRequest
    from joinup.experiments.study.design_options import DesignOptions

    sensitivity_command(
        SensitivityRequest(
            wanted=study,
            outcome=outcome,
            between=tuple(part.strip() for part in between.split(",")) if between else (),
            sweep=SweepRequest(
                scenario=study,
                question=DesignOptions(
                    vary=tuple(vary or ()),
                    over=tuple(over or ()),
                    method=method,
                    points=points,
                    replicates=replicates,
                    seed=seed,
                ),
                settings=tuple(settings or ()),
                weeks=weeks,
                clients=clients,
                out=out,
                workers=workers,
            ),
            indices=indices,
            most=most,
        )
    )


@app.command()
@reporting
def discover(
    study: StudyFolder,
    outcome: Outcome = USUAL,
    option: Option = None,
    against: Annotated[
        str | None, typer.Option(metavar="VALUE", help="Option to compare with (default: none).")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="VALUE", help="Only this option; may be repeated.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="Outcome that is good enough (default: as good as --against)."),
    ] = None,
    out: MarkdownFile = None,
) -> None:
    """Say in which circumstances an option works, with regret and satisficing over all futures."""
    from joinup.cli.discover import discover_command

    discover_command(
        study, outcome=outcome, option=option, against=against, only=only or [], threshold=threshold, out=out
    )


@app.command()
@reporting
def guide(
    study: StudyFolder,
    outcome: Outcome = USUAL,
    option: Option = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="load|PATH", help="Circumstance to cut by; may be repeated."),
    ] = None,
    out: MarkdownFile = None,
) -> None:
    """Say on one page which option is best in which circumstances, by how much and how sure."""
    from joinup.cli.discover import guide_command

    guide_command(study, outcome=outcome, option=option, by=by or [], out=out)


@app.command()
@reporting
def report(
    study: StudyFolder,
    outcome: Outcome = USUAL,
    option: Option = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder (default: report/ in the study).")
    ] = None,
) -> None:
    """Write a study as one web page that opens offline, with its figures as files."""
    from joinup.cli.report import report_command

    report_command(study, outcome=outcome, option=option, out=out)
