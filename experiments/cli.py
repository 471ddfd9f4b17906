"""The ``joinup`` command: all its commands in the order in which help shows them.

Exit codes stand in :mod:`experiments.exit_codes`.
"""

import gc

from experiments import scenario_commands, study_commands
from experiments.cli_base import app

__all__ = ["app", "main", "scenario_commands", "study_commands"]


def main() -> None:
    """Run the ``joinup`` command."""
    # Starting makes hundreds of thousands of objects that stay in use; looking for garbage among them
    # over and over takes a twentieth of the time of a small run.
    gc.set_threshold(100_000)
    try:
        app(prog_name="joinup")
    finally:
        # The interpreter looks through all of them once more when it ends, which takes a fifth of that time.
        gc.freeze()


if __name__ == "__main__":
    main()
