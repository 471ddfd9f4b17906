"""Prevention, in words."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.text.names import groups_named, when
from joinup.sim.text.words import capital, count, percent, pounds, title


def prevention(scenario: Scenario) -> list[str]:
    """State what is done so that fewer needs arise; nothing where nothing is."""
    names = tuple(group.name for group in scenario.population.groups)
    return [
        f"{capital(title(one))}: from {when(scenario, one.starts)}, {percent(one.cut)} fewer needs arise"
        f" among {groups_named(scenario, one.groups or names)} once it has run for"
        f" {count(round(one.ramp), 'week')}, {percent(one.joint_part)} of that only as far as agencies work"
        f" jointly; it costs {pounds(one.cost)} a year for each of them."
        for one in scenario.prevention
    ]
