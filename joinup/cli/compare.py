"""``joinup compare``: options on the same random draws, their differences, costs and effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.exit_codes import ExitCode
from joinup.cli.options import (
    COMMANDS_THAT_RUN,
    DESIGN,
    OUTPUT,
    RUNS,
    AcceptChanges,
    AnyScale,
    AsJson,
    Changes,
    Choices,
    Clients,
    Ensemble,
    Out,
    ReplicatesIfGiven,
    Seed,
    Structures,
    Vary,
    Weeks,
    Workers,
)

if TYPE_CHECKING:
    from joinup.experiments.analysis.comparison import Comparison


@command(COMMANDS_THAT_RUN, call="compare")
def compare(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|STUDY", help="A shipped scenario, a file, or the folder of a study."
        ),
    ],
    options: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="OPTION",
            help="What to compare it with: none, none_same_money, no_programme, a form such as merged,"
            " PATH=VALUE, another scenario or file.",
        ),
    ] = None,
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    vary: Vary = None,
    choices: Choices = None,
    ensemble: Ensemble = None,
    structures: Structures = False,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="With a study: the path whose values are the options.",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    replicates: ReplicatesIfGiven = None,
    seed: Seed = 1,
    until: Annotated[
        float | None,
        typer.Option(
            metavar="HALF-WIDTH",
            help="Add replicates until the 95% confidence interval is within ± this.",
            rich_help_panel=RUNS,
        ),
    ] = None,
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="The measure that --until applies to.", rich_help_panel=RUNS)
    ] = "net_benefit",
    most: Annotated[
        int, typer.Option(help="With --until: maximum number of replicates.", rich_help_panel=RUNS)
    ] = 1000,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    any_scale: AnyScale = False,
    reference: Annotated[
        str | None,
        typer.Option(
            metavar="OPTION",
            help="Option that differences are taken from (default: none).",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    value_of_week: Annotated[
        float | None,
        typer.Option(
            metavar="GBP",
            help="Value of one person-week of need avoided (default: the scenario's).",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    shapley: Annotated[
        bool,
        typer.Option(
            "--shapley",
            help="Estimate each partner's contribution (at most six partners).",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    out: Out = None,
    every: Annotated[
        bool, typer.Option("--all", help="Print every measure.", rich_help_panel=OUTPUT)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare options on the same draws: differences, noise, cost-effectiveness, contributions."""
    from joinup.cli.progress import watched
    from joinup.experiments.calls.compare import compare as compared
    from joinup.experiments.calls.study import study_given

    stored = study_given(scenario)
    if stored is not None:
        # Beside the object, not in it.
        typer.echo(stored.standing.sentence, err=as_json)

    with watched() as watch:
        found = compared(
            scenario,
            *(options or ()),
            vary=vary,
            choices=choices,
            ensemble=ensemble,
            structures=structures,
            by=by,
            reference=reference,
            replicates=replicates,
            seed=seed,
            until=until,
            outcome=outcome,
            most=most,
            value_of_week=value_of_week,
            shapley=shapley,
            changes=changes,
            weeks=weeks,
            clients=clients,
            out=out or True,
            workers=workers,
            accept_changes=accept_changes,
            any_scale=any_scale,
            progress=watch.show,
            stopper=watch.stopper,
        )
    _print(found, as_json=as_json, every=every)
    if watch.stopper.is_set:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _print(found: Comparison, *, as_json: bool, every: bool) -> None:
    from joinup.cli.texts.comparison import as_data, print_comparison
    from joinup.cli.texts.lines import print_json

    if as_json:
        print_json(as_data(found))
    else:
        print_comparison(found, every=every)
