"""``joinup table``: how a table is understood, before anything is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_SCENARIOS, AsJson

KINDS = "What it is to hold: any, points, posterior, series, published, arrivals or evaluations."


@command(COMMANDS_ON_SCENARIOS, call="table")
def table(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, Parquet, .xlsx or .ods (FILE#SHEET).")
    ],
    kind: Annotated[str, typer.Option(metavar="KIND", help=KINDS)] = "any",
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="The scenario that points change.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how a table is understood: encoding, delimiter, decimal mark, header, columns. Nothing is run."""
    from joinup.experiments.calls.tables import table as read
    from joinup.experiments.report.terminal import printable

    found = read(file, kind=kind, scenario=scenario)
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2))
        return
    for line in str(found).splitlines():
        typer.echo(printable(line))
