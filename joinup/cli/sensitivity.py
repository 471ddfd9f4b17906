"""``joinup sensitivity``: which parameters matter, and which decide a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import (
    COMMANDS_THAT_ANALYSE,
    DESIGN,
    OUTPUT,
    USUAL_OUTCOME,
    AnyScale,
    Changes,
    Clients,
    Out,
    Outcome,
    Over,
    Replicates,
    Seed,
    Vary,
    Weeks,
    Workers,
)

if TYPE_CHECKING:
    from joinup.experiments.analysis.sensitivity import Sensitivity


@command(COMMANDS_THAT_ANALYSE, call="sensitivity")
def sensitivity(
    study: Annotated[
        str, typer.Argument(metavar="STUDY|NAME|FILE", help="A study, or a scenario to sweep first.")
    ],
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    vary: Vary = None,
    over: Over = None,
    method: Annotated[
        str, typer.Option(metavar="morris|saltelli", help="Sampling method.", rich_help_panel=DESIGN)
    ] = "morris",
    points: Annotated[
        int, typer.Option(help="Morris trajectories or Saltelli base points.", rich_help_panel=DESIGN)
    ] = 10,
    indices: Annotated[
        int | None,
        typer.Option(help="Then estimate Sobol indices, from this many base points.", rich_help_panel=DESIGN),
    ] = None,
    most: Annotated[
        int,
        typer.Option(
            help="Maximum number of parameters to estimate Sobol indices for.", rich_help_panel=DESIGN
        ),
    ] = 6,
    replicates: Replicates = 2,
    seed: Seed = 1,
    workers: Workers = None,
    any_scale: AnyScale = False,
    outcome: Outcome = USUAL_OUTCOME,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Two options: which parameters decide whether A is better than B.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    out: Out = None,
) -> None:
    """Find which parameters matter, and which decide whether one option is better than another.

    A scenario is swept first: by default over all ranges that it states, with its form and none as options.
    """
    from joinup.cli.progress import watched
    from joinup.experiments.calls.sensitivity import sensitivity as sensitivity_of

    with watched() as watch:
        found = sensitivity_of(
            study,
            outcome=outcome,
            between=between,
            over=over,
            vary=vary,
            method=method,
            points=points,
            indices=indices,
            most=most,
            replicates=replicates,
            seed=seed,
            changes=changes,
            weeks=weeks,
            clients=clients,
            workers=workers,
            any_scale=any_scale,
            out=out or True,
            progress=watch.show,
            stopper=watch.stopper,
        )
    _print(found)
    if indices is not None and found.method == "morris":
        _print_refined(found.refined)


def _print_refined(found: Sensitivity | None) -> None:
    from joinup.sim.text.words import count

    if found is None or found.study is None:
        typer.echo("No parameter has an effect beyond noise, so no Sobol indices were estimated.")
        return
    typer.echo(f"\nSobol indices of the {count(len(found.study.ranges), 'parameter')} that matter most:")
    _print(found)


def _print(found: Sensitivity) -> None:
    from joinup.experiments.report.sections import page_of, print_sections
    from joinup.experiments.report.text.sensitivity import sensitivity_sections
    from joinup.sim.text.words import capital, title

    assert found.study is not None
    heading = f"{capital(title(found.study.scenario))}: what matters for {found.outcome.title}"
    typer.echo(found.study.standing.sentence)
    print_sections(page_of(heading, sensitivity_sections(found)))
    typer.echo(f"The runs are in '{found.study.folder}'.")
