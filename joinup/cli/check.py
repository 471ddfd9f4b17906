"""``joinup check``: every problem in scenario files."""

from __future__ import annotations

from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_SCENARIOS
from joinup.sim.errors import Problem, ScenarioError


@command(COMMANDS_ON_SCENARIOS, call="check")
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files or shipped scenarios.")],
) -> None:
    """Check scenario files and list every problem."""
    from joinup.experiments.calls.scenario_files import check as checked

    problems: list[Problem] = []
    for file in files:
        found = checked(file)
        problems += found
        if not found:
            typer.echo(f"{file}: no problems")
    if problems:
        raise ScenarioError(problems)
