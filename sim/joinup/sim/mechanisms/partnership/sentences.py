"""Joint working and its forms, in words (R4 and R6)."""

from __future__ import annotations

from joinup.sim.mechanisms.partnership.forms import Form, Governance
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import agencies_named, members_of, span, when
from joinup.sim.text.words import capital, count, listing, percent, plain_name, title

CREDIT_PHRASES = {
    "equal": "credit for joint results is shared equally",
    "half_to_lead": "half the credit for joint results goes to the lead",
    "own": "each member is credited with its own result, as far as it can be measured",
    "whole": "every member is credited with the whole of joint results",
}


FORM_NAMES = {
    "informal": "an informal partnership",
    "formal": "a formal partnership",
    "contract_network": "a network under contract (a formal partnership)",
    "lead_agency": "a partnership with a lead agency (a formal partnership)",
    "dedicated_unit": "a dedicated unit (realigned boundaries)",
    "merged": "merged services (realigned boundaries)",
}


def partnership(scenario: Scenario) -> list[str]:
    """State the form of joint working, its start and its members."""
    part = scenario.partnership
    form = scenario.form_in_force
    if form.family == "none":
        return ["The agencies do not work together at the start."]
    kind = FORM_NAMES.get(part.form, f"{plain_name(part.form)} ({form.family})")
    said = [f"They work together as {kind}, {span(scenario, part.starts, part.ends)}."]
    said.append(f"Its members are {agencies_named(scenario, part.members)}.")
    said += for_whom(scenario)
    said += what_is_shared(scenario)
    if form.governance.credit == "half_to_lead" or form.governance.kind == "lead":
        lead = part.lead or (part.members or tuple(agency.name for agency in scenario.agencies))[0]
        broker = form.governance.kind in ("broker", "contract")
        said.append("A dedicated unit leads." if broker else f"{agencies_named(scenario, (lead,))} leads.")
    rules = form.governance
    said.append(
        f"It covers {reach_of(form)} of contacts between members, takes"
        f" {count(scenario.weeks_to_set_up, 'week')} to set up, and {CREDIT_PHRASES[rules.credit]}."
    )
    change = form.transition
    if change.shape == "fading" and change.loss:
        said.append(
            f"Changing to it costs {percent(change.loss)} of members' staff time at first, which fades over"
            f" {count(change.fades, 'week')}."
        )
    if change.identity_weeks is not None:
        said.append(f"Members become one over {count(change.identity_weeks, 'week')}, and reach with them.")
    if change.reversal:
        said.append(
            f"After each year with it, {percent(change.reversal)} of localities undo it and go back to what"
            " was before."
        )
    if rules.veto:
        said.append(f"A member without trust in the others holds up {percent(rules.veto)} of that by itself.")
    if rules.dom:
        said.append(f"It takes {percent(rules.dom)} of their own motivation from those who do not lead.")
    said += under_contract(rules)
    if not rules.signs:
        said.append("Nobody can hold money for the members: no subsidy, reward or pool applies.")
    said += how_a_pool_moves(scenario)
    if part.decline_share:
        said.append(f"{percent(part.decline_share)} of agencies decline to join.")
    if part.free_rider_share:
        said.append(f"{percent(part.free_rider_share)} of members are there only for the money.")
    if part.leaving:
        said.append("Members leave after four quarters in which they would be better off alone.")
    return said


def under_contract(rules: Governance) -> list[str]:
    """State what a contract saves, what that costs, and when it is renewed."""
    said = []
    if rules.price:
        said.append(f"Under contract places of members cost {percent(rules.price)} less.")
    if rules.shading:
        said.append(
            f"Services then help up to {percent(rules.shading)} less, the less their results can be measured."
        )
    if rules.term is not None:
        said.append(
            f"Contracts are renewed every {count(rules.term, 'week')}: that costs as much as setting up and"
            " half of members' trust, and incentives that an event changes wait for it."
        )
    return said


