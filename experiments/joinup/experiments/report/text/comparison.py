"""Sentences and tables on how options differ, how surely, and what each is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.cost_effectiveness import (
    ON_FRONTIER,
    acceptability_curve,
    incremental_analysis,
)
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, paired_differences
from joinup.experiments.analysis.methods.statistics import NET_BENEFIT as NET_BENEFIT_KEY
from joinup.experiments.analysis.methods.statistics import Estimate, Verdict
from joinup.experiments.analysis.methods.stopping import Next
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, Writer
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.summary_differences import COSTS, ROWS, VALUE, DifferenceRow, better_or_worse
from joinup.experiments.study.rows import column
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.text.words import count, listing, number, percent, plain_name, titles

BY_GROUP = ("reached", "resolved")
"""Outcomes told for each client group, besides weeks in unmet need."""

NET = tuple(row for row in VALUE if row.key == NET_BENEFIT_KEY)
EVERY_ROW = (*ROWS, *COSTS, *NET)
ON_A_SCREEN = (
    "reached",
    "resolved",
    "joined_up",
    "mean_wait_weeks",
    "unmet_need_weeks",
    "public_cost",
    "net_benefit",
)
WORDS = {"costs less": "better", "costs more": "worse"}
"""What money says of better and worse."""


def comparison_sections(
    arms: PairedDraws,
    precision: Precision | None = None,
    contributions: pd.DataFrame | None = None,
    *,
    every: bool = False,
) -> list[Section]:
    """Return what a comparison found, section by section.

    Parameters
    ----------
    arms
        The options, draw by draw.
    precision, contributions
        As of :class:`joinup.experiments.analysis.comparison.Comparison`.
    every
        Whether every measure is told.
    """
    sections = []
    if len(arms.labels) > 1:
        found = paired_differences(arms)
        sections += [
            _differences(arms, label, found[found["option"] == label], every=every)
            for label in arms.labels
            if label != arms.reference
        ]
        sections += [_incremental(arms), _acceptability(arms)]
        if precision is not None:
            sections.append(_precision(precision))
    if contributions is not None:
        sections.append(_partners(contributions))
    return sections


def in_short(arms: PairedDraws) -> list[str]:
    """Return what was compared, and how often."""
    each = (
        "the same people and the same random draws in every option"
        if arms.kind == "replicate"
        else "the same values of all else in every option, each averaged over its replicates"
    )
    said = [
        f"{count(len(arms.labels), 'option')}: {listing(arms.labels)}."
        f" Differences are from '{arms.reference}'.",
        f"{count(arms.draws, arms.kind)}: {each}. ±: 95% confidence interval.",
    ]
    if arms.lost:
        said.append(
            f"{count(arms.lost, 'replicate')} left out: a run has no result (see the study's failures)."
        )
    if arms.draws < 2:
        said.append("One replicate has no confidence interval: ask for more replicates.")
    return said


def verdict_table(arms: PairedDraws) -> pd.DataFrame:
    """Return whether each option is better or worse than the reference: measures times options."""
    found: dict[str, dict[str, str]] = {}
    for label, row, one in _told(arms, EVERY_ROW):
        word = better_or_worse(Verdict(one["verdict"]), row)
        found.setdefault(row.key.name, {})[label] = WORDS.get(word, word)
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("measure")


def headlines(arms: PairedDraws) -> tuple[tuple[str, ...], ...]:
    """Return rows of a few measures: what it is, the reference's mean, each option's difference."""
    rows: dict[str, list[str]] = {}
    for _, row, one in _told(arms, [row for row in EVERY_ROW if row.key.name in ON_A_SCREEN]):
        verdict = Verdict(one["verdict"])
        word = better_or_worse(verdict, row)
        told = str(verdict)
        if word != told or verdict in (Verdict.HIGHER, Verdict.LOWER, Verdict.ONE_RUN):
            told = f"{row.writer.difference(_estimate(one))} {WORDS.get(word, '') or word}"
        level = row.writer.alone(one["reference_mean"]) if row not in NET else ""
        rows.setdefault(row.label.strip(), [level]).append(told.replace(f" {Verdict.ONE_RUN}", ""))
    return tuple((label, *cells) for label, cells in rows.items())


def difference_of(one: Mapping[Any, Any]) -> tuple[Estimate, Verdict]:
    """Return a row of the table of differences as an estimate and a verdict."""
    return _estimate(one), Verdict(one["verdict"])


def _estimate(one: Mapping[Any, Any]) -> Estimate:
    return Estimate(one["difference"], one["low"], one["high"], one["pairs"])


def _told(
    arms: PairedDraws, rows: Iterable[DifferenceRow]
) -> Iterator[tuple[str, DifferenceRow, Mapping[Any, Any]]]:
    """Yield options and measures that they have, with the difference from the reference."""
    table = paired_differences(arms) if len(arms.labels) > 1 else pd.DataFrame()
    by_name = {(one["option"], one["measure"]): one for one in table.to_dict("records")}
    for row in rows:
        for label in arms.labels:
            if (one := by_name.get((label, column(row.key)))) is not None:
                yield label, row, one


def _rows(arms: PairedDraws) -> list[DifferenceRow]:
    groups = titles(arms.scenario.population.groups)
    by_group = [
        DifferenceRow(Key("outcome", row.key.name, group), f"  {words}", row.writer, row.better)
        for row in ROWS
        if row.key.name in BY_GROUP or column(row.key) == WEEKS
        for group, words in groups.items()
    ]
    found: list[DifferenceRow] = []
    for row in ROWS:
        found.append(row)
        found += [one for one in by_group if one.key.name == row.key.name]
    return [*found, *COSTS, *NET]


def _differences(arms: PairedDraws, label: str, found: pd.DataFrame, *, every: bool) -> Section:
    by_measure = {str(row["measure"]): row for row in found.to_dict("records")}
    rows = _rows(arms)
    if every:
        named = {column(row.key) for row in rows}
        rows += [
            DifferenceRow(Key(*measure.split(".", 2)), measure, _writer(measure))
            for measure in by_measure
            if measure not in named
        ]
    lines, noise = [], []
    for row in rows:
        one = by_measure.get(column(row.key))
        if one is None:
            continue
        estimate, verdict = Estimate(one["difference"], one["low"], one["high"], one["pairs"]), one["verdict"]
        levels = [row.writer.alone(one[name]) for name in ("reference_mean", "mean")]
        word = better_or_worse(Verdict(verdict), row)
        lines.append((row.label, *levels, row.writer.difference(estimate), word))
        if verdict == Verdict.CANNOT_TELL:
            noise.append(row.label.strip())
    said = []
    if noise:
        said.append(
            f"Noise: the 95% confidence intervals of {len(noise)} of {len(lines)} differences include 0"
            f" (cannot tell). They may be zero, or too small to see with {arms.draws} draws."
        )
    if arms.draws > 1:
        said.append(
            f"Of 20 differences that are only noise, about one looks real; {len(lines)} were examined."
        )
    ratio = by_measure.get(WEEKS, {}).get("runs_saved_ratio", float("nan"))
    if isfinite(ratio):
        said.append(
            f"Weeks in unmet need: with independent draws for each option, the same precision would have"
            f" taken {ratio:,.1f} times as many runs."
        )
    columns = ("", arms.reference, label, "Difference", "")
    return Section(f"{label}, from {arms.reference}", tuple(said), Table(columns, tuple(lines)))


def _writer(measure: str) -> Writer:
    if measure.startswith(("money.", "funding.", "received.", "net.")):
        return MONEY
    if measure.startswith("outcome."):
        return COUNT
    return DECIMAL


def _incremental(arms: PairedDraws) -> Section:
    rows = []
    for row in incremental_analysis(arms).to_dict("records"):
        ratio = row["icer"]
        interval = ""
        if row["status"] == ON_FRONTIER and row["versus"]:
            bounded = isfinite(row["icer_low"])
            interval = (
                f"{MONEY.alone(row['icer_low'])} to {MONEY.alone(row['icer_high'])}"
                if bounded
                else ("no bounds: the effect may be zero")
            )
        status = str(row["status"])
        if row["versus"]:
            status += {"dominated": " by ", "extendedly dominated": " by a mix with "}.get(status, ", after ")
            status += str(row["versus"])
        rows.append(
            (
                str(row["option"]),
                MONEY.alone(row["cost"]),
                COUNT.alone(row["unmet_need_weeks"]),
                status,
                MONEY.alone(ratio) if isfinite(ratio) else "",
                interval,
            )
        )
    columns = ("", "Public cost, GBP", "Weeks in unmet need", "", "GBP a week avoided", "95% CI")
    said = (
        "Dominated: another costs no more and avoids more. By a mix: two others together would do better."
        " These ranks use means: they are as uncertain as the differences above."
    )
    heading = "Cost and effect, discounted: full incremental analysis"
    return Section(heading, (said,), Table(columns, tuple(rows)))


def _acceptability(arms: PairedDraws) -> Section:
    rows = tuple(
        (
            f"GBP {number(row['value_of_week'])}",
            *(percent(row[label]) for label in arms.labels),
            str(row["best"]),
            MONEY.alone(row["lead"]),
            MONEY.alone(row["evpi"]),
        )
        for row in acceptability_curve(arms).to_dict("records")
    )
    columns = ("A week", *arms.labels, "Best on average", "Its lead, GBP", "Certainty, GBP")
    noise = (
        "The shares are of replicates, so they show noise only, which nobody can know beforehand, and not"
        " uncertainty about the scenario's parameters: for that, compare a study that samples ranges."
        if arms.kind == "replicate"
        else "The shares are of settings: they show uncertainty about what the study varied."
    )
    said = (
        f"Shares of draws in which an option is best. Certainty: the expected value of perfect information,"
        f" which is what it would be worth to know the draw before choosing. {noise}"
    )
    heading = "Which is best, by what a week without unmet need is worth"
    return Section(heading, (said,), Table(columns, rows))


def _precision(found: Precision) -> Section:
    heading = f"Precise enough? Half-width of {found.target:,g} wanted, of '{found.outcome}'"
    advice = found.advice
    runs = count(advice.runs, "replicate")
    if advice.next is Next.ENOUGH:
        said = (
            f"Yes: the widest confidence interval is ±{advice.half_width:,.4g} after {runs}.",
            "Stopping when an interval is narrow lowers its coverage, to about 94% instead of 95%.",
        )
        return Section(heading, said)
    needed = f"about {advice.projected:,.0f}" if isfinite(advice.projected) else "far more"
    no = (
        f"No: the widest confidence interval is ±{advice.half_width:,.4g} after {runs},"
        f" and it would take {needed}. At most {found.most:,} are allowed."
    )
    return Section(heading, (no,))


def _partners(found: pd.DataFrame) -> Section:
    measures = list(dict.fromkeys(found["measure"].tolist()))
    words = {column(row.key): (row.label.strip(), row.writer) for row in (*ROWS, *COSTS, *VALUE)}
    words[NET_BENEFIT] = ("Net benefit, GBP", MONEY)
    rows = []
    for partner in dict.fromkeys(found["partner"].tolist()):
        cells = [plain_name(str(partner))]
        for measure in measures:
            one = found[(found["measure"] == measure) & (found["partner"] == partner)].to_dict("records")[0]
            estimate = Estimate(one["contribution"], one["low"], one["high"], one["pairs"])
            writer = words.get(measure, ("", COUNT))[1]
            noise = " (noise)" if one["verdict"] == Verdict.CANNOT_TELL else ""
            cells.append(writer.difference(estimate) + noise)
        rows.append(tuple(cells))
    columns = ("", *(words.get(measure, (measure, COUNT))[0] for measure in measures))
    said = (
        "The mean of what a partner adds when it joins, over every order of joining; a partnership of one is"
        " none. The contributions add up to what all achieve together."
    )
    heading = "What each partner contributes (Shapley values over all sub-partnerships)"
    return Section(heading, (said,), Table(columns, tuple(rows)))
