"""What a scenario assumes about each key question, in plain English and from its own values.

One function a question, in the order of ``joinup.scenarios.questions.questions``. Where a scenario is silent,
the sentence says so: silence is an assumption too.
"""

from __future__ import annotations

from joinup.scenarios.describe.names import groups_named, payer_named, when
from joinup.scenarios.words import (
    FORMS,
    INCENTIVES,
    body_name,
    capital,
    count,
    listing,
    number,
    percent,
    plain_name,
    pounds,
    title,
    titles,
)
from joinup.sim.mechanisms.effort.parameters import Incentive
from joinup.sim.mechanisms.partnership.parameters import Form
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.agencies import Agency

QUARTER = 13
WEEKS_A_YEAR = 52
PAID_FOR_EFFORT = ("subsidy", "reward")
"""Incentives that pay money for joint work."""


def forms_in_time(scenario: Scenario) -> dict[str, Form]:
    """Return the forms that are ever in force, the opening one first."""
    names = [scenario.partnership.form]
    for event in sorted(scenario.events, key=scenario.event_week):
        if "partnership.form" in event.set:
            names.append(str(event.set["partnership.form"]))
    return {name: scenario.forms[name] for name in names if scenario.forms[name].family != "none"}


def _members(scenario: Scenario) -> list[Agency]:
    names = scenario.partnership.members
    return [agency for agency in scenario.agencies if not names or agency.name in names]


def who_pays(scenario: Scenario) -> str:
    """1a."""
    shares = {title(agency): agency.failure_share for agency in scenario.agencies}
    shares |= {body_name(name): share for name, share in scenario.money.outside_failure_shares.items()}
    bearers = [f"{name} ({percent(share)})" for name, share in shares.items() if share]
    said = f"A week of unmet need costs {pounds(scenario.money.unmet_need)}"
    said += f", borne by {listing(bearers)}; they gain if it falls." if bearers else "; who bears it is open."
    payers = dict.fromkeys(payer_named(scenario, window.payer) for window in scenario.funding)
    payers |= dict.fromkeys(
        payer_named(scenario, one.payer)
        for one in scenario.incentives
        if one.kind in (*PAID_FOR_EFFORT, "failure_grant")
    )
    if payers:
        said += f" Extra money comes from {listing(payers)}."
    return said + " Joint effort is paid for in staff time of each member."


def what_pulls_against(scenario: Scenario) -> str:
    """1b."""
    own = [agency.own_weight for agency in _members(scenario)]
    joint = [agency.joint_weight for agency in _members(scenario)]
    said = f"Own targets weigh {_between(own)}, joint results {_between(joint)}"
    added = [one for one in scenario.incentives if one.kind == "joint_target" and one.weight]
    if added:
        said += f", and {listing(f'{number(one.weight)} more' for one in added)} by a joint target"
    pooled = any(form.pooled_share for form in forms_in_time(scenario).values())
    pooled |= any(one.kind == "pooled_budget" for one in scenario.incentives)
    pulls = [] if pooled else ["budgets that stay apart"]
    if scenario.population.eligibility is not None:
        pulls.append("a rule on who may be served")
    pulls += [INCENTIVES[one.kind] for one in scenario.incentives if one.kind in ("penalty", "failure_grant")]
    sponsors = scenario.partnership.sponsors - 1
    pulls += [
        f"{count(sponsors, 'more sponsor')} with own targets (weight {number(form.own_weight_per_sponsor)})"
        for form in forms_in_time(scenario).values()
        if form.own_weight_per_sponsor and sponsors
    ]
    free = scenario.partnership.free_rider_share
    if free:
        pulls.append(f"members who are there only for the money ({percent(free)})")
    return f"{said}. Pulling against it besides: {listing(pulls) or 'nothing'}."


