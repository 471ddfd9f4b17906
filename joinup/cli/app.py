"""The ``joinup`` command's app, and how what goes wrong in a command is told."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from typing import Annotated

import typer

from joinup.cli.console import print_problems
from joinup.cli.exit_codes import ExitCode
from joinup.sim.errors import JoinupError, ScenarioError
from joinup.sim.extras import MissingExtraError

app = typer.Typer(
    name="joinup",
    help="Simulate joint working between public agencies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Wanted = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")]


def reporting[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Turn what goes wrong in a command into messages and an exit code."""

    @functools.wraps(command)
    def reported(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except typer.Exit:
            raise
        except ScenarioError as error:
            print_problems(error.problems)
            raise typer.Exit(ExitCode.BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except BrokenPipeError:
            raise
        except MissingExtraError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(ExitCode.BAD_INPUT) from None
        except JoinupError as error:
            typer.echo(f"The run failed: {error}", err=True)
            raise typer.Exit(ExitCode.RUN_FAILED) from None
        except Exception:
            # The outermost frame: a defect of joinup, for which the traceback is the report.
            traceback.print_exc()
            typer.echo("This is a defect of joinup, not of your input; please report it.", err=True)
            raise typer.Exit(ExitCode.RUN_FAILED) from None

    return reported
