"""The ``joinup`` command: all its commands in the order in which help shows them.

Exit codes stand in :mod:`joinup.cli.exit_codes`.
"""

import gc
import sys

from joinup.cli import scenario_commands, study_commands
from joinup.cli.app import app

__all__ = ["app", "main", "scenario_commands", "study_commands"]

SELDOM = 1_000_000
"""Objects made and not yet gone at which garbage is looked for."""

USUAL = gc.get_threshold()
"""How often Python looks by itself."""


def main() -> None:
    """Run the ``joinup`` command."""
    # Starting makes hundreds of thousands of objects that stay in use; looking for garbage among them
    # over and over takes a tenth of the time of a small run. Runs leave no garbage of this kind.
    gc.set_threshold(SELDOM)
    try:
        app(prog_name="joinup")
    finally:
        # The interpreter looks through all of them once more when it ends, which takes a fifth of that time.
        # DuckDB must be let: it complains on the screen of every object of its own that was left.
        if "duckdb" not in sys.modules:
            gc.freeze()


if __name__ == "__main__":
    main()