def _between(values: list[float]) -> str:
    low, high = min(values), max(values)
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def incentives_used(scenario: Scenario) -> str:
    """1c."""
    if not scenario.incentives:
        return "No incentive is used."
    kinds = listing(dict.fromkeys(INCENTIVES[one.kind] for one in scenario.incentives))
    said = f"{capital(kinds)}."
    free = scenario.partnership.free_rider_share
    paid = [one for one in scenario.incentives if one.kind in PAID_FOR_EFFORT]
    ways = listing(_collected(scenario, one) for one in paid)
    if not ways:
        return f"{said} No instrument pays money for joint effort, so there is nothing to collect."
    who = f"{percent(free)} of members try" if free else "no member is assumed to try"
    return f"{said} Without contributing a member could collect {ways}; {who}."


def _collected(scenario: Scenario, one: Incentive) -> str:
    if one.kind == "subsidy":
        return f"'{title(one)}' (paid to free riders for the effort they promised)"
    shared = scenario.measurement.metric == "stock"
    results = "the results of all together" if shared else "its own results, joint work or not"
    return f"'{title(one)}' (paid on {results})"


def reasons_to_take_part(scenario: Scenario) -> str:
    """1d."""
    rules = scenario.decisions
    own = [agency.intrinsic for agency in _members(scenario) if agency.intrinsic is not None]
    said = f"Staff's own motivation is about {number(rules.intrinsic_mean)} (full effort costs 1)"
    if own:
        said += f", but {_between(own)} at {count(len(own), 'agency', 'agencies')}"
    weak = [f"{title(a)} {percent(a.manager_support)}" for a in _members(scenario) if a.manager_support < 1]
    backing = f"managers back only a part of it: {listing(weak)}" if weak else "managers back all of it"
    return f"{said}; {backing}."


def all_clients(scenario: Scenario) -> str:
    """2a."""
    groups = listing(f"{title(group)} ({percent(group.share)})" for group in scenario.population.groups)
    ways = listing(title(way) for way in scenario.population.access)
    told = f"They differ in what they need to use a service: {ways}." if ways else "All have the same access."
    return f"Clients are {groups}. {told} Whoever is in none of these groups is not in the model."


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


def left_out(scenario: Scenario) -> str:
    """2c."""
    rule = scenario.population.eligibility
    outside = [place for place in scenario.population.localities if not place.in_programme]
    said = []
    if rule is not None:
        called = titles(scenario.population.groups)
        said += [
            f"{percent(1 - share)} of {called[g]} are left out"
            for g, share in rule.groups.items()
            if share < 1
        ]
        if rule.localities:
            places = titles(scenario.population.localities)
            said.append(f"all outside {listing(places[name] for name in rule.localities)} are left out")
        said.append("turned away" if rule.otherwise == "refused" else "served as without joint working")
    if outside:
        said.append(f"the programme does not come to {listing(title(place) for place in outside)}")
    if not said:
        return "No rule: everybody with a need may be served, everywhere."
    return f"{capital('; '.join(said))}. Those left out have needs as often as others of their group."


def how_people_know(scenario: Scenario) -> str:
    """3a."""
    rules = scenario.awareness
    opening = "as many as without advertising" if rules.opening is None else percent(rules.opening)
    ways = [
        f"word of mouth (up to {percent(rules.word_of_mouth)} a week)",
        f"by chance ({percent(rules.spontaneous)} a week)",
    ]
    ways += [f"the campaign '{title(one)}'" for one in scenario.campaigns]
    ways += [f"outreach of {title(a)}" for a in scenario.agencies if a.outreach]
    return (
        f"At the start of the warm-up {opening} know of it. They learn by {listing(ways)};"
        f" {percent(rules.forgetting)} forget in a week."
    )


def publicity_bought(scenario: Scenario) -> str:
    """3b."""
    if not scenario.campaigns:
        return "No publicity is bought."
    parts = [
        f"'{title(one)}' at {pounds(one.spend)} a week for each 1,000 people, for"
        f" {groups_named(scenario, one.audience)}"
        for one in scenario.campaigns
    ]
    return f"{capital(listing(parts))}. Each pound buys less than the last."


