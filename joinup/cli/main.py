"""The ``joinup`` command: all its commands, in the order in which help shows them.

Exit codes are in :mod:`joinup.cli.exit_codes`.
"""

import sys

from joinup.cli import (
    breakeven,
    calibrate,
    check,
    compare,
    decompose,
    describe,
    discover,
    export,
    guide,
    list,
    live,
    merge,
    new,
    repeat,
    report,
    run,
    schema,
    sensitivity,
    sweep,
    table,
)
from joinup.cli.app import COMMANDS, add_commands, app
from joinup.cli.memory import seldom_collected
from joinup.cli.output import not_written, prepare

__all__ = ["app", "main"]

MODULES = (
    *(list, describe, check, table, schema, new),
    *(run, compare, decompose, breakeven, calibrate),
    *(sweep, merge, repeat, export),
    *(sensitivity, discover, guide, report),
    live,
)
"""The modules of the commands, in the order in which help shows these."""

add_commands(COMMANDS[module.__name__.rpartition(".")[2]] for module in MODULES)


def main() -> None:
    """Run the ``joinup`` command."""
    prepare()
    with seldom_collected():
        try:
            app(prog_name="joinup")
        except OSError as error:
            # Commands turn their own errors into exit codes; this is help that could not be written.
            code = not_written(error)
            if code is None:
                raise
            sys.exit(code)


if __name__ == "__main__":
    main()
