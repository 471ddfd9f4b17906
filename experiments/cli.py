"""The ``joinup`` command: all its commands in the order in which help shows them.

Exit codes stand in :mod:`experiments.exit_codes`.
"""

from experiments import scenario_commands, study_commands
from experiments.cli_base import app

__all__ = ["app", "main", "scenario_commands", "study_commands"]


def main() -> None:
    """Run the ``joinup`` command."""
    app(prog_name="joinup")


if __name__ == "__main__":
    main()