def one_point(scenario: Scenario) -> str:
    """3c."""
    doors = [name for name, form in forms_in_time(scenario).items() if form.one_door]
    if doors:
        return f"Yes, while {listing(FORMS.get(name, plain_name(name)) for name in doors)} is in force."
    given = [g.right_door for g in scenario.population.groups if g.right_door is not None]
    if len(given) == len(scenario.population.groups):
        chance = f"with a chance of {percent(min(given))}" + (
            f" to {percent(max(given))} by group" if min(given) < max(given) else ""
        )
    else:
        chance = "more surely the easier their case"
    return f"No: each agency has a door of its own. People go to a right one first {chance}."


def money_ends(scenario: Scenario) -> str:
    """4a."""
    ending = [window for window in scenario.funding if window.ends is not None]
    if not ending:
        return "No start-up money ends." if scenario.funding else "There is no start-up money."
    return " ".join(
        f"{capital(title(w))} ends on {when(scenario, w.ends)}; {percent(w.mainstreamed)} of its places are"
        " kept and paid for by the agencies."
        for w in ending
        if w.ends is not None
    )


def daily_work(scenario: Scenario) -> str:
    """4b."""
    routine = scenario.routine
    turnover = sorted(percent(yearly) for yearly in {agency.turnover for agency in _members(scenario)})
    kept = listing(f"{percent(w.mainstreamed)} of '{title(w)}'" for w in scenario.funding)
    said = (
        f"Habits grow by up to {percent(routine.embedding)} a week with practice and fade by"
        f" {percent(routine.decay)} without; the {listing(turnover)} of staff who leave in"
        f" a year take {percent(1 - routine.handover)} of their part with them."
    )
    return said + (f" Base budgets take over {kept}." if kept else " There are no extra places to take over.")


def how_many_return(scenario: Scenario) -> str:
    """4c."""
    yearly = 1 - (1 - scenario.service.relapse) ** WEEKS_A_YEAR
    protected = percent(scenario.service.relapse_protection)
    return (
        f"Those helped before fall back at {percent(yearly)} a year on top of new need, up to {protected}"
        " less if partners worked closely on their case."
    )


def baseline(scenario: Scenario) -> str:
    """5a."""
    rules = scenario.measurement
    if rules.target is not None:
        return f"The target of {number(rules.target)} per agency and quarter is given, not set by a baseline."
    if not scenario.warm_up_weeks:
        return "There is no year before the run to take a baseline from, and so no target."
    return (
        f"Yes: the mean of the year before the run, by the same measure; the target is"
        f" {number(rules.target_ratio)} times that."
    )


def what_is_counted(scenario: Scenario) -> str:
    """5b."""
    return {
        "people": "A flow, of people: each counts once in an episode. Gross: those who would have got by"
        " without help count too.",
        "contacts": "A flow, of contacts: someone seen by three agencies counts three times. Gross.",
        "stock": "A stock: people in need on a day. It is net of whoever left by any way, helped or not.",
        "places": "A stock, of places filled. Gross: who fills them, and to what end, does not count.",
        "joined_up": "A flow, of people whose several needs were all met without being lost. Gross.",
    }[scenario.measurement.metric]


def met_without_helping(scenario: Scenario) -> str:
    """5c."""
    rules = scenario.measurement
    said = {
        "contacts": "Yes, by passing people round: each new agency counts.",
        "stock": "Yes: needs that end by themselves count as success.",
        "places": "Yes, by full places that solve nothing.",
        "people": "In part: a first service counts, whatever comes of it.",
        "joined_up": "Hardly: only needs met count.",
    }[rules.metric]
    dates = f", more so before {count(len(rules.deadlines), 'published date')}" if rules.deadlines else ""
    return (
        f"{said} Besides, figures are dressed up where joint results weigh much{dates}; gaming costs"
        f" {number(rules.gaming_cost)} and {percent(rules.audit)} of reports are audited."
    )


