"""What ``joinup compare`` prints: differences, noise, cost-effectiveness, contributions, in plain English."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pandas as pd

from joinup.cli.texts.lines import heading, line, table
from joinup.experiments.analysis.comparison import Comparison, Precision
from joinup.experiments.analysis.methods.cost_effectiveness import (
    ON_FRONTIER,
    acceptability_curve,
    incremental_analysis,
)
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS
from joinup.experiments.analysis.methods.statistics import NET_BENEFIT as NET_BENEFIT_KEY
from joinup.experiments.analysis.methods.statistics import Estimate, Verdict
from joinup.experiments.analysis.methods.stopping import Next
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, Writer
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.summary_differences import COSTS, ROWS, VALUE, Row, better_or_worse
from joinup.experiments.study.rows import column
from joinup.sim.text.words import count, listing, number, percent, plain_name, titles

BY_GROUP = ("reached", "resolved")
"""Outcomes told for each client group, besides weeks in unmet need."""


def print_comparison(found: Comparison, *, every: bool) -> None:
    """Print what was found."""
    several = len(found.labels) > 1
    if several:
        _print_arms(found, every=every)
        if found.precision is not None:
            _print_precision(found.precision)
    if found.contributions is not None:
        _print_partners(found.contributions)
    if several:
        for folder in found.studies:
            line(f"The runs are in '{folder}'; they are never repeated.")


def as_data(found: Comparison) -> dict[str, Any]:
    """Return what was found for other programs."""
    several = len(found.labels) > 1
    return {
        "options": list(found.labels) if several else None,
        "reference": found.reference,
        "draws": found.draws if several else None,
        "draws_are": found.kind if several else None,
        "lost": found.lost if several else None,
        "value_of_week": found.value_of_week if several else None,
        "until": None if found.precision is None else found.precision.facts,
        "differences": found.table if several else None,
        "incremental_analysis": incremental_analysis(found) if several else None,
        "acceptability_curve": acceptability_curve(found) if several else None,
        "contributions": found.contributions,
        "studies": [str(folder) for folder in found.studies] if several else [],
    }


def _print_arms(arms: Comparison, *, every: bool) -> None:
    reference = arms.reference
    draws = "replicate" if arms.kind == "replicate" else "setting"
    line(f"{count(len(arms.labels), 'option')}: {listing(arms.labels)}. Differences are from '{reference}'.")
    each = (
        "the same people and the same random draws in every option"
        if draws == "replicate"
        else ("the same values of all else in every option, each averaged over its replicates")
    )
    line(f"{count(arms.draws, draws)}: {each}. ±: 95% confidence interval.")
    if arms.lost:
        line(f"{count(arms.lost, 'replicate')} left out: a run has no result (see the study's failures).")
    if arms.draws < 2:
        line("One replicate has no confidence interval: give more --replications.")
    found = arms.table
    for label in arms.labels:
        if label != reference:
            _print_differences(arms, label, reference, found[found["option"] == label], every=every)
    _print_incremental(arms)
    _print_acceptability(arms)


def _rows(arms: PairedDraws) -> list[Row]:
    groups = titles(arms.scenario.population.groups)
    by_group = [
        Row(Key("outcome", row.key.name, group), f"  {words}", row.writer, row.better)
        for row in ROWS
        if row.key.name in BY_GROUP or column(row.key) == WEEKS
        for group, words in groups.items()
    ]
    found: list[Row] = []
    for row in ROWS:
        found.append(row)
        found += [one for one in by_group if one.key.name == row.key.name]
    net = [row for row in VALUE if row.key == NET_BENEFIT_KEY]
    return [*found, *COSTS, *net]


def _print_differences(
    arms: PairedDraws, label: str, reference: str, found: pd.DataFrame, *, every: bool
) -> None:
    heading(f"{label}, from {reference}")
    by_measure = {str(row["measure"]): row for row in found.to_dict("records")}
    rows = _rows(arms)
    if every:
        named = {column(row.key) for row in rows}
        rows += [
            Row(Key(*measure.split(".", 2)), measure, _writer(measure))
            for measure in by_measure
            if measure not in named
        ]
    lines, noise = [], []
    shown = 0
    for row in rows:
        one = by_measure.get(column(row.key))
        if one is None:
            continue
        verdict = Verdict(one["verdict"])
        estimate = Estimate(one["difference"], one["low"], one["high"], one["pairs"])
        levels = [row.writer.alone(one[name]) for name in ("reference_mean", "mean")]
        lines.append([row.label, *levels, row.writer.difference(estimate), better_or_worse(verdict, row)])
        shown += 1
        if verdict is Verdict.CANNOT_TELL:
            noise.append(row.label.strip())
    table(["", reference, label, "Difference", ""], lines, left=(0, 4))
    if noise:
        line(
            f"Noise: the 95% confidence intervals of {len(noise)} of {shown} differences include 0 (cannot"
            f" tell). They may be zero, or too small to see with {arms.draws} draws."
        )
    if arms.draws > 1:
        line(f"Of 20 differences that are only noise, about one looks real; {shown} were examined.")
    ratio = by_measure.get(WEEKS, {}).get("runs_saved_ratio", float("nan"))
    if isfinite(ratio):
        line(
            f"Weeks in unmet need: with independent draws for each option, the same precision would have"
            f" taken {ratio:,.1f} times as many runs."
        )


def _writer(measure: str) -> Writer:
    if measure.startswith(("money.", "funding.", "received.", "net.")):
        return MONEY
    if measure.startswith("outcome."):
        return COUNT
    return DECIMAL


def _print_incremental(arms: PairedDraws) -> None:
    heading("Cost and effect, discounted: full incremental analysis")
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
            [
                str(row["option"]),
                MONEY.alone(row["cost"]),
                COUNT.alone(row["unmet_need_weeks"]),
                status,
                MONEY.alone(ratio) if isfinite(ratio) else "",
                interval,
            ]
        )
    headings = ["", "Public cost, GBP", "Weeks in unmet need", "", "GBP a week avoided", "95% CI"]
    table(headings, rows, left=(0, 3))
    line(
        "Dominated: another costs no more and avoids more. By a mix: two others together would do better."
        " These ranks use means: they are as uncertain as the differences above."
    )


def _print_acceptability(arms: PairedDraws) -> None:
    heading("Which is best, by what a week without unmet need is worth")
    curve = acceptability_curve(arms)
    rows = [
        [
            f"GBP {number(row['value_of_week'])}",
            *(percent(row[label]) for label in arms.labels),
            str(row["best"]),
            MONEY.alone(row["lead"]),
            MONEY.alone(row["evpi"]),
        ]
        for row in curve.to_dict("records")
    ]
    table(
        ["A week", *arms.labels, "Best on average", "Its lead, GBP", "Certainty, GBP"],
        rows,
        left=(0, len(arms.labels) + 1),
    )
    noise = (
        "The shares are of replicates, so they show noise only, which nobody can know beforehand, and not"
        " uncertainty about the scenario's parameters: for that, compare a study that samples ranges."
        if arms.kind == "replicate"
        else "The shares are of settings: they show uncertainty about what the study varied."
    )
    line(
        f"Shares of draws in which an option is best. Certainty: the expected value of perfect information,"
        f" which is what it would be worth to know the draw before choosing. {noise}"
    )


def _print_precision(found: Precision) -> None:
    heading(f"Precise enough? Half-width of {found.target:,g} wanted, of '{found.outcome}'")
    advice = found.advice
    runs = count(advice.runs, "replicate")
    if advice.next is Next.ENOUGH:
        line(f"Yes: the widest confidence interval is ±{advice.half_width:,.4g} after {runs}.")
        line("Stopping when an interval is narrow lowers its coverage, to about 94% instead of 95%.")
        return
    needed = f"about {advice.projected:,.0f}" if isfinite(advice.projected) else "far more"
    line(
        f"No: the widest confidence interval is ±{advice.half_width:,.4g} after {runs},"
        f" and it would take {needed}. At most {found.most:,} are allowed (--most)."
    )


def _print_partners(found: pd.DataFrame) -> None:
    heading("What each partner contributes (Shapley values over all sub-partnerships)")
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
        rows.append(cells)
    table(["", *(words.get(measure, (measure, COUNT))[0] for measure in measures)], rows)
    line(
        "The mean of what a partner adds when it joins, over every order of joining; a partnership of one is"
        " none. The contributions add up to what all achieve together."
    )
