"""Navigators, in words."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.text.names import groups_named
from joinup.sim.text.words import capital, count, number, pounds, title


def navigators(scenario: Scenario) -> list[str]:
    """State who accompanies clients from one agency to the next; nothing where nobody does."""
    names = tuple(group.name for group in scenario.population.groups)
    return [
        f"{capital(title(one))}: while the partnership is in force, up to"
        f" {count(round(one.caseload), 'person', 'people')} at once of"
        f" {groups_named(scenario, one.groups or names)} are accompanied through their episode. They are"
        f" handed on between members as with a joint intensity of {number(one.joint)} or more, and return"
        f" {number(one.return_factor)} times as often after giving up. Each place costs"
        f" {pounds(one.cost)} a week."
        for one in scenario.navigators
    ]
