"""Text on which parameters matter in a study."""

from __future__ import annotations

from math import isfinite

import pandas as pd

from joinup.experiments.analysis.methods.noise import Noise
from joinup.experiments.analysis.sensitivity import MORRIS, Conclusion, OutcomeSensitivity, Sensitivity
from joinup.experiments.report.formatting import Writer
from joinup.scenarios.describe.description import Section, Table
from joinup.scenarios.words import GRADES
from joinup.sim.text.words import capital, count, listing, percent

MOST_ROWS = 12
NO_EVIDENCE = ("judgement", "recalled", "W")
"""Grades of numbers without a source."""

MOST_NAMED = 5
REVERSES = 0.05
"""Total index of the sign from which a parameter is named, if its confidence interval excludes 0."""


def sensitivity_sections(found: Sensitivity) -> list[Section]:
    """Return the parameters that matter for each outcome, and those that the conclusion depends on."""
    sections = [] if found.conclusion is None else [_conclusion(found, found.conclusion)]
    sections += [_answer(found, answer) for answer in found.answers]
    return [*sections, _method(found)]


def _conclusion(found: Sensitivity, conclusion: Conclusion) -> Section:
    sentences = [
        f"'{conclusion.better}' is better than '{conclusion.than}' on {found.outcome.title} at"
        f" {percent(round(conclusion.share, 3))} of"
        f" {count(found.points, 'point')} of the sample, by what is worth having (beyond noise at"
        f" {percent(round(conclusion.share_clearly, 3))}; worse beyond noise at"
        f" {percent(round(conclusion.share_clearly_not, 3))}). Over all points: {conclusion.judged.verdict}."
    ]
    if found.replicates < 2:
        sentences.append("With one replicate, noise cannot be separated from differences: sweep with more.")
    if conclusion.share in (0.0, 1.0):
        sentences.append(
            "The conclusion is the same at every point: no parameter reverses it within its range."
        )
        return Section("What the conclusion depends on", tuple(sentences))
    deciding = deciders(found)
    if deciding.empty:
        sentences.append("No single parameter is shown to reverse it.")
    else:
        names = listing(
            f"{name} ({GRADES[grade]})"
            for name, grade in zip(deciding["title"], deciding["grade"], strict=True)
        )
        sentences.append(f"It depends most on: {names}.")
        weak = int(deciding["grade"].isin(NO_EVIDENCE).sum())
        if weak:
            whose = (
                "It rests"
                if len(deciding) == 1
                else (f"{'All' if weak == len(deciding) else weak} of them rest")
            )
            sentences.append(f"{whose} on no direct evidence, and so does the conclusion.")
    return Section("What the conclusion depends on", tuple(sentences), _reversals(found, conclusion))


def deciders(found: Sensitivity) -> pd.DataFrame:
    """Return the parameters that the conclusion depends on, most first: at most five."""
    if found.conclusion is None:
        return pd.DataFrame()
    table = found.conclusion.table
    if found.method == MORRIS:
        # With too few replicates no reversal is beyond noise; then all reversals count.
        key = "flips_clearly" if table["flips_clearly"].any() else "flips"
        return table[table[key] > 0].head(MOST_NAMED)
    return table[(table["total_low"] > 0) & (table["total"] >= REVERSES)].head(MOST_NAMED)


def _reversals(found: Sensitivity, conclusion: Conclusion) -> Table:
    table = conclusion.table.head(MOST_ROWS)
    if found.method == MORRIS:
        turning = tuple(
            (
                capital(row["title"]),
                f"{row['flips']} of {row['steps']}",
                str(row["flips_clearly"]),
                GRADES[row["grade"]],
            )
            for _, row in table.iterrows()
            if row["flips"]
        )
        return Table(("Parameter", "Steps that reverse it", "Beyond noise", "Evidence"), turning)
    rows = tuple(
        (capital(row["title"]), _index(row, "total"), GRADES[row["grade"]]) for _, row in table.iterrows()
    )
    return Table(("Parameter", "Total index of the sign", "Evidence"), rows)


