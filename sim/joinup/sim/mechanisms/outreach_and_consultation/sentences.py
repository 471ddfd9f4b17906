"""Consultation, in words (R2)."""

from __future__ import annotations

from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import agencies_named, groups_named, when
from joinup.sim.text.words import capital, count, listing, percent, pounds, title


def consultations(scenario: Scenario) -> list[str]:
    """State which groups are asked what they need."""
    return [
        f"{capital(title(one))}: {groups_named(scenario, one.groups)} are asked from"
        f" {when(scenario, one.starts)}; {agencies_named(scenario, one.agencies)} act on it over"
        f" {count(one.weeks, 'week')} and close {percent(one.gain)} of the gap in access{_as_far_as(one)}"
        f"{f', at {pounds(one.cost)} a week' if one.cost else ''}."
        for one in scenario.consultations
    ] or ["None."]


def _as_far_as(one: Consultation) -> str:
    """Return how far a consultation is answered and acted on, if not wholly."""
    limits = []
    if one.participation is None:
        limits.append("people answer (everybody, fewer in groups that are harder to serve)")
    elif one.participation < 1:
        limits.append(f"people answer ({percent(one.participation)} do)")
    if one.acted_on < 1:
        limits.append(f"agencies do what is asked for ({percent(one.acted_on)})")
    return f", as far as {' and '.join(limits)}" if limits else ""


def consulted(scenario: Scenario) -> str:
    """2b."""
    asked = {group for one in scenario.consultations for group in one.groups}
    hard = [g for g in scenario.population.groups if any(share > 0.5 for share in g.access.values())]
    missed = [title(group) for group in hard if group.name not in asked]
    in_order = tuple(group.name for group in scenario.population.groups if group.name in asked)
    said = f"Consulted: {groups_named(scenario, in_order) if asked else 'nobody'}."
    if missed:
        return f"{said} Not consulted, though most of them have an access need: {listing(missed)}."
    return f"{said} No other group has an access need that most of its people share."
