"""The description of a scenario in plain English.

``describe`` returns headings, sentences and tables, so that a terminal, a report and a page can
each lay them out in their own way; ``str()`` of it is plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from joinup.scenarios.describe import calendar
from joinup.scenarios.evidence import Known, levers, numbers, range_of
from joinup.scenarios.questions.questions import KEY_QUESTIONS, RECONSTRUCTED
from joinup.scenarios.words import GRADES, UNITS
from joinup.sim.mechanisms.access import sentences as access
from joinup.sim.mechanisms.accountability import sentences as accountability
from joinup.sim.mechanisms.awareness import sentences as awareness
from joinup.sim.mechanisms.awareness.sentences import CONTACT_SENTENCES
from joinup.sim.mechanisms.effort import sentences as effort
from joinup.sim.mechanisms.funding import sentences as funding
from joinup.sim.mechanisms.journeys import sentences as journeys
from joinup.sim.mechanisms.ledger import sentences as ledger
from joinup.sim.mechanisms.navigators import sentences as navigators
from joinup.sim.mechanisms.outreach_and_consultation import sentences as outreach
from joinup.sim.mechanisms.partnership import sentences as partnership
from joinup.sim.mechanisms.prevention import sentences as prevention
from joinup.sim.mechanisms.reporting import sentences as reporting
from joinup.sim.parameters import Scenario
from joinup.sim.text.card import Card, one_line
from joinup.sim.text.words import (
    capital,
    count,
    day,
    listing,
    number,
    percent,
    pounds,
    sentence,
    title,
    titles,
)

PARAGRAPHS = re.compile(r"\n\s*\n")
LEVERS = ("What you can change", "Now", "Range", "Unit", "Evidence")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences and perhaps a table."""

    heading: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Description:
    """The description of a scenario, section by section."""

    title: str
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        """Return the description as plain text."""
        lines = [self.title, "=" * len(self.title)]
        for section in self.sections:
            lines += ["", section.heading, "-" * len(section.heading), *section.sentences]
            if section.table is not None:
                for row in section.table.rows:
                    cells = zip(section.table.columns, row, strict=True)
                    lines.append("- " + "; ".join(f"{name}: {cell}" for name, cell in cells if cell))
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return its sections on one screen; printed it is the whole text."""
        rows = tuple((one.heading, f"{len(one.table.rows)}" if one.table else "") for one in self.sections)
        said = self.sections[0].sentences if self.sections else ()
        return str(Card(self.title, said[:2], ("Section", "Rows"), rows, ("print(description)",)))

    def _repr_html_(self) -> str:
        """Return the description for a notebook."""
        parts = [_element("h2", self.title)]
        for section in self.sections:
            parts += [_element("h3", section.heading), *(_element("p", said) for said in section.sentences)]
            if section.table is not None:
                rows = [_html_row("th", section.table.columns)]
                rows += [_html_row("td", row) for row in section.table.rows]
                parts.append(f"<table>{''.join(rows)}</table>")
        return f"<div class='joinup'>{''.join(parts)}</div>"


def _html_row(kind: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(_element(kind, cell) for cell in cells)}</tr>"


def _element(kind: str, text: str) -> str:
    return f"<{kind} style='text-align:left'>{escape(one_line(text))}</{kind}>"


def describe(scenario: Scenario) -> Description:
    """Return the description of a scenario: people, agencies, programme, levers and evidence.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> print(describe(load("town")).title)
    A town with four agencies
    """
    parts: list[tuple[str, Callable[[Scenario], Sequence[str]]]] = [
        ("How they work together", lambda at: [*partnership.partnership(at), *access.doors(at)]),
        ("Objectives of the agencies", effort.aims),
        ("From one service to the next", journeys.between_services),
        ("Incentives", effort.incentives),
        ("Extra money", funding.funding),
        ("Who pays for unmet need", ledger.failure),
        ("Publicity", awareness.campaigns),
        ("Consultation", outreach.consultations),
        ("Navigators", navigators.navigators),
        ("Prevention", prevention.prevention),
        ("What is measured", reporting.measured),
        ("Complaints", accountability.complaints),
        ("Yearly account", accountability.accounts),
        ("Events", calendar.events),
        ("Published figures to compare with", calendar.published),
    ]
    sections = [
        _overview(scenario),
        _people(scenario),
        Section("Who may be served", tuple(access.eligibility(scenario))),
        _agencies(scenario),
    ]
    told = [(heading, tuple(say(scenario))) for heading, say in parts]
    # What a scenario may have and most have not is left out where it has none.
    sections += [Section(heading, said) for heading, said in told if said]
    sections += [_key_questions(scenario), _levers(scenario), *_evidence(scenario)]
    return Description(capital(title(scenario)), tuple(sections))


def _overview(scenario: Scenario) -> Section:
    last = scenario.start_date + timedelta(days=7 * scenario.weeks - 1)
    paragraphs = (" ".join(part.split()) for part in PARAGRAPHS.split(scenario.description))
    said = [sentence(paragraph) for paragraph in paragraphs if paragraph]
    said.append(
        f"It runs for {count(scenario.weeks, 'week')}, from {day(scenario.start_date)} to {day(last)}."
    )
    if scenario.warm_up_weeks:
        said.append(
            f"A warm-up of {count(scenario.warm_up_weeks, 'week')} comes first, so that waiting lists and"
            " routines settle; it is not reported."
        )
    return Section("In short", tuple(said))


def _people(scenario: Scenario) -> Section:
    people = scenario.population
    said = [f"{count(people.clients, 'client')} are simulated."]
    if people.people not in (None, people.clients):
        stand_for = count(people.people, "person", "people")
        said = [f"{number(people.clients)} simulated clients stand for {stand_for}."]
    needs = listing(titles(people.needs).values())
    said.append(f"They may need {needs}.")
    localities = sum(locality.count for locality in people.localities)
    if localities > 1:
        names = listing(titles(people.localities).values())
        said.append(f"They live in {count(localities, 'locality', 'localities')}: {names}.")
    said.append(CONTACT_SENTENCES[people.contacts.kind])
    needed, hard = titles(people.needs), titles(people.access)
    rows = tuple(
        (
            title(group),
            percent(group.share),
            ", ".join(f"{needed[need]} {percent(chance)}" for need, chance in group.needs.items()),
            ", ".join(f"{hard[way]} {percent(part)}" for way, part in group.access.items()) or "none",
        )
        for group in people.groups
    )
    columns = ("Group", "Share", "Chance of each need", "Share with access needs")
    return Section("Who the clients are", tuple(said), Table(columns, rows))


def _agencies(scenario: Scenario) -> Section:
    needs, ways = titles(scenario.population.needs), titles(scenario.population.access)
    rows = tuple(
        (
            title(agency),
            listing(needs[need] for need in agency.needs) or "no need itself",
            number(agency.places),
            number(agency.service_weeks),
            pounds(agency.place_cost),
            ", ".join(f"{ways[way]} {percent(met)}" for way, met in access.levels_met(scenario, agency))
            or "none",
            number(agency.outreach) if agency.outreach else "none",
        )
        for agency in scenario.agencies
    )
    columns = (
        "Agency",
        "Serves",
        "Places",
        "Weeks of service",
        "Cost of a place a week",
        "How far access needs are met",
        "Found by outreach a week",
    )
    return Section("Who the agencies are", tuple(journeys.places_solved(scenario)), Table(columns, rows))


def _key_questions(scenario: Scenario) -> Section:
    rows = tuple(
        (f"{question.number} {question.text}", question.assumes(scenario)) for question in KEY_QUESTIONS
    )
    said = (
        RECONSTRUCTED,
        "Values are those at the start. What runs show on each question is in the summary of joinup run.",
    )
    return Section("The key questions of 2001", said, Table(("Question", "The scenario assumes"), rows))


def _levers(scenario: Scenario) -> Section:
    rows = tuple(
        (capital(lever.title), number(lever.value), range_of(lever), _unit(lever), _evidence_of(lever))
        for lever in levers(scenario)
    )
    if not rows:
        return Section("What you can change", ("The scenario declares no levers.",))
    return Section("What you can change", (), Table(LEVERS, rows))


def _unit(facts: Known) -> str:
    return UNITS.get(facts.unit, facts.unit)


def _evidence_of(facts: Known) -> str:
    return GRADES[facts.grade] + (f": {facts.source}" if facts.source else "")


def _evidence(scenario: Scenario) -> list[Section]:
    every = list(numbers(scenario))
    given = Counter(one.grade for one in every if one.given)
    default = Counter(one.grade for one in every if not one.given)
    rows = tuple(
        (meaning, number(given[grade]), number(default[grade]))
        for grade, meaning in GRADES.items()
        if given[grade] or default[grade]
    )
    said = [
        f"{count(given.total(), 'number is', 'numbers are')} set by this scenario;"
        f" {number(default.total())} have joinup's defaults."
    ]
    columns = ("Evidence", "Set by the scenario", "Default")
    found = [Section("Evidence for the numbers", tuple(said), Table(columns, rows))]
    fitted = tuple(
        (capital(one.title), number(one.value), _unit(one), one.source or "not stated")
        for one in every
        if one.grade == "fitted"
    )
    if fitted:
        told = (
            "These were chosen so that the model reproduces published figures; they are not independent"
            " evidence.",
        )
        found.append(Section("Fitted numbers", told, Table(("Number", "Value", "Unit", "Fitted to"), fitted)))
    return found
