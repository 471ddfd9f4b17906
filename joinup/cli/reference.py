"""The generated parts of the documentation: those of scenarios and model, and those of the command.

``uv run python -m joinup.cli.reference`` rewrites stale pages; with ``--check`` it only names them,
and ends with exit code 1 if there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from joinup.cli.app import COMMANDS
from joinup.cli.exit_codes import ExitCode
from joinup.cli.help import default_of, first_sentence
from joinup.cli.main import app
from joinup.scenarios.documentation import reference
from joinup.scenarios.documentation.markdown import table

SEVERAL = -1
"""The `nargs` of an argument that takes any number of values."""


def _commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(group.commands)


def commands() -> str:
    """Return the table of commands: arguments, purpose, and the equivalent call in Python."""
    rows = []
    for name, command in _commands().items():
        arguments = [one for one in command.params if isinstance(one, TyperArgument)]
        words = [_argument(one) for one in arguments]
        call = f"`joinup.{COMMANDS[name].call}`"
        rows.append((f"`joinup {' '.join([name, *words])}`", first_sentence(command.help), call))
    return table(("Command", "What it does", "In Python"), rows)


def _argument(argument: TyperArgument) -> str:
    word = f"{argument.metavar}..." if argument.nargs == SEVERAL else str(argument.metavar)
    return word if argument.required else f"[{word}]"


def exit_codes() -> str:
    """Return the table of exit codes."""
    return table(("Code", "Meaning"), [(f"{code:d}", code.meaning) for code in ExitCode])


def options() -> str:
    """Return a table of options for every command that has some."""
    text = ""
    for name, command in _commands().items():
        rows = list(_rows(command))
        if rows:
            text += f"### `joinup {name}`\n\n{table(('Option', 'Default', 'Meaning'), rows)}\n"
    return text.rstrip("\n") + "\n"


def _rows(command: TyperCommand) -> Iterator[tuple[str, str, str]]:
    for option in command.params:
        if isinstance(option, TyperOption) and not option.hidden:
            value = "" if option.is_flag else f" {option.metavar or 'N'}"
            names = [name for name in (*option.opts, *option.secondary_opts) if name.startswith("--")]
            words = "` or `".join(f"{name}{value}" for name in names)
            default = "off" if option.is_flag else default_of(option) or "none"
            yield f"`{words}`", default, " ".join((option.help or "").split())


reference.GENERATED |= {"commands": commands, "exit_codes": exit_codes, "options": options}


if __name__ == "__main__":
    sys.exit(reference.main(sys.argv[1:]))
