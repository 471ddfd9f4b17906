"""Need, help and return, in words (R4 and R6)."""

from __future__ import annotations

import math

from joinup.sim.declarations import number_or_infinite
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import count, percent

WEEKS_A_YEAR = 52


def how_many_return(scenario: Scenario) -> str:
    """4c."""
    service = scenario.service
    fades = number_or_infinite(service.relapse_fades)
    weekly = [service.relapse * math.exp(-week / fades) for week in range(1, WEEKS_A_YEAR + 1)]
    yearly = 1 - math.prod(1 - chance for chance in weekly)
    protected = percent(service.relapse_protection)
    said = (
        f"People helped before relapse at {percent(yearly)} a year in addition to new need, up to {protected}"
        " less if partners worked closely on their case."
    )
    if math.isinf(fades):
        return said
    return f"{said} That is in the first year; it wears off, to 37% after {count(round(fades), 'week')}."


def happened_anyway(scenario: Scenario) -> str:
    """6b."""
    ends = [group.natural_exit for group in scenario.population.groups]
    low, high = percent(min(ends)), percent(max(ends))
    rate = low if low == high else f"{low} to {high}"
    return (
        f"{rate} of needs end by themselves in a week. The counterfactuals, without joint working and without"
        " the programme, have the same people and the same random draws."
    )
