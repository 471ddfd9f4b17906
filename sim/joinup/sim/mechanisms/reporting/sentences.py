"""What is measured, in words (R5 and R7)."""

from __future__ import annotations

from joinup.sim.mechanisms.effort.parameters import PAID_BY_REPORT
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import when
from joinup.sim.text.words import count, listing, number, percent

METRIC_NAMES = {
    "people": "the people helped",
    "contacts": "contacts with clients",
    "stock": "the people in need on a given day",
    "places": "places filled",
    "joined_up": "clients whose needs were all met without being lost on the way",
    "resolved": "episodes of need that ended with them",
}


def measured(scenario: Scenario) -> list[str]:
    """State what is reported, how late and how accurately."""
    rules = scenario.measurement
    said = [
        f"Agencies report {METRIC_NAMES[rules.metric]}, {count(rules.lag, 'week')} late and with errors of"
        f" about {percent(rules.noise)}; {percent(rules.audit)} of reports are audited.",
        f"The funder reviews the reports every {count(rules.review_weeks, 'week')}.",
    ]
    if rules.games_money and any(one.kind in PAID_BY_REPORT for one in scenario.incentives):
        limit = "" if rules.most_gaming == "infinite" else f", by at most {percent(rules.most_gaming)}"
        said.append(f"Where money is paid by what they report, they overstate results for it{limit}.")
    pressed = scenario.service.creaming_by_counts or scenario.service.parking
    if pressed and rules.metric not in ("stock", "places"):
        said.append(
            "The more money or own targets hang on that, the more agencies take easy cases first and do less"
            " for hard ones."
        )
    if rules.target is not None:
        said.append(f"The target is {number(rules.target)} for each agency and quarter.")
    if rules.ratchet:
        said.append(
            f"Each year a target rises by {percent(rules.ratchet)} of what the reports were above it, and"
            " agencies count on that: a reward or payment weighs as much less."
        )
    if rules.deadlines:
        said.append(f"Published dates: {listing(when(scenario, week) for week in rules.deadlines)}.")
    return said


def baseline(scenario: Scenario) -> str:
    """5a."""
    rules = scenario.measurement
    if rules.target is not None:
        return f"The target of {number(rules.target)} per agency and quarter is given, not set by a baseline."
    if not scenario.warm_up_weeks:
        return "There is no year before the run to take a baseline from, so there is no target."
    return (
        f"Yes: the mean of the year before the run, by the same measure; the target is"
        f" {number(rules.target_ratio)} times that."
    )


def what_is_counted(scenario: Scenario) -> str:
    """5b."""
    return {
        "people": "A flow of people: each counts once per episode. Gross: people who would have managed"
        " without help count too.",
        "contacts": "A flow of contacts: a person seen by three agencies counts three times. Gross.",
        "stock": "A stock: people in need on a day. Net of everyone who left, helped or not.",
        "places": "A stock of filled places. Gross: who fills them, and with what result, does not count.",
        "joined_up": "A flow of people with several needs, all met without being lost. Gross.",
        "resolved": "A flow of episodes that ended while an agency served. Gross: needs that ended by"
        " themselves meanwhile count too.",
    }[scenario.measurement.metric]


def met_without_helping(scenario: Scenario) -> str:
    """5c."""
    rules = scenario.measurement
    said = {
        "contacts": "Yes, by passing people on: each new agency counts.",
        "stock": "Yes: needs that end by themselves count as success.",
        "places": "Yes, by filling places without resolving needs.",
        "people": "In part: a first service counts, whatever its outcome.",
        "joined_up": "Hardly: only met needs count.",
        "resolved": "In part: needs that end by themselves while an agency serves count as its success.",
    }[rules.metric]
    dates = f", more so before {count(len(rules.deadlines), 'published date')}" if rules.deadlines else ""
    return (
        f"{said} Agencies also overstate results where joint results have a high weight{dates}; the cost of"
        f" gaming is {number(rules.gaming_cost)} and {percent(rules.audit)} of reports are audited."
    )


def who_counts(scenario: Scenario) -> str:
    """5d."""
    rules = scenario.measurement
    independent = "all" if rules.audit == 1 else "none" if rules.audit == 0 else percent(rules.audit)
    return (
        f"The agencies count their own results, with errors of about {percent(rules.noise)};"
        f" {independent} of the count is checked independently."
    )


def after_a_shortfall(scenario: Scenario) -> str:
    """5e."""
    rules = scenario.measurement
    if not rules.correction:
        return "None: reviews have no effect."
    return (
        f"At a review every {count(rules.review_weeks, 'week')} the weight of joint results rises by"
        f" {number(rules.correction)} times the reported shortfall; an unreported one has no effect."
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
