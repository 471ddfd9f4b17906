"""A page for every shipped scenario, written from its file: its description and its evidence.

Pages hold no results of runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from joinup.scenarios.describe.description import Section, Table, describe
from joinup.scenarios.documentation.markdown import plain, table
from joinup.scenarios.evidence import Known, numbers
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.scenarios.words import GRADES, MEASURES
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import capital, count, day, number, percent, title

WRITTEN = "<!-- Written by python -m joinup.cli.reference from the scenario's file; do not edit. -->"
INDEX = "README.md"
HELD_OUT = "held_out"
USES = {"fitted": "fitted to", "shown": "shown only"}


def scenario_pages() -> dict[str, str]:
    """Return the pages by name of their file, the index among them."""
    scenarios = {name: load(name) for name in available()}
    pages = {f"{name}.md": page(scenario) for name, scenario in scenarios.items()}
    return {INDEX: index(scenarios), **pages}


def index(scenarios: Mapping[str, Scenario]) -> str:
    """Return the page that lists the scenarios."""
    rows = []
    for name, scenario in scenarios.items():
        given = [one for one in numbers(scenario) if one.given]
        grades = Counter(
            "judgement" if one.grade == "judgement" else "fitted" if one.grade == "fitted" else "sourced"
            for one in given
        )
        points = sum(len(series.published) for series in scenario.observables)
        rows.append(
            (
                f"[`{name}`]({name}.md)",
                plain(title(scenario)),
                f"{scenario.start_date:%Y}",
                number(len(given)),
                number(grades["sourced"]),
                number(grades["fitted"]),
                number(points),
            )
        )
    columns = ("Scenario", "What it is", "From", "Numbers set", "Sourced", "Fitted", "Published figures")
    return (
        f"{WRITTEN}\n\n# The shipped scenarios\n\n"
        "Each page describes a scenario from its file: people, agencies, programme, assumptions about the key"
        " questions of 2001, levers, and the evidence for its numbers. Results are in the summary of a run:"
        " `joinup run NAME`. Numbers that are neither sourced nor fitted are"
        f" judgement.\n\n{table(columns, rows)}"
    )


def page(scenario: Scenario) -> str:
    """Return the page of a scenario."""
    told = describe(scenario)
    text = f"{WRITTEN}\n\n# {plain(told.title)}\n\n"
    text += f"```sh\nuv run joinup describe {scenario.name}\nuv run joinup run {scenario.name}\n```\n"
    sections = [*told.sections, *_published(scenario), _sources(scenario)]
    return text + "".join(_section(section.heading, section) for section in sections)


def _section(heading: str, section: Section) -> str:
    text = f"\n## {plain(heading)}\n"
    if section.sentences:
        text += "\n" + "\n\n".join(plain(said) for said in section.sentences) + "\n"
    if section.table is not None:
        rows = [[plain(cell) for cell in row] for row in section.table.rows]
        text += f"\n{table(section.table.columns, rows)}"
    return text


def _published(scenario: Scenario) -> list[Section]:
    """Return a section for each series with published figures; those held out are only counted."""
    sections = []
    for series in scenario.observables:
        if not series.published:
            continue
        shown = [point for point in series.published if point.used_for != HELD_OUT]
        apart = len(series.published) - len(shown)
        said = [f"Compared with the model's {MEASURES[series.measure]}, in {series.unit}."]
        if apart:
            said.append(f"{count(apart, 'figure')} held out for a test and not shown here.")
        rows = tuple(
            (
                day(point.date),
                percent(point.value) if series.unit == "share" else number(point.value),
                USES[point.used_for],
                GRADES.get(point.grade, point.grade),
                point.source or "not stated",
            )
            for point in shown
        )
        columns = ("Date", "Published", "Used", "Grade", "Source")
        heading = f"Published: {capital(title(series))}"
        sections.append(Section(heading, tuple(said), Table(columns, rows)))
    return sections


def _sources(scenario: Scenario) -> Section:
    """Return the numbers for which the file gives a source or a note."""
    notes = {path: said.note for path, said in scenario.provenance.items() if said.note}
    given = [one for one in numbers(scenario) if one.given]
    sourced = [one for one in given if one.grade != "judgement" or one.source or one.path in notes]
    rest = len(given) - len(sourced)
    rows = tuple(_sourced(one, notes.get(one.path)) for one in sourced)
    others = f"{count(rest, 'other number')} set by the file {'is' if rest == 1 else 'are'} judgement, and"
    told = f"{others} {'has' if rest == 1 else 'have'} no source or note."
    if not rows:
        return Section("Sources of the numbers", (told,))
    columns = ("Number", "Value", "Range", "Grade", "Source", "Note")
    return Section("Sources of the numbers", (told,), Table(columns, rows))


def _sourced(one: Known, note: str | None) -> tuple[str, ...]:
    spread = "" if one.low is None or one.high is None else f"{number(one.low)} to {number(one.high)}"
    value = f"{number(one.value)} {one.unit}".strip()
    return (capital(one.title), value, spread, GRADES[one.grade], one.source or "", note or "")
