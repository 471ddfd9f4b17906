"""The app behind the ``joinup`` command: it registers commands, and turns their errors into exit codes."""

from __future__ import annotations

import functools
import inspect
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.models import OptionInfo

from joinup.cli.console import print_problems
from joinup.cli.exit_codes import ExitCode
from joinup.cli.help import WIDEST, GroupedCommand, GroupedCommands
from joinup.cli.options import RUNS
from joinup.cli.output import not_written
from joinup.experiments.arguments import spelled
from joinup.experiments.report.terminal import printable
from joinup.experiments.study.errors import DamageError, DamageWarning, NoResultsError, UnfinishedError
from joinup.sim.errors import JoinupError, ScenarioError
from joinup.sim.extras import MissingExtraError

EXIT_CODES = "; ".join(f"{code:d} {code.meaning}" for code in ExitCode)

app = typer.Typer(
    name="joinup",
    cls=GroupedCommands,
    help="Simulate joint working between public agencies.",
    epilog=f"joinup COMMAND --help lists its options. Exit codes: {EXIT_CODES}.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)


PRESENTATION = frozenset({"as_json", "every"})
"""Parameters that only decide how a command prints its result."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the call that it makes.

    Attributes
    ----------
    name, group
        Its name, and its group in the help.
    function
        The command itself.
    call
        The call in ``import joinup as ju``: ``sweep``, or ``Study.guide`` for a method of a study.
    presentation
        Parameters that only decide how the result is printed.
    other_calls
        Parameters that turn the command into another call, by name.
    """

    name: str
    group: str
    function: Callable[..., None]
    call: str
    presentation: frozenset[str]
    other_calls: dict[str, str]


ASKING = frozenset({"run", "compare", "decompose", "breakeven", "calibrate", "sweep", "sensitivity"})
"""Commands that ask before they start what takes long."""

COMMANDS: dict[str, Command] = {}
"""Every command by name."""


def command[**P](
    group: str,
    *,
    call: str,
    name: str | None = None,
    presentation: tuple[str, ...] = (),
    other_calls: dict[str, str] | None = None,
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a function as a command (see :class:`Command`), by its own name unless another is given."""

    def joined(function: Callable[P, None]) -> Callable[P, None]:
        called = name or function.__name__
        shown = PRESENTATION | {*presentation}
        COMMANDS[called] = Command(called, group, function, call, shown, other_calls or {})
        return function

    return joined


def add_commands(commands: Iterable[Command]) -> None:
    """Add commands to the app, in the order in which help shows them."""
    for one in commands:
        app.command(
            one.name, cls=GroupedCommand, rich_help_panel=one.group, epilog=f"In Python: joinup.{one.call}"
        )(agreed(reporting(one.function)) if one.name in ASKING else reporting(one.function))


def agreed(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--yes``, without which nothing that takes long is started."""

    @functools.wraps(command)
    def asked(*args: Any, yes: bool = False, **kwargs: Any) -> None:
        from joinup.experiments.run.admission import asking

        with asking(yes=yes):
            command(*args, **kwargs)

    made: Any = asked
    shown = typer.Option("--yes", help="Start at once, however long it will take.", rich_help_panel=RUNS)
    option = inspect.Parameter(
        "yes", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, shown]
    )
    hints = get_type_hints(inspect.unwrap(command), include_extras=True)
    signature = inspect.signature(command)
    every = [one.replace(annotation=hints[name]) for name, one in signature.parameters.items()]
    made.__signature__ = signature.replace(parameters=[*every, option])
    made.__annotations__ = {**hints, "yes": option.annotation}
    return asked


def reporting[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Turn the errors of a command into messages and an exit code."""

    @functools.wraps(command)
    def reported(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with spelled(lambda argument: option_of(command, argument)), warnings.catch_warnings():
                # Every command that reads a study says on its first line what is damaged.
                warnings.simplefilter("ignore", DamageWarning)
                command(*args, **kwargs)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except ScenarioError as error:
            print_problems(error.problems)
            raise typer.Exit(ExitCode.BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except UnfinishedError as error:
            typer.echo(printable(f"Interrupted: {error}. Repeat the command to continue."), err=True)
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except MissingExtraError as error:
            typer.echo(printable(str(error)), err=True)
            raise typer.Exit(ExitCode.BAD_INPUT) from None
        except (DamageError, NoResultsError) as error:
            typer.echo(printable(str(error)), err=True)
            raise typer.Exit(ExitCode.RUN_FAILED) from None
        except JoinupError as error:
            typer.echo(printable(f"The run failed: {error}"), err=True)
            raise typer.Exit(ExitCode.RUN_FAILED) from None
        except Exception as error:
            code = not_written(error)
            if code is not None:
                raise typer.Exit(code) from None
            # Nothing above catches this: it is a bug in joinup, and users report it with the traceback.
            traceback.print_exc()
            typer.echo("This is a bug in joinup, not in your input; please report it.", err=True)
            raise typer.Exit(ExitCode.RUN_FAILED) from None

    return reported


def option_of(command: Callable[..., Any], argument: str) -> str:
    """Return how an argument of a call is written on the command line.

    Parameters
    ----------
    command
        The command: its parameters have the names of the call's arguments.
    argument
        The argument's name.
    """
    hint = _hints(command).get(argument)
    if hint is None:
        return f"--{argument.replace('_', '-')}"
    [info] = hint.__metadata__
    if not isinstance(info, OptionInfo):
        return argument
    # In an annotation, typer keeps the first name of an option as its default.
    declared = (info.default, *(info.param_decls or ()))
    words = [word for one in declared if isinstance(one, str) for word in one.replace("/", " ").split()]
    long = [word for word in words if word.startswith("--")]
    return long[0] if long else f"--{argument.replace('_', '-')}"


@functools.cache
def _hints(command: Callable[..., Any]) -> dict[str, Any]:
    every = get_type_hints(inspect.unwrap(command), include_extras=True)
    return {name: hint for name, hint in every.items() if hasattr(hint, "__metadata__")}


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"joinup {version('joinup')}")
        except PackageNotFoundError:
            typer.echo("joinup (not installed as a package)")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    extensions: Annotated[
        list[Path] | None,
        typer.Option(
            "--extension",
            metavar="FILE.py",
            help="Run this Python file first, which registers extensions; may be repeated.",
        ),
    ] = None,
) -> None:
    """Simulate joint working between public agencies."""
    if extensions:
        _load(extensions)


def _load(extensions: Iterable[Path]) -> None:
    from joinup.experiments.extension_files import load_extensions

    try:
        load_extensions(extensions)
    except ScenarioError as error:
        print_problems(error.problems)
        raise typer.Exit(ExitCode.BAD_INPUT) from None
