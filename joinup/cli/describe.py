"""``joinup describe``: a scenario in plain English."""

from __future__ import annotations

from joinup.cli.app import command
from joinup.cli.console import print_description
from joinup.cli.options import COMMANDS_ON_SCENARIOS, Scenario


@command(COMMANDS_ON_SCENARIOS, call="Scenario.describe")
def describe(scenario: Scenario) -> None:
    """Describe a scenario in plain English: its assumptions, its levers and its evidence."""
    from joinup.scenarios.load import load

    print_description(load(scenario).describe())
