"""What another edition of the model makes of a scenario, value by value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joinup.scenarios.evidence import title_of
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import VERSION
from joinup.sim.parameters.paths import walk
from joinup.sim.text.words import plain_name

NAMED = ("agencies", "forms", "incentives", "consultations", "campaigns", "navigators", "prevention")
"""Sections of things with names."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A value that another edition has otherwise.

    Attributes
    ----------
    path
        Where it stands.
    before, after
        What it is in the scenario's edition and in the other; None where there is nothing.
    title
        What it is, in words.
    """

    path: str
    before: Any
    after: Any
    title: str

    def __str__(self) -> str:
        """Return it in a line."""
        return f"{self.path}: {_word(self.before)} -> {_word(self.after)} ({self.title})"


def mapping(scenario: Scenario, edition: int) -> tuple[Mapped, ...]:
    """Return every value that a scenario gets when it is played by another edition.

    Of the forms of joint working only the one in force is looked at.

    Parameters
    ----------
    scenario
        The scenario.
    edition
        1 or 2.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> [str(one) for one in mapping(load("town"), 2) if one.path == "agencies.housing.efficacy"]
    ['agencies.housing.efficacy: 1 -> 0.7 (Housing office: chance that a service helps)']
    >>> mapping(load("town"), 1)
    ()
    """
    if edition == scenario.schema_version:
        return ()
    other = scenario.with_changes({VERSION: edition})
    before, after = _values(scenario), _values(other)
    return tuple(
        Mapped(path, before.get(path), after.get(path), _title(other if path in after else scenario, path))
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    )


RULES = {
    "population.variation": "localities that differ",
    "agencies.NAME.efficacy": "services that help some",
    "agencies.NAME.accommodation_cost": "consultation",
    "agencies.NAME.paced_by_staff": "places that staff do not pace",
    "service.relapse": "relapse that fades",
    "service.relapse_fades": "relapse that fades",
    "service.joint_presenting": "presenting at a gateway",
    "service.ends_in_service": "needs that end in service",
    "service.creaming_by_counts": "creaming and parking by counts",
    "service.parking": "creaming and parking by counts",
    "outcomes.in_service_weight": "weeks in service counted as need",
    "money.in_service_weight": "cost of weeks in service",
    "decisions.joint_result": "pay-off through reach",
    "decisions.pressure_weight": "pressure of complaints",
    "decisions.crowding_out": "money that crowds out",
    "decisions.crowding_half_life": "money that crowds out",
    "forms.NAME.governance": "governance of forms",
    "forms.NAME.access": "access of forms",
    "forms.NAME.money": "money of forms",
    "forms.NAME.transition": "transition to forms",
    "partnership.coordination": "governance of forms",
    "partnership.information": "information gateway",
    "pool": "pool by workload",
    "incentives.NAME.spent_on_places": "money that buys places",
    "incentives.NAME.buys": "charges that buy",
    "incentives.NAME.places_cap": "charges that buy",
    "consultations.NAME": "consultation",
    "campaigns.NAME": "campaigns that saturate",
    "measurement.games_money": "gaming by money",
    "measurement.most_gaming": "gaming by money",
    "measurement.ratchet": "ratchet",
    "workforce": "staff that are short",
    "redress.patience": "waits that displease",
    "redress.patience_scale": "waits that displease",
    "redress.staff_weeks": "redress that takes time",
    "accountability": "yearly account",
}
"""What a change is called, by the beginning of its path with the names of things left out."""


def single_changes(scenario: Scenario, edition: int) -> dict[str, dict[str, Any]]:
    """Return the values that another edition has otherwise, rule by rule: what each changes alone.

    Parameters
    ----------
    scenario
        The scenario.
    edition
        1 or 2.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> single_changes(load("town"), 2)["needs that end in service"]
    {'service.ends_in_service': True}
    """
    found: dict[str, dict[str, Any]] = {}
    for one in mapping(scenario, edition):
        found.setdefault(_rule(one.path), {})[one.path] = one.after
    return found


def _rule(path: str) -> str:
    """Return the rule that a path belongs to; the path itself with names left out if it has no name."""
    parts = path.split(".")
    if parts[0] in NAMED:
        parts[1] = "NAME"
    for length in range(len(parts), 0, -1):
        if (known := RULES.get(".".join(parts[:length]))) is not None:
            return known
    return ".".join(parts)


def _values(scenario: Scenario) -> dict[str, Any]:
    """Return every value at the end of a path."""
    others = tuple(f"forms.{name}." for name in scenario.forms if name != scenario.partnership.form)
    every = {path: value for path, value in walk(scenario) if not f"{path}.".startswith(others)}
    sections = {path.rpartition(".")[0] for path in every}
    return {path: value for path, value in every.items() if path not in sections and path != VERSION}


def _title(scenario: Scenario, path: str) -> str:
    try:
        return title_of(scenario, path)
    except ScenarioError:
        return plain_name(path)


def _word(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
