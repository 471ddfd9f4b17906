"""Who the clients are, who may be served and where they go, in words (R2 and R3)."""

from __future__ import annotations

from joinup.sim.mechanisms.partnership.sentences import FORM_NAMES, forms_in_time
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.agencies import Agency
from joinup.sim.text.words import capital, count, listing, percent, plain_name, title, titles

PLANNED, UNPLANNED = 0.8, 0.4
"""How far an access need is met where the scenario gives no level (ODD 2)."""


def eligibility(scenario: Scenario) -> list[str]:
    """Say who may be served."""
    rule = scenario.population.eligibility
    if rule is None:
        return ["Everybody may be served."]
    groups, localities = titles(scenario.population.groups), titles(scenario.population.localities)
    said = [f"{percent(share)} of {groups[group]} may be served." for group, share in rule.groups.items()]
    if rule.localities:
        said.append(f"Only people in {listing(localities[name] for name in rule.localities)} may be served.")
    if rule.applies_at:
        names = titles(scenario.agencies)
        said.append(f"The rule holds at {listing(names[name] for name in rule.applies_at)}.")
    others = "turned away" if rule.otherwise == "refused" else "served as if there were no joint working"
    said.append(f"The others are {others}.")
    return said


def levels_met(scenario: Scenario, agency: Agency) -> list[tuple[str, float]]:
    """Return how far an agency meets each access need, given or by default."""
    met = {way.name: UNPLANNED for way in scenario.population.access}
    met |= dict.fromkeys(agency.planned_for, PLANNED)
    return list((met | agency.accommodation).items())


def all_clients(scenario: Scenario) -> str:
    """2a."""
    groups = listing(f"{title(group)} ({percent(group.share)})" for group in scenario.population.groups)
    ways = listing(title(way) for way in scenario.population.access)
    told = f"They differ in what they need to use a service: {ways}." if ways else "All have the same access."
    return f"Clients are {groups}. {told} People in none of these groups are not in the model."


def left_out(scenario: Scenario) -> str:
    """2c."""
    rule = scenario.population.eligibility
    outside = [locality for locality in scenario.population.localities if not locality.in_programme]
    said = []
    if rule is not None:
        called = titles(scenario.population.groups)
        said += [
            f"{percent(1 - share)} of {called[g]} are left out"
            for g, share in rule.groups.items()
            if share < 1
        ]
        if rule.localities:
            localities = titles(scenario.population.localities)
            said.append(f"all outside {listing(localities[name] for name in rule.localities)} are left out")
        said.append("turned away" if rule.otherwise == "refused" else "served as without joint working")
    if outside:
        said.append(f"the programme does not come to {listing(title(locality) for locality in outside)}")
    if not said:
        return "No rule: everybody with a need may be served, everywhere."
    return f"{capital('; '.join(said))}. Those left out have needs as often as others of their group."


def doors(scenario: Scenario) -> list[str]:
    """State where people come in, unless each agency has its own doors."""
    form, access = scenario.form_in_force, scenario.form_in_force.access
    if form.family == "none" or access.kind == "own_doors":
        return []
    if access.kind == "single_gateway":
        found = percent(access.accuracy)
        said = f"People come in at one gateway, which finds a right agency {found} of times."
    else:
        said = (
            f"The agencies' doors stand in one place: at least {percent(access.warm)} of those who come to"
            " a wrong one are passed on, and people are handed on as with a joint intensity of"
            f" {access.joint:g} or more."
        )
    costs = []
    if access.set_up_weeks:
        costs.append(f"is {count(access.set_up_weeks, 'week')} in the making")
    if access.staff_share:
        costs.append(f"takes {percent(access.staff_share)} of the time of members' staff")
    return [said, *([f"It {listing(costs)}."] if costs else [])]


def one_point(scenario: Scenario) -> str:
    """3c."""
    forms = forms_in_time(scenario)
    gateways = [name for name, form in forms.items() if form.access.kind == "single_gateway"]
    if gateways:
        named = (FORM_NAMES.get(name, plain_name(name)) for name in gateways)
        return f"Yes, while {listing(named)} is in force."
    given = [g.right_door for g in scenario.population.groups if g.right_door is not None]
    if len(given) == len(scenario.population.groups):
        chance = f"with a probability of {percent(min(given))}" + (
            f" to {percent(max(given))}, depending on group" if min(given) < max(given) else ""
        )
    else:
        chance = "more often the easier their case"
    return f"No: each agency has its own entry point. People go to a right one first {chance}."
