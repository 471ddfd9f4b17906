"""Agencies, groups, payers and weeks of a scenario as people call them."""

from __future__ import annotations

from datetime import timedelta

from joinup.scenarios.words import day, listing, plain_name, titles
from joinup.sim.parameters import Scenario


def agencies_named(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Write the agencies of these names, or that all are meant."""
    called = titles(scenario.agencies)
    return listing(called.get(name, plain_name(name)) for name in names) if names else "all agencies"


def payer_named(scenario: Scenario, name: str) -> str:
    """Write the name of a body that pays or is paid."""
    return "the funder" if name == "funder" else agencies_named(scenario, (name,))


def groups_named(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Write the groups of these names, or that everybody is meant."""
    called = titles(scenario.population.groups)
    return listing(called[name] for name in names) if names else "everybody"


def where(scenario: Scenario, names: tuple[str, ...]) -> str:
    """Return the places named, after "in"; nothing if none is named."""
    called = titles(scenario.population.localities)
    return f" in {listing(called[name] for name in names)}" if names else ""


def when(scenario: Scenario, week: int) -> str:
    """Write a week as a date."""
    return f"{day(scenario.start_date + timedelta(days=7 * week))} (week {week})"


def span(scenario: Scenario, starts: int, ends: int | None) -> str:
    """Write from when to when."""
    until = f"until {when(scenario, ends)}" if ends is not None else "with no end set"
    return f"from {when(scenario, starts)} {until}"
