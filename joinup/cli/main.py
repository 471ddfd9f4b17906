"""The ``joinup`` command: all its commands, in the order in which help shows them.

Exit codes are in :mod:`joinup.cli.exit_codes`.
"""

from joinup.cli import (
    breakeven,
    calibrate,
    check,
    compare,
    describe,
    discover,
    export,
    guide,
    list,
    live,
    merge,
    new,
    report,
    run,
    schema,
    sensitivity,
    sweep,
    table,
)
from joinup.cli.app import COMMANDS, add_commands, app
from joinup.cli.memory import seldom_collected

__all__ = ["app", "main"]

MODULES = (
    *(list, describe, check, table, schema, new),
    *(run, compare, breakeven, calibrate),
    *(sweep, merge, export),
    *(sensitivity, discover, guide, report),
    live,
)
"""The modules of the commands, in the order in which help shows these."""

add_commands(COMMANDS[module.__name__.rpartition(".")[2]] for module in MODULES)


def main() -> None:
    """Run the ``joinup`` command."""
    with seldom_collected():
        app(prog_name="joinup")


if __name__ == "__main__":
    main()