def who_counts(scenario: Scenario) -> str:
    """5d."""
    rules = scenario.measurement
    independent = "all" if rules.audit == 1 else "none" if rules.audit == 0 else percent(rules.audit)
    return (
        f"The agencies count their own results, with errors of about {percent(rules.noise)};"
        f" {independent} of it is checked independently."
    )


def after_a_shortfall(scenario: Scenario) -> str:
    """5e."""
    rules = scenario.measurement
    if not rules.correction:
        return "None: reviews change nothing."
    return (
        f"At a review every {count(rules.review_weeks, 'week')} the weight of joint results rises by"
        f" {number(rules.correction)} times the shortfall reported, never by one that is not."
    )


def full_cost(scenario: Scenario) -> str:
    """6a."""
    forms = forms_in_time(scenario)
    setting_up = listing(
        f"{percent(form.set_up_cost)} of a year's budgets to set up {FORMS.get(name, plain_name(name))}"
        for name, form in forms.items()
        if form.set_up_cost
    )
    effort = percent(scenario.service.full_effort)
    said = f"Full joint effort takes {effort} of staff time, costed as the services it displaces"
    said += f"; there is {setting_up}." if setting_up else "; nothing is paid to set joint working up."
    return f"{said} What clients spend in time and money is not counted."


def happened_anyway(scenario: Scenario) -> str:
    """6b."""
    ends = [group.natural_exit for group in scenario.population.groups]
    low, high = percent(min(ends)), percent(max(ends))
    rate = low if low == high else f"{low} to {high}"
    return (
        f"{rate} of needs end by themselves in a week. The same people are played without joint working"
        " and without the programme, with the same luck."
    )


def contributions(scenario: Scenario) -> str:
    """6c."""
    full = scenario.service.full_effort
    costs = [
        f"{title(a)} {pounds(full * a.places * a.place_cost * QUARTER)}"
        for a in _members(scenario)
        if a.places
    ]
    return f"Full effort would cost in a quarter: {listing(costs) or 'nothing'}."


def another_form(scenario: Scenario) -> str:
    """6d."""
    said = [
        f"{FORMS.get(name, plain_name(name))} covers {percent(form.reach)} of contacts, needs"
        f" {count(form.set_up_weeks, 'week')} and {percent(form.set_up_cost)} of a year's budgets to set up"
        for name, form in forms_in_time(scenario).items()
    ]
    if not said:
        return "There is no joint working."
    return f"{capital('; '.join(said))}."


def who_answers(scenario: Scenario) -> str:
    """7a."""
    payers = dict.fromkeys(window.payer for window in scenario.funding)
    money = listing(payer_named(scenario, payer) for payer in payers)
    said = f"{capital(money)} for the extra money" if money else "Each agency for its own money"
    leads = [name for name, form in forms_in_time(scenario).items() if form.one_manager]
    if leads:
        kinds = listing(FORMS.get(name, plain_name(name)) for name in leads)
        said += f"; one manager for results while {kinds} is in force"
    else:
        said += "; for joint results no one manager"
    clear = percent(scenario.redress.clarity)
    return f"{said}. Who owns a joint matter is clear in {clear} of cases. Parliament is not in the model."


def reports(scenario: Scenario) -> str:
    """7b."""
    rules = scenario.measurement
    joined = (
        "one figure for what partners did together"
        if rules.metric == "joined_up"
        else ("the same for all partners" if rules.metric == "stock" else "each agency reports for itself")
    )
    return f"Reports come {count(rules.lag, 'week')} late; {joined}. Spending is reported without error."


def where_to_complain(scenario: Scenario) -> str:
    """7c."""
    rules = scenario.redress
    weight = scenario.decisions.pressure_weight
    moved = f"agencies heed it (weight {number(weight)})" if weight else "agencies' choices do not heed it"
    owned = rules.clarity + (1 - rules.clarity) / len(scenario.agencies)
    return (
        f"There is no one place; {percent(owned)} of complaints find an owner. Of those"
        f" {percent(rules.upheld)} are upheld and bring the client back to the front of a list; {moved}."
    )
