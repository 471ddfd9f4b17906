"""What is measured, in words (R5 and R7)."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.text.names import when
from joinup.sim.text.words import count, listing, number, percent

METRIC_NAMES = {
    "people": "the people helped",
    "contacts": "contacts with clients",
    "stock": "the people in need on a given day",
    "places": "places filled",
    "joined_up": "clients whose needs were all met without being lost on the way",
}


def measured(scenario: Scenario) -> list[str]:
    """Say what is reported, how late and how well."""
    rules = scenario.measurement
    said = [
        f"Agencies report {METRIC_NAMES[rules.metric]}, {count(rules.lag, 'week')} late and with errors of"
        f" about {percent(rules.noise)}; {percent(rules.audit)} of reports are audited.",
        f"The funder looks at the reports every {count(rules.review_weeks, 'week')}.",
    ]
    if rules.target is not None:
        said.append(f"The target is {number(rules.target)} for each agency and quarter.")
    if rules.deadlines:
        said.append(f"Dates made public: {listing(when(scenario, week) for week in rules.deadlines)}.")
    return said


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


def reports(scenario: Scenario) -> str:
    """7b."""
    rules = scenario.measurement
    joined = (
        "one figure for what partners did together"
        if rules.metric == "joined_up"
        else ("the same for all partners" if rules.metric == "stock" else "each agency reports for itself")
    )
    return f"Reports come {count(rules.lag, 'week')} late; {joined}. Spending is reported without error."
