"""The summary that ``joinup run`` prints: the run, its outcomes and its differences from baselines.

Every number is a mean over replicates; ``±`` is the half-width of its 95 % confidence interval.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinup.experiments.report.terminal import print_page, printable
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.need import HELP, need_text
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.spreads import sentences
from joinup.experiments.run.summary_differences import (
    acceptability_text,
    differences_table,
    in_short,
    notes,
    who_gains_text,
)
from joinup.experiments.run.summary_tables import (
    decided_table,
    funding_lines,
    money_table,
    observables_table,
    occupancy_text,
    outcomes_table,
    questions_table,
    scorecard_table,
)
from joinup.experiments.session.log import AS_WRITTEN
from joinup.scenarios.questions.questions import RECONSTRUCTED
from joinup.sim.parameters.baselines import SAME_MONEY
from joinup.sim.parameters.edition import SECOND
from joinup.sim.text.words import count, day, number, title, titles

INDENT = 2


def print_summary(findings: Findings) -> None:
    """Print the findings."""
    print_page(lambda console: _print_all(console, findings))


def _print_all(console: Console, findings: Findings) -> None:
    _print_head(console, findings)
    if findings.request.session is not None:
        _heading(console, "Decisions of the session")
        _print(console, decided_table(findings.request))
    if findings.differences:
        _heading(console, "Who gains and who loses")
        for name in findings.differences:
            _print(console, Text(who_gains_text(findings, name)))
        _heading(console, "Summary of differences")
        _print(console, in_short(findings))
    if findings.spreads:
        _heading(console, "Weeks of need and net benefit beyond chance")
        for line in sentences(findings.spreads, titles(findings.request.scenario.population.groups)):
            _print(console, Text(line))
    _heading(console, "Outcomes by client group")
    _print(console, outcomes_table(findings))
    _print(console, Text(occupancy_text(findings)))
    if findings.request.scenario.schema_version == SECOND:
        _print(console, Text(need_text(findings)))
        _heading(console, "Help by client group, from onset")
        _print(console, outcomes_table(findings, HELP))
    _heading(console, "Scorecard of the seven risks")
    _print(console, scorecard_table(findings))
    if findings.yardstick is not None:
        _print(console, Text(findings.yardstick.sentence))
    _heading(console, "Money by payer, GBP over the whole run")
    _print(console, money_table(findings))
    for line in funding_lines(findings):
        _print(console, Text(line))
    for name in findings.differences:
        _heading(console, f"Difference from {_baseline_words(findings, name)}")
        _print(console, differences_table(findings, name))
        _print(console, Text(acceptability_text(findings, name)))
    if findings.differences:
        _print(console, Text(notes(findings), style="dim"))
    if findings.series:
        _heading(console, "Series compared with published values")
        _print(console, observables_table(findings))
    _heading(console, "The key questions of 2001: what the runs show")
    _print(console, questions_table(findings))
    _print(console, Text(_about_questions(findings), style="dim"))
    _print_warnings(console, findings)
    _print_journeys(console, findings)
    if findings.folder is not None:
        _heading(console, "Results")
        console.print(Padding(Text(printable(_shown(findings))), (0, 0, 0, INDENT)), soft_wrap=True)


def _print_head(console: Console, findings: Findings) -> None:
    request = findings.request
    scenario = request.scenario
    each = scenario.people_per_client
    people = round(scenario.population.clients * each)
    console.print(Text(printable(title(scenario)), style="bold"))
    stands = (
        "each simulated"
        if each == 1
        else f"{number(scenario.population.clients)} simulated clients who stand for {each:,.4g} people each"
    )
    _print(
        console,
        Text(
            f"{count(scenario.weeks, 'week')} from {day(scenario.start_date)}, after a warm-up of"
            f" {count(scenario.warm_up_weeks, 'week')}. {number(people)} people, {stands}."
        ),
    )
    if findings.scale is not None:
        _print(console, Text(findings.scale.sentence))
    seeds = f"seed {request.seed}"
    if request.replicates > 1:
        seeds = f"seeds {request.seed} to {request.seed + request.replicates - 1}"
    runs = f"{count(request.replicates, 'replicate')}, {seeds}"
    if request.baselines:
        runs += ", of the scenario and of each baseline"
    margins = (
        " Numbers are means; ± is half of the 95% confidence interval (CI)."
        if request.replicates > 1
        else " One replicate: no confidence intervals."
    )
    _print(console, Text(f"{runs}.{margins}"))
    _print(console, Text(f"Scenario {scenario.name}, hash {scenario.hash[:8]}.{_changed(findings)}"))
    if request.session is not None:
        _print(console, Text(printable(_replayed(request))))


def _replayed(request: RunRequest) -> str:
    session = request.session
    assert session is not None
    text = f"A replay of the session in '{request.asked[1]}'"
    if request.scenario.weeks < session.scenario.weeks:
        text += f", up to week {request.scenario.weeks} of {session.scenario.weeks}"
    seeds = ""
    if request.replicates > 1:
        seeds = (
            f" The session had seed {request.seed}; further replicates have the same decisions and other"
            " random draws."
        )
    return f"{text}.{seeds}"


def _changed(findings: Findings) -> str:
    changes = [f"{path} = {value}" for path, value in findings.request.changes.items()]
    return printable(f" Changed: {', '.join(changes)}.") if changes else ""


def _about_questions(findings: Findings) -> str:
    if findings.request.session is not None:
        return RECONSTRUCTED
    asked = printable(findings.request.asked[0])
    return f"{RECONSTRUCTED} In full, with what the scenario assumes: joinup describe {asked}"


def _baseline_words(findings: Findings, name: str) -> str:
    words = {
        "none": "'none': the effect of joint working",
        SAME_MONEY: f"'{SAME_MONEY}': joint working beside as much money in places",
        "no_programme": "'no_programme': the effect of the programme (joint working, money and publicity)",
    }
    if findings.request.session is not None:
        words = {
            AS_WRITTEN: f"'{AS_WRITTEN}': the effect of the session's decisions",
            "none": "'none': the effect of the decisions and joint working",
            "no_programme": "'no_programme': the effect of the decisions and the programme",
        }
    return words.get(name, printable(f"'{name}'"))


def _print_warnings(console: Console, findings: Findings) -> None:
    if findings.warnings:
        _heading(console, "Warnings")
        for warning in findings.warnings:
            _print(console, Text(printable(warning)))


def _print_journeys(console: Console, findings: Findings) -> None:
    for client, story in findings.journeys.items():
        _heading(console, f"Journey of client {client}")
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for line in story or ["the whole run: nothing happened"]:
            when, _, what = printable(line).partition(": ")
            table.add_row(Text(when, style="dim"), Text(what))
        _print(console, table)


def _shown(findings: Findings) -> str:
    assert findings.folder is not None
    try:
        return f"{findings.folder.relative_to(Path.cwd())} (README.txt lists the contents)"
    except ValueError:
        return f"{findings.folder} (README.txt lists the contents)"


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _print(console: Console, what: RenderableType) -> None:
    console.print(Padding(what, (0, 0, 0, INDENT)))
