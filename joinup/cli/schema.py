"""``joinup schema``: the JSON Schema of scenario files."""

from __future__ import annotations

import json

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_SCENARIOS


@command(COMMANDS_ON_SCENARIOS, call="schema")
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from joinup.experiments.calls.scenario_files import schema as json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
