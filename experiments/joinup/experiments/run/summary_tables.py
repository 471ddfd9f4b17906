"""Tables of the printed summary: outcomes, scorecard, money, published values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import isfinite, nan

from rich.table import Table
from rich.text import Text

from joinup.experiments.analysis.methods.statistics import Estimate
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE, Writer
from joinup.experiments.report.terminal import printable
from joinup.experiments.run.findings import HELD_OUT, Findings
from joinup.experiments.run.measures_table import JOINT, OCCUPANCY, USE, Key
from joinup.experiments.run.questions.answers import key_answers
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.verdicts import judge, why_missing
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.measure import Measure
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import body_name, capital, count, day, listing, number, title, titles

OUTCOMES: dict[str, tuple[str, Writer]] = {
    "episodes": ("Episodes\nof need", COUNT),
    "reached": ("Got to a\nservice", SHARE),
    "resolved": ("Resolved", COUNT),
    "joined_up": ("Joined-\nup", COUNT),
    "dropped_out": ("Dropped\nout", COUNT),
    "need_weeks": ("Weeks\nof need", COUNT),
    "complaints": ("Com-\nplaints", COUNT),
}
"""Outcomes that are printed; the others are only in the results folder."""

COLOURS = {"good": "green", "bad": "red", "between": "yellow"}

CAUSES = {
    "abandoned": "gave up",
    "lapsed_after_hand_off": "lost in a hand-off",
    "wrong_door_lapsed": "lost at a wrong door",
    "refused": "refused",
    "not_helped": "not helped",
}

WRITERS = {"GBP": MONEY, "share": SHARE}
"""Number formats of observables by unit; others are counts."""

USES = {"fitted": "fitting", "shown": "comparison"}


def plain_table(*columns: str, first: str = "") -> Table:
    """Return an empty table: a wide first column and numbers to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, overflow="fold", vertical="bottom")
    for column in columns:
        table.add_column(column, justify="right", overflow="fold")
    return table


def outcomes_table(findings: Findings, shown: Mapping[str, tuple[str, Writer]] = OUTCOMES) -> Table:
    """Return outcomes by group, the margins below the means."""
    table = plain_table(*(heading for heading, _ in shown.values()))
    names = titles(findings.request.scenario.population.groups)
    for group in (*names, ALL):
        cells = [
            writer.pair(findings.levels[Key("outcome", name, group)]) for name, (_, writer) in shown.items()
        ]
        style = "bold" if group == ALL else ""
        label = "All" if group == ALL else printable(names[group])
        table.add_row(Text(label, style=style), *(Text(mean, style=style) for mean, _ in cells))
        if any(margin for _, margin in cells):
            table.add_row("", *(Text(margin, style="dim") for _, margin in cells))
    return table


def occupancy_text(findings: Findings) -> str:
    """State the share of each agency's places that were in use over the run."""
    names = titles(findings.request.scenario.agencies)
    shares = [
        f"{printable(names[key.part])} {' '.join(SHARE.pair(share)).strip()}"
        for key, share in findings.levels.items()
        if key[:2] == (USE, OCCUPANCY)
    ]
    return f"Places in use: {listing(shares)}." if shares else "No agency has places."


def scorecard_table(findings: Findings) -> Table:
    """Return the measures of each risk, their ratings, and the limits of good and bad."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("", overflow="fold", ratio=1)
    table.add_column("Value", justify="right", width=15)
    table.add_column("", width=7)
    table.add_column("Good / bad", overflow="fold", width=24, style="dim")
    for risk, name in RISKS.items():
        table.add_row(Text(f"{risk}  {capital(name)}", style="bold"))
        for measure in MEASURES:
            if measure.risk == risk:
                _add_measure(table, findings, measure)
    return table


def _add_measure(table: Table, findings: Findings, measure: Measure) -> None:
    limits = Text(f"{measure.good} / {measure.bad}")
    label = Text(f"  {capital(measure.title)}")
    label.append(f", {_unit(measure)}", style="dim")
    parts = {
        key.part: found for key, found in findings.levels.items() if key[:2] == ("scorecard", measure.name)
    }
    if "" in parts:
        table.add_row(label, *_judged(findings, measure, "", parts[""], limits))
        return
    table.add_row(label, "", "", limits)
    for part, name, found in _parts(findings, measure, parts):
        table.add_row(Text(f"    {name}", style="dim"), *_judged(findings, measure, part, found, Text("")))


def _unit(measure: Measure) -> str:
    return "from 0 to 1" if measure.unit == "0-1" else measure.unit


def _parts(
    findings: Findings, measure: Measure, parts: dict[str, Estimate]
) -> Iterator[tuple[str, str, Estimate]]:
    """Name the parts of a measure; for drop-outs only each group's most frequent cause."""
    scenario = findings.request.scenario
    groups = titles(scenario.population.groups)
    names = {**titles(scenario.agencies), **groups}
    if measure.name != "drop_outs":
        for part, found in parts.items():
            yield part, printable(names.get(part, part)), found
        return
    for group, name in groups.items():
        causes = {cause: parts[f"{group}: {cause}"] for cause in CAUSES}
        cause = max(causes, key=lambda c: causes[c].mean if isfinite(causes[c].mean) else -1.0)
        there = isfinite(causes[cause].mean)
        label = f"{name}, most: {CAUSES[cause]}" if there else name
        yield group, printable(label), causes[cause]


def _judged(
    findings: Findings, measure: Measure, part: str, found: Estimate, limits: Text
) -> tuple[Text, Text, Text]:
    """Return value, rating and limits of a measure, or the reason why there is no value."""
    if not isfinite(found.mean):
        why = why_missing(measure, part, findings.request.scenario)
        return Text("cannot tell", style="dim"), Text(""), Text(why)
    word = judge(measure, found.mean) or ""
    writer = MONEY if measure.unit == "GBP" else DECIMAL
    return Text(writer.level(found)), Text(word, style=COLOURS.get(word, "")), limits