def _answer(found: Sensitivity, answer: OutcomeSensitivity) -> Section:
    influential = answer.table[answer.table["beyond_noise"]]
    sentences = [noise_in_words(answer.noise)]
    if influential.empty:
        sentences.append("No parameter has an effect beyond noise.")
    else:
        first = listing(influential["title"].head(MOST_NAMED))
        most = "What matters most" if len(influential) > MOST_NAMED else "What matters"
        sentences.append(
            f"{most}: {first}. Effects beyond noise: {len(influential)} of"
            f" {count(len(answer.table), 'parameter')}."
        )
    key = "mu_star" if found.method == MORRIS else "total"
    shown = answer.table[answer.table[key] > 0].head(MOST_ROWS)
    rows = tuple(_row(found, row) for _, row in shown.iterrows())
    names = ["Effect (mu*)", "mu", "sigma"] if found.method == MORRIS else ["First order", "Total"]
    columns = ("Parameter", *names, "Beyond noise", "Evidence")
    return Section(capital(answer.title), tuple(sentences), Table(columns, rows))


def _row(found: Sensitivity, row: pd.Series) -> tuple[str, ...]:
    cells = [_index(row, "first"), _index(row, "total")] if found.method != MORRIS else []
    if found.method == MORRIS:
        write = found.outcome.writer
        cells = [_range(write, row, "mu_star"), write.alone(row["mu"]), _range(write, row, "sigma")]
    return (capital(row["title"]), *cells, "yes" if row["beyond_noise"] else "no", GRADES[row["grade"]])


def noise_in_words(found: Noise) -> str:
    """State how much of an outcome's variance is noise."""
    if not isfinite(found.own):
        return "Noise is unknown with one replicate: sweep with --replications 2 or more."
    return (
        f"Noise: {percent(_round(found.share_of_a_run))} of the variance of single runs"
        f" ({percent(_round(found.common_share_of_noise))} of it is common to all points and cancels in"
        f" comparisons), and {percent(_round(found.share_left))} of the variance of means of"
        f" {count(found.replicates, 'replicate')}."
    )


def _round(share: float) -> float:
    return round(share, 3)


def _method(found: Sensitivity) -> Section:
    if found.method == MORRIS:
        text = (
            f"Morris screening: {count(found.blocks, 'trajectory', 'trajectories')} in which one parameter"
            " moves at a time, by two thirds of its range. mu* is the mean of absolute effects per whole"
            " range; mu is their mean (much smaller than mu*: the effect goes both ways); sigma is how much"
            " effects differ from place to place (as large as mu*: it depends on the others). Screening ranks"
            " parameters; for shares of variance take the few that matter and sweep with --method saltelli."
        )
    else:
        text = (
            f"Sobol indices by SALib, from {count(found.blocks, 'base point')} of a Saltelli sample, each the"
            " share of the variance between points that a parameter accounts for: alone (first order), and"
            " with all its interactions (total). Where intervals are wide, more base points"
            " are needed (powers of two)."
        )
    parts = [
        text,
        "Outcomes are averaged over replicates first. In brackets: 95% bootstrap confidence intervals, which"
        " are about the sample and not about noise; 'beyond noise': the interval lies above the value that"
        " noise alone gives.",
    ]
    if found.dropped:
        kind = (
            ("trajectory was", "trajectories were")
            if found.method == MORRIS
            else ("base point was", "base points were")
        )
        parts.append(f"{count(found.dropped, *kind)} left out, because runs are missing or have no value.")
    return Section("Method", tuple(parts))


def _range(write: Writer, row: pd.Series, name: str) -> str:
    value, low, high = (write.alone(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return f"{value} ({low} to {high})"


def _index(row: pd.Series, name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.2f} ({low:.2f} to {high:.2f})"
