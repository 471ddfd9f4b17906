"""The load that a scenario offers its agencies: arithmetic on its numbers, before anything is run.

The offered load of an agency is the number of places that would be in use if there were always enough of
them and everybody in need went at once to the right door. It counts what people need and nothing that keeps
them from it, so it is above what is in use, and it may be above the places that there are.

Of a group of ``N`` people, whose needs arise with a weekly chance ``o`` and take ``s_a`` weeks of service at
each agency ``a``, ``N o / (1 + o sum_a s_a)`` episodes start a week, and ``s_a`` times as many places are in
use at agency ``a``. Left out are needs that return, relapse, joint working, events, and differences between
localities that are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from math import prod

from joinup.sim.parameters import Scenario
from joinup.sim.parameters.agencies import Agency
from joinup.sim.parameters.population import Group, Locality


@dataclass(frozen=True, slots=True)
class OfferedLoad:
    """The load that a locality, or several alike, offers an agency.

    Attributes
    ----------
    agency, locality
        Their names.
    arrivals_per_week
        People who need the agency, a week.
    places_needed
        Places that would be in use if all of them were served at once.
    places
        Contracted places.
    """

    agency: str
    locality: str
    arrivals_per_week: float
    places_needed: float
    places: float

    @property
    def offered_load(self) -> float:
        """Places needed as a share of those that there are; infinite where there are none."""
        return share_of(self.places_needed, self.places)

    def row(self) -> dict[str, str | float]:
        """Return everything by name, as a row of a table."""
        return {**asdict(self), "offered_load": self.offered_load}


def share_of(needed: float, places: float) -> float:
    """Return places needed as a share of places; infinite where some are needed and there are none.

    Examples
    --------
    >>> share_of(9.0, 10.0), share_of(9.0, 0.0), share_of(0.0, 0.0)
    (0.9, inf, 0.0)
    """
    if places > 0:
        return needed / places
    return float("inf") if needed > 0 else 0.0


def offered_loads(scenario: Scenario) -> list[OfferedLoad]:
    """Return the load that every locality offers every agency, in people and places of the real world.

    Localities that are declared as one, with a count, are taken together.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> [(one.agency, round(one.offered_load, 2)) for one in offered_loads(load("town"))][:2]
    [('advice', 1.84), ('housing', 2.24)]
    """
    weights = {place.name: place.count * place.share for place in scenario.population.localities}
    places = {place.name: place.places * weights[place.name] for place in scenario.population.localities}
    found = []
    for agency in scenario.agencies:
        for locality in scenario.population.localities:
            asked = list(_asked(scenario, agency, locality, weights[locality.name] / sum(weights.values())))
            found.append(
                OfferedLoad(
                    agency=agency.name,
                    locality=locality.name,
                    arrivals_per_week=sum(episodes * chance for episodes, chance, _ in asked),
                    places_needed=sum(episodes * chance * weeks for episodes, chance, weeks in asked),
                    places=agency.places * places[locality.name] / max(sum(places.values()), 1e-300),
                )
            )
    return found


def _asked(
    scenario: Scenario, agency: Agency, locality: Locality, share: float
) -> Iterator[tuple[float, float, float]]:
    """Yield for each group its episodes a week, the chance that one needs the agency, and for how long."""
    people = scenario.population.people or scenario.population.clients
    for group in scenario.population.groups:
        asks = {one.name: _chance(scenario, one, group, locality) for one in scenario.agencies}
        weeks = {one.name: max(1.0, one.service_weeks * group.difficulty) for one in scenario.agencies}
        if group.arrivals is not None:
            episodes = _mean_given(group.arrivals.per_week, scenario.weeks) * share
        else:
            onset = min(1.0, group.onset * locality.onset)
            served = sum(asks[name] * weeks[name] for name in asks)
            episodes = people * group.share * share * onset / (1 + onset * served)
        yield episodes, asks[agency.name], weeks[agency.name]


def _chance(scenario: Scenario, agency: Agency, group: Group, locality: Locality) -> float:
    """Return how often an episode of the group needs the agency; those who serve a need share it."""
    needed = need_chances(group.needs)
    total = 0.0
    for need in set(agency.needs):
        among = sum(need in other.needs for other in scenario.agencies)
        total += needed.get(need, 0.0) / among
    return total * _eligible(scenario, agency, group, locality)


def need_chances(given: Mapping[str, float]) -> dict[str, float]:
    """Return the chance that each need is part of an episode, which has at least one.

    Each is drawn by its own chance; if none is, one is drawn in proportion to these.

    Examples
    --------
    >>> need_chances({"home": 0.5, "work": 0.5})
    {'home': 0.625, 'work': 0.625}
    """
    nothing = prod(1 - chance for chance in given.values()) / sum(given.values())
    return {need: chance * (1 + nothing) for need, chance in given.items()}


def _eligible(scenario: Scenario, agency: Agency, group: Group, locality: Locality) -> float:
    """Return the share of a group in a locality that the agency does not turn away."""
    rule = scenario.population.eligibility
    if rule is None or rule.otherwise != "refused" or agency.name not in (rule.applies_at or [agency.name]):
        return 1.0
    if rule.localities and locality.name not in rule.localities:
        return 0.0
    return rule.groups.get(group.name, 1.0)


def _mean_given(per_week: tuple[float, ...], weeks: int) -> float:
    """Return the mean over the run of numbers of which the last goes on."""
    within = per_week[:weeks]
    return (sum(within) + per_week[-1] * (weeks - len(within))) / max(weeks, 1)
