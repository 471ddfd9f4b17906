"""The generated parts of the documentation: those of scenarios and model, and those of the command.

The command is the installed one, with what floors above this one add to it.

``uv run python -m joinup.cli.reference`` rewrites stale pages; with ``--check`` it only names them,
and ends with exit code 1 if there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import distribution
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from joinup.scenarios.documentation import reference
from joinup.scenarios.documentation.markdown import table

WHOLE_NUMBER = "N"
"""What stands for the value of an option that names none: it is a whole number."""


def installed_app() -> typer.Typer:
    """Return the app of the installed ``joinup`` command."""
    [entry] = distribution("joinup").entry_points.select(group="console_scripts", name="joinup")
    app = import_module(entry.module).app
    assert isinstance(app, typer.Typer)
    return app


def _commands() -> dict[str, Any]:
    group = typer.main.get_command(installed_app())
    assert isinstance(group, TyperGroup)
    return dict(group.commands)


def commands() -> str:
    """Return the table of commands: what each takes and does."""
    rows = []
    for name, command in _commands().items():
        arguments = [p for p in command.params if isinstance(p, TyperArgument)]
        words = [str(p.metavar) if p.required else f"[{p.metavar}]" for p in arguments]
        rows.append((f"`joinup {' '.join([name, *words])}`", _sentence(command.help or "")))
    return table(("Command", "What it does"), rows)


def options() -> str:
    """Return a table of options for every command that has some."""
    text = ""
    for name, command in _commands().items():
        rows = list(_rows(command))
        if rows:
            text += f"### `joinup {name}`\n\n{table(('Option', 'Default', 'Meaning'), rows)}\n"
    return text.rstrip("\n") + "\n"


def _rows(command: typer.core.TyperCommand) -> Iterator[tuple[str, str, str]]:
    for option in command.params:
        if not isinstance(option, TyperOption) or option.hidden:
            continue
        value = "" if option.is_flag else f" {option.metavar or WHOLE_NUMBER}"
        words = "` or `".join(f"{word}{value}" for word in option.opts if word.startswith("--"))
        default = "off" if option.is_flag else "none" if option.default is None else f"{option.default}"
        yield f"`{words}`", default, _sentence(option.help or "")


def _sentence(text: str) -> str:
    return " ".join(text.split())


reference.GENERATED |= {"commands": commands, "options": options}


if __name__ == "__main__":
    sys.exit(reference.main(sys.argv[1:]))
