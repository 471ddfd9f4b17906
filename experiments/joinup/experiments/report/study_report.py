"""A study as one web page: question, design, findings, evidence, and the command that repeats it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from joinup.experiments.analysis.discover import discover
from joinup.experiments.analysis.futures import Futures, futures
from joinup.experiments.analysis.guide import guide
from joinup.experiments.analysis.outcome_names import Outcome, outcome_named
from joinup.experiments.analysis.sensitivity import MORRIS, SALTELLI, sensitivity_of
from joinup.experiments.extension_files import words_for
from joinup.experiments.report import html
from joinup.experiments.report.chart import Chart, stamped
from joinup.experiments.report.charts import charts_of_options, charts_of_sensitivity
from joinup.experiments.report.formatting import DECIMAL, MONEY, SHARE
from joinup.experiments.report.output_folder import write_folder
from joinup.experiments.report.text.discovery import discovery_sections
from joinup.experiments.report.text.guide import guide_sections
from joinup.experiments.report.text.sensitivity import sensitivity_sections
from joinup.experiments.study.provenance import spans
from joinup.experiments.study.ranges import Range, declared_ranges, lever_ranges
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.describe.description import Table
from joinup.scenarios.evidence import Known, numbers
from joinup.scenarios.words import GRADES
from joinup.sim.extensions.registry import carried
from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import capital, count, listing, number, plain_name, sentence, title

KINDS = {
    "table": "points given in a table",
    "factorial": "every combination of some values",
    "sobol": "a scrambled Sobol sequence over the ranges below",
    "latin_hypercube": "a Latin hypercube over the ranges below",
    "saltelli": "a Saltelli sample over the ranges below, for Sobol indices",
    "morris": "Morris trajectories over the ranges below, one parameter moving at a time",
}

CAVEATS = (
    "The model is for comparing and learning, not for forecasts.",
    "Nearly all its parameters are judgement; their sources and grades are listed below.",
    "Points are spread evenly over ranges, whatever their likelihood: a share of futures or points is not a"
    " probability.",
    "Intervals over futures are of doubt about what the study varied; they are no confidence intervals, and"
    " do not cover uncertainty about the model's structure.",
    "Options are compared pair by pair with common random numbers. Levels are less certain than differences.",
    "Many comparisons are made here. Cuts of circumstances are shown if as good a one is found in 5% of"
    " shuffled studies at most, allowing for the number of circumstances looked at.",
)


@dataclass(frozen=True, slots=True)
class StudyReport:
    """A report and its charts.

    Attributes
    ----------
    page
        The web page.
    charts
        Its charts.
    """

    page: str
    charts: tuple[Chart, ...]


def report(
    study: StoredStudy, outcome: str, *, option: str | None = None, name: str | None = None
) -> StudyReport:
    """Return a report of a study.

    Parameters
    ----------
    study
        A study in which options were crossed with other things (--vary), or a Morris or Saltelli sample.
    outcome
        What to judge by, as in :func:`joinup.experiments.analysis.outcome_names.outcome_named`.
    option
        The path of the options, if the study crossed several.
    name
        What to call the study; its folder's name if not given.

    Raises
    ------
    StudyError
        If the study is of neither kind.

    Examples
    --------
    >>> report(open_study("studies/town"), "net_benefit").page  # doctest: +SKIP
    """
    summaries = study.summaries()
    with carried(study.scenario.extensions_at_hand):
        judged = outcome_named(outcome, summaries.columns)
    name = name or study.folder.resolve().name
    stamp = f"study {name}, joinup {study.facts['version']}"
    sampled = study.facts["kind"] in (MORRIS, SALTELLI)
    found = _with_options(study, judged, option, required=not sampled)
    parts: list[tuple[str, str]] = [
        ("The question", _question(study, judged, found)),
        ("The design", _design(study)),
    ]
    charts: list[Chart] = []
    if found is not None:
        guided, discovery = guide(found), discover(found)
        charts += charts_of_options(discovery, guided)
        parts.append(("The best option by circumstance", html.sections(guide_sections(found, guided))))
        parts.append(("Where each option works", html.sections(discovery_sections(discovery))))
    if sampled:
        matters = sensitivity_of(study, judged)
        charts += charts_of_sensitivity(matters)
        parts.append(("What matters", html.sections(sensitivity_sections(matters))))
    drawn = stamped(charts, stamp)
    parts += [
        ("Charts", "".join(chart.html() for chart in drawn)),
        ("The seven risks", _risks(study, summaries, found)),
        ("Caveats", html.bullets(CAVEATS)),
        ("Every parameter and its source", _parameters(study)),
        ("How to repeat this", _repeating(study)),
    ]
    page = html.page(
        f"{capital(title(study.scenario))}: {judged.title}",
        f"{study.standing.sentence} Report of {stamp}.",
        parts,
        stamp,
    )
    return StudyReport(page, drawn)


def write_report(made: StudyReport, folder: Path) -> list[Path]:
    """Write a report, and its charts as PNG and SVG files; return what was written.

    Raises
    ------
    ScenarioError
        If a file would be overwritten that joinup did not write.
    OSError
        If it cannot be written.
    """
    return write_folder(folder, lambda inside: _files(made, inside))


def _files(made: StudyReport, folder: Path) -> list[Path]:
    images = folder / "charts"
    images.mkdir()
    page = folder / "report.html"
    page.write_text(made.page, encoding="utf-8")
    written = [page]
    for chart in made.charts:
        for kind in ("svg", "png"):
            file = images / f"{chart.name}.{kind}"
            file.write_bytes(chart.drawn(kind))
            written.append(file)
    return written


def _with_options(
    study: StoredStudy, judged: Outcome, option: str | None, *, required: bool
) -> Futures | None:
    if not required and option is None and not study.facts["options"]:
        return None
    return futures(study, judged, option)


def _question(study: StoredStudy, judged: Outcome, found: Futures | None) -> str:
    if found is None:
        asked = f"Which parameters matter for {judged.title}?"
    else:
        names = listing((f"'{name}'" for name in found.names), "or")
        asked = f"Which is best for {judged.title}, {names}, and in which circumstances?"
    about = (" ".join(part.split()) for part in study.scenario.description.split("\n\n"))
    return html.paragraphs([asked, *(sentence(part) for part in about if part)])


def _design(study: StoredStudy) -> str:
    facts, scenario = study.facts, study.scenario
    sentences = [
        f"The scenario '{scenario.name}', {count(scenario.weeks, 'week')} after a warm-up of"
        f" {count(scenario.warm_up_weeks, 'week')}, {count(scenario.population.clients, 'client')}.",
        f"{count(len(study.points), 'point')}: {KINDS[facts['kind']]}."
        f" {count(len(study.seeds), 'replicate')} of each, with seeds {spans(study.seeds)}:"
        " replicate r has the same seed at every point.",
    ]
    for path, values in facts["options"].items():
        sentences.append(f"Crossed with every point: {path} = {', '.join(str(value) for value in values)}.")
    ranges = html.table(_ranges(study), "Ranges that were sampled") if study.ranges else ""
    return html.paragraphs(sentences) + (
        html.hidden(f"The {count(len(study.ranges), 'range')} sampled", ranges) if study.ranges else ""
    )


def _ranges(study: StoredStudy) -> Table:
    rows = tuple((one.path, number(one.low), number(one.high)) for one in study.ranges)
    return Table(("Parameter", "From", "To"), rows)


def _risks(study: StoredStudy, summaries: pd.DataFrame, found: Futures | None) -> str:
    """Return the scorecard of the seven risks: means over all runs, option by option."""
    if found is None:
        groups = {"All runs": summaries}
    else:
        chosen = summaries[found.option].map(str)
        groups = {capital(plain_name(name)): summaries[chosen == name] for name in found.names}
    parts = [html.paragraphs(["Means over all points and replicates; '-' if there were no cases."])]
    for risk, risk_title in RISKS.items():
        rows = []
        for measure in (one for one in MEASURES if one.risk == risk):
            stem = f"scorecard.{measure.name}"
            for column in [c for c in summaries.columns if c == stem or c.startswith(f"{stem}.")]:
                part = column[len(stem) + 1 :]
                write = {"share": SHARE, "GBP": MONEY}.get(measure.unit, DECIMAL)
                label = f"{capital(measure.title)}{f' ({plain_name(part)})' if part else ''}"
                means = [write.alone(float(group[column].mean())) for group in groups.values()]
                rows.append((label, *means, measure.good, measure.bad))
        columns = ("Measure", *groups, "Good", "Bad")
        parts.append(html.table(Table(columns, tuple(rows)), f"{risk}: {risk_title}"))
    return "".join(parts)


def _parameters(study: StoredStudy) -> str:
    every = list(numbers(study.scenario))
    varied = set(study.points)
    rows = tuple(
        (
            one.path,
            capital(one.title),
            number(one.value),
            one.unit,
            _range(one),
            GRADES[one.grade],
            one.source or "",
            "varied" if one.path in varied else "",
        )
        for one in every
    )
    grades = pd.Series([GRADES[one.grade] for one in every]).value_counts()
    evidence = listing(f"{name}: {number(int(many))}" for name, many in grades.items())
    columns = ("Path", "Parameter", "Value", "Unit", "Range", "Evidence", "Source", "")
    shown = html.table(Table(columns, rows), "Every parameter")
    sentences = [f"Evidence for {count(len(every), 'number')}: {evidence}."]
    return html.paragraphs(sentences) + html.hidden("All of them", shown)


def _range(one: Known) -> str:
    if one.low is None and one.high is None:
        return ""
    if one.low is None or one.high is None:
        return f"up to {number(one.high)}" if one.low is None else f"from {number(one.low)}"
    return f"{number(one.low)} to {number(one.high)}"


def _repeating(study: StoredStudy) -> str:
    versions = Table(("Package", "Version"), tuple(study.facts["versions"].items()))
    sentences = ["The same command with the same version gives the same runs, bit for bit."]
    again = sweep_command_of(study)
    if again is None:
        sentences.append("The points came from a table, which joinup export writes.")
    shown = "" if again is None else html.command(again)
    return (
        html.paragraphs([*sentences, f"Model: joinup {study.facts['version']}."])
        + shown
        + html.table(versions, "Package versions")
    )


def sweep_command_of(study: StoredStudy) -> str | None:
    """Return the command that makes a study again; None if its points or options came from a table."""
    facts = study.facts
    if facts["kind"] == "table" or facts.get("choices"):
        return None
    files = words_for(facts.get("extensions", ()))
    words = ["joinup", *files, "sweep", *(facts["asked"] or [study.scenario.name])]
    for path, values in facts["options"].items():
        words += ["--vary", f"{path}={','.join(_written(value) for value in values)}"]
    if study.ranges:
        for text in _over(study):
            words += ["--over", text]
        each = {MORRIS: len(study.ranges) + 1, SALTELLI: len(study.ranges) + 2}.get(facts["kind"], 1)
        words += ["--method", facts["kind"], "--points", str(len(facts["samples"]) // each)]
        if facts.get("sample_seed"):
            words += ["--sample-seed", str(facts["sample_seed"])]
    if study.scale is not None and study.scale.is_beyond:
        words.append("--any-scale")
    words += ["--replications", str(facts["replicates"]), "--seed", str(facts["seed"])]
    return shlex.join(words)


def _over(study: StoredStudy) -> list[str]:
    for name, found in (("declared", declared_ranges), ("levers", lever_ranges)):
        if list(study.ranges) == found(study.scenario):
            return [name]
    return [_range_word(one) for one in study.ranges]


def _range_word(one: Range) -> str:
    return f"{one.path}={one.low:.12g}:{one.high:.12g}"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
