"""``joinup describe``: what a scenario says."""

from __future__ import annotations

from joinup.cli.app import command
from joinup.cli.console import print_description
from joinup.cli.options import COMMANDS_ON_SCENARIOS, Scenario


@command(COMMANDS_ON_SCENARIOS, call="Scenario.describe")
def describe(scenario: Scenario) -> None:
    """Describe a scenario in plain English: what it says, what can be changed and what it rests on."""
    from joinup.scenarios.load import load

    print_description(load(scenario).describe())
