"""``joinup decompose``: what each part of a form of joint working is worth, for whom."""

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
    Ensemble,
    Out,
    ReplicatesIfGiven,
    Scenario,
    Seed,
    Weeks,
    Workers,
)


@command(COMMANDS_THAT_RUN, call="decompose")
def decompose(
    scenario: Scenario,
    form: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The form of joint working (default: the scenario's).",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    ensemble: Ensemble = None,
    replicates: ReplicatesIfGiven = None,
    seed: Seed = 1,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    any_scale: AnyScale = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Switch off one part of a form at a time: what each is worth, by group."""
    from joinup.cli.progress import watched
    from joinup.cli.texts.lines import heading, line, print_json, table
    from joinup.experiments.calls.decompose import decompose as decomposed
    from joinup.experiments.report.text.decomposition import decomposition_sections, in_short

    with watched() as watch:
        found = decomposed(
            scenario,
            form,
            ensemble=ensemble,
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
        print_json({"form": found.form, "parts": list(found.parts), "table": found.table})
    else:
        for sentence in in_short(found):
            line(sentence)
        for section in decomposition_sections(found):
            heading(section.heading)
            assert section.table is not None
            table(section.table.columns, section.table.rows, left=(0, 3))
    if watch.stopper.is_set:
        raise typer.Exit(ExitCode.INTERRUPTED)
