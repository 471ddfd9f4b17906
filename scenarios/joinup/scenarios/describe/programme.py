"""What a scenario says about joint working, money, publicity, measurement and events, in words."""

from __future__ import annotations

from typing import Any

from joinup.scenarios.describe.names import agencies_named, groups_named, payer_named, span, when, where
from joinup.scenarios.evidence import title_of
from joinup.scenarios.words import (
    BELIEFS,
    CREDIT,
    FORMS,
    INCENTIVES,
    MEASURES,
    METRICS,
    RULES,
    body_name,
    capital,
    count,
    day,
    listing,
    number,
    percent,
    plain_name,
    pounds,
    title,
)
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import split


def partnership(scenario: Scenario) -> list[str]:
    """Say which form of joint working there is, from when, and who is in it."""
    part = scenario.partnership
    form = scenario.forms[part.form]
    if form.family == "none":
        return ["The agencies do not work together at the start."]
    kind = FORMS.get(part.form, f"{plain_name(part.form)} ({form.family})")
    said = [f"They work together as {kind}, {span(scenario, part.starts, part.ends)}."]
    said.append(f"Its members are {agencies_named(scenario, part.members)}.")
    if form.credit == "half_to_lead" or form.graph == "star_on_member":
        lead = part.lead or (part.members or tuple(agency.name for agency in scenario.agencies))[0]
        broker = form.graph == "star_outside"
        said.append("A unit of its own leads." if broker else f"{agencies_named(scenario, (lead,))} leads.")
    said.append(
        f"It covers {percent(form.reach)} of contacts between members, takes"
        f" {count(form.set_up_weeks, 'week')} to set up, and {CREDIT[form.credit]}."
    )
    if part.decline_share:
        said.append(f"{percent(part.decline_share)} of agencies decline to join.")
    if part.free_rider_share:
        said.append(f"{percent(part.free_rider_share)} of members are there only for the money.")
    if part.leaving:
        said.append("Members leave when they have long been better off alone.")
    return said


def aims(scenario: Scenario) -> list[str]:
    """Say what each agency weighs, and how agencies choose."""
    rules = scenario.decisions
    said = [f"Every quarter agencies choose their joint effort: they {RULES[rules.rule]}."]
    said.append(f"They {BELIEFS[rules.beliefs]}.")
    for agency in scenario.agencies:
        if agency.joint_weight:
            weighs = f"{title(agency)} aims at its own targets (weight {number(agency.own_weight)})"
            weighs += f" and at joint results (weight {number(agency.joint_weight)})"
        else:
            weighs = f"{title(agency)} aims at its own targets only, unless an incentive changes that"
        if agency.failure_share:
            weighs += f"; it bears {percent(agency.failure_share)} of the cost of unmet need"
        if agency.rule is not None and agency.rule != rules.rule:
            weighs += f"; such agencies {RULES[agency.rule]}"
        said.append(weighs + ".")
    return said


def incentives(scenario: Scenario) -> list[str]:
    """Say what changes the pay-off of joint effort."""
    said = []
    for one in scenario.incentives:
        at_stake = [
            f"{pounds(one.gbp)} a quarter for each agency" if one.gbp is not None else "",
            f"{number(one.of_full_cost)} times the cost of full effort"
            if one.of_full_cost is not None
            else "",
            f"{pounds(one.rate)} for each client and week" if one.rate is not None else "",
            f"weight {number(one.weight)}" if one.weight is not None else "",
            f"{percent(one.share)} of budgets" if one.share is not None else "",
        ]
        stake = listing(part for part in at_stake if part)
        payer = ""
        if one.kind in ("subsidy", "reward", "failure_grant"):
            payer = f", paid by {payer_named(scenario, one.payer)}"
        elif one.kind in ("charge", "penalty"):
            payer = f", paid to {payer_named(scenario, one.payee)}"
        said.append(
            f"{capital(title(one))}: {INCENTIVES[one.kind]}{f' ({stake})' if stake else ''}"
            f" for {agencies_named(scenario, one.agencies)}{payer},"
            f" {span(scenario, one.starts, one.ends)}."
        )
    return said or ["None."]


def funding(scenario: Scenario) -> list[str]:
    """Say who pays for extra places, until when, and what remains."""
    said = []
    for window in scenario.funding:
        places = listing(
            f"{number(extra)} places at {agencies_named(scenario, (name,))}"
            for name, extra in window.places.items()
        )
        spent = "may be spent later" if window.carry_forward else "is lost at the end of the year"
        kept = percent(window.mainstreamed) if window.mainstreamed else "None"
        said.append(
            f"{capital(title(window))}: {places or 'no places'}{where(scenario, window.localities)}, paid by"
            f" {payer_named(scenario, window.payer)}, {span(scenario, window.starts, window.ends)}. It takes"
            f" {number(window.recruitment_weeks)} weeks on average to fill a new post; money left over"
            f" {spent}. {kept} of the extra places are kept when the money ends."
        )
    return said or ["None."]


