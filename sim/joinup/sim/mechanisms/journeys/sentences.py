"""Need, help and return, in words (R4 and R6)."""

from __future__ import annotations

import math

from joinup.sim.declarations import number_or_infinite
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.load import asked_of
from joinup.sim.text.words import capital, count, listing, percent, title, titles

WEEKS_A_YEAR = 52


def places_solved(scenario: Scenario) -> list[str]:
    """Say which occupancy is asked for, and what whole places allow."""
    load = scenario.load
    if load.solved is None:
        return []
    names, reached = titles(scenario.agencies), load.solved.occupancy
    asked = asked_of(load.occupancy, reached)
    far = [name for name in reached if abs(reached[name] - asked[name]) > load.tolerance]
    said = [
        "Contracted places are as many as are asked for by their use without joint working, at the end of the"
        f" warm-up: {listing(_solved(scenario, name, names[name], asked[name]) for name in reached)}."
    ]
    if far:
        said.append(
            f"Whole places allow no nearer at {listing(names[name] for name in far)}, where one more or less"
            " changes much."
        )
    given = [name for name in reached if _places(scenario, name) != load.solved.places[name]]
    if given:
        said.append(f"{capital(listing(names[name] for name in given))} then got other places.")
    return said


def _solved(scenario: Scenario, agency: str, called: str, asked: float) -> str:
    assert scenario.load.solved is not None
    solved = scenario.load.solved
    places = count(round(solved.places[agency]), "place")
    return f"{percent(solved.occupancy[agency])} in use at {called} with {places} (asked: {percent(asked)})"


def _places(scenario: Scenario, agency: str) -> float:
    return next(one.places for one in scenario.agencies if one.name == agency)


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


def between_services(scenario: Scenario) -> list[str]:
    """State in which order needs are met, and what happens from one service to the next beside waiting."""
    called = titles(scenario.population.needs)
    said = [
        f"{capital(called[second])} waits until {called[first]} has been met, or tried in vain."
        for first, second in scenario.journeys.before
    ]
    said += [
        f"{capital(called[one])} and {called[other]} may be met at the same time, if a hand-off between the"
        " two agencies works."
        for one, other in scenario.journeys.together
    ]
    return said + [
        f"{capital(title(agency))}: {percent(agency.holds_place)} of those handed on keep their place until"
        f" the next service starts. Where the hand-off fails, they try again,"
        f" {percent(scenario.service.retry)} a week."
        for agency in scenario.agencies
        if agency.holds_place
    ]


def happened_anyway(scenario: Scenario) -> str:
    """6b."""
    ends = [group.natural_exit for group in scenario.population.groups]
    low, high = percent(min(ends)), percent(max(ends))
    rate = low if low == high else f"{low} to {high}"
    return (
        f"{rate} of needs end by themselves in a week. The counterfactuals, without joint working and without"
        " the programme, have the same people and the same random draws."
    )
