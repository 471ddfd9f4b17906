"""``joinup list``: the shipped scenarios."""

from __future__ import annotations

from joinup.cli.app import command
from joinup.cli.console import print_scenarios
from joinup.cli.options import COMMANDS_ON_SCENARIOS


@command(COMMANDS_ON_SCENARIOS, name="list", call="available")
def list_scenarios() -> None:
    """List the shipped scenarios."""
    from joinup.scenarios.files import available
    from joinup.scenarios.load import load
    from joinup.sim.text.words import title

    print_scenarios((name, title(load(name))) for name in available())
