"""``joinup new``: a file to start a scenario from."""

from __future__ import annotations

from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_SCENARIOS


@command(COMMANDS_ON_SCENARIOS, call="new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and '_'.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write NAME.yaml, a commented scenario to start from."""
    from joinup.experiments.calls.scenario_files import new as written

    path = written(name, force=force)
    typer.echo(f"Wrote {path}. Change it, then: joinup check {path}")