def failure(scenario: Scenario) -> list[str]:
    """Say what an unmet need costs and who pays."""
    bearers = [(title(agency), agency.failure_share) for agency in scenario.agencies]
    bearers += [(body_name(name), share) for name, share in scenario.money.outside_failure_shares.items()]
    said = [f"A week of unmet need costs the public {pounds(scenario.money.unmet_need)}."]
    shares = [f"{name} {percent(share)}" for name, share in bearers if share]
    said.append(f"It is borne by {listing(shares)}." if shares else "Who bears it is not stated.")
    return said


def campaigns(scenario: Scenario) -> list[str]:
    """Say who is told of the service, how and until when."""
    return [
        f"{capital(title(one))}: {pounds(one.spend)} a week for each 1,000 people, by"
        f" {plain_name(one.channel)}, for {groups_named(scenario, one.audience)}, paid by"
        f" {payer_named(scenario, one.payer)}, {span(scenario, one.starts, one.ends)}."
        for one in scenario.campaigns
    ] or ["No campaigns; people hear of the service from one another."]


def consultations(scenario: Scenario) -> list[str]:
    """Say which groups are asked what they need."""
    return [
        f"{capital(title(one))}: {groups_named(scenario, one.groups)} are asked from"
        f" {when(scenario, one.starts)}; {agencies_named(scenario, one.agencies)} act on it over"
        f" {count(one.weeks, 'week')} and close {percent(one.gain)} of the gap in access"
        f"{f', at {pounds(one.cost)} a week' if one.cost else ''}."
        for one in scenario.consultations
    ] or ["None."]


def measured(scenario: Scenario) -> list[str]:
    """Say what is reported, how late and how well."""
    rules = scenario.measurement
    said = [
        f"Agencies report {METRICS[rules.metric]}, {count(rules.lag, 'week')} late and with errors of"
        f" about {percent(rules.noise)}; {percent(rules.audit)} of reports are audited.",
        f"The funder looks at the reports every {count(rules.review_weeks, 'week')}.",
    ]
    if rules.target is not None:
        said.append(f"The target is {number(rules.target)} for each agency and quarter.")
    if rules.deadlines:
        said.append(f"Dates made public: {listing(when(scenario, week) for week in rules.deadlines)}.")
    return said


def complaints(scenario: Scenario) -> list[str]:
    """Say what becomes of complaints."""
    rules = scenario.redress
    return [
        f"About {percent(rules.complaint)} of those let down complain. In {percent(rules.clarity)} of cases"
        f" it is plain who is responsible; {percent(rules.upheld)} of complaints that find an owner are"
        " upheld."
    ]


def events(scenario: Scenario) -> list[str]:
    """Say what happens, in the order in which it happens."""
    said = []
    for event in sorted(scenario.events, key=scenario.event_week):
        what = [
            f"{_leaf(scenario, path)} becomes {_value(scenario, value)}" for path, value in event.set.items()
        ]
        if event.turnover_shock:
            hit = agencies_named(scenario, event.agencies)
            what.append(f"{percent(event.turnover_shock)} of staff leave {hit}")
        at = day(event.date) if event.date else when(scenario, scenario.event_week(event))
        said.append(f"{at}: {title(event)} ({'; '.join(what)}).")
    return said or ["Nothing beyond what is said above."]


def _leaf(scenario: Scenario, path: str) -> str:
    return "the form of joint working" if split(path) == ("partnership", "form") else title_of(scenario, path)


def _value(scenario: Scenario, value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return agencies_named(scenario, tuple(value))
    return number(value)


def published(scenario: Scenario) -> list[str]:
    """Say which series can be laid beside published ones."""
    said = []
    for series in scenario.observables:
        use = {"fitted": "used for fitting", "shown": "shown", "kept_apart": "kept apart as a test"}
        kinds = [
            f"{sum(point.used_for == kind for point in series.published)} {words}"
            for kind, words in use.items()
            if any(point.used_for == kind for point in series.published)
        ]
        number_of = len(series.published)
        points = count(number_of, "published figure") if number_of else "no published figures"
        detail = f" ({listing(kinds)})" if kinds else ""
        said.append(f"{capital(title(series))}: {MEASURES[series.measure]}, {points}{detail}.")
    return said or ["None."]
