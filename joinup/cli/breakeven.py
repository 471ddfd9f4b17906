"""``joinup breakeven``: from which value, or from which week, one option is better than another."""

from __future__ import annotations

from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.exit_codes import ExitCode
from joinup.cli.options import (
    COMMANDS_THAT_RUN,
    DESIGN,
    AcceptChanges,
    AnyScale,
    AsJson,
    Changes,
    Clients,
    Out,
    Outcome,
    Replicates,
    Scenario,
    Seed,
    Weeks,
    Workers,
)


@command(COMMANDS_THAT_RUN, call="breakeven")
def breakeven(
    scenario: Scenario,
    between: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Two options: from where is A better than B?", rich_help_panel=DESIGN
        ),
    ],
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    path: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="Parameter to vary; without it, find the week.", rich_help_panel=DESIGN
        ),
    ] = None,
    low: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER", help="Lowest value (default: the scenario's).", rich_help_panel=DESIGN
        ),
    ] = None,
    high: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER", help="Highest value (default: the scenario's).", rich_help_panel=DESIGN
        ),
    ] = None,
    steps: Annotated[int, typer.Option(help="Number of values to start from.", rich_help_panel=DESIGN)] = 7,
    replicates: Replicates = 40,
    seed: Seed = 1,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    any_scale: AnyScale = False,
    outcome: Outcome = "net_benefit",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Find the value of a parameter, or the week, from which one option is better than another."""
    from joinup.cli.progress import watched
    from joinup.cli.texts.breakeven import as_data, print_breakeven
    from joinup.cli.texts.lines import print_json
    from joinup.experiments.calls.breakeven import BreakevenValue, BreakevenWeek
    from joinup.experiments.calls.breakeven import breakeven as found_between

    found: BreakevenValue | BreakevenWeek
    with watched() as watch:
        found = found_between(
            scenario,
            between,
            path=path,
            low=low,
            high=high,
            steps=steps,
            outcome=outcome,
            replicates=replicates,
            seed=seed,
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
    if as_json:
        print_json(as_data(found))
    else:
        print_breakeven(found)
    if watch.stopper.is_set:
        raise typer.Exit(ExitCode.INTERRUPTED)