def questions_table(findings: Findings) -> Table:
    """Return the findings on each key question, one row each."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("", width=2)
    table.add_column("", width=21, overflow="fold")
    table.add_column("", overflow="fold", ratio=1)
    for answer in key_answers(findings):
        style = "" if answer.answered else "dim"
        question = answer.question
        table.add_row(question.number, Text(question.short), Text(printable(answer.shows), style=style))
    return table


def decided_table(request: RunRequest) -> Table | Text:
    """Return the decisions of the session that a run repeats, one row each."""
    if request.session is None or not request.session.log:
        return Text("None.")
    table = plain_table()
    table.show_header = False
    for column in table.columns[1:]:
        column.justify = "left"
    start = request.scenario.start_date
    for entry in request.session.log:
        when = f"week {entry.week}, {day(start + timedelta(weeks=entry.week))}"
        late = " (after the weeks run)" if entry.week >= request.scenario.weeks else ""
        table.add_row(when, Text(printable(f"{entry.words}{late}")), Text(printable(entry.who), style="dim"))
    return table


def money_table(findings: Findings) -> Table:
    """Return spending, failure demand, incentives paid and received, by payer."""
    table = plain_table("Spending", "of it on\njoint work", "Failure\ndemand", "Incentives\npaid", "received")
    names = titles(findings.request.scenario.agencies)
    costs: dict[str, dict[str, float]] = {}
    for key, found in findings.levels.items():
        if key.kind == "cost":
            costs.setdefault(key.part, {})[key.name] = found.mean
        elif key.kind == "received":
            costs.setdefault(key.part, {})["received"] = found.mean
    rows = []
    for payer in (*(name for name in names if name in costs), *sorted(set(costs) - set(names))):
        paid = costs[payer]
        spending = sum(v for c, v in paid.items() if c not in (TRANSFER, FAILURE, "received"))
        joint = sum(paid.get(category, 0.0) for category in JOINT)
        row = [spending, joint, paid.get(FAILURE, 0.0), paid.get(TRANSFER, 0.0), paid.get("received", 0.0)]
        rows.append(row)
        label = printable(names.get(payer) or capital(body_name(payer)))
        table.add_row(label, *(_blank_zero(value) for value in row))
    sums = [sum(column) for column in zip(*rows, strict=True)] if rows else []
    table.add_row(Text("All", style="bold"), *(Text(_blank_zero(x), style="bold") for x in sums))
    if findings.request.replicates > 1:
        totals = ("spending", "coordination", "failure_demand")
        margins = (MONEY.pair(findings.levels[Key("money", name)])[1] for name in totals)
        table.add_row("", *(Text(margin, style="dim") for margin in margins))
    return table


def _blank_zero(value: float) -> str:
    return "" if value == 0 else MONEY.alone(value)


def funding_lines(findings: Findings) -> list[str]:
    """State the use of each window of extra money."""
    lines = []
    for window in findings.request.scenario.funding:
        given, spent, lapsed, left = (
            findings.levels[Key("funding", what, window.name)].mean
            for what in ("given", "spent", "lapsed", "left")
        )
        name = printable(capital(title(window)))
        if not given:
            lines.append(f"{name}: nothing was given within the run.")
            continue
        text = f"{name}: GBP {MONEY.alone(given)} given, {MONEY.alone(spent)} spent"
        text += f" ({SHARE.alone(spent / given)})"
        if lapsed:
            text += f", {MONEY.alone(lapsed)} not spent and handed back"
        if left:
            text += f", {MONEY.alone(left)} still in hand at the end"
        lines.append(f"{text}.")
    return lines


def observables_table(findings: Findings) -> Table:
    """Return published values and the model's for the same week."""
    table = plain_table("Published", "Model", "Model less\npublished", "Used for")
    apart = 0
    for item in findings.request.scenario.observables:
        unit = f", {item.unit}" if item.unit not in ("people", "") else ""
        writer = WRITERS.get(item.unit, COUNT)
        apart += sum(point.used_for == HELD_OUT for point in item.published)
        table.add_row(Text(printable(f"{title(item)}{unit}"), style="bold"))
        for point, _, model in findings.published[item.name]:
            gap = model.mean / point.value - 1 if point.value else nan
            table.add_row(
                f"  {day(point.date)}",
                number(point.value) if writer is COUNT else writer.alone(point.value),
                writer.level(model) if model.runs else "no value",
                f"{round(100 * gap):+d}%" if isfinite(gap) else "",
                USES[point.used_for] if isfinite(gap) else "",
            )
        if not findings.published[item.name]:
            _add_ends(table, findings, item.name, writer)
    notes = [f"{count(apart, 'published value')} held out for a test and not shown."] if apart else []
    if any(item.measured and item.published for item in findings.request.scenario.observables):
        notes.append(
            "The model's are as they would be published where the scenario says how that is measured."
        )
    if notes:
        table.caption = " ".join(notes)
        table.caption_justify = "left"
    return table


def _add_ends(table: Table, findings: Findings, name: str, writer: Writer) -> None:
    values = [(week, value) for week, value in enumerate(findings.series[name]) if isfinite(value)]
    if not values:
        table.add_row("  (the run is too short for it)")
        return
    first, highest, last = values[0], max(values, key=lambda found: found[1]), values[-1]
    for what, (week, value) in {"first": first, "highest": highest, "last": last}.items():
        table.add_row(f"  week {week} ({what})", "", writer.alone(value))
