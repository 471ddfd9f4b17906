"""Agencies, groups, payers and weeks of a scenario in sentences."""

from __future__ import annotations

from datetime import timedelta

from joinup.sim.parameters import Scenario
from joinup.sim.parameters.agencies import Agency
from joinup.sim.text.words import day, listing, number, plain_name, titles


def agencies_named(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Write the agencies of these names, or "all agencies" if none is named."""
    called = titles(scenario.agencies)
    return listing(called.get(name, plain_name(name)) for name in names) if names else "all agencies"


def payer_named(scenario: Scenario, name: str) -> str:
    """Write the name of a body that pays or is paid."""
    return "the funder" if name == "funder" else agencies_named(scenario, (name,))


def groups_named(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Write the groups of these names, or "everybody" if none is named."""
    called = titles(scenario.population.groups)
    return listing(called[name] for name in names) if names else "everybody"


def where(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Return the localities named, after "in"; nothing if none is named."""
    called = titles(scenario.population.localities)
    return f" in {listing(called[name] for name in names)}" if names else ""


def when(scenario: Scenario, week: int) -> str:
    """Write a week as a date."""
    return f"{day(scenario.start_date + timedelta(days=7 * week))} (week {week})"


def span(scenario: Scenario, starts: int, ends: int | None) -> str:
    """Write from when to when."""
    until = f"until {when(scenario, ends)}" if ends is not None else "with no end set"
    return f"from {when(scenario, starts)} {until}"


def members_of(scenario: Scenario) -> list[Agency]:
    """Return the agencies that the partnership is meant for."""
    names = scenario.partnership.members
    return [agency for agency in scenario.agencies if not names or agency.name in names]


def between(values: list[float]) -> str:
    """Write the range of some values; one value if they are the same."""
    low, high = min(values), max(values)
    return number(low) if low == high else f"{number(low)} to {number(high)}"
