"""Need, help and return, in words (R4 and R6)."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.text.words import percent

WEEKS_A_YEAR = 52


def how_many_return(scenario: Scenario) -> str:
    """4c."""
    yearly = 1 - (1 - scenario.service.relapse) ** WEEKS_A_YEAR
    protected = percent(scenario.service.relapse_protection)
    return (
        f"People helped before relapse at {percent(yearly)} a year in addition to new need, up to {protected}"
        " less if partners worked closely on their case."
    )


def happened_anyway(scenario: Scenario) -> str:
    """6b."""
    ends = [group.natural_exit for group in scenario.population.groups]
    low, high = percent(min(ends)), percent(max(ends))
    rate = low if low == high else f"{low} to {high}"
    return (
        f"{rate} of needs end by themselves in a week. The counterfactuals, without joint working and without"
        " the programme, have the same people and the same random draws."
    )