def how_a_pool_moves(scenario: Scenario) -> list[str]:
    """State that pooled money follows the work, where that is so."""
    pools = scenario.form_in_force.money.pooled_share > 0
    pools |= any(one.kind == "pooled_budget" for one in scenario.incentives)
    if not pools or scenario.pool.by != "workload" or not scenario.form_in_force.governance.signs:
        return []
    speed = percent(scenario.pool.speed)
    return [f"Pooled money goes {speed} of the way each quarter to where people wait and are served."]


def for_whom(scenario: Scenario) -> list[str]:
    """State whom the partnership is for, unless it is for everybody."""
    covers = scenario.partnership.covers
    groups = [one for one in scenario.population.groups if not covers.groups or one.name in covers.groups]
    if not covers.groups and covers.min_needs == 1:
        return []
    if all(sum(chance > 0 for chance in one.needs.values()) < covers.min_needs for one in groups):
        return ["It is for people that there are not, and so it is not in force."]
    of = listing(title(one) for one in groups) if covers.groups else "people"
    several = f" with {count(covers.min_needs, 'need')} or more at once" if covers.min_needs > 1 else ""
    return [
        f"It is only for {of}{several}: others are served as if there were no joint working, and what it"
        " costs each agency falls with their part of the agency's work."
    ]


def reach_of(form: Form) -> str:
    """Say what share of contacts a form covers, with and without trust."""
    reach = form.governance.reach
    if not reach.trust:
        return percent(reach.base)
    most = percent(min(1.0, reach.base + reach.trust))
    return f"{percent(reach.base)} to {most} (more with trust and agreement on goals)"


def what_is_shared(scenario: Scenario) -> list[str]:
    """State how far agencies share information, unless all that joint working could save is saved."""
    information, rules = scenario.partnership.information, scenario.form_in_force.governance
    if information.without == 1:
        return []
    without = f"{percent(information.without)} of an assessment that joint working could spare is spared"
    if rules.kind == "single":
        return [f"As one organisation they come to know what each knew; at first {without}."]
    if information.starts is None:
        return [f"They do not share what they know of a person, so that {without}."]
    if not rules.signs:
        return [f"They can sign nothing, and so share nothing that they know of a person: {without}."]
    return [
        f"From {when(scenario, information.starts)} on they share what they know of those who consent"
        f" ({percent(information.consent)} where a group has no share of its own), fully after"
        f" {count(information.ready_weeks, 'week')}; without that {without}."
    ]


def forms_in_time(scenario: Scenario) -> dict[str, Form]:
    """Return the forms that are ever in force, the initial one first."""
    names = [scenario.partnership.form]
    for event in sorted(scenario.events, key=scenario.event_week):
        if "partnership.form" in event.set:
            names.append(str(event.set["partnership.form"]))
    forms = {name: scenario.partnership.shaping(scenario.forms[name]) for name in names}
    return {name: form for name, form in forms.items() if form.family != "none"}


def daily_work(scenario: Scenario) -> str:
    """4b."""
    routine = scenario.routine
    turnover = sorted(percent(yearly) for yearly in {agency.turnover for agency in members_of(scenario)})
    kept = listing(f"{percent(w.mainstreamed)} of '{title(w)}'" for w in scenario.funding)
    said = (
        f"Habits grow by up to {percent(routine.embedding)} a week with practice and fade by"
        f" {percent(routine.decay)} without; the {listing(turnover)} of staff who leave in"
        f" a year take {percent(1 - routine.handover)} of their share with them."
    )
    return said + (f" Base budgets take over {kept}." if kept else " There are no extra places to take over.")


def another_form(scenario: Scenario) -> str:
    """6d."""
    said = []
    for name, form in forms_in_time(scenario).items():
        rules = form.governance
        said.append(
            f"{FORM_NAMES.get(name, plain_name(name))} covers {reach_of(form)} of contacts and"
            f" takes {count(rules.set_up_weeks, 'week')} and {percent(rules.set_up_cost)} of a year's budgets"
            " to set up"
        )
    if not said:
        return "There is no joint working."
    return f"{capital('; '.join(said))}."
