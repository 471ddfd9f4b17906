"""A scenario on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from joinup.scenarios.evidence import numbers
from joinup.scenarios.offered_load import offered_loads
from joinup.sim.mechanisms.partnership.sentences import partnership
from joinup.sim.parameters import Scenario
from joinup.sim.text.card import Card
from joinup.sim.text.words import capital, count, day, listing, number, title

PROGRAMME = {
    "incentives": ("incentive", ""),
    "funding": ("window of extra money", "windows of extra money"),
    "campaigns": ("campaign", ""),
    "consultations": ("consultation", ""),
    "navigators": ("navigator", ""),
    "prevention": ("form of prevention", "forms of prevention"),
    "events": ("event", ""),
}
COLUMNS = ("Agency", "Places", "Needed", "Service weeks", "What")
NEEDED = "Needed: places that would be in use if everybody in need came and was served at once."
CALLS = ("describe()", 'set(form="merged")', "levers", "evidence", "load.table", 'save("my.yaml")')


def overview(scenario: Scenario) -> Card:
    """Return what a scenario is: people, programme, evidence, and agencies with the load offered to them."""
    return Card(
        title=f"Scenario {scenario.name}: {capital(title(scenario))}",
        sentences=(
            _time_and_people(scenario),
            f"{partnership(scenario)[0]} {_programme(scenario)}",
            _basis(scenario),
            NEEDED,
        ),
        columns=COLUMNS,
        rows=tuple(_agencies(scenario)),
        calls=CALLS,
    )


def _time_and_people(scenario: Scenario) -> str:
    people = scenario.population
    said = f"{count(scenario.weeks, 'week')} from {day(scenario.start_date)}"
    if scenario.warm_up_weeks:
        said += f", after {count(scenario.warm_up_weeks, 'week')} of warm-up"
    said += f"; {count(people.clients, 'client')}"
    if people.people not in (None, people.clients):
        said += f" who stand for {count(people.people or 0, 'person', 'people')}"
    localities = sum(locality.count for locality in people.localities)
    return (
        f"{said}, in {count(len(people.groups), 'group')} and {count(localities, 'locality', 'localities')}."
    )


def _programme(scenario: Scenario) -> str:
    parts = [(len(getattr(scenario, part)), *words) for part, words in PROGRAMME.items()]
    there = [count(amount, one, many) for amount, one, many in parts if amount]
    return f"There {'is' if there[0].startswith('1 ') else 'are'} {listing(there)}." if there else ""


def _basis(scenario: Scenario) -> str:
    given = Counter(one.given for one in numbers(scenario))
    return (
        f"{count(len(scenario.levers), 'lever')}; {count(given[True], 'number')} set here,"
        f" {number(given[False])} left at joinup's defaults."
    )


def _agencies(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    loads = offered_loads(scenario)
    for agency in scenario.agencies:
        needed = sum(one.places_needed for one in loads if one.agency == agency.name)
        yield (
            agency.name,
            number(agency.places),
            number(round(needed)),
            number(agency.service_weeks),
            capital(title(agency)),
        )
