"""How many there are of everything along which arrays run."""

from __future__ import annotations

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.agencies import AGENCY_FIGURES
from joinup.sim.parameters import Scenario

YEAR = 52
LONGEST = 104
"""Weeks after which it is not asked any more whether an episode was resolved."""

SAME_EVERYWHERE = {
    "one": 1,
    "stock": len(k.STOCKS),
    "flow": len(k.FLOWS),
    "count": len(k.STOCKS) + len(k.FLOWS),
    "identity": 2,
    "complaint": 2,
    "account": 3,
    "last_13_weeks": k.QUARTER,
    "last_52_weeks": YEAR,
    "last_105_weeks": LONGEST + 1,
    "agency_figure": len(AGENCY_FIGURES),
    "link_figure": 3,
    "fund_figure": 3,
    "pot": 2,
}
"""Axes as long in one scenario as in another."""


def sizes_of(scenario: Scenario) -> dict[str, int]:
    """Return the length of every axis that a scenario as such determines, by its name.

    Examples
    --------
    >>> from tests.support.scenarios import plain_town
    >>> sizes_of(plain_town())["agency"]
    3
    """
    population, grid = scenario.population, scenario.decisions.grid
    return {
        **SAME_EVERYWHERE,
        "client": population.clients,
        "locality": sum(locality.count for locality in population.localities),
        "agency": len(scenario.agencies),
        "group": len(population.groups),
        "list": len(population.groups) + 2,
        "awareness_class": 2 * len(population.groups),
        "need": len(population.needs),
        "dimension": len(population.access),
        "effort": grid if isinstance(grid, int) else len(grid),
        "form": len(scenario.forms),
        "incentive": len(scenario.incentives),
        "fund": len(scenario.funding),
        "campaign": len(scenario.campaigns),
        "consultation": len(scenario.consultations),
        "navigator": len(scenario.navigators),
        "prevention": len(scenario.prevention),
        "extension": len(scenario.extensions_in_force),
        "deadline": len(scenario.measurement.deadlines),
        "quarter": quarters_for(scenario.weeks + scenario.warm_up_weeks),
    }


def quarters_for(weeks: int) -> int:
    """Return how many quarters tables need for a number of weeks, whatever week they begin in."""
    return weeks // k.QUARTER + 2
